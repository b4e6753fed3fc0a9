"""What the public reads beside the online figure, and never in it: paper, and what partners state."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.paper.batches import PublishedPaper
from app.paper.partners import PublishedPartnerTally


class PaperFigure(msgspec.Struct, frozen=True, kw_only=True):
    """People on paper; about ``also_online`` of them signed there as well. ``frozen`` as for the online figure."""

    counted: int
    also_online: int
    as_of: datetime
    frozen: bool


class PartnerFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A number as its partner states it. ``as_of`` is EDTF, ``evidence`` the address where it is stated."""

    partner: str
    figure: int
    as_of: str
    evidence: str


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """All of it for one petition."""

    paper: PaperFigure | None = None
    partners: list[PartnerFigure] = []


def list_apart(session: Session) -> dict[UUID, Apart]:
    """Return what stands apart for every petition that has something."""
    partners = defaultdict(list)
    for row in session.scalars(select(PublishedPartnerTally).order_by(PublishedPartnerTally.figure.desc())):
        stated = PartnerFigure(partner=row.partner, figure=row.figure, as_of=row.as_of, evidence=row.evidence)
        partners[row.petition_id].append(stated)
    papers = {
        row.petition_id: PaperFigure(
            counted=row.counted, also_online=row.also_online, as_of=row.as_of, frozen=row.frozen
        )
        for row in session.scalars(select(PublishedPaper).where(PublishedPaper.counted > 0))
    }
    return {
        petition_id: Apart(paper=papers.get(petition_id), partners=partners[petition_id])
        for petition_id in papers.keys() | set(partners)
    }
