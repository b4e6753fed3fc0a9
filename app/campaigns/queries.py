"""What the public may read of campaigns, and what their organisation does."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.campaigns.document import CampaignDocument, GroupRecord, MemorialRecord
from app.campaigns.models import Campaign, PublishedCampaign, PublishedGroup, PublishedMemorial, QuietAddress

NEAR: Final = 0.4
"""How alike (0 to 1) a word and a part of the text are when one is likely a misspelling of the other."""


def list_campaigns(session: Session, organisation_id: UUID) -> list[Campaign]:
    """Return the campaigns of an organisation, whatever their state, by their addresses."""
    query = select(Campaign).where(Campaign.organisation_id == organisation_id).order_by(Campaign.slug)
    return list(session.scalars(query))


def list_all_campaigns(session: Session) -> list[Campaign]:
    """Return every campaign that was ever published, of whatever organisation, by its address."""
    return list(session.scalars(select(Campaign).options(joinedload(Campaign.organisation)).order_by(Campaign.slug)))


def list_published(session: Session) -> list[CampaignDocument]:
    """Return every public campaign, the newest first."""
    rows = session.scalars(select(PublishedCampaign).order_by(PublishedCampaign.published_at.desc())).all()
    return [msgspec.convert(row.document, CampaignDocument, strict=False) for row in rows]


def list_groups(session: Session) -> list[GroupRecord]:
    """Return every public group."""
    documents = session.scalars(select(PublishedGroup.document).order_by(PublishedGroup.slug))
    return msgspec.convert(documents.all(), list[GroupRecord], strict=False)


def list_memorials(session: Session) -> list[MemorialRecord]:
    """Return every public memorial."""
    documents = session.scalars(select(PublishedMemorial.document).order_by(PublishedMemorial.slug))
    return msgspec.convert(documents.all(), list[MemorialRecord], strict=False)


def list_quiet(session: Session) -> frozenset[str]:
    """Return the slugs of campaigns whose organisers say that quiet was asked for."""
    return frozenset(session.scalars(select(QuietAddress.slug)))


def list_matching(session: Session, words: Sequence[str]) -> list[UUID]:
    """Return the ids of campaigns that have something like each of the folded words, the likeliest first.

    A word is found as a part of another, or where its trigrams are near enough (pg_trgm's word similarity).
    """
    text = PublishedCampaign.search_text
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", str(NEAR), True)))
    matches = [or_(text.contains(word, autoescape=True), text.op("%>")(word)) for word in words]
    score = func.word_similarity(" ".join(words), text)
    query = select(PublishedCampaign.id).where(*matches).order_by(score.desc(), PublishedCampaign.published_at.desc())
    return list(session.scalars(query))
