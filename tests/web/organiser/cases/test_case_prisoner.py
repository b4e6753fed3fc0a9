"""The prisoner's page: names in several scripts, dates as people type them, a prison that is found or new."""

import pytest
from sqlalchemy.orm import Session

from app.cases.kinds import PrisonerStatus
from app.cases.models import Prison
from app.drafts.document import DraftPrison
from tests.web.organiser.cases.desk import CaseDesk
from tests.web.page import read_page

NAMED = {"names": ["en", "fa"], "names-en": "Laleh Sample", "names-fa": "لاله نمونه", "own_language": "fa"}
OVERRIDE = "\u202e"


@pytest.fixture
def valley(owner_session: Session) -> Prison:
    prison = Prison(slug="valley", names={"en": "Valley Prison", "fa": "زندان دره"}, place={"en": "Valleytown"})
    owner_session.add(prison)
    owner_session.commit()
    return prison


def test_what_is_saved_stands_in_the_draft_and_the_next_page_follows(blank: CaseDesk) -> None:
    form = NAMED | {"status": "disappeared", "status_verified": "1 November 2026", "detained_since": "December 2009"}
    assert blank.save("prisoner", form) == f"{blank.base}/edit/consent"
    prisoner = blank.document.prisoner
    assert prisoner.names == {"en": "Laleh Sample", "fa": "لاله نمونه"}
    assert (prisoner.own_language, prisoner.status) == ("fa", PrisonerStatus.DISAPPEARED)
    assert (prisoner.status_verified, prisoner.detained_since) == ("2026-11-01", "2009-12")
    assert prisoner.prison is None
    assert prisoner.slug == "laleh-sample"


@pytest.mark.parametrize(
    ("typed", "edtf", "understood", "again"),
    [
        ("December 2009", "2009-12", "Understood as: December 2009", "December 2009"),
        ("آذر ۱۳۸۸", "2009-11-22/2009-12-21", "(Azar 1388 in the Persian calendar)", "Azar 1388"),
        ("1388", "2009-03-21/2010-03-20", "(1388 in the Persian calendar)", "1388"),
        ("about 1988", "1988~", "Understood as: 1988 (approximate)", "about 1988"),
        ("before 2010", "/2009", "Understood as: 2009 or earlier", "2009 or earlier"),
        ("15 Azar 1388", "2009-12-06", "Understood as: 6 December 2009", "6 December 2009"),
        ("unknown", None, "At present: not known.", ""),
    ],
)
def test_a_date_is_understood_and_stands_in_its_field_again(
    typed: str, edtf: str | None, understood: str, again: str, blank: CaseDesk
) -> None:
    blank.save("prisoner", NAMED | {"detained_since": typed})
    assert blank.document.prisoner.detained_since == edtf
    page = blank.open("prisoner")
    assert understood in page.text
    assert page.value_of("detained_since") == again
    blank.save("prisoner", NAMED | {"detained_since": again})
    assert blank.document.prisoner.detained_since == edtf


def test_not_known_can_be_chosen_over_a_date(desk: CaseDesk) -> None:
    desk.save("prisoner", NAMED | {"detained_since": "2020-03", "detained_since-unknown": "yes"})
    assert desk.document.prisoner.detained_since is None


def test_a_wrong_date_is_told_and_everything_typed_stays(blank: CaseDesk) -> None:
    form = NAMED | {"detained_since": "31 February 2009", "status_verified": "آذر ۱۳۸۸", "status": "released"}
    page = blank.refused("prisoner", form)
    assert page.errors() == ["That month has no such day."]
    assert "Not understood yet." in page.text
    assert "Azar 1388 in the Persian calendar" in page.text
    for name in ("detained_since", "status_verified", "names-en", "names-fa", "own_language", "status"):
        assert page.value_of(name) == form[name], name
    assert blank.number == 1


@pytest.mark.parametrize("character", ["\0", OVERRIDE, "\x07"])
def test_what_cannot_be_shown_is_taken_out_and_told(character: str, blank: CaseDesk) -> None:
    page = blank.refused("prisoner", NAMED | {"names-en": f"Laleh{character} Sample"})
    assert page.errors() == ["There are characters in it that cannot be shown. They were taken out: look again."]
    assert page.value_of("names-en") == "Laleh Sample"


