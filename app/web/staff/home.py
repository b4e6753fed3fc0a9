"""The first page of staff: what waits for them."""

from flask import Blueprint, render_template

from app.accounts.actor import Actor
from app.web.console.guard import needs_staff


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", home)


@needs_staff()
def home(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Say what there is to do."""
    return render_template("staff/home.html")
