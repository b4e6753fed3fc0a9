"""A print from ordering to the PDF, in every language: what it says, and what becomes of one that cannot be made."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import Campaign, PublishedCampaign
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.languages import LANGUAGES
from app.paper.codes import show_code
from app.paper.models import Print, PrintKind, PrintSize, PrintState
from app.paper.ordering import PrintWish, order_print
from app.paper.queries import find_by_code, get_pdf, list_prints
from app.petitions.publishing import hide_campaign, publish_campaign
from app.petitions.wordings import open_wording
from app.pictures.store import PictureStore
from app.prints.making import MOST_TRIES, PrintMaker
from tests.factories import OpenPetition

READING_ORDER = "\u202a"
"""What pypdf puts between parts of a line that it found in Arabic words."""
A4, A3 = (595, 842), (842, 1191)


@pytest.fixture
def maker(worker_app: Flask, tmp_path: Path) -> Iterator[PrintMaker]:
    with worker_app.app_context():
        yield PrintMaker(PictureStore(tmp_path), tmp_path / "work", "https://vigil.example")


def order(petition: OpenPetition, kind: PrintKind = PrintKind.SHEET, **wishes: object) -> Print:
    with unit_of_work() as session:
        wish = PrintWish(kind=kind, **({"language": "en"} | wishes))
        return order_print(
            session, petition.campaign.id, wish, organisation_id=petition.campaign.organisation_id,
            actor="somebody", now=utc_now(),
        )  # fmt: skip


def read(ordered: Print) -> Print:
    with unit_of_work() as session:
        return session.scalars(select(Print).where(Print.id == ordered.id).options(undefer(Print.pdf))).one()


def made(maker: PrintMaker, ordered: Print) -> PdfReader:
    assert maker.make_next() == ordered.id
    done = read(ordered)
    assert (done.state, done.failure) == (PrintState.READY, None)
    return PdfReader(io.BytesIO(done.pdf or b""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_has_what_is_signed_on_both_its_sides(shared_petition, maker, language):
    ordered = order(shared_petition, language=language, return_to="Lantern House, 12 Example Street")
    pdf = made(maker, ordered)
    assert [tuple(map(round, page.mediabox[2:])) for page in pdf.pages] == [A4, A4]
    for page in pdf.pages:
        words = page.extract_text().replace(READING_ORDER, "")
        assert show_code(ordered.code) in words
        assert shared_petition.wording.sha256.hex() in "".join(words.split())
        assert "Lantern House" in words
    assert "Parvaneh Sample" in pdf.pages[0].extract_text()
    assert pdf.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize(("language", "size"), [(language, size) for language in LANGUAGES for size in PrintSize])
def test_a_poster_is_one_page_of_its_size(shared_petition, maker, language, size):
    pdf = made(maker, order(shared_petition, PrintKind.POSTER, language=language, size=size))
    (page,) = pdf.pages
    assert tuple(map(round, page.mediabox[2:])) == (A3 if size is PrintSize.A3 else A4)
    assert "vigil.example/" in "".join(page.extract_text().split())


def test_a_sheet_lists_the_recipients_and_says_that_none_gets_names(shared_petition, maker):
    words = " ".join(made(maker, order(shared_petition)).pages[0].extract_text().split())
    assert shared_petition.court.name["en"] in words
    assert shared_petition.rapporteur.name["en"] in words
    assert "Nobody is given the names on this sheet." in words
    assert "Release her." in words


def test_a_poster_shows_the_portrait_where_the_campaign_has_one(shared_petition, maker, owner_session):
    photo = io.BytesIO()
    Image.effect_noise((400, 500), 90).convert("RGB").save(photo, "JPEG")
    digest = maker.store.add(photo.getvalue(), "jpg")
    document = {
        "alt": {"en": "She looks up"},
        "variants": [{"kind": "jpg", "width": 400, "height": 500, "digest": digest}],
    }
    _publish_portrait(owner_session, shared_petition, document)
    with_portrait = made(maker, order(shared_petition, PrintKind.POSTER))
    assert [image.image.size for image in with_portrait.pages[0].images] == [(400, 500)]
    (maker.store.path(f"{digest}.jpg")).unlink()
    assert not made(maker, order(shared_petition, PrintKind.POSTER)).pages[0].images


def _publish_portrait(session: Session, petition: OpenPetition, portrait: dict) -> None:
    published = session.get_one(PublishedCampaign, petition.campaign.id)
    published.document = published.document | {"portrait": portrait}
    session.commit()


def test_a_wording_renewed_meanwhile_is_the_one_on_the_sheet(shared_petition, maker, owner_session):
    ordered = order(shared_petition)
    renewed = open_wording(
        owner_session, shared_petition.petition, ask={"en": "Release her today"}, demands={"en": ["Today."]},
        named_recipients=[], now=utc_now(),
    )  # fmt: skip
    publish_campaign(owner_session, shared_petition.id, now=utc_now())
    owner_session.commit()
    assert "Release her today" in made(maker, ordered).pages[0].extract_text()
    assert read(ordered).wording_id == renewed.id


def test_a_campaign_that_was_hidden_is_not_printed_and_its_prints_are_gone(shared_petition, maker, owner_session):
    ready, waiting = order(shared_petition), order(shared_petition)
    made(maker, ready)
    hide_campaign(owner_session, owner_session.get_one(Campaign, shared_petition.campaign.id))
    owner_session.commit()
    assert maker.make_next() == waiting.id
    assert (read(waiting).state, read(waiting).failure) == (PrintState.FAILED, "CampaignHidden")
    with unit_of_work() as session, pytest.raises(NotFound):
        get_pdf(session, ready.id, petition_id=shared_petition.id)


def test_a_print_that_takes_too_long_is_tried_a_few_times_and_then_given_up(shared_petition, worker_app, tmp_path):
    with worker_app.app_context():
        hasty = PrintMaker(PictureStore(tmp_path), tmp_path / "work", "https://x.example", time_limit_seconds=0.01)
        ordered = order(shared_petition)
        for _ in range(MOST_TRIES):
            assert hasty.make_next() == ordered.id
        assert (read(ordered).state, read(ordered).failure) == (PrintState.FAILED, "TypesettingFailed")
        assert hasty.make_next() is None
        assert list((tmp_path / "work").iterdir()) == []


def test_prints_are_listed_newest_first_and_found_by_code(shared_petition, maker):
    first, second = order(shared_petition), order(shared_petition, PrintKind.POSTER)
    with unit_of_work() as session:
        assert [each.id for each in list_prints(session, shared_petition.id)] == [second.id, first.id]
        assert find_by_code(session, first.code, petition_id=shared_petition.id).id == first.id
        assert find_by_code(session, "k7qf3ma", petition_id=shared_petition.id) is None
