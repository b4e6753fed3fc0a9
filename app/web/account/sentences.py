"""Sentences that several pages of an account say."""

from typing import Final

from flask_babel import lazy_gettext, ngettext

from app.accounts.rules import PASSWORD_LENGTH, PasswordComplaint

CODE_WRONG: Final = lazy_gettext(
    "That code is not right, or was used before. Wait for the next one; a recovery code works too, once."
)
PASSKEY_WRONG: Final = lazy_gettext("The passkey did not answer as it should. Try again, or use another way.")
EMAIL_WRONG: Final = lazy_gettext("That is not an email address. Check it for typing errors.")
PASSWORDS: Final = {
    PasswordComplaint.TOO_SHORT: lazy_gettext(
        "Use at least %(count)s characters: four words that have nothing to do with each other are good.",
        count=PASSWORD_LENGTH,
    ),
    PasswordComplaint.TOO_LONG: lazy_gettext("That password is too long: at most 200 characters."),
    PasswordComplaint.TOO_SIMPLE: lazy_gettext(
        "That password is too simple: it has fewer than five characters that differ."
    ),
    PasswordComplaint.IS_THE_ADDRESS: lazy_gettext("That password is nearly your address. Choose another."),
}


def wait_sentence(seconds: int) -> str:
    """Say that too much was tried, and when to try again."""
    minutes = -(-seconds // 60)
    return str(
        ngettext(
            "That was tried too often. Nothing is lost: try again in a minute.",
            "That was tried too often. Nothing is lost: try again in %(num)s minutes.",
            minutes,
        )
    )
