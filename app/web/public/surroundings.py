"""What the public views reach for: the letter box, the keys for sealing."""

from typing import cast

from flask import Response, current_app

from app.core.clock import day_of, utc_now
from app.core.crypto import PublicKeys
from app.signatures.envelope import AccessForm, SignForm, seal_form
from app.signatures.letterbox import Letterbox


def public_keys() -> PublicKeys:
    """The public keys that this process may read."""
    return cast(PublicKeys, current_app.extensions["vigil.public_keys"])


def post_sealed(form: SignForm | AccessForm) -> None:
    """Seal a form for the workers and store it durably. Raises LetterboxClosed."""
    letterbox = cast(Letterbox, current_app.extensions["vigil.letterbox"])
    letterbox.post(seal_form(form, public_keys(), today=day_of(utc_now())))


def private(response: Response) -> Response:
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
