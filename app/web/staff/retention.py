"""What is deleted by itself: every rule with when it was last carried out."""

from flask import Blueprint, render_template

from app.accounts.actor import Actor
from app.core.db import unit_of_work
from app.privacy.runs import list_runs
from app.web.console.guard import needs_staff
from app.web.promises import PROMISES


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/retention/", "retention", show, methods=["GET"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the table, as the public reads it, with how many rows went."""
    with unit_of_work() as session:
        runs = list_runs(session)
    rows = [(promise, runs.get(name)) for name, promise in PROMISES.items()]
    return render_template("staff/retention.html", rows=rows)
