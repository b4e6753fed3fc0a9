"""Signatures with the forms behind them, in clusters of their own; staff who act; a worker's ring."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.integrity.acting import act_on_chunk
from app.integrity.acts import Conditions, apply_act, ask_act
from app.integrity.listing import fix_list
from app.integrity.models import BulkAct
from app.integrity.states import ActKind, ActReason
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from tests.factories import OpenPetition, add_signature
from tests.factories.signatures import add_form

Signed = Callable[..., Signature]
Act = Callable[..., BulkAct]
OF_FORMS = {"hold_reason", "network_cluster", "domain_cluster", "name_cluster"}


@pytest.fixture
def staff() -> Actor:
    """Somebody on staff."""
    return Actor(account_id=new_id(), language="en", staff_role=StaffRole.REVIEWER, has_second_factor=True)


@pytest.fixture
def signed(session: Session, keyring: Keyring, petition: OpenPetition) -> Signed:
    """Add a signature and its form: ``signed(state, hold_reason=…, network_cluster=…, country=…)``."""

    def add(state: SignatureState = SignatureState.CONFIRMED, **columns: Any) -> Signature:
        of_form = {name: columns.pop(name) for name in OF_FORMS & columns.keys()}
        signature = add_signature(session, keyring, petition, state=state, **columns)
        if signature.submission_id is not None:
            add_form(session, signature, **of_form)
        return signature

    return add


@pytest.fixture
def ask(session: Session, staff: Actor, petition: OpenPetition) -> Act:
    """Ask for an act and let a worker make its list: ``ask(kind, country=…)``."""

    def make(kind: ActKind = ActKind.REJECT, **conditions: Any) -> BulkAct:
        act = ask_act(
            session, staff, petition.id, Conditions(**conditions), kind=kind, reason=ActReason.OTHER, words="A test.",
            now=utc_now(),
        )  # fmt: skip
        assert fix_list(session) == 1
        return act

    return make


@pytest.fixture
def work(session: Session) -> Callable[..., None]:
    """Let a worker do all there is to do, ``chunk`` places at a time."""

    def ring(*, chunk: int = 3) -> None:
        while act_on_chunk(session, now=utc_now(), chunk=chunk):
            session.expire_all()

    return ring


@pytest.fixture
def carry_out(session: Session, staff: Actor, ask: Act, work: Callable[..., None]) -> Act:
    """Ask, say yes, and let a worker do it."""

    def run(kind: ActKind = ActKind.REJECT, **conditions: Any) -> BulkAct:
        act = ask(kind, **conditions)
        apply_act(session, staff, act.id, total=act.total, now=utc_now())
        work()
        return act

    return run
