"""Ordering prints: a row that a worker typesets."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.campaigns.models import Campaign, PublishedCampaign
from app.core.errors import NotFound
from app.core.languages import LANGUAGES
from app.core.text import has_control_characters, tidy
from app.paper.codes import new_code
from app.paper.errors import NothingToPrint, PrintWishRefused, TooManyPrints
from app.paper.models import Print, PrintKind, PrintSize, PrintState
from app.petitions.models import Petition
from app.petitions.wordings import get_current_wording

LABEL_LENGTH: Final = 80
RETURN_TO_LENGTH: Final = 200
MOST_WAITING: Final = 20


class PrintWish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody orders. ``label`` and ``return_to`` as in ``Print``."""

    kind: PrintKind
    size: PrintSize = PrintSize.A4
    language: str
    label: str = ""
    return_to: str = ""


def order_print(
    session: Session, campaign_id: UUID, wish: PrintWish, *, organisation_id: UUID, actor: str, now: datetime
) -> Print:
    """Order a sheet or poster of the wording that is open now; a worker makes it.

    Raises NotFound, NothingToPrint, TooManyPrints or PrintWishRefused.
    """
    petition_id = get_petition_id(session, campaign_id, organisation_id=organisation_id)
    _refuse(session, wish, campaign_id=campaign_id, organisation_id=organisation_id)
    ordered = Print(
        organisation_id=organisation_id,
        petition_id=petition_id,
        wording_id=get_current_wording(session, petition_id).id,
        kind=wish.kind,
        size=wish.size if wish.kind is PrintKind.POSTER else PrintSize.A4,
        language=wish.language,
        code=new_code(),
        label=tidy(wish.label),
        return_to=tidy(wish.return_to),
        ordered_at=now,
    )
    session.add(ordered)
    session.flush()
    details = {"kind": wish.kind.value, "language": wish.language, "code": ordered.code}
    record(session, actor=actor, action="print.ordered", subject_kind="print", subject_id=ordered.id,
           details=details, now=now)  # fmt: skip
    return ordered


def get_petition_id(session: Session, campaign_id: UUID, *, organisation_id: UUID) -> UUID:
    """Return the petition of an organisation's campaign; another's is as good as none: NotFound."""
    petition_id = session.scalar(
        select(Petition.id)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .where(Campaign.id == campaign_id, Campaign.organisation_id == organisation_id)
    )
    if petition_id is None:
        raise NotFound("no such campaign")
    return petition_id


def _refuse(session: Session, wish: PrintWish, *, campaign_id: UUID, organisation_id: UUID) -> None:
    if session.get(PublishedCampaign, campaign_id) is None:
        raise NothingToPrint("the campaign is not public")
    if wish.language not in LANGUAGES:
        raise PrintWishRefused("language", "There is no such language.")
    for field, text, length in (
        ("label", wish.label, LABEL_LENGTH),
        ("return_to", wish.return_to, RETURN_TO_LENGTH),
    ):
        if len(text) > length or has_control_characters(tidy(text)):
            raise PrintWishRefused(field, f"At most {length} letters, on one line.")
    waiting = select(func.count()).where(Print.organisation_id == organisation_id, Print.state == PrintState.WAITING)
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooManyPrints("too many prints wait")
