"""Finished pictures at the console: only to those whose organisation has them, and to staff."""

from typing import Final

from flask import Response, current_app, g, send_file, url_for
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.settings import Settings
from app.pictures.queries import has_file
from app.pictures.store import PictureStore

_KINDS: Final = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


def send_picture(session: Session, name: str) -> Response:
    """Return one file of a picture within the session's scope. Raises NotFound for any other."""
    digest, _, kind = name.partition(".")
    settings: Settings = current_app.extensions["vigil.settings"]
    path = PictureStore(settings.var).path(name)
    if kind not in _KINDS or not has_file(session, digest) or not path.is_file():
        raise NotFound("no such picture")
    return send_file(path.resolve(), mimetype=_KINDS[kind], etag=digest, conditional=True)


def picture_address(digest: str, kind: str) -> str:
    """Return the path of a file for whoever is looking: a member of the organisation, or staff."""
    name = f"{digest}.{kind}"
    endpoint = "organiser.picture" if g.get("organisation") is not None else "staff.picture"
    return url_for(endpoint, name=name)
