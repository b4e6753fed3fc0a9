"""The portrait: taken in by the console, made by a worker, refused in clear words, described, removed, brought back."""

import tempfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.security import Credentials
from app.core.settings import Settings
from app.pictures.making import PictureMaker
from app.pictures.models import Picture, PictureState, PictureVariant, VariantKind
from app.pictures.store import PictureStore
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.factories.pictures import draw, with_metadata, written
from tests.web.member import Member
from tests.web.organiser.cases.desk import CaseDesk
from tests.web.page import Page, read_page

ALT = {"new-alt-en": "Bands of colour", "new-alt-fa": "نوارهای رنگی"}
Make = Callable[[], None]


@pytest.fixture
def make(worker_app: Flask, settings: Settings, tmp_path: Path) -> Make:
    """Work on what waits, as a worker does."""
    maker = PictureMaker(PictureStore(settings.var), tmp_path)

    def made() -> None:
        with worker_app.app_context():
            assert maker.make_next()

    return made


def upload(content: bytes, **fields: str) -> dict[str, Any]:
    return ALT | {"picture": (BytesIO(content), "portrait.jpg")} | fields


def picture_of(desk: CaseDesk) -> Picture:
    portrait = desk.document.portrait
    assert portrait
    return desk.session.get_one(Picture, UUID(portrait.picture_id), populate_existing=True)


def image_of_picture(desk: CaseDesk, picture: Picture) -> str:
    query = select(PictureVariant.digest).where(PictureVariant.picture_id == picture.id, PictureVariant.width == 480)
    digest = desk.session.scalar(query.where(PictureVariant.kind == VariantKind.JPG))
    return f"/organiser/{desk.organisation}/pictures/{digest}.jpg"


def image_of(page: Page) -> str:
    """The finished portrait; what stands behind it is the whole, for browsers without scripts."""
    image, *_whole = page.all("img")
    return str(image.get("src"))


def whole_of(page: Page) -> str:
    return next(path for form in page.all("form") if (path := form.get("data-whole")))


def test_an_upload_waits_for_a_worker_and_the_page_says_so_whenever_it_is_opened(
    desk: CaseDesk, organisation: Organisation
) -> None:
    content = with_metadata("JPEG")
    assert desk.save("portrait", upload(content, focus="80-20")) == f"{desk.base}/edit/portrait"
    picture = picture_of(desk)
    assert (picture.state, picture.original) == (PictureState.WAITING, content)
    assert picture.organisation_id == organisation.id
    assert (picture.focus_x, picture.focus_y) == (0.8, 0.2)
    for _ in range(2):
        page = desk.open("portrait")
        assert "The picture is being made" in page.text
        assert "http-equiv" in page.response.get_data(as_text=True)


def test_a_finished_portrait_is_shown_to_the_organisation_and_to_nobody_else(
    desk: CaseDesk, make: Make, console_app: Flask, owner_session: Session, tools: Credentials
) -> None:
    desk.save("portrait", upload(written(draw(500, 625))))
    make()
    page = desk.open("portrait")
    assert "being made" not in page.text
    path = image_of(page)
    with desk.member.client.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    other = add_organisation(owner_session)
    stranger = Member(console_app, add_account(owner_session, tools, organisation=other))
    owner_session.commit()
    theirs = path.replace(f"/{desk.organisation}/", f"/{other.slug}/")
    assert stranger.enter().client.get(theirs).status_code == 404
    assert desk.member.client.get(path.replace(".jpg", ".png")).status_code == 404


def test_the_preview_shows_the_portrait(desk: CaseDesk, make: Make) -> None:
    desk.save("portrait", upload(written(draw(500, 625))))
    make()
    answer = desk.member.client.get(f"{desk.base}/preview/{desk.number}/en")
    assert answer.status_code == 200
    assert image_of(desk.open("portrait")) in answer.get_data(as_text=True)


