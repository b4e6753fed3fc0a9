"""What programs look for at the root of a host: robots.txt, security.txt, the icon; and the way to an embed."""

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, current_app, redirect, url_for

from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.core.settings import Settings
from app.web.addresses import full_url_for
from app.web.assets import address_book
from app.web.public import mail_reports, sitemap
from app.web.templating import reader_language

UNLISTED_FOLDERS: Final = ("confirm", "not-me", "private-page", "petitions")
"""Below the language: pages of a token, and answers to forms."""
_SECURITY_DAYS: Final = 180
"""RFC 9116 wants less than a year."""

root = Blueprint("root", __name__)
sitemap.add_routes(root)
mail_reports.add_routes(root)


@root.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone. That these pages exist is no secret; what is on them needs a token."""
    lines = ["User-agent: *", "Disallow: /dev/", *(f"Disallow: /*/{folder}/" for folder in UNLISTED_FOLDERS)]
    return _text([*lines, "", f"Sitemap: {full_url_for('root.sitemap')}"])


@root.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a hole (RFC 9116). It says the same for a whole month, and is renewed long before it ends."""
    settings: Settings = current_app.extensions["vigil.settings"]
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {_expires(utc_now()).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {full_url_for('root.security')}",
    ]
    return _text(lines)


def _expires(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=_SECURITY_DAYS)


@root.get("/favicon.ico")
def icon() -> Response:
    """Programs that read no page look here; pages name the picture itself."""
    return _lead(_ICON)


@root.get("/embed/<slug>")
def embed(slug: str) -> Response:
    """Lead to the embed in the reader's language, for a page that names none."""
    answer = _lead(url_for("public.embed", lang=reader_language(), slug=slug))
    answer.headers["Vary"] = "Accept-Language"
    return answer


_ICON: Final = address_book()("img/light.svg")


def _lead(address: str) -> Response:
    return redirect(address, code=302)  # type: ignore[return-value]


def _text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
