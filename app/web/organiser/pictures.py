"""The files of an organisation's pictures, for its members alone."""

from flask import Blueprint, Response

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.db import unit_of_work
from app.web.console.guard import needs_role
from app.web.console.pictures import send_picture


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/pictures/<name>", "picture", show, methods=["GET"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, name: str) -> Response:  # noqa: ARG001 - every view is given who looks
    """Return one file of a picture that is the organisation's."""
    with unit_of_work() as session:
        return send_picture(session, name)
