"""Who belongs to an organisation: roles changed and members removed, but never the last owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.actor import Actor
from app.accounts.errors import LastOwner
from app.accounts.inviting import invite
from app.accounts.kinds import OrganisationRole
from app.accounts.limits import count_tries
from app.accounts.models import Account, Invitation, Membership, Organisation
from app.accounts.queries import get_organisation
from app.accounts.rules import Limit
from app.accounts.security import Credentials
from app.audit.chain import record
from app.core.errors import NotFound


def list_members(session: Session, organisation_id: UUID) -> list[Membership]:
    """Return the members of an organisation with their accounts, by address."""
    return list(
        session.scalars(
            select(Membership)
            .join(Membership.account)
            .where(Membership.organisation_id == organisation_id)
            .options(joinedload(Membership.account))
            .order_by(Account.mailbox)
        )
    )


def invite_member(
    session: Session, tools: Credentials, actor: Actor, *, email: str, role: OrganisationRole, language: str,
    now: datetime,
) -> Invitation:  # fmt: skip
    """Invite somebody to the actor's organisation. Raises AlreadyMember, TooManyTries."""
    key = str(actor.acting_for)
    count_tries(session, {Limit.INVITATION: key}, secret=tools.limits_key, now=now)
    return invite(
        session, email=email, language=language, organisation_id=actor.acting_for, role=role,
        invited_by=actor.account_id, now=now,
    )  # fmt: skip


def withdraw_invitation(session: Session, actor: Actor, invitation_id: UUID, *, now: datetime) -> None:
    """Let an invitation that was not used lead nowhere. Raises NotFound."""
    found = session.get(Invitation, invitation_id)
    if found is None or found.organisation_id != actor.acting_for or found.used_at is not None:
        raise NotFound
    found.withdrawn_at, found.email = now, None
    _note(session, actor, "invitation withdrawn", invitation_id, now=now)


def change_role(session: Session, actor: Actor, account_id: UUID, *, role: OrganisationRole, now: datetime) -> None:
    """Give a member another role. Raises LastOwner, NotFound."""
    membership = _get_changeable(session, actor, account_id, stays_owner=role is OrganisationRole.OWNER)
    membership.role = role
    _note(session, actor, "member role changed", account_id, role=role, now=now)


def remove_member(session: Session, actor: Actor, account_id: UUID, *, now: datetime) -> None:
    """Remove a member; his account stays. Raises LastOwner, NotFound."""
    session.delete(_get_changeable(session, actor, account_id, stays_owner=False))
    _note(session, actor, "member removed", account_id, now=now)


def change_organisation(
    session: Session, actor: Actor, *, name: dict[str, str], about: dict[str, str], now: datetime
) -> Organisation:
    """Change how the actor's organisation is called and described."""
    organisation = get_organisation(session, actor.acting_for)
    organisation.name, organisation.about = name, about
    _note(session, actor, "organisation changed", organisation.id, now=now)
    return organisation


def _get_changeable(session: Session, actor: Actor, account_id: UUID, *, stays_owner: bool) -> Membership:
    """Return a membership that may be changed, with all of the organisation locked: two owners cannot both leave."""
    rows = session.scalars(
        select(Membership)
        .where(Membership.organisation_id == actor.acting_for)
        .order_by(Membership.account_id)
        .with_for_update()
    ).all()
    found = next((row for row in rows if row.account_id == account_id), None)
    if found is None:
        raise NotFound
    owners = [row for row in rows if row.role is OrganisationRole.OWNER]
    if owners == [found] and not stays_owner:
        raise LastOwner
    return found


def _note(
    session: Session, actor: Actor, action: str, subject_id: UUID, *, role: OrganisationRole | None = None,
    now: datetime,
) -> None:  # fmt: skip
    details = {"organisation": str(actor.acting_for)} | ({"role": role.value} if role else {})
    kind = action.partition(" ")[0]
    record(
        session, actor=str(actor.account_id), action=action, subject_kind=kind, subject_id=subject_id,
        details=details, now=now,
    )  # fmt: skip
    session.flush()
