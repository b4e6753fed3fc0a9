"""The files of every organisation's pictures, for staff who review them."""

from flask import Blueprint, Response

from app.accounts.actor import Actor
from app.core.db import unit_of_work
from app.web.console.guard import needs_staff
from app.web.console.pictures import send_picture


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/pictures/<name>", "picture", show, methods=["GET"])


@needs_staff()
def show(actor: Actor, name: str) -> Response:  # noqa: ARG001 - every view is given who looks
    """Return one file of a picture."""
    with unit_of_work() as session:
        return send_picture(session, name)
