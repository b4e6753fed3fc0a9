"""Freezing a campaign: it is gone from the public at once, and only staff let it go."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.campaigns.queries import list_all_campaigns
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.acting import freeze, let_go
from app.drafts.history import list_frozen
from app.web.console.guard import needs_staff
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/", "campaigns", show, methods=["GET"])
    site.add_url_rule("/campaigns/<uuid:campaign_id>/freeze", "campaign_freeze", take_away, methods=["POST"])
    site.add_url_rule("/campaigns/<uuid:campaign_id>/let-go", "campaign_let_go", give_back, methods=["POST"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List every campaign with its state, those that are frozen first."""
    with unit_of_work() as session:
        frozen = list_frozen(session)
        campaigns = list_all_campaigns(session)
    return render_template("staff/reviews/campaigns.html", frozen=frozen, campaigns=campaigns)


@needs_staff(fresh=True)
def take_away(actor: Actor, campaign_id: UUID) -> Response:
    """Freeze a campaign."""
    with unit_of_work() as session:
        freeze(session, actor, campaign_id, words=typed("words")[:500], now=utc_now())
    flash(gettext("The campaign is frozen and gone from the public site."))
    return go_to("staff.campaigns")


@needs_staff(fresh=True)
def give_back(actor: Actor, campaign_id: UUID) -> Response:
    """Let a campaign go; it is shown again."""
    with unit_of_work() as session:
        let_go(session, actor, campaign_id, now=utc_now())
    flash(gettext("The campaign is let go and will be shown again within seconds."))
    return go_to("staff.campaigns")
