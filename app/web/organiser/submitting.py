"""What the checks found, and handing the campaign to staff or taking it back."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.errors import AlreadyDecided, CampaignFrozen, DraftChanged, NotReady
from app.drafts.history import find_similar
from app.drafts.reviewing import check, submit, withdraw
from app.drafts.rules import is_publishable
from app.drafts.saving import get_draft
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.drafts.findings import told_findings
from app.web.organiser.editing import based_on


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>"
    site.add_url_rule(f"{base}/checks", "draft_checks", show, methods=["GET"])
    site.add_url_rule(f"{base}/submit", "draft_submit", hand_over, methods=["POST"])
    site.add_url_rule(f"{base}/withdraw", "draft_withdraw", take_back, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """List what was found, with a way to each place; offer to submit where nothing keeps it back."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        findings = check(session, campaign_id, draft.document, now=utc_now())
        similar = find_similar(session, draft.document, but=campaign_id)
    return render_template(
        "organiser/drafts/checks.html",
        draft=draft,
        findings=told_findings(draft.document, findings),
        is_ready=is_publishable(findings),
        similar=similar,
    )


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def hand_over(actor: Actor, campaign_id: UUID) -> Response:
    """Submit the revision that was checked."""
    try:
        with unit_of_work() as session:
            submit(session, actor, campaign_id, number=based_on(), now=utc_now())
    except (NotReady, DraftChanged):
        flash(
            gettext("Something changed since this page was made. Here are the checks of what stands there now."),
            "error",
        )
        return go_to("organiser.draft_checks", campaign_id=campaign_id)
    except CampaignFrozen:
        flash(gettext("Staff froze this campaign. Nothing can be submitted until they let it go."), "error")
    except AlreadyDecided:
        flash(gettext("It was submitted before."), "error")
    else:
        flash(gettext("It is with staff now. They publish it, or write back what is missing."))
    return go_to("organiser.campaign", campaign_id=campaign_id)


@needs_role(OrganisationRole.EDITOR)
def take_back(actor: Actor, campaign_id: UUID) -> Response:
    """Take a campaign back from staff, to edit it."""
    try:
        with unit_of_work() as session:
            withdraw(session, actor, campaign_id, now=utc_now())
    except AlreadyDecided:
        flash(gettext("Staff were quicker: see what they decided."), "error")
    else:
        flash(gettext("It is yours again. Submit it when it is ready."))
    return go_to("organiser.campaign", campaign_id=campaign_id)
