"""The organisers' site: ``/organiser/<organisation>/…``. Who may come is said by each view and seen to by the guard."""

from typing import Final

from flask import Blueprint, g
from flask_babel import LazyString, lazy_gettext

from app.core.db import unit_of_work
from app.drafts.history import find_organisation_freeze
from app.drafts.models import OrganisationFreeze
from app.web.drafts.showing import FUNCTIONS
from app.web.organiser import dashboard, editor, home, members, settings, update_writing, updates, webhooks
from app.web.organiser.case_pages import CASE, STORIES
from app.web.organiser.paper import batch_acts, batches, lines, partners, prints, uploads
from app.web.organiser.steps import EDITOR

_PAPER: Final = (batches, batch_acts, lines, uploads, prints, partners)
_STORIES: Final = (
    *editor.STORIES,
    *STORIES,
    *_PAPER,
    dashboard,
    home,
    members,
    settings,
    updates,
    update_writing,
    webhooks,
)
RAIL: Final[tuple[tuple[str, LazyString], ...]] = (
    ("organiser.webhooks", lazy_gettext("Webhooks")),
    ("organiser.members", lazy_gettext("Members")),
    ("organiser.settings", lazy_gettext("Organisation")),
)
"""Links of the rail below the first: endpoint and label."""


def organiser_site() -> Blueprint:
    """Return the site with every story's addresses."""
    site = Blueprint("organiser", __name__, url_prefix="/organiser/<organisation>")
    for story in _STORIES:
        story.add_routes(site)
    site.context_processor(lambda: FUNCTIONS | EDITOR | CASE | {"find_frozen": _find_frozen})
    return site


def _find_frozen() -> OrganisationFreeze | None:
    """Why staff took everything of the organisation in the address away; None where they did not."""
    with unit_of_work() as session:
        return find_organisation_freeze(session, g.organisation.id)
