"""The site of those who run the platform: ``/staff/…``."""

from typing import Final

from flask import Blueprint
from flask_babel import LazyString, lazy_gettext

from app.web.console.pictures import picture_address
from app.web.drafts.showing import FUNCTIONS
from app.web.staff import (
    applications,
    deliveries,
    delivery_asking,
    delivery_register,
    export_asking,
    export_keys,
    exports,
    freezing,
    home,
    moderation,
    organisations,
    people,
    pictures,
    retention,
    reviews,
    switches,
)
from app.web.staff.integrity import acts, clusters, searches

_STORIES: Final = (
    applications,
    deliveries,
    delivery_asking,
    delivery_register,
    export_asking,
    export_keys,
    exports,
    freezing,
    home,
    moderation,
    organisations,
    people,
    pictures,
    retention,
    reviews,
    switches,
    clusters,
    acts,
    searches,
)
RAIL: Final[tuple[tuple[str, LazyString], ...]] = (
    ("staff.reviews", lazy_gettext("Reviews")),
    ("staff.moderation", lazy_gettext("Moderation")),
    ("staff.integrity", lazy_gettext("Integrity")),
    ("staff.deliveries", lazy_gettext("Deliveries")),
    ("staff.exports", lazy_gettext("Exports")),
    ("staff.campaigns", lazy_gettext("All campaigns")),
    ("staff.organisations", lazy_gettext("Organisations")),
    ("staff.applications", lazy_gettext("Applications")),
    ("staff.people", lazy_gettext("People")),
    ("staff.retention", lazy_gettext("Retention")),
    ("staff.switches", lazy_gettext("Switches")),
)
"""Links of the rail below the first: endpoint and label."""


def staff_site() -> Blueprint:
    """Return the site with every story's addresses."""
    site = Blueprint("staff", __name__, url_prefix="/staff")
    for story in _STORIES:
        story.add_routes(site)
    site.context_processor(lambda: FUNCTIONS | {"picture_address": picture_address})
    return site
