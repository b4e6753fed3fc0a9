"""What the public views reach for: the letter box, the keys for sealing, the turnstile."""

from typing import Final, cast

from flask import Response, current_app
from flask_babel import lazy_gettext

from app.core.clock import day_of, utc_now
from app.core.crypto import PublicKeys
from app.signatures.envelope import AnyForm, seal_form
from app.signatures.letterbox import Letterbox
from app.web.turnstile import Turnstile

READ_ONLY: Final = lazy_gettext(
    "Nothing can be changed on this site for a short while. Nothing you typed is lost: press again later."
)
READ_ONLY_SECONDS: Final = 600
TOO_MANY: Final = lazy_gettext(
    "Too many forms came from your network within a minute. Nothing you typed is lost: press again in a minute."
)


def public_keys() -> PublicKeys:
    """The public keys that this process may read."""
    return cast(PublicKeys, current_app.extensions["vigil.public_keys"])


def post_sealed(form: AnyForm) -> None:
    """Seal a form for the workers and store it durably. Raises LetterboxClosed."""
    letterbox = cast(Letterbox, current_app.extensions["vigil.letterbox"])
    letterbox.post(seal_form(form, public_keys(), today=day_of(utc_now())))


def private(response: Response) -> Response:
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def wait_seconds(network: str) -> int:
    """Count a posted form; return how long its network has to wait, in seconds, or nought."""
    return cast(Turnstile, current_app.extensions["vigil.form_turnstile"]).wait_seconds(network)


def later(response: Response, seconds: int) -> Response:
    """Say after how many seconds the same may be tried again."""
    response.headers["Retry-After"] = str(seconds)
    return response
