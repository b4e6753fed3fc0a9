"""Addresses as the world writes them: with the host we know ourselves by, never the one a request named."""

from flask import current_app, url_for


def full_url_for(endpoint: str, **values: object) -> str:
    """Return the whole address of a view."""
    return str(current_app.config["BASE_URL"] + url_for(endpoint, **values))  # type: ignore[arg-type]
