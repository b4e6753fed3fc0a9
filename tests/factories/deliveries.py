"""Deliveries in any state, without a worker having compiled them."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.ids import new_id
from app.deliveries.facts import DeliveryFacts, Profile
from app.deliveries.models import Delivery
from app.deliveries.states import HAS_PACK, KNOWN, UNFINISHED, DeliveryState
from tests.factories.campaigns import OpenPetition

ASKER, APPROVER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def add_delivery(
    session: Session,
    petition: OpenPetition,
    *,
    state: DeliveryState = DeliveryState.COMPILED,
    now: datetime | None = None,
    confirmed: int = 12_345,
    **columns: Any,
) -> Delivery:
    """Add a delivery of numbers only to the court, with a pack and an approval where its state has them."""
    moment = to_hour(now or utc_now())
    delivery_id = new_id()
    values: dict[str, Any] = {
        "id": delivery_id,
        "petition_id": petition.id,
        "recipient_id": petition.court.id,
        "wording_id": petition.wording.id,
        "profile": Profile.NUMBERS_ONLY,
        "language": "en",
        "state": state,
        "age_recipients": [],
        "requested_by": ASKER,
        "requested_at": moment,
    }
    if state not in UNFINISHED:
        facts = facts_of(petition, delivery_id, cut_off=moment, confirmed=confirmed)
        values |= {"cut_off": moment, "figures": msgspec.to_builtins(facts)}
    if state in HAS_PACK:
        values |= {
            "pack_name": f"vigil-delivery-{delivery_id}.zip",
            "pack_sha256": delivery_id.bytes * 2,
            "manifest_sha256": bytes(reversed(delivery_id.bytes)) * 2,
        }
    if state in KNOWN:
        values |= {
            "approved_by": APPROVER, "approved_at": moment, "approved_manifest": values["manifest_sha256"],
        }  # fmt: skip
    delivery = Delivery(**values | columns)
    session.add(delivery)
    session.flush()
    return delivery


def facts_of(petition: OpenPetition, delivery_id: Any, *, cut_off: datetime, confirmed: int) -> DeliveryFacts:
    """Return what a delivery to the court states."""
    return DeliveryFacts(
        id=delivery_id,
        language="en",
        profile=Profile.NUMBERS_ONLY,
        recipient_name=petition.court.name["en"],
        recipient_office=(),
        campaign_title=petition.campaign.title["en"],
        hashtag=petition.campaign.hashtag,
        prisoner_names={"en": "Parvaneh Sample", "fa": "پروانه نمونه"},
        prisoner_language="fa",
        wording_number=petition.wording.number,
        wording_sha256=petition.wording.sha256.hex(),
        ask="Release her now",
        demands=("Release her.",),
        petition_text="",
        cut_off=cut_off,
        confirmed=confirmed,
        held=3,
        removed=7,
        by_country=(("FR", confirmed - 20), ("", 20)),
        by_month=(("2026-11", confirmed),),
        organisation="Lantern Watch",
        base_url="https://vigil.example",
        is_sample=False,
    )
