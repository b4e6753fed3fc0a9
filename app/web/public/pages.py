"""Plain pages: how we count, what we hold."""

from flask import Blueprint, Response, current_app, make_response, render_template

from app.core.settings import Settings
from app.core.signing import PublishedKey, published_key
from app.web.promises import PROMISES
from app.web.public.surroundings import public_keys
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/how-we-count", "how_we_count", how_we_count)
    site.add_url_rule("/delivery-key.pem", "delivery_key", delivery_key)
    site.add_url_rule("/privacy", "privacy", privacy)
    site.add_url_rule("/api", "api_guide", api_guide)


def how_we_count(lang: str) -> str:  # noqa: ARG001
    """What the number proves, what it does not, and the key to check a delivery with."""
    return render_template("public/pages/how_we_count.html", fingerprint=_key().fingerprint)


def delivery_key(lang: str) -> Response:  # noqa: ARG001
    """The public key that signs deliveries, as PEM."""
    answer = make_response(_key().text)
    answer.mimetype = "application/x-pem-file"
    return answer


def _key() -> PublishedKey:
    return published_key(public_keys().delivery_key())


def privacy(lang: str) -> str:  # noqa: ARG001
    """What is held of a signatory, and for how long."""
    promises = list(PROMISES.values())
    return render_template("public/pages/privacy.html", promises=promises, kept_since=reader().kept_since())


def api_guide(lang: str) -> str:  # noqa: ARG001
    """What programs may read, how often, and what may be done with it."""
    settings: Settings = current_app.extensions["vigil.settings"]
    return render_template(
        "public/pages/api.html", origin=settings.base_url, reads_per_minute=settings.reads_per_minute
    )