def png_of(width: int, height: int) -> bytes:
    """A whole PNG of one colour, 17 KB for 12,000 squared."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    line = b"\0" + bytes((width + 7) // 8)
    head = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(line * height, 9))
        + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    file = BytesIO()
    draw(500, 625).save(file, "GIF", save_all=True, append_images=[draw(500, 625, mode="L").convert("RGB")])
    return file.getvalue()


REFUSED = {
    "This is an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "The picture has more than 50 million pixels.": png_of(12_000, 12_000),
    "The picture moves.": moving(),
    "The picture is too small": written(draw(200, 250)),
    "The file is damaged": b"<!doctype html><script>alert(1)</script>" + written(draw())[40:],
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_no_portrait_can_be_made_of_is_refused_in_clear_words(words: str, desk: CaseDesk, make: Make) -> None:
    desk.save("portrait", upload(REFUSED[words]))
    make()
    page = desk.open("portrait")
    assert "The picture was refused." in page.text
    assert words in page.text
    assert page.all("img") == []
    assert picture_of(desk).original is None


def test_the_bomb_is_small_and_a_polyglot_loses_its_other_half(desk: CaseDesk, make: Make) -> None:
    assert len(REFUSED["The picture has more than 50 million pixels."]) < 25_000
    desk.save("portrait", upload(written(draw(500, 625)) + b"PK\x03\x04<script>alert(1)</script>"))
    make()
    with desk.member.client.get(image_of(desk.open("portrait"))) as answer:
        served = answer.get_data()
    assert b"script" not in served
    assert b"PK\x03\x04" not in served


def send_heavy(desk: CaseDesk, size: int) -> Page:
    """Post a file as a browser does; the test client would write it to a temporary file."""
    fields = ALT | {"csrf_token": desk.member.csrf_token()}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    head = '--x\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    body = "".join([*parts, head]).encode() + b"\xff" * size + b"\r\n--x--\r\n"
    answer = desk.member.client.post(
        f"{desk.base}/edit/portrait", data=body, content_type="multipart/form-data; boundary=x"
    )
    return read_page(answer if answer.status_code == 422 else desk.member.client.get(answer.location), of_console=True)


def test_an_upload_never_touches_a_disk(desk: CaseDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/there is no such folder")
    assert "The picture is being made" in send_heavy(desk, 2 * 1024 * 1024).text


def test_a_file_of_25_megabytes_is_refused_before_anybody_looks_into_it(desk: CaseDesk) -> None:
    page = send_heavy(desk, 25 * 1024 * 1024)
    assert page.errors() == ["The file is too large: at most 20 MB. Save the picture smaller."]
    assert page.value_of("new-alt-fa") == ALT["new-alt-fa"]
    assert desk.document.portrait is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new-alt-en": ""}, "Say in words what the picture shows."),
        ({"new-alt-en": "x" * 301}, "This is too long: at most 300 characters."),
        ({"focus-x": "101", "focus-y": "1"}, "Write a whole number from 0 to 100."),
        ({"focus-x": "left", "focus-y": "1"}, "Write a whole number from 0 to 100."),
    ],
)
def test_what_goes_with_the_file_is_asked_for_and_kept(wrong: dict[str, str], sentence: str, desk: CaseDesk) -> None:
    page = desk.refused("portrait", upload(written(draw(500, 625)), **wrong))
    assert page.errors() == [sentence]
    assert page.value_of("new-alt-fa") == ALT["new-alt-fa"]
    for name, typed in wrong.items():
        assert page.value_of(name) == typed[:500]


def test_a_form_without_a_file_says_so(desk: CaseDesk) -> None:
    assert desk.refused("portrait", ALT).errors() == ["Choose a file."]


def test_the_point_in_hundredths_goes_before_the_place_of_nine(desk: CaseDesk) -> None:
    desk.save("portrait", upload(written(draw(500, 625)), **{"focus": "20-20", "focus-x": "33", "focus-y": "0"}))
    portrait = desk.document.portrait
    assert portrait
    assert (portrait.focus_x, portrait.focus_y) == (0.33, 0.0)


def test_the_words_change_without_the_picture(desk: CaseDesk) -> None:
    desk.save("portrait", upload(written(draw(500, 625))))
    before = desk.document.portrait
    desk.save("portrait/words", {"alt-en": "Stripes", "alt-fa": ""})
    after = desk.document.portrait
    assert before
    assert after
    assert (after.picture_id, after.alt) == (before.picture_id, {"en": "Stripes"})
    assert "Say in words what the picture shows. in Persian" in desk.open("portrait").text


def test_the_face_is_pointed_at_again_without_the_file(desk: CaseDesk, make: Make) -> None:
    desk.save("portrait", upload(written(draw(800, 625))))
    make()
    before = picture_of(desk)
    page = desk.open("portrait")
    assert page.value_of("point") == "50-42"
    with desk.member.client.get(whole_of(page)) as whole:
        assert (whole.status_code, whole.mimetype) == (200, "image/jpeg")
    leads_to = desk.save("portrait/words", {"alt-en": "Stripes", "alt-fa": "خط‌ها", "point": "80-75"})
    assert leads_to.endswith("/edit/portrait")
    portrait = desk.document.portrait
    assert portrait
    assert (portrait.focus_x, portrait.focus_y, portrait.alt["en"]) == (0.8, 0.75, "Stripes")
    again = picture_of(desk)
    assert (again.state, again.cut_from_id, again.organisation_id) == ("waiting", before.id, before.organisation_id)
    assert "The picture is being made" in desk.open("portrait").text
    make()
    assert image_of(desk.open("portrait")) != image_of_picture(desk, before)


def test_the_point_it_has_cuts_nothing(desk: CaseDesk, make: Make) -> None:
    desk.save("portrait", upload(written(draw(500, 625)), **{"focus": "20-20", "focus-x": "33", "focus-y": "7"}))
    make()
    before = picture_of(desk)
    assert desk.open("portrait").value_of("point") == "33-7"
    desk.save("portrait/words", {"alt-en": "Stripes", "alt-fa": "خط‌ها", "point": "33-7"})
    assert picture_of(desk).id == before.id


def test_a_point_outside_is_told_and_the_words_are_kept(desk: CaseDesk, make: Make) -> None:
    desk.save("portrait", upload(written(draw(500, 625))))
    make()
    wrong = {"alt-en": "Stripes", "alt-fa": "خط‌ها", "point": "50-42", "point-x": "120", "point-y": "1"}
    page = desk.refused("portrait/words", wrong)
    assert page.errors() == ["Write a whole number from 0 to 100."]
    assert (page.value_of("alt-en"), page.value_of("point-x")) == ("Stripes", "120")


def test_a_portrait_is_taken_away_and_brought_back(desk: CaseDesk) -> None:
    desk.save("portrait", upload(written(draw(500, 625))))
    before = desk.document.portrait
    path = desk.save("portrait/remove", {})
    assert desk.document.portrait is None
    page = desk.member.get(path)
    desk.save("undo", {"number": page.value_of("number"), "list": "portrait"})
    assert desk.document.portrait == before


def test_the_console_cannot_read_what_was_uploaded(settings: Settings, clean_tables: None) -> None:
    with psycopg.connect(settings.database_urls["console"], autocommit=True) as line:
        for statement in (
            "SELECT original FROM vigil.picture",
            "UPDATE vigil.picture SET alt = '{}'",
            "DELETE FROM vigil.picture",
            "INSERT INTO vigil.picture_variant (picture_id) SELECT NULL WHERE false",
        ):
            with pytest.raises(InsufficientPrivilege):
                line.execute(statement)
