"""From the public copy of a campaign to what the API promises of it."""

import base64
from typing import Any, TypeVar

import msgspec

from app.campaigns.document import CampaignDocument, DeliveryDocument, Tally
from app.campaigns.rules import standing_of
from app.checkpoints.models import Checkpoint as CheckpointRow
from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.deliveries.record import DeliveryRecord
from app.paper.apart import Apart as Beside
from app.web.addresses import full_url_for
from app.web.api.shapes import (
    Apart,
    Campaign,
    Checkpoint,
    Correction,
    Delivery,
    FullCampaign,
    FullPerson,
    FullPetition,
    Office,
    Person,
    Petition,
    Signatures,
    SignedCheckpoint,
    Wording,
)

Shape = TypeVar("Shape", bound=msgspec.Struct)


def campaign(given: CampaignDocument, tally: Tally, beside: Beside) -> Campaign:
    """A campaign as lists have it."""
    return Campaign(petition=petition(given, tally, beside), **_campaign(given, Person))


def full_campaign(given: CampaignDocument, tally: Tally, beside: Beside) -> FullCampaign:
    """A campaign with everything."""
    return FullCampaign(
        petition=_full_petition(given, tally, beside),
        outcome=given.outcome,
        moved_to=given.moved_to,
        story=given.story,
        **_campaign(given, FullPerson),
    )


def petition(given: CampaignDocument, tally: Tally, beside: Beside) -> Petition:
    """The count of a campaign's petition."""
    return Petition(**_petition(given, tally, beside))


def delivery(given: DeliveryDocument, record: DeliveryRecord | None) -> Delivery:
    """A line of the public record of deliveries, with what its record says beside it."""
    return Delivery(
        recipient=given.recipient,
        profile=given.profile,
        confirmed=given.confirmed,
        cut_off=given.cut_off,
        state=given.state,
        id=given.id,
        reply_due=given.reply_due,
        manifest_sha256=record.manifest_sha256 if record else None,
        corrections=[_same_fields(each, Correction) for each in record.corrections] if record else [],
    )


def checkpoint(given: CheckpointRow) -> SignedCheckpoint:
    """A checkpoint as it was signed."""
    return SignedCheckpoint(
        checkpoint=msgspec.json.decode(given.content, type=Checkpoint),
        sha256=given.sha256.hex(),
        signature=base64.b64encode(given.signature).decode(),
    )


def _campaign(given: CampaignDocument, person: type[Person]) -> dict[str, Any]:
    return {
        "id": given.id,
        "slug": given.slug,
        "hashtag": given.hashtag,
        "pages": {code: full_url_for("public.campaign", lang=code, slug=given.slug) for code in LANGUAGES},
        "title": given.title,
        "summary": given.summary,
        "languages": given.languages,
        "organisation": given.organisation.name,
        "country": given.country,
        "themes": given.themes,
        "begins": given.begins,
        "is_urgent": given.is_urgent,
        "is_sample": given.is_sample,
        "prisoners": [_same_fields(each, person) for each in given.prisoners],
    }


def _petition(given: CampaignDocument, tally: Tally, beside: Beside) -> dict[str, Any]:
    return {
        "id": given.petition.id,
        "campaign": given.slug,
        "wording": _same_fields(given.petition.wording, Wording),
        "signatures": Signatures(
            confirmed=tally.confirmed,
            under_review=tally.held,
            removed=tally.removed,
            as_of=tally.as_of,
            frozen=tally.frozen,
        ),
        "apart": _same_fields(beside, Apart),
    }


def _full_petition(given: CampaignDocument, tally: Tally, beside: Beside) -> FullPetition:
    asked = given.petition
    return FullPetition(
        state=standing_of(given, now=utc_now()).opening,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
        is_paused=asked.is_paused,
        goal=asked.goal,
        milestones=asked.milestones,
        ask=asked.wording.ask,
        demands=asked.wording.demands,
        targets=asked.targets,
        recipients=[_same_fields(each, Office) for each in asked.recipients],
        **_petition(given, tally, beside),
    )


def _same_fields(given: msgspec.Struct, shape: type[Shape]) -> Shape:
    """Take over the fields of a shape from a document that has them under the same names."""
    return msgspec.convert(given, shape, from_attributes=True)
