"""Signing: what is taken, how it is stored, and that the answer tells nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.campaigns.models import PublishedCampaign
from app.core.clock import utc_now
from app.core.text import tidy
from app.petitions.publishing import publish_campaign
from app.petitions.wordings import open_wording
from app.signatures.envelope import SignForm
from app.signatures.states import ShowName
from app.web.reading import Reader
from tests.factories import OpenPetition
from tests.web.public.typed import NAMES
from tests.web.visitor import FORM, Visitor, sign_path

TakeForms = Callable[[], list[SignForm]]
CountIntake = Callable[[], int]


def test_what_was_typed_is_sealed_whole(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    visitor.sign(
        petition.id, lang="fa", name="  علی‌رضا  احمدی ", email=" Ali@Example.org ", country="de", comment="a\r\nb ",
        show_name="initials", deliver_name="on", updates="1", source="poster-7",
    )  # fmt: skip
    (form,) = take_forms()
    assert form == SignForm(
        petition_id=petition.id, wording_id=petition.wording.id, language="fa", name="علی‌رضا احمدی",
        email="Ali@Example.org", country="DE", comment="a\nb", show_name=ShowName.INITIALS, deliver_name=True,
        updates=True, source_code="poster-7", network="127.0.0.0/24",
    )  # fmt: skip


def test_name_and_address_are_enough(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    visitor.send(sign_path(petition.id), {"name": "Ø", "email": "o@example.org"})
    (form,) = take_forms()
    assert (form.name, form.show_name, form.deliver_name, form.updates) == ("Ø", ShowName.NO, False, False)
    assert (form.country, form.comment, form.source_code) == ("", "", "")


def test_an_empty_tick_is_no(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    visitor.sign(petition.id, deliver_name="", updates="")
    (form,) = take_forms()
    assert (form.deliver_name, form.updates) == (False, False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Referer": "https://elsewhere.example/"},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Cookie": "session=forged"},
        {"User-Agent": ""},
    ],
)
def test_where_somebody_comes_from_does_not_matter(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, headers: dict[str, str]
) -> None:
    visitor.send(sign_path(petition.id), FORM, headers=headers)
    assert count_intake() == 1


def test_a_multipart_form_is_taken_too(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    visitor.send(sign_path(petition.id), FORM, content_type="multipart/form-data")
    assert [form.name for form in take_forms()] == [FORM["name"]]


def test_every_real_name_is_accepted(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    assert len(NAMES) >= 60
    for name in NAMES:
        visitor.sign(petition.id, name=name)
    assert [form.name for form in take_forms()] == [tidy(name) for name in NAMES]


@pytest.mark.parametrize("email", ["a@b.co", "مریم@مثال.ایران", "o'connor+x@example.org", "a" * 64 + "@example.org"])
def test_unusual_addresses_are_addresses(visitor: Visitor, petition: OpenPetition, email: str) -> None:
    visitor.sign(petition.id, email=email)


def test_a_comment_of_a_thousand_letters_with_lines_fits(
    visitor: Visitor, petition: OpenPetition, take_forms: TakeForms
) -> None:
    """A browser counts the end of a line as one, and sends it as two."""
    visitor.sign(petition.id, comment="x\r\n" * 499 + "xx")
    assert len(take_forms()[0].comment) == 1000


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_likely_slip_is_offered_back_once(
    visitor: Visitor, petition: OpenPetition, count_intake: CountIntake, lang: str
) -> None:
    typed = {"email": "ada@gmial.com", "comment": "Words"}
    page = visitor.try_to_sign(petition.id, typed, lang=lang)
    assert "ada@gmail.com" in page.text
    assert (page.value_of("email"), page.value_of("comment")) == ("ada@gmial.com", "Words")
    offered = {(button.get("name"), button.get("value")) for button in page.all("button") if button.get("name")}
    assert offered == {("email", "ada@gmail.com"), ("keep_email", "yes")}
    assert count_intake() == 0


def test_a_slip_that_is_none_is_kept_in_one_press(
    visitor: Visitor, petition: OpenPetition, take_forms: TakeForms
) -> None:
    visitor.sign(petition.id, email="ada@gmial.com", keep_email="yes")
    assert take_forms()[0].email == "ada@gmial.com"


def test_a_kept_address_is_not_asked_about_again(visitor: Visitor, petition: OpenPetition) -> None:
    typed = {"email": "ada@gmial.com", "keep_email": "yes"}
    page = visitor.try_to_sign(petition.id, typed | {"name": ""})
    assert page.value_of("keep_email") == "yes"
    visitor.sign(petition.id, **typed)


def test_the_offer_is_taken_in_one_press(visitor: Visitor, petition: OpenPetition, take_forms: TakeForms) -> None:
    """The pressed button stands before the field, so its address comes first."""
    visitor.send(sign_path(petition.id), FORM | {"email": ["ada@gmail.com", "ada@gmial.com"]})
    assert take_forms()[0].email == "ada@gmail.com"


def test_a_wording_that_changed_meanwhile_is_shown_first(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, campaign_path: str, count_intake: CountIntake
) -> None:
    old = visitor.get(campaign_path).value_of("wording")
    new = open_wording(
        owner_session, petition.petition, ask={"en": "Another ask"}, demands={"en": ["Another."]}, named_recipients=[],
        now=utc_now(),
    )  # fmt: skip
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    visitor.client.application.extensions["vigil.reader"] = Reader()
    page = visitor.try_to_sign(petition.id, {"wording": old, "comment": "Words"})
    assert "wording has changed" in page.text
    assert "Another ask" in page.text
    assert (page.value_of("name"), page.value_of("comment")) == (FORM["name"], "Words")
    assert page.value_of("wording") == str(new.id)
    assert count_intake() == 0
    visitor.sign(petition.id, wording=str(new.id))


def test_a_hidden_campaign_takes_no_signature(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, count_intake: CountIntake
) -> None:
    owner_session.query(PublishedCampaign).delete()
    owner_session.commit()
    visitor.try_to_sign(petition.id, {}, status=404)
    assert count_intake() == 0


@pytest.mark.parametrize(
    ("address", "expected"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"),
     ("::ffff:203.0.113.77", "203.0.113.0/24"),
     ("not an address", "")],
)  # fmt: skip
def test_only_the_prefix_of_a_network_is_kept(
    visitor: Visitor, petition: OpenPetition, take_forms: TakeForms, address: str, expected: str
) -> None:
    visitor.send(sign_path(petition.id), FORM, environ_overrides={"REMOTE_ADDR": address})
    assert take_forms()[0].network == expected


@pytest.mark.parametrize("show_name", ["", "yes", "FULL", "no "])
def test_a_choice_that_does_not_exist_is_refused(visitor: Visitor, petition: OpenPetition, show_name: Any) -> None:
    assert visitor.try_to_sign(petition.id, {"show_name": show_name}).errors() == ["Choose one of the three."]
