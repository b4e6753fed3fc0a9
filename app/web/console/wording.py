"""Words of the console's closed choices, as templates ask for them, and the links of its rail."""

from typing import Final

from flask import Flask, current_app, g
from flask_babel import lazy_gettext

from app.accounts.kinds import OrganisationRole, StaffRole
from app.campaigns.models import CampaignState
from app.web.console.guard import needs_of
from app.web.organiser.paper.sentences import marks_and_reasons
from app.web.organiser.site import RAIL as ORGANISER_RAIL
from app.web.staff.site import RAIL as STAFF_RAIL

_ROLES: Final = {
    OrganisationRole.OWNER: lazy_gettext("owner"),
    OrganisationRole.EDITOR: lazy_gettext("editor"),
    OrganisationRole.VIEWER: lazy_gettext("viewer"),
    StaffRole.LEAD: lazy_gettext("lead"),
    StaffRole.REVIEWER: lazy_gettext("reviewer"),
}
_ROLES_SAY: Final = {
    OrganisationRole.OWNER: lazy_gettext("Owners do everything, and decide who belongs to the organisation."),
    OrganisationRole.EDITOR: lazy_gettext("Editors write campaigns and updates, and submit them for review."),
    OrganisationRole.VIEWER: lazy_gettext("Viewers read drafts and figures, and change nothing."),
}
_STATES: Final = {
    CampaignState.DRAFT: lazy_gettext("draft"),
    CampaignState.PUBLISHED: lazy_gettext("public"),
    CampaignState.HIDDEN: lazy_gettext("hidden"),
}


def install_wording(flask_app: Flask) -> None:
    """Give templates the words of roles, states and reasons."""
    flask_app.jinja_env.globals |= {
        "role_name": _ROLES.__getitem__,
        "role_says": _ROLES_SAY.__getitem__,
        "campaign_state": _STATES.__getitem__,
        "rail_links": lambda: [link for link in ORGANISER_RAIL if _may_open(link[0])],
        "staff_links": lambda: STAFF_RAIL,
    } | marks_and_reasons()


def _may_open(endpoint: str) -> bool:
    """Whether the reader's role lets him open what a link of the rail leads to."""
    needed = needs_of(current_app.view_functions[endpoint]).role
    return needed is None or (g.actor.role is not None and g.actor.role.includes(needed))
