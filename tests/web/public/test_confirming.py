"""The page behind a mailed link: opening it changes nothing, its buttons act, pressing twice is harmless."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.mail.models import Suppression
from app.signatures.links import LinkPurpose
from app.signatures.models import Signature, Submission
from app.signatures.states import SignatureState
from app.tallies.models import TallyEvent
from tests.factories import OpenPetition, sign, token
from tests.web.visitor import Visitor

Signed = Callable[..., Submission]
UNKNOWN = "0" * 32


@pytest.fixture
def signed(owner_session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> Signed:
    """Sign and have the form drained: return the submission."""

    def make(**choices: object) -> Submission:
        submission = sign(owner_session, keyring, public_keys, petition, **choices)
        owner_session.commit()
        assert submission
        return submission

    return make


def everything(session: Session) -> list[tuple[str, str]]:
    """All rows of the tables that a link could change."""
    session.rollback()
    tables = ("signature", "submission", "tally_event", "outgoing_mail", "suppression", "intake", "mail_cap")
    return [(name, str(session.execute(text(f"SELECT * FROM vigil.{name} ORDER BY 1")).all())) for name in tables]


def states(session: Session) -> list[SignatureState]:
    session.rollback()
    return list(session.scalars(select(Signature.state)))


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_opening_a_link_changes_nothing(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed, lang: str, purpose: LinkPurpose
) -> None:
    path = f"/{lang}/confirm/{token(keyring, signed(name='Ada <b>'), purpose)}"
    before = everything(owner_session)
    for _ in range(3):
        page = visitor.get(path)
        visitor.client.head(path)
        visitor.client.options(path)
    assert everything(owner_session) == before
    assert "Ada <b>" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert ("noindex" in {meta.get("content") for meta in page.all("meta")}) is True
    assert len(page.all("form")) == (2 if purpose is LinkPurpose.CONFIRM else 1)


def test_the_button_confirms_and_leads_away_from_the_token(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed, petition: OpenPetition
) -> None:
    secret = token(keyring, signed())
    answer = visitor.send(f"/en/confirm/{secret}")
    assert answer.headers["Location"] == f"/en/petitions/{petition.id}/thanks"
    assert secret not in str(answer.headers)
    assert states(owner_session) == [SignatureState.CONFIRMED]
    thanks = visitor.get(answer.headers["Location"])
    assert thanks.heading() == "Your light is burning"
    assert "people have signed" not in thanks.text


def test_pressing_twice_is_harmless(visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed) -> None:
    path = f"/en/confirm/{token(keyring, signed())}"
    first, second = visitor.send(path), visitor.send(path)
    assert first.headers["Location"] == second.headers["Location"]
    assert owner_session.scalar(select(func.count()).select_from(TallyEvent)) == 1
    assert visitor.get(path).heading() == "Your signature is confirmed"


def test_a_link_that_was_not_pressed_says_nothing_of_the_name_in_its_own_mail(
    visitor: Visitor, keyring: Keyring, signed: Signed
) -> None:
    first, second = (token(keyring, signed(name=name, email="ada@example.org")) for name in ("Ada Hidden", "Ada Shown"))
    visitor.send(f"/en/confirm/{second}")
    page = visitor.get(f"/en/confirm/{first}")
    assert page.heading() == "You have already confirmed through another mail"
    assert "Ada" not in page.text


def test_a_held_signature_is_received(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed
) -> None:
    submission = signed()
    submission.hold_reason = "burst"
    owner_session.commit()
    page = visitor.follow(f"/fa/confirm/{token(keyring, submission)}")
    assert page.language == "fa"
    assert states(owner_session) == [SignatureState.HELD]


def test_not_me_deletes_at_once(visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed) -> None:
    secret = token(keyring, signed(), LinkPurpose.NOT_ME)
    assert visitor.follow(f"/en/not-me/{secret}").heading() == "Deleted"
    assert states(owner_session) == []
    assert owner_session.scalar(select(func.count()).select_from(Suppression)) == 0
    assert visitor.get(f"/en/confirm/{secret}", status=410).heading() == "There is nothing here any more"
    visitor.post(f"/en/not-me/{secret}", status=410)


def test_never_again_is_kept_as_a_fingerprint(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed
) -> None:
    secret = token(keyring, signed(email="eve@example.org"))
    visitor.send(f"/en/not-me/{secret}", {"never_again": "yes"})
    assert owner_session.scalars(select(Suppression.fingerprint)).all() == [keyring.suppression("eve@example.org")]


def test_a_confirmed_signature_can_be_erased_from_its_mail(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed
) -> None:
    secret = token(keyring, signed())
    visitor.send(f"/en/confirm/{secret}")
    assert "Withdraw and erase" in visitor.get(f"/en/confirm/{secret}").text
    visitor.send(f"/en/not-me/{secret}")
    assert states(owner_session) == []
    assert sorted(owner_session.scalars(select(TallyEvent.delta))) == [-1, 1]


def test_the_not_me_link_does_not_confirm(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed
) -> None:
    visitor.post(f"/en/confirm/{token(keyring, signed(), LinkPurpose.NOT_ME)}", status=410)
    assert states(owner_session) == [SignatureState.PENDING]


def test_an_old_link_says_that_it_has_run_out(
    visitor: Visitor, owner_session: Session, keyring: Keyring, signed: Signed
) -> None:
    submission = signed()
    submission.expires_at = utc_now() - timedelta(seconds=1)
    owner_session.commit()
    page = visitor.follow(f"/en/confirm/{token(keyring, submission)}")
    assert page.heading() == "This link has run out"
    assert states(owner_session) == [SignatureState.PENDING]


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_an_unknown_token_is_gone(visitor: Visitor, petition: OpenPetition, lang: str) -> None:
    for page in (
        visitor.get(f"/{lang}/confirm/{UNKNOWN}", status=410),
        visitor.post(f"/{lang}/confirm/{UNKNOWN}", status=410),
        visitor.post(f"/{lang}/not-me/{UNKNOWN}", status=410),
        visitor.get(f"/{lang}/private-page/{UNKNOWN}", status=410),
        visitor.get(f"/{lang}/private-page/{UNKNOWN}/copy", status=410),
        visitor.post(f"/{lang}/private-page/{UNKNOWN}/withdraw", {"signature": UNKNOWN}, status=410),
        visitor.post(f"/{lang}/private-page/{UNKNOWN}/erase", {"signature": UNKNOWN}, status=410),
        visitor.post(f"/{lang}/private-page/{UNKNOWN}/change", {"signature": UNKNOWN, "show_name": "no"}, status=410),
    ):
        assert page.language == lang
        assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "bent", ["short", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 32 + ".", "%00" * 32, "%0d%0a", "=3D" + "0" * 30]
)
def test_a_link_that_was_bent_on_the_way_is_a_link_that_leads_nowhere(visitor: Visitor, bent: str) -> None:
    assert visitor.get(f"/en/confirm/{bent}", status=410).heading() == "There is nothing here any more"
    assert visitor.get(f"/en/private-page/{bent}", status=410).heading() == "This link has run out"
    visitor.post(f"/en/not-me/{bent}", status=410)
    visitor.get(f"/en/private-page/{bent}/copy", status=410)


@pytest.mark.parametrize("shape", ["0" * 65, "a/b"])
def test_what_is_no_link_of_ours_is_no_page(visitor: Visitor, shape: str) -> None:
    visitor.get(f"/en/confirm/{shape}", status=404)
