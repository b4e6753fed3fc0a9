"""Typesetting the prints that wait, one at a time, no database session open meanwhile."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument
from app.campaigns.models import PublishedCampaign
from app.core.db import unit_of_work
from app.core.errors import VigilError
from app.core.folders import private_folder
from app.deliveries.typesetting import Typesetting
from app.paper.models import Print, PrintState
from app.pictures.store import PictureStore
from app.prints.saying import Saying, saying_of

MOST_TRIES: Final = 3
TIME_LIMIT_SECONDS: Final = 60.0
_HIDDEN: Final = "CampaignHidden"
_PORTRAIT: Final = "portrait"


@dataclass(frozen=True, slots=True)
class PrintMaker:
    """Typesets below ``work``, a folder in memory, with portraits out of ``store``."""

    store: PictureStore
    work: Path
    base_url: str
    time_limit_seconds: float = TIME_LIMIT_SECONDS

    def make_next(self) -> UUID | None:
        """Make the next print that waits; return its id, or None. A failure is kept on the row by its kind."""
        with unit_of_work() as session:
            found = _find_waiting(session)
        if found is None:
            return None
        order, campaign = found
        if campaign is None:
            _fail(order.id, _HIDDEN, tries_at_most=0)
            return order.id
        try:
            pdf = self._typeset(order, saying_of(order, campaign, base_url=self.base_url))
        except VigilError as error:
            _fail(order.id, type(error).__name__, tries_at_most=MOST_TRIES)
        else:
            _keep(order.id, pdf, wording_id=campaign.petition.wording.id)
        return order.id

    def _typeset(self, order: Print, saying: Saying) -> bytes:
        folder = private_folder(self.work)
        output = folder / f"print-{order.id}.pdf"
        portrait = self._find_portrait(saying)
        typesetting = Typesetting(folder / "print", order.ordered_at, time_limit_seconds=self.time_limit_seconds)
        try:
            typesetting.make(order.kind.value, saying, output, enclosed=[portrait] if portrait else [])
            return output.read_bytes()
        finally:
            output.unlink(missing_ok=True)

    def _find_portrait(self, saying: Saying) -> Path | None:
        """Return the portrait's file; where it is not there, the poster has the emblem instead."""
        name = saying.get(_PORTRAIT)
        path = self.store.path(name) if name else None
        if path is None or not path.is_file():
            saying.pop(_PORTRAIT, None)
            return None
        return path


def _find_waiting(session: Session) -> tuple[Print, CampaignDocument | None] | None:
    """Return the print that waits longest with the public copy of its campaign, None where that is hidden."""
    row = session.execute(
        select(Print, PublishedCampaign.document)
        .outerjoin(PublishedCampaign, PublishedCampaign.petition_id == Print.petition_id)
        .where(Print.state == PrintState.WAITING)
        .order_by(Print.tries, Print.ordered_at, Print.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    order, document = row
    return order, document and msgspec.convert(document, CampaignDocument, strict=False)


def _keep(print_id: UUID, pdf: bytes, *, wording_id: UUID) -> None:
    """Keep the finished print with the wording it shows, which may have been renewed since it was ordered."""
    with unit_of_work() as session:
        order = session.get(Print, print_id, with_for_update=True)
        if order is not None and order.state is PrintState.WAITING:
            order.state, order.pdf, order.wording_id = PrintState.READY, pdf, wording_id


def _fail(print_id: UUID, reason: str, *, tries_at_most: int) -> None:
    """Count a try; past the last one the print has failed for good."""
    with unit_of_work() as session:
        order = session.get(Print, print_id, with_for_update=True)
        if order is not None and order.state is PrintState.WAITING:
            order.tries += 1
            if order.tries >= tries_at_most:
                order.state, order.failure = PrintState.FAILED, reason
