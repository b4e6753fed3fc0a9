"""Reading comments and messages before anybody else does: whole pages of them, decided with one press."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext, ngettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.moderation.kinds import Pile, RejectionReason
from app.moderation.queries import list_campaign_piles, list_items
from app.moderation.services import Decision, decide
from app.signatures.models import Verdict
from app.web.console.guard import needs_staff
from app.web.console.surroundings import go_to

SHOWN: Final = 40
REASONS: Final[dict[RejectionReason, LazyString]] = {
    RejectionReason.DANGER: lazy_gettext("could harm somebody"),
    RejectionReason.PERSONAL: lazy_gettext("tells an address, a number or where somebody is"),
    RejectionReason.HATE: lazy_gettext("hatred, threats, calls for violence"),
    RejectionReason.OFF_TOPIC: lazy_gettext("advertising, or about something else"),
}
_CHOICE: Final = "decide-"
_SEEN: Final = "seen-"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/moderation", "moderation", show, methods=["GET"])
    site.add_url_rule("/moderation", "moderation_decide", take, methods=["POST"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Show one pile of words; pile and campaign stand in the address."""
    pile, petition_id = _asked()
    with unit_of_work() as session:
        piles = list_campaign_piles(session, pile)
        items = list_items(session, pile, petition_id=petition_id, limit=SHOWN)
    return render_template(
        "staff/moderation.html", items=items, piles=piles, pile=pile, petition_id=petition_id, reasons=REASONS,
        titles={each.petition_id: each.title for each in piles}, total=sum(each.count for each in piles),
    )  # fmt: skip


@needs_staff()
def take(actor: Actor) -> Response:
    """Take down what was decided on this page; what was left open stays open."""
    pile, petition_id = _asked()
    decisions = [decision for name in request.form if (decision := _read(name))]
    with unit_of_work() as session:
        missed = decide(session, actor, decisions, now=utc_now())
    _tell(len(decisions) - missed, missed)
    given = {"pile": None if pile is Pile.WAITING else pile.value, "petition": petition_id}
    return go_to("staff.moderation", **{name: value for name, value in given.items() if value})


def _tell(taken: int, missed: int) -> None:
    if taken:
        flash(
            ngettext(
                "Decided on %(num)s. It takes effect within seconds.",
                "Decided on %(num)s. They take effect within seconds.",
                taken,
            )
        )
    if missed:
        flash(gettext("Some had been decided on by somebody else, or were withdrawn: they stay as they are."), "error")
    if not taken and not missed:
        flash(gettext("Nothing was decided: choose for at least one."), "error")


def _asked() -> tuple[Pile, UUID | None]:
    """Return pile and campaign of the address; what makes no sense is the whole waiting pile."""
    pile, petition = request.args.get("pile", ""), request.args.get("petition", "")
    try:
        petition_id = UUID(petition) if petition else None
    except ValueError:
        petition_id = None
    return Pile(pile) if pile in set(Pile) else Pile.WAITING, petition_id


def _read(name: str) -> Decision | None:
    """Return the decision of one row of the form; None for other fields, open rows and what makes no sense."""
    chosen = request.form[name]
    if not name.startswith(_CHOICE) or (chosen != Verdict.PUBLISHED and chosen not in set(RejectionReason)):
        return None
    key = name.removeprefix(_CHOICE)
    try:
        item_id = UUID(key)
    except ValueError:
        return None
    seen = request.form.get(_SEEN + key, "")
    return Decision(
        item_id=item_id,
        verdict=Verdict.PUBLISHED if chosen == Verdict.PUBLISHED else Verdict.REJECTED,
        reason=None if chosen == Verdict.PUBLISHED else RejectionReason(chosen),
        was=Verdict(seen) if seen in set(Verdict) else None,
    )
