"""The site of accounts: signing in, and what belongs to one person. ``/account/…``."""

from typing import Final

from flask import Blueprint

from app.web.account import applications, factors, home, invitations, passkeys, passwords, proving, sign_in

_STORIES: Final = (
    applications,
    factors,
    home,
    invitations,
    passkeys,
    passwords,
    proving,
    sign_in,
)


def account_site() -> Blueprint:
    """Return the site with every story's addresses."""
    site = Blueprint("account", __name__, url_prefix="/account")
    for story in _STORIES:
        story.add_routes(site)
    return site
