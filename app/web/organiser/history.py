"""What was saved when and by whom, what each revision changed, and going back to one."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.differences import list_differences
from app.drafts.document import DraftDocument
from app.drafts.errors import DraftChanged, DraftLocked
from app.drafts.history import list_authors, list_history
from app.drafts.saving import get_document, get_draft, return_to
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.organiser.editing import based_on


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/history"
    site.add_url_rule(f"{base}/", "draft_history", show, methods=["GET"])
    site.add_url_rule(f"{base}/<int:number>", "draft_revision", show_one, methods=["GET"])
    site.add_url_rule(f"{base}/<int:number>/return", "draft_return", go_back, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """List the revisions, the newest first."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        revisions = list_history(session, campaign_id)
        authors = list_authors(session, campaign_id)
    return render_template("organiser/drafts/history.html", draft=draft, revisions=revisions, authors=authors)


@needs_role(OrganisationRole.VIEWER)
def show_one(actor: Actor, campaign_id: UUID, number: int) -> str:  # noqa: ARG001
    """Show what a revision changed, against the one before or another that is asked for."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        after = get_document(session, campaign_id, number)
        since = min(max(request.args.get("since", number - 1, type=int), 0), number)
        before = get_document(session, campaign_id, since) if since else DraftDocument()
    return render_template(
        "organiser/drafts/revision.html",
        draft=draft,
        number=number,
        since=since,
        document=after,
        before=before,
        differences=list_differences(before, after),
    )


@needs_role(OrganisationRole.EDITOR)
def go_back(actor: Actor, campaign_id: UUID, number: int) -> Response:
    """Make an earlier revision the newest; nothing between is lost."""
    try:
        with unit_of_work() as session:
            return_to(session, actor, campaign_id, number=number, based_on=based_on(), now=utc_now())
    except DraftChanged:
        flash(
            gettext("Somebody saved meanwhile. Look at the newest revision first, then go back if it is still right."),
            "error",
        )
        return go_to("organiser.draft_history", campaign_id=campaign_id)
    except DraftLocked:
        flash(gettext("The campaign is with staff and cannot be changed now. Take it back first."), "error")
        return go_to("organiser.campaign", campaign_id=campaign_id)
    flash(gettext("Revision %(number)s is the newest again.", number=str(number)))
    return go_to("organiser.draft_history", campaign_id=campaign_id)
