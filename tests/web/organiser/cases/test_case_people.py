"""Relatives and co-defendants, private unless ticked; the family's consent and the checklist."""

from app.cases.kinds import RelationKind
from app.drafts.document import DraftConsent
from app.drafts.kinds import ConsentKind, HarmCheck
from tests.web.organiser.cases.desk import CaseDesk

PERSON = {"kind": "co_defendant", "names-en": "Rostam Sample", "text-en": "Tried with her."}


def test_somebody_is_private_unless_ticked(blank: CaseDesk) -> None:
    blank.save("relatives/new", PERSON | {"key": "k1"})
    (person,) = blank.document.relatives
    assert (person.kind, person.names, person.is_public) == (
        RelationKind.CO_DEFENDANT,
        {"en": "Rostam Sample"},
        False,
    )
    assert "private" in blank.open("relatives").text
    blank.save("relatives/k1", PERSON | {"is_public": "yes"})
    assert blank.document.relatives[0].is_public
    text = blank.open("relatives").text
    assert "shown to the public" in text
    assert "No source: nothing is published that rests on none." in text


def test_the_page_says_what_harm_a_name_can_do(blank: CaseDesk) -> None:
    assert "naming somebody can cost work, freedom or life" in blank.open("relatives/new").text


def test_somebody_needs_a_name_or_a_sentence(blank: CaseDesk) -> None:
    page = blank.refused("relatives/new", {"kind": "relative", "names-en": "", "is_public": "yes"})
    assert page.errors() == ["Write a name, or who it is."]
    assert page.value_of("is_public") == "yes"


def test_consent_and_checklist_are_saved_and_never_published(blank: CaseDesk) -> None:
    form = {
        "kind": "given",
        "given_by": "The mother",
        "day": "October 2026",
        "recorded_how": "A letter,\r\nkept by us",
        "checklist": ["dignity_kept", "pictures_safe", "no such check"],
    }
    assert blank.save("consent", form) == f"{blank.base}/edit/relatives"
    document = blank.document
    assert document.consent == DraftConsent(
        kind=ConsentKind.GIVEN, given_by="The mother", day="2026-10", recorded_how="A letter,\nkept by us"
    )
    assert document.checklist == [HarmCheck.DIGNITY_KEPT, HarmCheck.PICTURES_SAFE]
    page = blank.open("consent")
    assert page.text.count("Never published.") == 2
    assert "The do-no-harm checklist is not finished." in page.text


def test_a_wrong_day_of_consent_keeps_the_ticks(blank: CaseDesk) -> None:
    form = {"kind": "absent", "why_absent": "Out of reach", "day": "32 May 2026", "checklist": ["dignity_kept"]}
    page = blank.refused("consent", form)
    assert page.errors() == ["That month has no such day."]
    assert page.value_of("checklist") == "dignity_kept"
    assert (page.value_of("kind"), page.value_of("why_absent")) == ("absent", "Out of reach")
