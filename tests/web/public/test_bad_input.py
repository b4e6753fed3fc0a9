"""Bad input is refused in the reader's language, what was typed stays, nothing is stored, nothing breaks."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.core.text import without_control_characters
from tests.factories import OpenPetition, add_petition
from tests.web.page import Page
from tests.web.public.typed import NAUGHTY, REFUSED_NAMES
from tests.web.visitor import FORM, Visitor, sign_path

CountIntake = Callable[[], int]
FORM_TYPE = "application/x-www-form-urlencoded"
FIELDS = (
    "name",
    "email",
    "country",
    "comment",
    "show_name",
    "deliver_name",
    "updates",
    "source",
    "wording",
    "keep_email",
)
PERSIAN = set("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_what_is_no_name_is_refused(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, lang: str
) -> None:
    for name in REFUSED_NAMES:
        page = visitor.try_to_sign(petition.id, {"name": name, "comment": "My words"}, lang=lang)
        (error,) = page.errors()
        assert bool(PERSIAN & set(error)) is (lang == "fa")
        assert (page.value_of("email"), page.value_of("comment")) == (FORM["email"], "My words")
    assert count_intake() == 0


@pytest.mark.parametrize("name", ["x" * 101, "https://x.example", "123 456", "<b>ada@example.org</b>"])
def test_a_refused_name_stays_in_its_field(visitor: Visitor, petition: OpenPetition, name: str) -> None:
    assert visitor.try_to_sign(petition.id, {"name": name}).value_of("name") == name


@pytest.mark.parametrize("bad", ["\0", "\r\n", "\u202e", "\x1b"])
def test_a_character_that_cannot_be_shown_is_dropped_from_the_field(
    visitor: Visitor, petition: OpenPetition, bad: str
) -> None:
    page = visitor.try_to_sign(petition.id, {"name": f"Ada{bad} Lovelace"})
    assert page.value_of("name") == "Ada Lovelace"


@pytest.mark.parametrize(
    "email",
    ["", "ada", "ada@", "@example.org", "a@b@c.org", "ada@localhost", "ada@example", "a b@example.org",
     "ada@exa mple.org", "ada@example.org\r\nBcc: x@y.example", "ada@example.org\0",
     "\u202eada@example.org", "ada@-example.org", "ada@example..org",
     ".ada@example.org", "<ada@example.org>", "Ada <ada@example.org>", "ada@[127.0.0.1]", '"a b"@example.org',
     "x@" + "y." * 130 + "org", "ada@example.org, eve@example.org", "ada@example.org;", "ada\ufffd@example.org",
     "ada@ex\ufffdample.org", "x" * 60_000],
)  # fmt: skip
def test_what_is_no_address_is_refused(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, email: str
) -> None:
    page = visitor.try_to_sign(petition.id, {"email": email})
    assert len(page.errors()) == 1
    assert page.value_of("name") == FORM["name"]
    page = visitor.post("/fa/private-page", {"email": email}, status=422)
    assert len(page.errors()) == 1
    assert count_intake() == 0


def test_too_long_a_comment_is_refused_whole(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake
) -> None:
    page = visitor.try_to_sign(petition.id, {"comment": "é" * 1001})
    assert page.errors() == ["At most 1,000 characters, please."]
    assert page.value_of("comment") == "é" * 1001
    assert count_intake() == 0


@pytest.mark.parametrize("comment", ["a\0b", "a\u202eb", "a\x1bb", "\ufffd"])
def test_a_comment_with_control_characters_is_refused(visitor: Visitor, petition: OpenPetition, comment: str) -> None:
    assert len(visitor.try_to_sign(petition.id, {"comment": comment}).errors()) == 1


@pytest.mark.parametrize("country", ["XX", "Germany", "EU", "ZZ", "\0", "<b>", "DEU"])
def test_a_country_that_is_none_is_refused(visitor: Visitor, petition: OpenPetition, country: str) -> None:
    assert len(visitor.try_to_sign(petition.id, {"country": country}).errors()) == 1


def as_shown_again(typed: str) -> str:
    """A text area reads every end of a line as LF (HTML, 4.10.11)."""
    shown = without_control_characters(typed.replace("\r\n", "\n").strip(), allow_lines=True)
    return shown.replace("\r\n", "\n").replace("\r", "\n")


def test_no_string_breaks_a_page_that_shows_it_again(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake
) -> None:
    for naughty in NAUGHTY:
        shown = {"name": naughty, "comment": naughty, "source": naughty, "email": f"{naughty}@"}
        page = visitor.try_to_sign(petition.id, shown)
        assert page.value_of("comment") == as_shown_again(naughty)
    assert count_intake() == 0


@pytest.mark.parametrize("field", FIELDS)
def test_no_string_in_any_field_breaks_anything(
    visitor: Visitor, petition: OpenPetition, field: str, count_intake: CountIntake
) -> None:
    """A row is stored exactly where the form was taken, and each is either taken or refused."""
    taken = 0
    for naughty in NAUGHTY[FIELDS.index(field) % 3 :: 1 if field in ("name", "comment", "email") else 3]:
        answer = visitor.client.post(sign_path(petition.id), data=FORM | {field: naughty})
        assert answer.status_code in (303, 422), repr(naughty)
        taken += answer.status_code == 303
    assert count_intake() == taken


@pytest.mark.parametrize("field", ["name", "comment", "email", "country", "show_name", "source"])
@pytest.mark.parametrize("raw", ["%ff", "%c3%28", "%ed%a0%80", "%f5%80%80%80", "%c0%80", "Ada%80"])
def test_bytes_that_are_no_utf8_are_refused_or_dropped(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, field: str, raw: str
) -> None:
    body = urlencode({name: value for name, value in FORM.items() if name != field}) + f"&{field}={raw}"
    answer = visitor.client.post(sign_path(petition.id), data=body, content_type=FORM_TYPE)
    assert answer.status_code == (303 if field == "source" else 422)
    assert count_intake() == (field == "source")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM_TYPE),
        (b"&&&===", FORM_TYPE),
        (b"\xff\xfe\0", FORM_TYPE),
        (b'{"name": "Ada", "email": "a@example.org"}', "application/json"),
        (b"[1, 2]", "application/json"),
        (b"{", "application/json"),
        (b"name=Ada", "text/plain"),
        (b"name=Ada", ""),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"name=Ada", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, body: bytes, content_type: str
) -> None:
    answer = visitor.client.post(sign_path(petition.id), data=body, content_type=content_type)
    assert answer.status_code in (400, 413, 422)
    visitor.read(answer, answer.status_code)
    assert count_intake() == 0


def test_a_file_in_place_of_a_name_is_nothing(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake
) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nAda\r\n'
        b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na@example.org\r\n--x--\r\n'
    )
    page = visitor.post(sign_path(petition.id), body, status=422, content_type="multipart/form-data; boundary=x")
    assert page.errors() == ["Write your name."]
    assert count_intake() == 0


@pytest.mark.parametrize(("lang", "words"), [("en", "too much at once"), ("fa", "")])
@pytest.mark.parametrize("path", ["sign", "private-page"])
def test_twenty_megabytes_are_refused(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, lang: str, words: str, path: str
) -> None:
    where = sign_path(petition.id, lang) if path == "sign" else f"/{lang}/private-page"
    page = visitor.post(where, b"name=" + b"x" * 20_000_000, status=413, content_type=FORM_TYPE)
    assert page.language == lang
    assert words in page.text
    assert count_intake() == 0


def test_a_thousand_parts_are_refused(visitor: Visitor, petition: OpenPetition) -> None:
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="a{n}"\r\n\r\n1\r\n' for n in range(1000))
    visitor.post(
        sign_path(petition.id), f"{parts}--x--\r\n", status=413, content_type="multipart/form-data; boundary=x"
    )


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_an_unknown_petition_is_said_to_be_unknown(visitor: Visitor, count_intake: CountIntake, lang: str) -> None:
    visitor.try_to_sign(uuid4(), {}, lang=lang, status=404)
    for path in (f"/{lang}/petitions/not-an-id/sign", f"/{lang}/petitions/%00/sign", f"/{lang}/petitions/1/sign"):
        assert visitor.post(path, FORM, status=404).language == lang
    assert count_intake() == 0


@pytest.fixture
def closed(owner_session: Session) -> OpenPetition:
    made = add_petition(owner_session, closes_at=utc_now() - timedelta(seconds=1))
    owner_session.commit()
    return made


@pytest.fixture
def not_open(owner_session: Session) -> OpenPetition:
    made = add_petition(owner_session, opens_at=utc_now() + timedelta(days=9))
    owner_session.commit()
    return made


def alert(page: Page) -> str:
    return next("".join(div.itertext()).strip() for div in page.all("div") if div.get("role") == "alert")


def test_a_closed_petition_says_so(visitor: Visitor, closed: OpenPetition, count_intake: CountIntake) -> None:
    page = visitor.try_to_sign(closed.id, {}, status=409)
    assert alert(page) == "This petition is closed. Every signature given until then counts."
    assert PERSIAN & set(alert(visitor.try_to_sign(closed.id, {}, status=409, lang="fa")))
    assert count_intake() == 0


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_what_was_typed_for_a_closed_petition_is_shown_to_be_kept(
    visitor: Visitor, closed: OpenPetition, lang: str
) -> None:
    typed = {"name": "Ada <b>", "comment": "Many words\nthat took\x00 time"}
    page = visitor.try_to_sign(closed.id, typed, status=409, lang=lang)
    (kept,) = [quote for quote in page.all("blockquote") if quote.get("class") == "kept"]
    assert "".join(kept.itertext()).split("\n")[1:-1] == ["Ada <b>", FORM["email"], "Many words", "that took time"]
    assert not [box for box in page.all("textarea") if box.get("name") == "comment"]
    assert "blockquote" not in visitor.get(f"/{lang}/campaigns/{closed.campaign.slug}").text


def test_a_petition_before_its_time_says_when(
    visitor: Visitor, not_open: OpenPetition, count_intake: CountIntake
) -> None:
    assert alert(visitor.try_to_sign(not_open.id, {}, status=409)).startswith("This petition opens on")
    assert count_intake() == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a b", "[::1"]
)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_forged_host_is_refused(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, host: str, lang: str
) -> None:
    for path, method in (
        (f"/{lang}/", "GET"),
        (sign_path(petition.id, lang), "POST"),
        (f"/{lang}/private-page", "POST"),
    ):
        answer = visitor.client.open(
            path, method=method, headers={"Host": host}, data=FORM if method == "POST" else None
        )
        page = visitor.read(answer, 400)
        assert page.language == lang
        assert "evil" not in answer.get_data(as_text=True)
    assert count_intake() == 0


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_refused_form_leads_to_the_page_in_the_other_languages(
    visitor: Visitor, petition: OpenPetition, lang: str
) -> None:
    page = visitor.try_to_sign(petition.id, {"name": ""}, lang=lang)
    links = {a.get("hreflang"): a.get("href") for a in page.all("a") if a.get("hreflang")}
    path = f"campaigns/{petition.campaign.slug}"
    assert links == {other: f"/{other}/{path}" for other in LANGUAGES if other != lang}
    visitor.get(links["fa" if lang == "en" else "en"] or "")


@pytest.mark.parametrize(
    "path", ["%ff", "campaigns/%00", "campaigns/%ff%fe", "campaigns/" + quote("ا" * 500), "campaigns/%0d%0a"]
)
def test_an_address_of_nonsense_is_a_page_that_does_not_exist(
    visitor: Visitor, petition: OpenPetition, path: str
) -> None:
    assert visitor.get(f"/fa/{path}", status=404).language == "fa"
