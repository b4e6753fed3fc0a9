"""Where the mail server reports bounces and complaints: signed, sealed for the workers, forgotten here."""

from typing import Final

import msgspec
from flask import Blueprint, Response, current_app, request

from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.settings import Settings
from app.signatures.envelope import MailReports
from app.switches.errors import ReadOnly
from app.web.public.surroundings import post_sealed
from app.web.reading import reader
from app.webhooks.signing import is_genuine

_ID_LENGTH: Final = 200


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/mail-reports", "mail_reports", take, methods=["POST"])


def take() -> Response:
    """Store a call that is genuine. Nothing of it is repeated: neither in an answer nor in a log."""
    settings: Settings = current_app.extensions["vigil.settings"]
    if not settings.mail_hook_secret:
        raise NotFound("no mail server reports here")
    if reader().board().is_read_only:
        raise ReadOnly
    body, call = request.get_data(), request.headers.get("webhook-id", "")
    now = int(utc_now().timestamp())
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not 0 < len(call) <= _ID_LENGTH or not is_genuine(
        settings.mail_hook_secret, headers=headers, body=body, now=now
    ):
        return _answer("not signed, or not within five minutes", 401)
    try:
        reported = msgspec.json.decode(body, type=MailReports)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _answer("not a list of at most 100 reports with kind and address, as the README says", 422)
    post_sealed(msgspec.structs.replace(reported, call=call))
    return _answer("taken", 202)


def _is_genuine(secret: str, body: bytes) -> bool:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return is_genuine(secret, headers=headers, body=body, now=int(utc_now().timestamp()))


def _answer(words: str, status: int) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
