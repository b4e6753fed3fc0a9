"""The development mailbox: what was sent, to be read in the browser. Exists only where VIGIL_MAILBOX is set."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final, cast

from flask import Blueprint, Response, current_app, make_response, render_template
from werkzeug.exceptions import NotFound as PageNotFound

from app.core.settings import Settings

SHOWN: Final = 100
_OUTSIDE: Final = '<base target="_top">'
dev_mail = Blueprint("dev_mail", __name__, url_prefix="/dev/mail")


@dev_mail.get("/")
def index() -> Response:
    """The newest mails, newest first."""
    paths = sorted(_folder().glob("new/*"), key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
    mails = [(path.name, _read(path)) for path in paths]
    return _unstored(render_template("dev/mailbox.html", mails=mails))


@dev_mail.get("/<name>")
def show(name: str) -> Response:
    """One mail: its headers, its text, and its HTML in a frame that can do nothing but lead away when pressed."""
    if name not in {path.name for path in _folder().glob("new/*")}:
        raise PageNotFound
    mail = _read(_folder() / "new" / name)
    return _unstored(
        render_template("dev/mail.html", mail=mail, text=_body(mail, "plain"), html=_leading_out(_body(mail, "html")))
    )


def _folder() -> Path:
    settings = cast(Settings, current_app.extensions["vigil.settings"])
    return cast(Path, settings.mailbox)


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=default)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


def _leading_out(html: str) -> str:
    """Let links open in the whole window: a frame without a place of its own may not be led elsewhere."""
    before, head, after = html.partition("<head>")
    return f"{before}{head}{_OUTSIDE}{after}" if head else f"{_OUTSIDE}{html}"


def _unstored(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; frame-src 'self'"
    )
    return answer
