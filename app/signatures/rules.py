"""What becomes of a posted form. Judgement only: plain values in, a decision out."""

from enum import StrEnum

from app.signatures.states import LIVE_SUBMISSIONS_AT_MOST, SignatureState

_MAY_SIGN_AGAIN = (SignatureState.EXPIRED, SignatureState.WITHDRAWN)


class Decision(StrEnum):
    """What a worker does with a form. Whatever it is, the supporter has already had the same answer."""

    ASK_TO_CONFIRM = "ask_to_confirm"
    TELL_ALREADY_SIGNED = "tell_already_signed"
    PASS_OVER = "pass_over"  # noqa: S105 - no password


def decide(state: SignatureState, *, live_submissions: int, is_repeat: bool) -> Decision:
    """Decide on a form whose person has a signature in ``state`` with so many forms waiting for their button.

    The same form within ten minutes is a double press. A fourth waiting form is passed over: three mails say
    how to confirm, and to forget one is one press away.
    """
    if is_repeat:
        return Decision.PASS_OVER
    if state is SignatureState.PENDING or state in _MAY_SIGN_AGAIN:
        waits = live_submissions >= LIVE_SUBMISSIONS_AT_MOST
        return Decision.PASS_OVER if waits else Decision.ASK_TO_CONFIRM
    return Decision.TELL_ALREADY_SIGNED
