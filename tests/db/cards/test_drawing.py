"""A card for each language and shape: drawn when published, redrawn when its words change, else left alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument
from app.campaigns.models import CardShape, PublishedCampaign, ShareCard
from app.cards.drawing import MOST_TRIES, CardDrawer
from app.cards.saying import saying_of
from app.cases.kinds import PrisonerStatus
from app.cases.models import Prisoner
from app.core.clock import utc_now
from app.petitions.publishing import hide_campaign, publish_campaign
from app.pictures.store import PictureStore
from tests.factories import OpenPetition, add_petition

WRITTEN = ("en", "fa")
"""The languages the petition has words in; the site has more."""


@pytest.fixture
def drawer(worker_app: Flask, tmp_path: Path) -> Iterator[CardDrawer]:
    with worker_app.app_context():
        yield CardDrawer(PictureStore(tmp_path / "var"), tmp_path / "work")


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    made = add_petition(owner_session)
    owner_session.commit()
    return made


def cards(session: Session) -> dict[tuple[str, str], ShareCard]:
    session.rollback()
    rows = session.scalars(select(ShareCard).execution_options(populate_existing=True))
    return {(row.language, row.shape.value): row for row in rows}


def published(session: Session) -> CampaignDocument:
    session.rollback()
    query = select(PublishedCampaign).execution_options(populate_existing=True)
    return msgspec.convert(session.scalars(query).one().document, CampaignDocument, strict=False)


def publish_again(session: Session, petition: OpenPetition) -> None:
    publish_campaign(session, petition.id, now=utc_now() + timedelta(seconds=1))
    session.commit()


def test_a_published_campaign_gets_its_cards(
    drawer: CardDrawer, owner_session: Session, petition: OpenPetition, tmp_path: Path
) -> None:
    assert drawer.draw_next() == petition.campaign.id
    assert drawer.draw_next() is None
    shown = published(owner_session)
    assert {(card.language, card.shape, card.width, card.height) for card in shown.cards} == {
        (language, shape, *size)
        for language in WRITTEN
        for shape, size in (("wide", (1200, 630)), ("square", (1080, 1080)))
    }
    for card in shown.cards:
        with Image.open(drawer.store.path(f"{card.digest}.png")) as image:
            assert image.size == (card.width, card.height)
            assert "date" not in repr(image.info).lower()
    assert list((tmp_path / "work").iterdir()) == []


def test_publishing_the_same_words_draws_nothing_anew(
    drawer: CardDrawer, owner_session: Session, petition: OpenPetition
) -> None:
    drawer.draw_next()
    before = {key: card.digest for key, card in cards(owner_session).items()}
    times = {path: path.stat().st_mtime_ns for path in drawer.store.path("x").parent.iterdir()}
    publish_again(owner_session, petition)
    assert {card.digest for card in published(owner_session).cards} == set(before.values())
    assert drawer.draw_next() == petition.campaign.id
    assert drawer.draw_next() is None
    assert {key: card.digest for key, card in cards(owner_session).items()} == before
    assert {path: path.stat().st_mtime_ns for path in drawer.store.path("x").parent.iterdir()} == times


def test_new_words_are_drawn(drawer: CardDrawer, owner_session: Session, petition: OpenPetition) -> None:
    drawer.draw_next()
    before = {key: card.digest for key, card in cards(owner_session).items()}
    petition.campaign.hashtag = "#OtherWords"
    publish_again(owner_session, petition)
    drawer.draw_next()
    after = {card.digest for card in published(owner_session).cards}
    assert len(after) == len(before)
    assert not after & set(before.values())


def test_a_lost_file_is_drawn_again(drawer: CardDrawer, owner_session: Session, petition: OpenPetition) -> None:
    drawer.draw_next()
    lost = drawer.store.path(f"{published(owner_session).cards[0].digest}.png")
    lost.unlink()
    publish_again(owner_session, petition)
    drawer.draw_next()
    assert lost.is_file()


def test_a_hidden_campaign_is_not_drawn(drawer: CardDrawer, owner_session: Session, petition: OpenPetition) -> None:
    hide_campaign(owner_session, petition.campaign)
    owner_session.commit()
    assert drawer.draw_next() is None


def test_what_cannot_be_drawn_is_tried_a_few_times_and_again_when_published(
    drawer: CardDrawer, owner_session: Session, petition: OpenPetition
) -> None:
    hasty = replace(drawer, time_limit_seconds=0.001)
    rounds = iter(hasty.draw_next, None)
    assert len(list(rounds)) == MOST_TRIES
    assert {card.failure for card in cards(owner_session).values()} == {"TypesettingFailed"}
    assert published(owner_session).cards == []
    publish_again(owner_session, petition)
    drawer.draw_next()
    assert {card.failure for card in cards(owner_session).values()} == {None}
    assert len(published(owner_session).cards) == 2 * len(WRITTEN)


def test_the_name_stands_in_the_readers_script_first(
    owner_session: Session, petition: OpenPetition, worker_app: Flask
) -> None:
    shown = published(owner_session)
    with worker_app.app_context():
        persian, english = (saying_of(shown, language, CardShape.WIDE) for language in ("fa", "en"))
    assert [each["direction"] for each in persian["names"]] == ["rtl", "ltr"]
    assert [each["direction"] for each in english["names"]] == ["ltr", "rtl"]
    assert (persian["sample"], persian["direction"]) == ("دادهٔ نمونه", "rtl")


def test_of_several_each_is_named_and_of_many_the_title(
    owner_session: Session, petition: OpenPetition, worker_app: Flask
) -> None:
    shown = published(owner_session)
    few = msgspec.structs.replace(shown, others=[shown.prisoner] * 2)
    many = msgspec.structs.replace(shown, others=[shown.prisoner] * 9)
    with worker_app.app_context():
        three, title = (saying_of(each, "fa", CardShape.WIDE)["names"] for each in (few, many))
    assert [each["direction"] for each in three] == ["rtl"] * 3
    assert title == [{"name": shown.title["fa"], "direction": "rtl"}]


def test_a_card_says_what_became_of_somebody_and_burns_for_nobody_who_has_died(
    owner_session: Session, petition: OpenPetition, worker_app: Flask, drawer: CardDrawer
) -> None:
    shown = published(owner_session)
    dead = msgspec.structs.replace(shown, prisoner=msgspec.structs.replace(shown.prisoner, status="executed"))
    with worker_app.app_context():
        alive, gone = (saying_of(each, "en", CardShape.WIDE) for each in (shown, dead))
    assert (alive["ask"], alive["is_lit"]) == (shown.petition.wording.ask["en"], True)
    assert (gone["ask"], gone["is_lit"]) == (shown.summary["en"], False)
    prisoner = owner_session.scalars(select(Prisoner)).one()
    prisoner.status = PrisonerStatus.EXECUTED
    publish_again(owner_session, petition)
    assert drawer.draw_next() == petition.campaign.id
    assert {card.failure for card in cards(owner_session).values()} == {None}


def test_names_that_share_a_script_are_not_written_twice(
    owner_session: Session, petition: OpenPetition, worker_app: Flask
) -> None:
    shown = published(owner_session)
    names = shown.prisoner.names | {"ar": "بروانة"}
    arabic = msgspec.structs.replace(shown, prisoner=msgspec.structs.replace(shown.prisoner, names=names))
    with worker_app.app_context():
        written = saying_of(arabic, "ar", CardShape.WIDE)["names"]
    assert [each["direction"] for each in written] == ["rtl", "ltr"]
