"""Drawing share cards when a campaign is published or its words change; what is drawn already is left alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument
from app.campaigns.models import Campaign, CardShape, PublishedCampaign, ShareCard
from app.campaigns.pictures import show_pictures
from app.cards.saying import SIZES, Saying, card_languages, drawing_hash, hash_of, saying_of
from app.core.db import unit_of_work
from app.core.errors import VigilError
from app.core.folders import private_folder
from app.deliveries.typesetting import Typesetting
from app.pictures.store import PictureStore

MOST_TRIES: Final = 3
TIME_LIMIT_SECONDS: Final = 60.0
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""A picture carries no date: the same words are the same bytes."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A card that is not there as it should be."""

    language: str
    shape: CardShape
    saying: Saying


@dataclass(frozen=True, slots=True)
class CardDrawer:
    """Draws below ``work``, a folder in memory, and leaves what is finished in ``store``."""

    store: PictureStore
    work: Path
    time_limit_seconds: float = TIME_LIMIT_SECONDS

    def draw_next(self) -> UUID | None:
        """Draw all cards of the next campaign whose publication has none yet; return its id, or None."""
        with unit_of_work() as session:
            published = session.scalar(select(PublishedCampaign).where(_is_waiting()).limit(1))
            if published is None:
                return None
            campaign = msgspec.convert(published.document, CampaignDocument, strict=False)
            right = {(card.language, card.shape): card for card in _right_cards(session, published.id)}
        wanted = list(self._iter_wanted(campaign, right))
        drawn = [(each, self._draw(each)) for each in wanted]
        _finish(published.id, published.published_at, card_languages(campaign), drawn)
        return published.id

    def _iter_wanted(
        self, campaign: CampaignDocument, right: dict[tuple[str, CardShape], ShareCard]
    ) -> Iterator[_Wanted]:
        for language in card_languages(campaign):
            for shape in CardShape:
                saying, card = saying_of(campaign, language, shape), right.get((language, shape))
                is_there = card and card.digest and self.store.has(card.digest, "png")
                if card is None or not is_there or card.words_sha256 != hash_of(saying):
                    yield _Wanted(language, shape, saying)

    def _draw(self, wanted: _Wanted) -> str | VigilError:
        """Return the digest of the card, or why there is none."""
        output = private_folder(self.work) / f"card-{wanted.language}-{wanted.shape.value}.png"
        typesetting = Typesetting(self.work / "card", _UNDATED, time_limit_seconds=self.time_limit_seconds)
        try:
            typesetting.make("card", wanted.saying, output, tagged=False)
            return self.store.add(output.read_bytes(), "png")
        except VigilError as error:
            return error
        finally:
            output.unlink(missing_ok=True)


def _right_cards(session: Session, campaign_id: UUID) -> list[ShareCard]:
    """What was drawn and did not fail."""
    query = select(ShareCard).where(ShareCard.campaign_id == campaign_id, ShareCard.failure.is_(None))
    return list(session.scalars(query))


def _is_waiting() -> ColumnElement[bool]:
    """Whether a published campaign has no card of this publication and drawing, or one that failed too seldom."""
    of_this = and_(
        ShareCard.campaign_id == PublishedCampaign.id,
        ShareCard.published_at == PublishedCampaign.published_at,
        ShareCard.drawn_by == drawing_hash(),
    )
    failed = and_(of_this, ShareCard.failure.is_not(None), ShareCard.tries < MOST_TRIES)
    return or_(~exists().where(of_this), exists().where(failed))


def _finish(
    campaign_id: UUID, published_at: datetime, languages: list[str], drawn: list[tuple[_Wanted, str | VigilError]]
) -> None:
    """Note what was drawn and what was right already, and show it; nothing where the campaign is gone."""
    with unit_of_work() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            return
        gone = and_(ShareCard.campaign_id == campaign_id, ShareCard.language.not_in(languages))
        session.execute(delete(ShareCard).where(gone))
        for wanted, outcome in drawn:
            _note(session, campaign_id, wanted, outcome)
        for card in session.scalars(select(ShareCard).where(ShareCard.campaign_id == campaign_id)):
            is_same = card.published_at == published_at and card.drawn_by == drawing_hash()
            card.tries = (card.tries if is_same else 0) + 1
            card.published_at, card.drawn_by = published_at, drawing_hash()
        show_pictures(session, campaign)


def _note(session: Session, campaign_id: UUID, wanted: _Wanted, outcome: str | VigilError) -> None:
    """Write one card's row. A card that failed leaves none behind: better no picture than one with old words."""
    width, height = SIZES[wanted.shape]
    card = session.get(ShareCard, (campaign_id, wanted.language, wanted.shape))
    if card is None:
        card = ShareCard(
            campaign_id=campaign_id, language=wanted.language, shape=wanted.shape,
            published_at=_UNDATED, drawn_by="", tries=0,
        )  # fmt: skip
        session.add(card)
    card.width, card.height, card.words_sha256 = width, height, hash_of(wanted.saying)
    card.digest = outcome if isinstance(outcome, str) else None
    card.failure = None if isinstance(outcome, str) else type(outcome).__name__
    session.flush()
