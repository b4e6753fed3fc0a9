"""What the public may read of campaigns."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument, GroupRecord, MemorialRecord
from app.campaigns.models import PublishedCampaign, PublishedGroup, PublishedMemorial, QuietAddress


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
