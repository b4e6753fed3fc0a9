"""What becomes of a form, by where its person stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signatures.rules import Decision, decide
from app.signatures.states import COUNTED, MOVES, SignatureState

S = SignatureState


@pytest.mark.parametrize("state", [S.PENDING, S.EXPIRED, S.WITHDRAWN])
@pytest.mark.parametrize("is_holder", [True, False])
def test_who_is_not_counted_may_sign(state: S, is_holder: bool) -> None:
    assert decide(state, is_holder=is_holder, is_repeat=False) is Decision.ASK_TO_CONFIRM


@pytest.mark.parametrize("state", COUNTED)
def test_who_is_counted_is_told_by_mail(state: S) -> None:
    assert decide(state, is_holder=True, is_repeat=False) is Decision.TELL_ALREADY_SIGNED


@pytest.mark.parametrize("state", S)
def test_another_mailbox_learns_nothing(state: S) -> None:
    assert decide(state, is_holder=False, is_repeat=False) is Decision.ASK_TO_CONFIRM


@given(st.sampled_from(S), st.booleans())
def test_a_double_press_does_nothing(state: S, is_holder: bool) -> None:
    assert decide(state, is_holder=is_holder, is_repeat=True) is Decision.PASS_OVER


def test_nothing_leads_back_to_pending_but_signing_again() -> None:
    assert {before for before, after in MOVES if after is S.PENDING} == {S.EXPIRED, S.WITHDRAWN}


def test_every_state_is_reached_and_none_moves_to_itself() -> None:
    assert {after for _, after in MOVES} == set(S)
    assert all(before is not after for before, after in MOVES)
