"""A lane of its own for forms that are right: sealed, stored and answered without the rest of the site.

Routing, contexts and answers of Flask cost more than half of a signing. Whatever needs words (a complaint, a closed
petition, too many at once, a database that is away) goes on to the site, which judges by the same functions.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from app.campaigns.document import CampaignDocument
from app.campaigns.rules import Opening, standing_of
from app.core.clock import day_of, utc_now
from app.core.crypto import PublicKeys
from app.core.languages import LANGUAGES
from app.core.limits import FORM_BYTES
from app.mail.addresses import suggest
from app.signatures.envelope import SignForm, seal_form
from app.signatures.letterbox import Letterbox, LetterboxClosed
from app.signatures.states import ShowName
from app.web.network import network_prefix
from app.web.places import REFUSAL
from app.web.public.typed import ENCODED, Typed, iter_complaints, read_fields, read_typed
from app.web.reading import Reader
from app.web.turnstile import Turnstile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_STORED: Final = "vigil.not_stored"
"""Key of the WSGI environment: the letter box did not take this form in time."""
_SIGN: Final = re.compile(
    rf"/({'|'.join(LANGUAGES)})/petitions/([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/sign"
)


class SigningLane:
    """A WSGI application that takes right forms past another."""

    def __init__(self, wsgi_app: "WSGIApplication", flask_app: Flask) -> None:
        self._wsgi_app, self._extensions = wsgi_app, flask_app.extensions
        self._hosts = cast(list[str], flask_app.config["TRUSTED_HOSTS"])

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a form that is right; ask the site for everything else."""
        if environ["REQUEST_METHOD"] == "POST" and (found := _SIGN.fullmatch(environ["PATH_INFO"])):
            language, petition_id = found[1], UUID(found[2])
            if self._takes(environ, language, petition_id):
                start_response("303 SEE OTHER", list(answer_headers(language, petition_id).items()))
                return ()
        return self._wsgi_app(environ, start_response)

    def _takes(self, environ: "WSGIEnvironment", language: str, petition_id: UUID) -> bool:
        """Store the form if it is right, and say so."""
        board = cast(Reader, self._extensions["vigil.reader"]).find_fresh_board()
        campaign = board and board.find_by_petition(petition_id)
        body = self._read_body(environ)
        if not campaign or body is None:
            return False
        typed, network = read_typed(read_fields(body)), network_prefix(environ.get("REMOTE_ADDR"))
        turnstile = cast(Turnstile, self._extensions["vigil.form_turnstile"])
        if not is_right(campaign, typed, now=utc_now()) or turnstile.wait_seconds(network):
            return False
        try:
            self._post(to_seal(language, campaign, typed, network))
        except LetterboxClosed:
            environ[NOT_STORED] = True
            return False
        return True

    def _post(self, form: SignForm) -> None:
        keys = cast(PublicKeys, self._extensions["vigil.public_keys"])
        cast(Letterbox, self._extensions["vigil.letterbox"]).post(seal_form(form, keys, today=day_of(utc_now())))

    def _read_body(self, environ: "WSGIEnvironment") -> bytes | None:
        """Return the body and leave it for others to read; None where it is no whole encoded form for this host."""
        length = environ.get("CONTENT_LENGTH") or ""
        if (
            REFUSAL in environ
            or environ.get("CONTENT_TYPE") != ENCODED
            or not length.isdecimal()
            or int(length) > FORM_BYTES
            or not host_is_trusted(environ.get("HTTP_HOST"), self._hosts)
        ):
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        return body


def is_right(campaign: CampaignDocument, typed: Typed, *, now: datetime) -> bool:
    """Whether a form can be stored as it is: the petition is open, and nothing needs another look."""
    return (
        standing_of(campaign, now=now).opening is Opening.OPEN
        and not any(iter_complaints(typed))
        and typed.wording in ("", str(campaign.petition.wording.id))
        and suggestion_for(typed) is None
    )


def suggestion_for(typed: Typed) -> str | None:
    """Return what the address was likely meant to be, unless its holder keeps it as it is."""
    return None if typed.keep_email else suggest(typed.email)


def to_seal(language: str, campaign: CampaignDocument, typed: Typed, network: str) -> SignForm:
    """Return the form as the workers get it; ``network`` is a prefix."""
    return SignForm(
        petition_id=campaign.petition.id,
        wording_id=campaign.petition.wording.id,
        language=language,
        name=typed.name,
        email=typed.email,
        country=typed.country,
        comment=typed.comment,
        show_name=ShowName(typed.show_name),
        deliver_name=typed.deliver_name,
        updates=typed.updates,
        source_code=typed.source,
        network=network,
        proof=typed.proof,
    )


def answer_headers(language: str, petition_id: UUID) -> dict[str, str]:
    """Return the headers of the one answer to a form that was stored: it leads to "check your mail"."""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": "0",
        "Location": f"/{language}/petitions/{petition_id}/check-mail",
        "Cache-Control": "no-store",
    }
