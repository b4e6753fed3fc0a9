"""What becomes of a form, by where its person stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signatures.rules import Decision, decide
from app.signatures.states import COUNTED, LIVE_SUBMISSIONS_AT_MOST, MOVES, SignatureState

S = SignatureState


@pytest.mark.parametrize("state", [S.PENDING, S.EXPIRED, S.WITHDRAWN])
def test_who_is_not_counted_may_sign(state: S) -> None:
    assert decide(state, live_submissions=0, is_repeat=False) is Decision.ASK_TO_CONFIRM


@pytest.mark.parametrize("state", COUNTED)
def test_who_is_counted_is_told_by_mail(state: S) -> None:
    assert decide(state, live_submissions=0, is_repeat=False) is Decision.TELL_ALREADY_SIGNED


def test_a_fourth_waiting_form_is_passed_over() -> None:
    third = decide(S.PENDING, live_submissions=LIVE_SUBMISSIONS_AT_MOST - 1, is_repeat=False)
    fourth = decide(S.PENDING, live_submissions=LIVE_SUBMISSIONS_AT_MOST, is_repeat=False)
    assert (third, fourth) == (Decision.ASK_TO_CONFIRM, Decision.PASS_OVER)


@given(st.sampled_from(S), st.integers(0, 9))
def test_a_double_press_does_nothing(state: S, live: int) -> None:
    assert decide(state, live_submissions=live, is_repeat=True) is Decision.PASS_OVER


@given(st.sampled_from(S), st.integers(0, 9), st.booleans())
def test_a_counted_signature_is_never_asked_to_confirm_again(state: S, live: int, repeat: bool) -> None:
    if decide(state, live_submissions=live, is_repeat=repeat) is Decision.ASK_TO_CONFIRM:
        assert state not in COUNTED
        assert state is S.PENDING or (state, S.PENDING) in MOVES


def test_nothing_leads_back_to_pending_but_signing_again() -> None:
    assert {before for before, after in MOVES if after is S.PENDING} == {S.EXPIRED, S.WITHDRAWN}


def test_every_state_is_reached_and_none_moves_to_itself() -> None:
    assert {after for _, after in MOVES} == set(S)
    assert all(before is not after for before, after in MOVES)