def test_a_broken_encoding_is_told_and_nothing_of_it_is_stored(blank: CaseDesk) -> None:
    fields = {"csrf_token": blank.member.csrf_token(), "based_on": "1", "names": "en", "names-en": "Lal\u00e9h"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    answer = blank.member.client.post(
        f"{blank.base}/edit/prisoner",
        data="".join([*parts, "--x--\r\n"]).encode("latin-1"),
        content_type="multipart/form-data; boundary=x",
    )
    page = read_page(answer, of_console=True)
    assert (answer.status_code, blank.number) == (422, 1)
    assert page.errors() == ["Letters were lost on the way where “\ufffd” stands. Write them again."]


def test_a_name_that_is_too_long_is_told_and_kept(blank: CaseDesk) -> None:
    page = blank.refused("prisoner", NAMED | {"names-en": "L" * 121})
    assert page.value_of("names-en") == "L" * 121
    assert "at most 120" in page.errors()[0]


def test_a_name_in_another_script_is_added_and_taken_out(desk: CaseDesk) -> None:
    form = NAMED | {"names-other": "ckb", "names-another": "لالە نموونە", "act": "add:names"}
    assert desk.save("prisoner", form) == f"{desk.base}/edit/prisoner#names"
    assert desk.document.prisoner.names["ckb"] == "لالە نموونە"
    assert desk.open("prisoner").value_of("names-ckb") == "لالە نموونە"
    desk.save("prisoner", NAMED | {"names": ["en", "fa", "ckb"], "names-ckb": "لالە", "act": "remove:names:ckb"})
    assert set(desk.document.prisoner.names) == {"en", "fa"}


def test_a_name_needs_its_language(desk: CaseDesk) -> None:
    page = desk.refused("prisoner", NAMED | {"names-another": "Лале"})
    assert page.errors() == ["Say in which language this name is written."]
    assert page.value_of("names-another") == "Лале"


def test_a_name_is_not_given_twice_in_one_language(desk: CaseDesk) -> None:
    page = desk.refused("prisoner", NAMED | {"names-other": "en", "names-another": "Lale"})
    assert page.errors() == ["There is a name in this language already. Change it above."]


def test_a_search_finds_a_prison_and_loses_nothing(valley: Prison, blank: CaseDesk) -> None:
    form = NAMED | {"prison-search": "valy", "act": "search:prison", "detained_since": "about 1988"}
    page = blank.refused("prisoner", form, status=200)
    assert "Valley Prison · Valleytown" in page.text
    assert page.value_of("names-fa") == "لاله نمونه"
    assert page.value_of("detained_since") == "about 1988"
    assert blank.number == 1
    blank.save("prisoner", NAMED | {"prison": f"slug:{valley.slug}"})
    assert blank.document.prisoner.prison == DraftPrison(slug="valley")
    assert blank.open("prisoner").value_of("prison") == "slug:valley"


def test_a_search_that_finds_nothing_leads_to_a_new_prison(valley: Prison, blank: CaseDesk) -> None:
    page = blank.refused("prisoner", NAMED | {"prison-search": "zebra", "act": "search:prison"}, status=200)
    assert "None of those known is like that." in page.text
    place = {"prison-name-en": "Lake prison", "prison-name-fa": "", "prison-place-en": "Laketown"}
    blank.save("prisoner", NAMED | {"prison": "new", "prison-country": "IR"} | place)
    assert blank.document.prisoner.prison == DraftPrison(
        name={"en": "Lake prison"}, place={"en": "Laketown"}, country="IR"
    )


def test_a_new_prison_needs_a_name(blank: CaseDesk) -> None:
    page = blank.refused("prisoner", NAMED | {"prison": "new", "prison-name-en": "", "prison-place-en": "Laketown"})
    assert page.errors() == ["Write the name of the new prison."]
    assert page.value_of("prison-place-en") == "Laketown"


def test_the_address_of_the_page_is_plain(blank: CaseDesk) -> None:
    assert blank.refused("prisoner", NAMED | {"slug": "../x"}).value_of("slug") == "../x"


def test_what_is_missing_stands_on_the_page(blank: CaseDesk) -> None:
    assert "There is no name yet." in blank.open("prisoner").text
