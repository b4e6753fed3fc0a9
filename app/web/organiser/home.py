"""An organisation's first page: its campaigns."""

from flask import Blueprint, render_template

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.queries import list_campaigns
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.tallies.figures import list_overviews
from app.web.console.guard import needs_role
from app.web.organiser.charts import draw_line


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", home)


@needs_role(OrganisationRole.VIEWER)
def home(actor: Actor) -> str:
    """List the organisation's campaigns."""
    with unit_of_work() as session:
        campaigns = list_campaigns(session, actor.acting_for)
        figures = list_overviews(session, actor.acting_for, now=utc_now())
    return render_template("organiser/home.html", campaigns=campaigns, figures=figures, draw_line=draw_line)
