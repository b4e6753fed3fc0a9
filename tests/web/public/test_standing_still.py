"""While something is stopped: forms say so kindly, keep what was typed, and nothing is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.languages import LANGUAGES
from app.petitions.publishing import publish_campaign
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind
from app.web.reading import Reader
from tests.factories import OpenPetition, sign, token
from tests.guards.tables import fingerprints
from tests.web.visitor import Visitor, sign_path

CountIntake = Callable[[], int]
TYPED = {"name": "Sample Supporter", "comment": "She taught me to read."}


@pytest.fixture
def stop(owner_session: Session, public_app: Flask) -> Callable[..., None]:
    """Turn a switch for everybody; the public process has just read it."""

    def turn(kind: SwitchKind, *, hours_ago: float = 0) -> None:
        since = utc_now() - timedelta(hours=hours_ago)
        turn_on(owner_session, kind, reason="A flood.", actor="operator", now=since)
        owner_session.commit()
        public_app.extensions["vigil.reader"] = Reader()

    return turn


@pytest.mark.parametrize("kind", [SwitchKind.SIGNING, SwitchKind.READ_ONLY])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_signs_and_nothing_typed_is_lost(
    visitor: Visitor, petition: OpenPetition, stop: Callable[..., None], count_intake: CountIntake,
    lang: str, kind: SwitchKind,
) -> None:  # fmt: skip
    stop(kind)
    page = visitor.try_to_sign(petition.id, TYPED, lang=lang, status=409)
    assert TYPED["comment"] in page.text
    assert not [form for form in page.all("form") if (form.get("action") or "").endswith("/sign")]
    assert count_intake() == 0


def test_it_goes_on_after_it_was_turned_back(
    visitor: Visitor, petition: OpenPetition, stop: Callable[..., None], owner_session: Session, public_app: Flask,
    count_intake: CountIntake,
) -> None:  # fmt: skip
    stop(SwitchKind.SIGNING)
    turn_off(owner_session, SwitchKind.SIGNING, reason="Over.", actor="operator", now=utc_now())
    owner_session.commit()
    public_app.extensions["vigil.reader"] = Reader()
    visitor.sign(petition.id)
    assert count_intake() == 1


def test_bulk_mail_stopped_lets_everybody_sign(
    visitor: Visitor, petition: OpenPetition, stop: Callable[..., None], count_intake: CountIntake
) -> None:
    stop(SwitchKind.BULK_MAIL)
    visitor.sign(petition.id)
    assert count_intake() == 1


def test_what_would_have_closed_meanwhile_waits(
    visitor: Visitor, petition: OpenPetition, campaign_path: str, stop: Callable[..., None], owner_session: Session
) -> None:
    petition.petition.closes_at = utc_now() - timedelta(hours=1)
    publish_campaign(owner_session, petition.id, now=utc_now())
    stop(SwitchKind.SIGNING, hours_ago=2)
    assert "Signing is paused." in visitor.get(campaign_path).text
    shown = visitor.client.get(f"/api/v1/campaigns/{petition.campaign.slug}").json
    assert shown
    assert shown["petition"]["is_paused"]


def test_what_had_closed_before_stays_closed(
    visitor: Visitor, petition: OpenPetition, campaign_path: str, stop: Callable[..., None], owner_session: Session
) -> None:
    petition.petition.closes_at = utc_now() - timedelta(hours=3)
    publish_campaign(owner_session, petition.id, now=utc_now())
    stop(SwitchKind.SIGNING, hours_ago=2)
    assert "Signing is paused." not in visitor.get(campaign_path).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_read_only_keeps_what_was_typed_in_other_forms(
    visitor: Visitor, petition: OpenPetition, stop: Callable[..., None], count_intake: CountIntake, lang: str
) -> None:
    stop(SwitchKind.READ_ONLY)
    path = f"/{lang}/campaigns/{petition.campaign.slug}/messages"
    page = visitor.post(path, {"name": "Ali", "text": "Hold on, we are here."}, status=503)
    assert page.language == lang
    assert "Hold on, we are here." in page.text
    page = visitor.post(f"/{lang}/private-page", {"email": "holder@example.org"}, status=503)
    assert page.value_of("email") == "holder@example.org"
    assert count_intake() == 0


def test_read_only_changes_nothing_by_any_button(
    client: FlaskClient, visitor: Visitor, petition: OpenPetition, owner_session: Session, keyring: Keyring,
    public_keys: PublicKeys, stop: Callable[..., None],
) -> None:  # fmt: skip
    submission = sign(owner_session, keyring, public_keys, petition)
    assert submission
    owner_session.commit()
    mark = token(keyring, submission)
    stop(SwitchKind.READ_ONLY)
    before = fingerprints(owner_session)
    for path in (
        f"confirm/{mark}", f"not-me/{mark}", f"unsubscribe/{mark}", f"private-page/{mark}/change",
        f"private-page/{mark}/withdraw", f"private-page/{mark}/erase",
        f"campaigns/{petition.campaign.slug}/letters/minister/sent",
    ):  # fmt: skip
        page = visitor.post(f"/de/{path}", {}, status=503)
        assert "Im Moment kann nichts geändert werden" in page.text
    assert fingerprints(owner_session) == before
    visitor.get(f"/en/confirm/{mark}")
    assert client.post("/en/check", data={"digest": "0" * 64}).status_code != 503


def test_links_in_mails_confirm_while_signing_is_paused(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, keyring: Keyring, public_keys: PublicKeys,
    stop: Callable[..., None],
) -> None:  # fmt: skip
    submission = sign(owner_session, keyring, public_keys, petition)
    assert submission
    owner_session.commit()
    stop(SwitchKind.SIGNING)
    visitor.send(f"/en/confirm/{token(keyring, submission)}")
    owner_session.expire_all()
    assert owner_session.get_one(Signature, submission.signature_id).state is SignatureState.CONFIRMED


def test_an_open_page_is_refused_within_the_memory_of_a_process(
    client: FlaskClient, petition: OpenPetition, public_app: Flask, owner_session: Session
) -> None:
    """The lane past the site judges by the same board: a fresh one knows of the standstill."""
    turn_on(owner_session, SwitchKind.SIGNING, reason="A flood.", actor="operator", now=utc_now())
    owner_session.commit()
    public_app.extensions["vigil.reader"] = Reader()
    with public_app.app_context():
        public_app.extensions["vigil.reader"].board()
    answer = client.post(sign_path(petition.id), data={"name": "Ada", "email": "ada@example.org", "show_name": "no"})
    assert answer.status_code == 409
