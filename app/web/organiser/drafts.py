"""A campaign in the making: begin one, copy one, and see where it stands and what is next."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.cloning import clone_draft
from app.drafts.history import (
    find_freeze,
    find_similar,
    find_without_draft,
    list_reviews,
    list_waiting_acts,
)
from app.drafts.reading_back import open_published
from app.drafts.reviewing import check
from app.drafts.saving import get_draft, start_draft
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.organiser.steps import STEP_NAMES, first_open, first_person, progress_of


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/new", "draft_start", start, methods=["POST"])
    site.add_url_rule("/campaigns/<uuid:campaign_id>/", "campaign", show)
    site.add_url_rule("/campaigns/<uuid:campaign_id>/open", "draft_open", open_editor, methods=["POST"])
    site.add_url_rule("/campaigns/<uuid:campaign_id>/copy", "draft_copy", copy, methods=["POST"])


@needs_role(OrganisationRole.EDITOR)
def start(actor: Actor) -> Response:
    """Begin a campaign and lead to its first page."""
    with unit_of_work() as session:
        draft = start_draft(session, actor, now=utc_now())
    return go_to("organiser.campaign", campaign_id=draft.id)


@needs_role(OrganisationRole.EDITOR)
def copy(actor: Actor, campaign_id: UUID) -> Response:
    """Begin a campaign with the words of another."""
    with unit_of_work() as session:
        draft = clone_draft(session, actor, campaign_id, now=utc_now())
    flash(gettext("This is a copy. Its address, its dates, the consent and the checklist are yours to fill in anew."))
    return go_to("organiser.campaign", campaign_id=draft.id)


@needs_role(OrganisationRole.EDITOR)
def open_editor(actor: Actor, campaign_id: UUID) -> Response:
    """Begin the draft of a campaign that was published without one."""
    with unit_of_work() as session:
        open_published(session, actor, campaign_id, now=utc_now())
    flash(gettext("This is what the public reads, as a draft. Published unchanged, it changes nothing."))
    return go_to("organiser.campaign", campaign_id=campaign_id)


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Say where a campaign stands, and what is next."""
    now = utc_now()
    with unit_of_work() as session:
        if (unopened := find_without_draft(session, campaign_id)) is not None:
            return render_template("organiser/drafts/unopened.html", campaign=unopened)
        draft = get_draft(session, campaign_id)
        findings = check(session, campaign_id, draft.document, now=now)
        shown = {
            "campaign": session.get(Campaign, campaign_id),
            "reviews": list_reviews(session, campaign_id),
            "similar": find_similar(session, draft.document, but=campaign_id),
            "freeze": find_freeze(session, campaign_id),
            "waiting": list_waiting_acts(session, campaign_id),
        }
    return render_template(
        "organiser/drafts/show.html",
        draft=draft,
        progress=progress_of(findings),
        next_section=first_open(findings),
        next_person=first_person(findings),
        steps=STEP_NAMES,
        **shown,
    )
