"""Staff, and the people an operator lets in from the command line."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.errors import LastOwner
from app.accounts.inviting import invite
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Account, Invitation, Membership, Organisation
from app.accounts.queries import find_account
from app.accounts.sessions import revoke_all_sessions
from app.audit.chain import record
from app.core.errors import NotFound


def list_people(session: Session) -> list[tuple[Account, list[Membership]]]:
    """Return every account with what it belongs to, by address."""
    accounts = session.scalars(select(Account).order_by(Account.mailbox)).all()
    memberships: dict[UUID, list[Membership]] = {}
    for each in session.scalars(select(Membership).order_by(Membership.organisation_id)):
        memberships.setdefault(each.account_id, []).append(each)
    return [(account, memberships.get(account.id, [])) for account in accounts]


def invite_staff(
    session: Session, *, email: str, language: str, role: StaffRole, invited_by: UUID | None = None, now: datetime
) -> Invitation:
    """Invite somebody to run the platform. Raises AlreadyMember."""
    return invite(session, email=email, language=language, staff_role=role, invited_by=invited_by, now=now)


def invite_member(
    session: Session, *, email: str, language: str, organisation: str, role: OrganisationRole, now: datetime
) -> Invitation:
    """Invite somebody to the organisation of this address. Raises NotFound, AlreadyMember."""
    found = session.scalar(select(Organisation).where(Organisation.slug == organisation))
    if found is None:
        raise NotFound
    return invite(session, email=email, language=language, organisation_id=found.id, role=role, now=now)


def set_staff_role(session: Session, *, email: str, role: StaffRole | None, actor: str, now: datetime) -> None:
    """Make an account staff, of another role, or no longer; whoever leaves is signed out. Raises NotFound."""
    account = find_account(session, email)
    if account is None:
        raise NotFound
    account.staff_role = role
    record(
        session, actor=actor, action="staff role set", subject_kind="account", subject_id=account.id,
        details={"role": str(role or "none")}, now=now,
    )  # fmt: skip
    if role is None:
        revoke_all_sessions(session, account.id, now=now)
    session.flush()


def list_staff(session: Session) -> list[Account]:
    """Return everybody who runs the platform, by address."""
    return list(session.scalars(select(Account).where(Account.staff_role.is_not(None)).order_by(Account.mailbox)))


def dismiss(session: Session, actor: Actor, account_id: UUID, *, now: datetime) -> None:
    """Let somebody be staff no longer. Raises NotFound, and LastOwner where nobody would lead any more."""
    staff = session.scalars(
        select(Account).where(Account.staff_role.is_not(None)).order_by(Account.id).with_for_update()
    ).all()
    found = next((each for each in staff if each.id == account_id), None)
    if found is None:
        raise NotFound
    if [each for each in staff if each.staff_role is StaffRole.LEAD] == [found]:
        raise LastOwner
    set_staff_role(session, email=found.email, role=None, actor=str(actor.account_id), now=now)
