"""Invitations: a mailed link that makes whoever holds it a member of an organisation, or staff."""

from datetime import datetime
from secrets import token_hex
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.errors import AddressTaken, AlreadyMember, LinkExpired, LinkUsed, OtherAddress
from app.accounts.kinds import LetterKind, OrganisationRole, StaffRole
from app.accounts.models import Account, Invitation, Membership
from app.accounts.queries import find_account
from app.accounts.rules import INVITATION_LIVES
from app.accounts.security import Credentials
from app.audit.chain import record
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound
from app.core.sealing import token_hash
from app.mail.addresses import mailbox


def invite(
    session: Session, *, email: str, language: str, now: datetime, invited_by: UUID | None = None,
    organisation_id: UUID | None = None, role: OrganisationRole | None = None, staff_role: StaffRole | None = None,
) -> Invitation:  # fmt: skip
    """Write down an invitation; a worker mails the link. Raises AlreadyMember where the holder has the role's place."""
    account = find_account(session, email)
    if account is not None and _is_there(session, account, organisation_id):
        raise AlreadyMember
    invitation = Invitation(
        organisation_id=organisation_id, role=role, staff_role=staff_role, email=email, language=language,
        invited_by=invited_by, created_at=now, expires_at=now + INVITATION_LIVES,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    record(
        session, actor=str(invited_by or "operator"), action="invited", subject_kind="invitation",
        subject_id=invitation.id, details={"role": str(role or staff_role)}, now=now,
    )  # fmt: skip
    return invitation


def get_invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return what a mailed link leads to. Raises NotFound, LinkUsed or LinkExpired."""
    hashed = token_hash(token, LetterKind.INVITATION)
    enter_scope(session, Scope(token_hash=hashed))
    found = session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == hashed)
        .with_for_update()
    )  # fmt: skip
    if found is None or found.withdrawn_at is not None:
        raise NotFound
    if found.used_at is not None:
        raise LinkUsed
    if now >= found.expires_at or found.email is None:
        raise LinkExpired
    enter_scope(session, Scope(organisation_id=found.organisation_id, token_hash=hashed))
    session.refresh(found, ["organisation"])
    return found


def accept_as_new(
    session: Session, tools: Credentials, token: str, *, password: str, language: str, now: datetime
) -> Account:
    """Make an account for the address that was invited, with the invited role. Raises as ``get_invitation`` does.

    Raises AddressTaken where there is one already: its holder signs in and accepts.
    """
    invitation = get_invitation(session, token, now=now)
    email = invitation.email or ""
    if find_account(session, email) is not None:
        raise AddressTaken
    account = new_account(session, email=email, language=language, password=tools.hash_password(password), now=now)
    _take_place(session, invitation, account, now=now)
    return account


def accept_as(session: Session, token: str, account: Account, *, now: datetime) -> Invitation:
    """Give an account the invited role. Raises as ``get_invitation`` does; OtherAddress, AlreadyMember.

    A link that was passed on makes nobody else a member: the address it was sent to must be the account's.
    """
    invitation = get_invitation(session, token, now=now)
    if mailbox(invitation.email or "") != account.mailbox:
        raise OtherAddress
    if _is_there(session, account, invitation.organisation_id):
        raise AlreadyMember
    _take_place(session, invitation, account, now=now)
    return invitation


def new_account(session: Session, *, email: str, language: str, password: str | None, now: datetime) -> Account:
    """Add an account."""
    account = Account(
        email=email, mailbox=mailbox(email), language=language, password=password, fs_uniquifier=token_hex(32),
        fs_webauthn_user_handle=token_hex(32), created_at=now,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return account


def _take_place(session: Session, invitation: Invitation, account: Account, *, now: datetime) -> None:
    invitation.used_at, invitation.email = now, None
    if invitation.organisation_id is not None:
        session.add(Membership(account_id=account.id, organisation_id=invitation.organisation_id, role=invitation.role))
    else:
        account.staff_role = invitation.staff_role
    record(
        session, actor=str(account.id), action="invitation accepted", subject_kind="invitation",
        subject_id=invitation.id, now=now,
    )  # fmt: skip
    session.flush()


def _is_there(session: Session, account: Account, organisation_id: UUID | None) -> bool:
    if organisation_id is None:
        return account.staff_role is not None
    return session.get(Membership, (account.id, organisation_id)) is not None


def list_invitations(session: Session, organisation_id: UUID, *, now: datetime) -> list[Invitation]:
    """Return the invitations of an organisation that may still be accepted, the newest first."""
    return list(
        session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id, Invitation.used_at.is_(None),
                Invitation.withdrawn_at.is_(None), Invitation.expires_at > now,
            )
            .options(joinedload(Invitation.organisation))
            .order_by(Invitation.created_at.desc(), Invitation.id)
        )
    )  # fmt: skip
