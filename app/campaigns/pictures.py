"""The pictures of a campaign as its public copy shows them, and giving it a portrait."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, exists, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.campaigns.document import CardDocument, PictureDocument, VariantDocument
from app.campaigns.models import Campaign, CampaignPortrait, PublishedCampaign, ShareCard
from app.core.errors import NotFound
from app.pictures.models import Picture
from app.pictures.queries import find_ready_picture
from app.pictures.services import remove_picture


def pictures_of(session: Session, campaign: Campaign) -> dict[str, Any]:
    """Return the fields ``portrait`` and ``cards`` of a campaign's document as they stand now."""
    return {
        "portrait": _portrait(find_ready_picture(session, _find_portrait_id(session, campaign))),
        "cards": _cards(session, campaign),
    }


def show_pictures(session: Session, campaign: Campaign) -> None:
    """Bring the pictures of the public copy, where there is one, up to date; nothing else in it changes."""
    session.flush()
    session.execute(
        update(PublishedCampaign)
        .where(PublishedCampaign.id == campaign.id)
        .values(
            document=PublishedCampaign.document.op("||")(
                literal(msgspec.to_builtins(pictures_of(session, campaign)), JSONB())
            )
        )
    )


def set_portrait(session: Session, campaign: Campaign, picture: Picture | None) -> None:
    """Show this picture, which has been made, or none; the one before is forgotten where nothing else shows it."""
    before = _find_portrait_id(session, campaign)
    session.execute(delete(CampaignPortrait).where(CampaignPortrait.campaign_id == campaign.id))
    if picture:
        session.add(CampaignPortrait(campaign_id=campaign.id, picture_id=picture.id))
    show_pictures(session, campaign)
    if before and not session.scalar(select(exists().where(CampaignPortrait.picture_id == before))):
        remove_picture(session, before)


def list_card_digests(session: Session) -> set[str]:
    """Return the digest of every share card."""
    return {digest for digest in session.scalars(select(ShareCard.digest)) if digest}


def get_campaign(session: Session, slug: str) -> Campaign:
    """Return a campaign by its slug, or raise NotFound."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound("there is no such campaign")
    return campaign


def _find_portrait_id(session: Session, campaign: Campaign) -> UUID | None:
    return session.scalar(select(CampaignPortrait.picture_id).where(CampaignPortrait.campaign_id == campaign.id))


def _portrait(picture: Picture | None) -> PictureDocument | None:
    if picture is None:
        return None
    variants = [
        VariantDocument(kind=each.kind.value, width=each.width, height=each.height, digest=each.digest)
        for each in picture.variants
    ]
    return PictureDocument(alt=picture.alt, variants=variants)


def _cards(session: Session, campaign: Campaign) -> list[CardDocument]:
    rows = session.scalars(
        select(ShareCard)
        .where(ShareCard.campaign_id == campaign.id, ShareCard.digest.is_not(None))
        .order_by(ShareCard.language, ShareCard.shape)
    )
    return [
        CardDocument(
            language=row.language, shape=row.shape.value, width=row.width, height=row.height, digest=row.digest or ""
        )
        for row in rows
    ]
