"""The public page itself, made from a draft: for organisers, and for staff who review it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from flask import Response, current_app, g, make_response, render_template, url_for
from flask_babel import refresh
from markupsafe import Markup

from app.campaigns.document import CampaignDocument, Tally
from app.campaigns.rules import standing_of
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.languages import words_in
from app.paper.apart import Apart
from app.petitions.rules import next_milestone
from app.web.people import person_of, tell
from app.web.templating import addresses_of

DEVICES: Final = {"phone": 390, "desk": 1280}
"""Widths of a frame in pixels."""
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'none';"
    " frame-ancestors 'self'; base-uri 'none'"
)


def preview_page(document: CampaignDocument, language: str, *, pictures: str) -> Response:
    """Render the public template with a document that is not public; ``pictures`` is the view that serves files.

    Raises NotFound for a language that the campaign does not have.
    """
    if language not in document.languages:
        raise NotFound("not a language of this campaign")
    g.lang = language
    refresh()
    context = _context(document, language) | _NOWHERE | {"picture_address": _pictures_at(pictures)}
    answer = make_response(render_template("public/campaigns/show.html", **context))
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _context(campaign: CampaignDocument, language: str) -> dict[str, Any]:
    now, petition = utc_now(), campaign.petition
    standing = standing_of(campaign, now=now)
    return addresses_of(f"/{language}/") | {
        "written_in": campaign.languages,
        "campaign": campaign,
        "tally": Tally(confirmed=0, held=0, removed=0, today=0, as_of=now, frozen=False),
        "state": standing.opening,
        "standing": standing,
        "live": None,
        "apart": Apart(),
        "people": [person_of(prisoner) for prisoner in campaign.prisoners],
        "told": tell(campaign.prisoners),
        "form": _NothingTyped(),
        "suggestion": None,
        "asks_proof": False,
        "notice": None,
        "letters": [],
        "comments": [],
        "messages": [],
        "supporters": [],
        "updates": [],
        "next_milestone": next_milestone(0, milestones=petition.milestones, goal=petition.goal),
        "schema": Markup(),
        "story_html": Markup(words_in(campaign.story, language)),  # noqa: S704 - cleaned by to_html
    }


def _pictures_at(endpoint: str) -> Callable[[str, str], str]:
    def address(digest: str, kind: str) -> str:
        return url_for(endpoint, name=f"{digest}.{kind}") if endpoint in current_app.view_functions else "#"

    return address


_NOWHERE: Final[dict[str, Any]] = {
    "url_for": lambda _endpoint, **_values: "#",
    "absolute": lambda path: path,
    "qr_address": lambda _campaign, _language: "",
    "qr_path": lambda _address: (1, ""),
}
"""What the public site has and a preview does not: its links lead nowhere, and there is no code to scan."""


class _NothingTyped:
    """A form of which nothing was filled in: whatever field the template asks for."""

    errors: Final[dict[str, list[str]]] = {}

    def __getattr__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(name=name, data=None, errors=[], choices=[])
