"""What stands around a campaign, in the public copy; hiding; and what the database refuses."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.campaigns.document import DeliveryDocument
from app.campaigns.kinds import OutcomeKind
from app.campaigns.models import Campaign, Outcome
from app.campaigns.queries import list_groups, list_memorials, list_published, list_quiet
from app.core.edtf import EdtfError
from app.petitions.publishing import hide_campaign, publish_campaign
from tests.factories import OpenPetition, add_petition, add_surroundings
from tests.factories.campaigns import LONG_AGO, SAID

WORDS = {"en": "Words *here*", "fa": "واژه‌ها"}


@pytest.fixture
def petition(session: Session) -> OpenPetition:
    return add_petition(session)


def test_the_public_copy_has_what_stands_around(session: Session, petition: OpenPetition) -> None:
    add_surroundings(session, petition)
    publish_campaign(session, petition.id, now=LONG_AGO)
    (document,) = list_published(session)
    assert (document.country, document.themes) == ("IR", ["fair_trial", "women"])
    assert document.organisation.slug.startswith("watch-")
    assert document.prisoner.prison
    assert (document.prisoner.prison.slug, document.prisoner.prison.country) == ("tower", "IR")
    assert [group.slug for group in document.groups] == ["thirty"]
    assert [memorial.slug for memorial in document.memorials] == ["the-night"]
    assert document.outcome
    assert (document.outcome.kind, document.outcome.day) == ("partial", "2026-05")
    assert document.moved_to is None
    assert list_groups(session)[0].description["en"] == "<p>Words <em>here</em></p>\n"
    assert [(each.figure, each.attribution) for each in list_memorials(session)[0].figures] == [(30, SAID)]


def test_deliveries_that_are_public_stay_when_a_campaign_is_published_again(
    session: Session, petition: OpenPetition
) -> None:
    line = DeliveryDocument(recipient=WORDS, profile="numbers_only", confirmed=3, cut_off=LONG_AGO, state="handed_over")
    publish_campaign(session, petition.id, deliveries=[line], now=LONG_AGO)
    publish_campaign(session, petition.id, now=LONG_AGO)
    assert list_published(session)[0].deliveries == [line]
    publish_campaign(session, petition.id, deliveries=[], now=LONG_AGO)
    assert list_published(session)[0].deliveries == []


def test_hiding_says_nothing_unless_it_is_to_say_quiet(session: Session, petition: OpenPetition) -> None:
    hide_campaign(session, petition.campaign)
    assert (list_published(session), list_quiet(session)) == ([], frozenset())
    hide_campaign(session, petition.campaign, says_quiet=True)
    assert list_quiet(session) == {petition.campaign.slug}
    publish_campaign(session, petition.id, now=LONG_AGO)
    assert list_quiet(session) == frozenset()


def test_a_retired_campaign_names_a_public_one_only(session: Session, petition: OpenPetition) -> None:
    live = add_petition(session)
    session.get_one(Campaign, petition.campaign.id).moved_to_id = live.campaign.id
    session.flush()
    assert publish_campaign(session, petition.id, now=LONG_AGO).moved_to == live.campaign.slug
    hide_campaign(session, live.campaign)
    assert [document.moved_to for document in list_published(session)] == [None]
    assert publish_campaign(session, petition.id, now=LONG_AGO).moved_to is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vigil.campaign SET themes = ARRAY['weather']",
        "UPDATE vigil.campaign SET country = 'ir'",
        "UPDATE vigil.campaign SET moved_to_id = id",
        "UPDATE vigil.memorial_figure SET attribution = '{}'",
        "UPDATE vigil.memorial_figure SET figure = 0",
        "UPDATE vigil.prisoner_group SET attribution = '{}'",
        "UPDATE vigil.prison SET country = 'Iran'",
        "UPDATE vigil.outcome SET kind = 'draw'",
        "INSERT INTO vigil.outcome SELECT * FROM vigil.outcome",
    ],
)
def test_the_database_refuses(session: Session, petition: OpenPetition, statement: str) -> None:
    add_surroundings(session, petition)
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_an_outcome_needs_a_date() -> None:
    with pytest.raises(EdtfError):
        Outcome(kind=OutcomeKind.VICTORY, text=WORDS, day="yesterday")
