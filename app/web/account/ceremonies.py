"""What is remembered of a ceremony between the page that asks a browser for a passkey and the form that answers."""

from typing import Final

from flask import session

from app.accounts.errors import PasskeyRefused

_CHALLENGE: Final = "challenge"


def keep_challenge(challenge: str) -> None:
    """Remember what the passkey has to sign, in the signed cookie of this browser."""
    session[_CHALLENGE] = challenge


def take_challenge() -> str:
    """Return it, once. Raises PasskeyRefused where none was asked."""
    challenge = session.pop(_CHALLENGE, None)
    if not isinstance(challenge, str):
        raise PasskeyRefused
    return challenge
