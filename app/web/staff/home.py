"""The first page of staff: what waits for them."""

from flask import Blueprint, render_template

from app.accounts.actor import Actor
from app.accounts.applying import count_waiting
from app.core.clock import day_of, utc_now
from app.core.db import unit_of_work
from app.deliveries.queries import count_deliveries, list_deliveries
from app.deliveries.states import GIVEN, DeliveryState
from app.drafts.history import count_submitted
from app.exports.queries import count_waiting as count_exports
from app.integrity.queries import count_to_decide
from app.moderation.queries import count_waiting as count_words
from app.web.console.guard import needs_staff


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", home)


@needs_staff()
def home(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Say what waits, by kind."""
    with unit_of_work() as session:
        waiting = {
            "applications": count_waiting(session),
            "reviews": count_submitted(session),
            "words_waiting": count_words(session),
            "held": count_to_decide(session),
            "exports": count_exports(session),
            "packs": count_deliveries(session).get(DeliveryState.COMPILED, 0),
            "overdue": sum(row.is_overdue for row in list_deliveries(session, GIVEN, today=day_of(utc_now()))),
        }
    return render_template("staff/home.html", **waiting)
