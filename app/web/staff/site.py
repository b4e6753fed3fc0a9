"""The site of those who run the platform: ``/staff/…``."""

from typing import Final

from flask import Blueprint
from flask_babel import LazyString

from app.web.staff import home

_STORIES: Final = (home,)
RAIL: Final[tuple[tuple[str, LazyString], ...]] = ()
"""Links of the rail below the first: endpoint and label."""


def staff_site() -> Blueprint:
    """Return the site with every story's addresses."""
    site = Blueprint("staff", __name__, url_prefix="/staff")
    for story in _STORIES:
        story.add_routes(site)
    return site
