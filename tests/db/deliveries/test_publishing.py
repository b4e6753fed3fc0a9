"""What everybody may see of deliveries: exactly what was approved, of campaigns everybody may see."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument, DeliveryDocument
from app.campaigns.models import Campaign, PublishedCampaign
from app.core.clock import day_of, utc_now
from app.deliveries.publishing import publish_deliveries
from app.deliveries.queries import list_deliveries, list_recorded
from app.deliveries.register import enter
from app.deliveries.rules import Entry
from app.deliveries.states import GIVEN, KNOWN, WAITING, DeliveryState, EntryKind, Manner
from app.petitions.publishing import hide_campaign, publish_campaign
from tests.factories import OpenPetition
from tests.factories.deliveries import ASKER, add_delivery

D, NOW = DeliveryState, utc_now()
TODAY = day_of(NOW)


def lines(session: Session, petition: OpenPetition) -> list[DeliveryDocument]:
    document = session.scalars(
        select(PublishedCampaign.document).where(PublishedCampaign.id == petition.campaign.id)
    ).one()
    return msgspec.convert(document, CampaignDocument, strict=False).deliveries


@pytest.mark.parametrize("state", DeliveryState)
def test_what_was_approved_can_be_checked_and_what_was_handed_over_is_listed(
    session: Session, petition: OpenPetition, state: DeliveryState
) -> None:
    delivery = add_delivery(session, petition, state=state)
    publish_deliveries(session)
    session.expire_all()
    assert set(list_recorded(session)) == ({delivery.id} if state in KNOWN else set())
    assert [line.id for line in lines(session, petition)] == ([delivery.id] if state in GIVEN else [])


def test_the_record_follows_the_register_and_tells_days_alone(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=D.APPROVED, now=NOW)
    assert publish_deliveries(session) == 1
    assert publish_deliveries(session) == 0
    entry = Entry(EntryKind.HANDED_OVER, TODAY, Manner.POST, "A secret place", "A secret person", "Secret words",
                  TODAY + timedelta(days=9))  # fmt: skip
    enter(session, delivery, entry, actor=ASKER, now=NOW)
    enter(session, delivery, Entry(EntryKind.NOTE, TODAY, words="Secret note"), actor=ASKER, now=NOW)
    assert publish_deliveries(session) == 2
    session.expire_all()
    (record,) = list_recorded(session).values()
    assert [(each.kind, each.day) for each in record.entries] == [("handed_over", TODAY)]
    assert record.reply_due == TODAY + timedelta(days=9)
    assert record.counts["confirmed"] == 12_345
    assert record.manifest_sha256 == (delivery.manifest_sha256 or b"").hex()
    assert "ecret" not in repr(msgspec.to_builtins(record))
    (line,) = lines(session, petition)
    assert (line.state, line.confirmed, line.reply_due) == ("handed_over", 12_345, record.reply_due)


def test_the_lines_of_samples_stay(session: Session, petition: OpenPetition) -> None:
    told = DeliveryDocument(
        recipient={"en": "Of the sample"}, profile="numbers_only", confirmed=7, cut_off=NOW, state="answered"
    )
    publish_campaign(session, petition.id, deliveries=[told], now=NOW)
    add_delivery(session, petition, state=D.HANDED_OVER)
    publish_deliveries(session)
    session.expire_all()
    assert [line.confirmed for line in lines(session, petition)] == [7, 12_345]
    assert publish_deliveries(session) == 0


def test_publishing_the_campaign_anew_keeps_the_lines(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=D.HANDED_OVER)
    publish_deliveries(session)
    publish_campaign(session, petition.id, now=NOW)
    session.expire_all()
    assert [line.id for line in lines(session, petition)] == [delivery.id]


def test_a_hidden_campaign_takes_its_deliveries_with_it_and_brings_them_back(
    session: Session, petition: OpenPetition
) -> None:
    delivery = add_delivery(session, petition, state=D.HANDED_OVER)
    publish_deliveries(session)
    hide_campaign(session, session.get_one(Campaign, petition.campaign.id))
    session.expire_all()
    assert list_recorded(session) == {}
    assert publish_deliveries(session) == 0
    publish_campaign(session, petition.id, now=NOW)
    assert publish_deliveries(session) == 2
    session.expire_all()
    assert [line.id for line in lines(session, petition)] == [delivery.id]


def test_a_late_answer_stands_first_in_the_list_of_staff(session: Session, petition: OpenPetition) -> None:
    then = NOW - timedelta(days=60)
    late = add_delivery(session, petition, state=D.APPROVED, now=then)
    enter(session, late, Entry(EntryKind.HANDED_OVER, day_of(then), Manner.POST, "", "Anna", "",
                               day_of(then) + timedelta(days=30)), actor=ASKER, now=NOW)  # fmt: skip
    newer = add_delivery(session, petition, state=D.HANDED_OVER)
    rows = list_deliveries(session, GIVEN, today=TODAY)
    assert [(row.delivery.id, row.is_overdue) for row in rows] == [(late.id, True), (newer.id, False)]
    assert list_deliveries(session, WAITING, today=TODAY) == []
