"""What the public reads of updates: what began to go out, of campaigns that can be seen, and nothing before."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.petitions.publishing import hide_campaign, publish_campaign
from app.updates.document import UpdateDocument
from app.updates.fan_out import start_due
from app.updates.publishing import publish_updates
from app.updates.queries import list_published_updates
from app.updates.services import cancel, hide
from tests.factories import OpenPetition, add_update


def shown(session: Session, campaign: Campaign) -> list[UpdateDocument]:
    publish_updates(session)
    return list_published_updates(session).get(campaign.id, [])


def test_it_is_shown_from_the_moment_it_begins_to_go_out(
    session: Session, keyring: Keyring, petition: OpenPetition
) -> None:
    add_update(session, petition.campaign)
    due = add_update(session, petition.campaign, is_approved=True)
    assert shown(session, petition.campaign) == []
    start_due(session, keyring, now=utc_now())
    (update,) = shown(session, petition.campaign)
    assert (update.id, update.number, update.published_at) == (due.id, 2, due.started_at)
    assert update.html["en"].startswith("<p>She <em>wrote</em> to <a href=")
    assert publish_updates(session) == 0


def test_a_half_written_language_is_not_shown(session: Session, petition: OpenPetition) -> None:
    words = {"subject": {"en": "s", "fa": "", "de": "s"}, "body": {"en": "b", "fa": "b", "de": " "}}
    add_update(session, petition.campaign, is_out=True, **words)
    (update,) = shown(session, petition.campaign)
    assert (update.languages, set(update.subject), set(update.html)) == (["en"], {"en"}, {"en"})


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_what_is_hidden_goes_and_what_was_cancelled_on_the_way_stays(
    session: Session, keyring: Keyring, petition: OpenPetition, is_cancelled: bool
) -> None:
    update = add_update(session, petition.campaign, is_approved=True)
    start_due(session, keyring, now=utc_now())
    assert len(shown(session, petition.campaign)) == 1
    if is_cancelled:
        cancel(session, update, by=new_id(), now=utc_now())
    else:
        hide(session, update, by=new_id(), now=utc_now())
    assert len(shown(session, petition.campaign)) == is_cancelled


def test_what_was_cancelled_before_it_began_is_never_shown(session: Session, petition: OpenPetition) -> None:
    cancel(session, add_update(session, petition.campaign, is_approved=True), by=new_id(), now=utc_now())
    assert shown(session, petition.campaign) == []


def test_they_go_with_their_campaign_and_come_back_with_it(session: Session, petition: OpenPetition) -> None:
    add_update(session, petition.campaign, is_out=True)
    assert len(shown(session, petition.campaign)) == 1
    hide_campaign(session, petition.campaign)
    assert shown(session, petition.campaign) == []
    publish_campaign(session, petition.id, now=utc_now())
    assert len(shown(session, petition.campaign)) == 1


def test_the_newest_is_first(session: Session, petition: OpenPetition) -> None:
    now = utc_now()
    for days in (2, 9, 5):
        add_update(session, petition.campaign, is_out=True, now=now - timedelta(days=days))
    assert [update.number for update in shown(session, petition.campaign)] == [1, 3, 2]
