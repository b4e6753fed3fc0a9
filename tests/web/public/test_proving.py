"""The campaign page while its petition is under attack, and while it is not."""

import json
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring
from app.signatures.envelope import SignForm
from app.signatures.models import ProofDial
from app.signatures.proof import PROOF_LENGTH, Challenge, find_proof
from app.web.reading import Reader
from tests.factories import OpenPetition
from tests.unit.signatures.test_proof import solve
from tests.web.visitor import FORM, Visitor, sign_path

TakeForms = Callable[[], list[SignForm]]


def _turn_on(session: Session, public_app: Flask, petition: OpenPetition) -> None:
    session.add(ProofDial(petition_id=petition.id, since=utc_now()))
    session.commit()
    public_app.extensions["vigil.reader"] = Reader()


def test_while_the_dial_is_off_no_script_is_loaded_or_allowed(
    client: FlaskClient, campaign_path: str, petition: OpenPetition
) -> None:
    answer = client.get(campaign_path)
    text = answer.get_data(as_text=True)
    assert "proof" not in text
    assert "<script src" not in text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert client.get(f"/en/petitions/{petition.id}/challenge").status_code == 404


def test_while_it_is_on_one_script_of_ours_is(
    client: FlaskClient, visitor: Visitor, owner_session: Session, public_app: Flask, petition: OpenPetition,
    campaign_path: str,
) -> None:  # fmt: skip
    _turn_on(owner_session, public_app, petition)
    page = client.get(campaign_path)
    text = page.get_data(as_text=True)
    assert text.count("<script src") == 1
    assert f'data-proof="/en/petitions/{petition.id}/challenge"' in text
    assert "Without JavaScript your signature is counted once a person has looked." in text
    assert "no scripts" not in text
    assert page.headers["Content-Security-Policy"].endswith("; script-src 'self'")
    assert "script-src" not in client.get("/en/").headers["Content-Security-Policy"]


def test_a_challenge_is_another_each_time_and_kept_by_nobody(
    client: FlaskClient, owner_session: Session, public_app: Flask, petition: OpenPetition, keyring: Keyring
) -> None:
    _turn_on(owner_session, public_app, petition)
    answers = [client.get(f"/en/petitions/{petition.id}/challenge") for _ in range(2)]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    first, second = (Challenge(**json.loads(answer.data)) for answer in answers)
    assert first.challenge != second.challenge
    key = keyring.challenges.find(day_of(utc_now()))
    assert key
    assert find_proof(solve(first), key, petition_id=petition.id, now=utc_now())


def test_the_answer_says_nothing_of_a_proof(
    client: FlaskClient, owner_session: Session, public_app: Flask, petition: OpenPetition, take_forms: TakeForms
) -> None:
    _turn_on(owner_session, public_app, petition)
    client.get("/en/")
    proofs = ["", "nonsense", "x" * (PROOF_LENGTH + 1), "é"]
    answers = [client.post(sign_path(petition.id), data=FORM | {"proof": proof}) for proof in proofs]
    assert len({(each.status, each.data, str(each.headers)) for each in answers}) == 1
    assert [form.proof for form in take_forms()] == ["", "nonsense", "", ""]
