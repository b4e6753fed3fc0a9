"""The daily checkpoints: what they prove, what they do not, and the newest of them."""

import json
from typing import Final, NamedTuple

from flask import Blueprint, current_app, render_template

from app.checkpoints.models import Checkpoint
from app.checkpoints.queries import list_newest
from app.core.db import unit_of_work
from app.core.settings import Settings

SHOWN: Final = 30


class Line(NamedTuple):
    """A checkpoint as the page lists it."""

    row: Checkpoint
    petitions: int


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/checkpoints", "checkpoints", show)


def show(lang: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The page; all of them are in the API."""
    settings: Settings = current_app.extensions["vigil.settings"]
    with unit_of_work() as session:
        rows = list_newest(session, limit=SHOWN)
    lines = [Line(row, len(json.loads(row.content)["petitions"])) for row in rows]
    return render_template("public/checkpoints.html", lines=lines, origin=settings.base_url)
