"""What the public may read of campaigns."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument
from app.campaigns.models import PublishedCampaign


def list_published(session: Session) -> list[CampaignDocument]:
    """Return every public campaign, urgent ones first, then the newest."""
    rows = session.scalars(select(PublishedCampaign).order_by(PublishedCampaign.published_at.desc())).all()
    documents = [msgspec.convert(row.document, CampaignDocument, strict=False) for row in rows]
    return sorted(documents, key=lambda document: not document.is_urgent)
