"""What becomes of a posted form. Judgement only: plain values in, a decision out."""

from enum import StrEnum

from app.signatures.states import COUNTED, SignatureState


class Decision(StrEnum):
    """What a worker does with a form. Whatever it is, the supporter has already had the same answer."""

    ASK_TO_CONFIRM = "ask_to_confirm"
    TELL_ALREADY_SIGNED = "tell_already_signed"
    PASS_OVER = "pass_over"  # noqa: S105 - no password


def decide(state: SignatureState, *, is_holder: bool, is_repeat: bool) -> Decision:
    """Decide on a form whose person has a signature in ``state``, confirmed from this mailbox or from another.

    The same form within ten minutes is a double press. "You have already signed" goes to the holder alone: to
    another spelling it would say who has signed. That one is asked to confirm, as anybody is, and counts no
    second time.
    """
    if is_repeat:
        return Decision.PASS_OVER
    if state in COUNTED and is_holder:
        return Decision.TELL_ALREADY_SIGNED
    return Decision.ASK_TO_CONFIRM
