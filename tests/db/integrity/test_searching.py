"""Searches: sealed to the workers, answered with ids and states, read by whoever asked, forgotten after a day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.core.clock import day_of, to_hour, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.errors import NotFound
from app.core.ids import new_id
from app.integrity.errors import NothingAsked
from app.integrity.models import SignatureSearch
from app.integrity.searching import Question, answer_searches, ask_search, get_search, remove_old_searches
from app.integrity.states import SearchState
from app.signatures.drain import drain_signatures
from app.signatures.models import Signature, Submission
from app.signatures.states import SignatureState
from tests.db.integrity.conftest import Signed
from tests.factories import OpenPetition, add_account, add_petition, confirm, post, sign_form


@pytest.fixture
def staff(session: Session, tools: Any) -> Actor:
    """Somebody whose account is there: a search is his."""
    account = add_account(session, tools)
    return Actor(account_id=account.id, language="en")


@pytest.fixture
def search(session: Session, keyring: Keyring, public_keys: PublicKeys, staff: Actor) -> Any:
    """Ask and let a worker answer: ``search(typed=…)``."""

    def ask(**question: Any) -> SignatureSearch:
        now = utc_now()
        asked = ask_search(session, staff, Question(**question), public_keys, now=now, today=day_of(now))
        assert answer_searches(session, keyring) == 1
        return asked

    return ask


def _ids(found: SignatureSearch) -> set[str]:
    return {hit["id"] for hit in found.hits["signatures"]}


@pytest.mark.parametrize("typed", ["ada@gmail.com", "A.D.A+x@googlemail.com"])
def test_an_address_is_found_in_every_spelling_on_every_petition(
    signed: Signed, search: Any, session: Session, keyring: Keyring, typed: str
) -> None:
    hers = signed(SignatureState.HELD, email="a.da@gmail.com")
    signed(email="eve@gmail.com")
    found = search(typed=typed)
    assert found.hits == {"signatures": [{"id": str(hers.id), "petition_id": str(hers.petition_id), "state": "held"}]}
    assert (found.state, found.found, found.sealed) == (SearchState.ANSWERED, 1, None)


def test_a_petition_narrows_a_search(session: Session, signed: Signed, search: Any, petition: OpenPetition) -> None:
    signed(email="ada@example.org")
    other = add_petition(session)
    assert search(typed="ada@example.org", petition_id=petition.id).found == 1
    assert search(typed="ada@example.org", petition_id=other.id).found == 0


@pytest.mark.parametrize("typed", ["castle.example", "@Castle.EXAMPLE"])
def test_a_domain_is_found_by_its_cluster(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition, search: Any, typed: str
) -> None:
    ids = [post(session, public_keys, sign_form(petition, email=f"p{n}@castle.example")).id for n in range(3)]
    post(session, public_keys, sign_form(petition, email="p@tower.example"))
    drain_signatures(session, keyring, now=utc_now())
    for form in session.scalars(select(Signature)).all():
        assert form.state is SignatureState.PENDING
    for form_id in ids:
        confirm(session, keyring, session.get_one(Submission, form_id))
    assert search(typed=typed).found == 3
    assert search(typed="nowhere.example").found == 0


def test_country_and_hours_are_found(signed: Signed, search: Any, petition: OpenPetition) -> None:
    hour = to_hour(utc_now()) - timedelta(hours=4)
    early = signed(country="DE", confirmed_hour=hour)
    late = signed(country="DE")
    nowhere = signed(country="")
    assert _ids(search(country="DE")) == {str(early.id), str(late.id)}
    assert _ids(search(country="")) == {str(nowhere.id)}
    assert _ids(search(hour_from=hour, hour_to=hour + timedelta(hours=1))) == {str(early.id)}
    assert _ids(search(country="DE", hour_from=hour + timedelta(hours=1))) == {str(late.id)}


def test_what_was_typed_stands_nowhere_in_clear(
    session: Session, public_keys: PublicKeys, keyring: Keyring, staff: Actor
) -> None:
    now = utc_now()
    question = Question(typed="kanarya.probe@example.org")
    asked = ask_search(session, staff, question, public_keys, now=now, today=day_of(now))
    rows = session.execute(text("SELECT s::text || a::text FROM vigil.signature_search s, vigil.audit_entry a"))
    assert asked.sealed
    assert "kanarya" not in str(rows.all())
    assert b"kanarya" not in asked.sealed
    short = ask_search(session, staff, Question(typed="a@b.example"), public_keys, now=now, today=day_of(now))
    assert short.sealed
    assert len(short.sealed) == len(asked.sealed)
    assert session.scalars(select(AuditEntry.action)).all() == ["signatures searched"] * 2
    answer_searches(session, keyring)
    assert session.execute(text("SELECT sealed, key_day FROM vigil.signature_search")).all() == [(None, None)] * 2


def test_a_question_whose_key_is_gone_is_said_to_be(
    session: Session, public_keys: PublicKeys, keyring: Keyring, staff: Actor
) -> None:
    now = utc_now()
    asked = ask_search(session, staff, Question(typed="ada@example.org"), public_keys, now=now, today=day_of(now))
    asked.key_day = day_of(now - timedelta(days=30))
    session.flush()
    answer_searches(session, keyring)
    assert asked.state is SearchState.UNREADABLE


def test_a_search_without_a_condition_lists_nobody(
    session: Session, public_keys: PublicKeys, staff: Actor, petition: OpenPetition
) -> None:
    now = utc_now()
    with pytest.raises(NothingAsked):
        ask_search(session, staff, Question(petition_id=petition.id), public_keys, now=now, today=day_of(now))


def test_an_answer_is_read_by_whoever_asked_and_gone_tomorrow(session: Session, search: Any, staff: Actor) -> None:
    asked = search(country="FR")
    assert get_search(session, asked.id, asked_by=staff.account_id) is asked
    with pytest.raises(NotFound):
        get_search(session, asked.id, asked_by=new_id())
    assert remove_old_searches(session, now=utc_now()) == 0
    assert remove_old_searches(session, now=utc_now() + timedelta(days=1, minutes=1)) == 1
