"""Reads of exports, for staff."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.exports.models import Export
from app.exports.states import ExportState
from app.petitions.models import Petition, Recipient

PAGE: Final = 50
Titles = dict[str, str]


def list_exports(session: Session) -> Sequence[Export]:
    """Return the newest exports, whoever asked for them."""
    query = select(Export).order_by(Export.asked_at.desc(), Export.id).limit(PAGE)
    return session.scalars(query).all()


def get_export(session: Session, export_id: UUID) -> Export:
    """Return one export with its key. Raises NotFound."""
    export = session.scalar(select(Export).where(Export.id == export_id).options(joinedload(Export.key)))
    if export is None:
        raise NotFound
    return export


def count_waiting(session: Session) -> int:
    """Return how many requests wait for a second person."""
    return session.scalar(select(func.count()).select_from(Export).where(Export.state == ExportState.ASKED)) or 0


def list_titles(session: Session) -> dict[UUID, Titles]:
    """Return the title of every petition's campaign, by petition, in order of address."""
    rows = session.execute(
        select(Petition.id, Campaign.title).join(Campaign, Campaign.id == Petition.campaign_id).order_by(Campaign.slug)
    )
    return dict(rows.all())


def find_recipient_name(session: Session, recipient_id: str | None) -> Titles | None:
    """Return the name of the office a request hands names to; None where it hands none."""
    if recipient_id is None:
        return None
    return session.scalar(select(Recipient.name).where(Recipient.id == UUID(recipient_id)))


def list_emails(session: Session) -> dict[UUID, str]:
    """Return the address of everybody on staff, and of whoever was, by account."""
    return dict(session.execute(select(Account.id, Account.email)).all())
