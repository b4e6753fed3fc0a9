"""Organisations: how much of each is public, and freezing all of one at once."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext, ngettext

from app.accounts.actor import Actor
from app.accounts.queries import get_organisation
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.numerals import format_number
from app.drafts.errors import AlreadyFrozen
from app.drafts.freezing import freeze_organisation, list_public, list_standings, release_organisation
from app.drafts.history import find_organisation_freeze
from app.drafts.kinds import FreezeReason
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed

WORDS: Final = 500


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/organisations/<uuid:organisation_id>"
    site.add_url_rule("/organisations/", "organisations", show_all, methods=["GET"])
    site.add_url_rule(one, "organisation", show, methods=["GET"])
    site.add_url_rule(f"{one}/freeze", "organisation_freeze", take_away, methods=["POST"])
    site.add_url_rule(f"{one}/let-go", "organisation_let_go", give_back, methods=["POST"])


@needs_staff()
def show_all(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List every organisation, those that are frozen first."""
    with unit_of_work() as session:
        standings = list_standings(session)
    return render_template("staff/organisations/index.html", standings=standings)


@needs_staff()
def show(actor: Actor, organisation_id: UUID) -> str:  # noqa: ARG001
    """Show one, with what a freeze would take away; or since when and why it is frozen."""
    return _page(organisation_id, {})


@needs_staff(fresh=True)
def take_away(actor: Actor, organisation_id: UUID) -> Response:
    """Freeze an organisation, with a reason that its members read."""
    reason, words = typed("reason"), typed("words")
    if errors := _complaints(reason, words):
        return make_response(_page(organisation_id, errors), 422)
    try:
        with unit_of_work() as session:
            hidden = freeze_organisation(
                session, actor, organisation_id, reason=FreezeReason(reason), words=words, now=utc_now()
            )
    except AlreadyFrozen:
        flash(gettext("Somebody froze it before you. Here is why."), "error")
        return go_to("staff.organisation", organisation_id=organisation_id)
    told = ngettext(
        "The organisation is frozen; %(shown)s campaign is gone from the public site.",
        "The organisation is frozen; %(shown)s campaigns are gone from the public site.",
        hidden,
        shown=format_number(hidden, actor.language),
    )
    flash(told)
    return go_to("staff.organisation", organisation_id=organisation_id)


@needs_staff(fresh=True)
def give_back(actor: Actor, organisation_id: UUID) -> Response:
    """Let an organisation go; what was public is shown again."""
    with unit_of_work() as session:
        release_organisation(session, actor, organisation_id, now=utc_now())
    flash(gettext("The organisation is let go. What was public is shown again within seconds."))
    return go_to("staff.organisation", organisation_id=organisation_id)


def _complaints(reason: str, words: str) -> dict[str, str]:
    if reason not in set(FreezeReason):
        return {"reason": gettext("Choose a reason.")}
    if not is_paragraph(words, longest=WORDS) or (reason == FreezeReason.OTHER and not words):
        return {"words": gettext("Say the reason in at most %(most)s characters.", most=str(WORDS))}
    return {}


def _page(organisation_id: UUID, errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        organisation = get_organisation(session, organisation_id)
        public = list_public(session, organisation_id)
        freeze = find_organisation_freeze(session, organisation_id)
    return render_template(
        "staff/organisations/show.html",
        frozen=organisation,
        public=public,
        freeze=freeze,
        errors=errors,
        fields={"reason": typed("reason"), "words": typed("words")},
        reasons=list(FreezeReason),
        longest=WORDS,
    )
