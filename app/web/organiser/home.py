"""An organisation's first page: its campaigns, public and in the making, with the figure of each that is public."""

from flask import Blueprint, render_template

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.queries import list_campaigns
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.history import list_drafts
from app.tallies.figures import list_overviews
from app.web.console.guard import needs_role
from app.web.organiser.charts import draw_line


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", home)


@needs_role(OrganisationRole.VIEWER)
def home(actor: Actor) -> str:
    """List the organisation's campaigns, the one that was worked on last first."""
    with unit_of_work() as session:
        drafts = list_drafts(session, actor.acting_for)
        campaigns = {campaign.id: campaign for campaign in list_campaigns(session, actor.acting_for)}
        figures = list_overviews(session, actor.acting_for, now=utc_now())
    without = [campaign for campaign in campaigns.values() if campaign.id not in {draft.id for draft in drafts}]
    return render_template(
        "organiser/home.html",
        drafts=drafts,
        campaigns=campaigns,
        without=without,
        figures=figures,
        draw_line=draw_line,
    )
