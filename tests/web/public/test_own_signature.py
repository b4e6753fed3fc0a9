"""The private page: what each press answers, what a withdrawn signature still shows, and the copy to take away."""

import json
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.privacy.pages import drain_access_requests
from app.signatures.envelope import AccessForm
from tests.factories import OpenPetition, confirm, post, sign
from tests.web.page import Page
from tests.web.visitor import Visitor

HOLDER = "holder@example.org"


@dataclass(frozen=True)
class OwnPage:
    """The address of a private page, and the id of the one signature on it."""

    path: str
    signature: str

    def press(self, visitor: Visitor, act: str) -> Page:
        """Press a button of the page and follow where it leads."""
        return visitor.follow(f"{self.path}/{act}", {"signature": self.signature, "show_name": "full"})


@pytest.fixture
def own(owner_session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> OwnPage:
    """Somebody who confirmed, agreed to be handed over, and asked for the link."""
    submission = sign(
        owner_session, keyring, public_keys, petition, name="Ада Ł", email=HOLDER, country="DE", deliver_name=True
    )
    assert submission
    signature = confirm(owner_session, keyring, submission)
    asked = post(owner_session, public_keys, AccessForm(email=HOLDER, language="en"))
    drain_access_requests(owner_session, keyring, now=utc_now())
    owner_session.commit()
    return OwnPage(f"/en/private-page/{keyring.access_token(asked.id, day=day_of(utc_now()))}", str(signature.id))


def done(page: Page) -> str:
    """What the page says was just done."""
    return " ".join("".join(p.itertext()) for p in page.all("p") if p.get("role") == "status")


@pytest.mark.parametrize(("act", "words"), [("change", "Saved."), ("withdraw", "Withdrawn."), ("erase", "Erased.")])
def test_every_press_is_answered(visitor: Visitor, own: OwnPage, act: str, words: str) -> None:
    page = own.press(visitor, act)
    assert done(page).startswith(words)
    copy = f"{own.path}/copy" in {a.get("href") for a in page.all("a")}
    assert copy != ("Nothing is held for this address any more." in page.text) == (act == "erase")


@pytest.mark.parametrize("said", ["", "confirmed", "<b>", "changed%00", "CHANGED"])
def test_an_address_makes_the_page_say_nothing_else(visitor: Visitor, own: OwnPage, said: str) -> None:
    assert done(visitor.get(f"{own.path}?done={said}")) == ""


def test_a_withdrawn_signature_hands_nothing_over(visitor: Visitor, own: OwnPage, petition: OpenPetition) -> None:
    before = visitor.get(own.path).text
    assert "to the recipients the petition names" in before
    page = own.press(visitor, "withdraw")
    assert "handed over" not in page.text
    assert "All we still hold of it is deleted" in page.text
    assert f"/en/campaigns/{petition.campaign.slug}#sign" in {a.get("href") for a in page.all("a")}
    assert len(page.all("form")) == 1


def test_the_copy_can_be_read_by_its_holder(visitor: Visitor, own: OwnPage) -> None:
    written = visitor.client.get(f"{own.path}/copy").text
    assert "Ада Ł" in written
    assert written.startswith('{\n  "email": "holder@example.org"')
    (held,) = json.loads(written)["signatures"]
    assert (held["title"], held["deliver_name"], held["state"]) == ("Free Parvaneh", True, "confirmed")
    in_persian = visitor.client.get(f"{own.path.replace('/en/', '/fa/')}/copy").get_json()
    assert in_persian["signatures"][0]["title"] == "پروانه را آزاد کنید"
