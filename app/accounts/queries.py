"""Reading accounts, organisations and who belongs to which."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Membership, Organisation
from app.core.errors import NotFound
from app.mail.addresses import mailbox


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of whoever holds this address."""
    return session.scalar(select(Account).where(Account.mailbox == mailbox(email)))


def get_account(session: Session, account_id: UUID) -> Account:
    """Return an account, or raise NotFound."""
    if (found := session.get(Account, account_id)) is None:
        raise NotFound
    return found


def find_membership(session: Session, account_id: UUID, slug: str) -> Membership | None:
    """Return what an account may do in the organisation of this address, with the organisation."""
    return session.scalar(
        select(Membership)
        .join(Membership.organisation)
        .where(Membership.account_id == account_id, Organisation.slug == slug)
        .options(joinedload(Membership.organisation))
    )


def list_memberships(session: Session, account_id: UUID) -> list[Membership]:
    """Return the organisations of an account, each with the role there, by their addresses."""
    return list(
        session.scalars(
            select(Membership)
            .join(Membership.organisation)
            .where(Membership.account_id == account_id)
            .options(joinedload(Membership.organisation))
            .order_by(Organisation.slug)
        )
    )


def get_organisation(session: Session, organisation_id: UUID) -> Organisation:
    """Return an organisation, or raise NotFound."""
    if (found := session.get(Organisation, organisation_id)) is None:
        raise NotFound
    return found
