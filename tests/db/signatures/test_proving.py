"""A petition under attack: proven forms are let in, the others held, and no challenge is used twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.signatures.drain import drain_signatures
from app.signatures.models import ProofDial, Submission, UsedProof
from app.signatures.proof import new_challenge
from app.signatures.proving import EVERYWHERE, forget_used_proofs
from app.signatures.rules import BurstLimits
from app.signatures.states import SignatureState
from tests.factories import OpenPetition, confirm, post, sign_form
from tests.unit.signatures.test_proof import solve

Sign = Callable[..., Submission]


@pytest.fixture
def sign_with(session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> Sign:
    """Sign with a proof: ``sign_with(proof, …)``."""

    def sign(proof: str = "", **choices: object) -> Submission:
        sealed = post(session, public_keys, sign_form(petition, proof=proof, **choices))
        drain_signatures(session, keyring, limits=BurstLimits(name=1), now=utc_now())
        return session.get_one(Submission, sealed.id)

    return sign


@pytest.fixture
def solved(public_keys: PublicKeys, petition: OpenPetition) -> Callable[[], str]:
    """Solve a challenge of today for the petition."""

    def make() -> str:
        now = utc_now()
        key = public_keys.challenges.find(day_of(now))
        assert key
        return solve(new_challenge(key, petition_id=petition.id, now=now))

    return make


def _turn_on(session: Session, petition_id: object) -> None:
    session.add(ProofDial(petition_id=petition_id, since=utc_now()))
    session.flush()


def test_where_nothing_is_asked_nobody_is_held(sign_with: Sign) -> None:
    assert sign_with().hold_reason is None
    assert sign_with("nonsense", name="Ada B").hold_reason is None


@pytest.mark.parametrize("everywhere", [True, False])
def test_who_has_done_the_work_is_let_in_once(
    session: Session, keyring: Keyring, petition: OpenPetition, sign_with: Sign, solved: Callable[[], str],
    everywhere: bool,
) -> None:  # fmt: skip
    _turn_on(session, EVERYWHERE if everywhere else petition.id)
    proof = solved()
    first, second = sign_with(proof, name="Ada A"), sign_with(proof, name="Ada B")
    assert (first.hold_reason, second.hold_reason) == (None, "unproven")
    assert confirm(session, keyring, first).state is SignatureState.CONFIRMED
    assert confirm(session, keyring, second).state is SignatureState.HELD


def test_who_has_no_script_is_held_and_not_turned_away(
    session: Session, petition: OpenPetition, sign_with: Sign
) -> None:
    _turn_on(session, petition.id)
    assert sign_with(name="Ada Sample 1").hold_reason == "unproven"
    assert sign_with(name="Ada Sample 2").hold_reason == "unproven,name"


def test_of_two_with_one_challenge_in_a_batch_the_first_is_let_in(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition, solved: Callable[[], str]
) -> None:
    _turn_on(session, petition.id)
    proof = solved()
    ids = [post(session, public_keys, sign_form(petition, proof=proof)).id for _ in range(2)]
    drain_signatures(session, keyring, now=utc_now())
    assert [session.get_one(Submission, each).hold_reason for each in ids] == [None, "unproven"]


def test_another_petition_asks_for_nothing(session: Session, sign_with: Sign) -> None:
    _turn_on(session, new_id())
    assert sign_with().hold_reason is None


def test_the_same_form_with_another_proof_is_a_double_press(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    for proof in ("one", "two"):
        post(session, public_keys, sign_form(petition, proof=proof, email="ada@example.org", name="Ada"))
    drain_signatures(session, keyring, now=utc_now())
    assert len(session.scalars(select(Submission)).all()) == 1


def test_used_challenges_are_forgotten_once_too_old(
    session: Session, petition: OpenPetition, sign_with: Sign, solved: Callable[[], str]
) -> None:
    _turn_on(session, petition.id)
    sign_with(solved())
    assert forget_used_proofs(session, now=utc_now()) == 0
    assert forget_used_proofs(session, now=utc_now() + timedelta(hours=4)) == 1
    assert session.scalars(select(UsedProof)).all() == []


def test_of_the_consoles_staff_alone_turn_the_dial(
    owner_session: Session, engines: dict[str, Engine], clean_tables: None
) -> None:
    with Session(engines["console"]) as console:
        enter_scope(console, Scope(organisation_id=new_id()))
        console.add(ProofDial(petition_id=new_id(), since=utc_now()))
        with pytest.raises(ProgrammingError, match="row-level security"):
            console.flush()
    with Session(engines["console"]) as console:
        enter_scope(console, Scope(is_staff=True))
        console.add(ProofDial(petition_id=new_id(), since=utc_now()))
        console.commit()
    with Session(engines["console"]) as console:
        enter_scope(console, Scope(organisation_id=new_id()))
        console.execute(delete(ProofDial))
        console.commit()
    assert len(owner_session.scalars(select(ProofDial)).all()) == 1
