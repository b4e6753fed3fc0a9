"""Quiet, pausing, closing and the outcome of a campaign that was published."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.kinds import OutcomeKind
from app.campaigns.models import Campaign, CampaignState
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.drafts.acting import Declaration, ask_for, hide
from app.drafts.errors import CampaignFrozen, NotAllowed, OutcomeIncomplete
from app.drafts.history import find_freeze, list_waiting_acts
from app.drafts.states import ActKind
from app.petitions.queries import find_petition
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.drafts.places import language_name
from app.web.organiser.typed import Errors, Typed

_SAID: Final[dict[ActKind, LazyString]] = {
    ActKind.SHOW: lazy_gettext("It will be shown again within seconds."),
    ActKind.PAUSE: lazy_gettext("Signing will stand still within seconds; the page says so."),
    ActKind.RESUME: lazy_gettext("Signing will go on within seconds."),
    ActKind.CLOSE: lazy_gettext("The petition will be closed within seconds."),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>"
    site.add_url_rule(f"{base}/control", "campaign_control", show, methods=["GET"])
    site.add_url_rule(f"{base}/quiet", "campaign_quiet", go_quiet, methods=["POST"])
    site.add_url_rule(f"{base}/act", "campaign_act", act, methods=["POST"])
    site.add_url_rule(f"{base}/outcome", "campaign_outcome", ask_outcome, methods=["GET"])
    site.add_url_rule(f"{base}/outcome", "campaign_outcome_declare", declare, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show what can be done with a campaign that was published."""
    with unit_of_work() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            raise NotFound("it was never published")
        petition = find_petition(session, campaign_id)
        frozen, waiting = find_freeze(session, campaign_id), list_waiting_acts(session, campaign_id)
    return render_template(
        "organiser/drafts/control.html",
        campaign=campaign,
        petition=petition,
        is_hidden=campaign.state is CampaignState.HIDDEN,
        is_closed=petition is not None and petition.closes_at is not None and petition.closes_at <= utc_now(),
        freeze=frozen,
        waiting=waiting,
    )


@needs_role(OrganisationRole.EDITOR)
def go_quiet(actor: Actor, campaign_id: UUID) -> Response:
    """Take the campaign away at once."""
    with unit_of_work() as session:
        hide(session, actor, campaign_id, says_quiet=request.form.get("says_quiet") == "yes", now=utc_now())
    flash(gettext("The campaign is hidden. Nothing of it is lost; an owner can show it again."))
    return go_to("organiser.campaign_control", campaign_id=campaign_id)


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Ask a worker to show, pause, resume or close."""
    kind = Typed().choice("kind", ActKind, ActKind.DECLARE)
    if kind is ActKind.DECLARE:
        return go_to("organiser.campaign_outcome", campaign_id=campaign_id)
    try:
        with unit_of_work() as session:
            ask_for(session, actor, campaign_id, kind, now=utc_now())
    except CampaignFrozen:
        flash(gettext("Staff froze this campaign. Only they let it go."), "error")
    except NotAllowed:
        flash(gettext("Only an owner shows a campaign again."), "error")
    else:
        flash(str(_SAID[kind]))
    return go_to("organiser.campaign_control", campaign_id=campaign_id)


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def ask_outcome(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """Ask how the campaign ended."""
    return _outcome_page(campaign_id, {}, Errors())


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def declare(actor: Actor, campaign_id: UUID) -> Response:
    """Declare the outcome and thank those who signed; the petition closes with it."""
    typed = Typed()
    with unit_of_work() as session:
        campaign = session.get(Campaign, campaign_id)
        languages = list(campaign.title) if campaign else []
    said = Declaration(
        kind=typed.choice("kind", OutcomeKind, OutcomeKind.NO_ANSWER),
        text={code: words for code in languages if (words := typed.line(f"text-{code}", most=400))},
        day=typed.date("day") or "",
        thanks={code: words for code in languages if (words := typed.page(f"thanks-{code}", most=2000))},
    )
    try:
        with unit_of_work() as session:
            ask_for(session, actor, campaign_id, ActKind.DECLARE, declaration=said, now=utc_now())
            if typed.errors:
                raise OutcomeIncomplete([])
    except OutcomeIncomplete as error:
        missing = dict(map(_told_missing, error.missing))
        return make_response(_outcome_page(campaign_id, request.form, Errors(missing | typed.errors)), 422)
    except CampaignFrozen:
        flash(gettext("Staff froze this campaign. Only they let it go."), "error")
    else:
        flash(gettext("The outcome will stand on the page within seconds."))
    return go_to("organiser.campaign_control", campaign_id=campaign_id)


def _told_missing(part: str) -> tuple[str, str]:
    """Return the field that a part of an outcome has, and what to write into it."""
    if part == "day":
        return "day", gettext("Say when it ended, as exactly as it is known.")
    return f"text-{part}", gettext("Say what came of it, in %(language)s.", language=language_name(part))


def _outcome_page(campaign_id: UUID, typed: object, errors: Errors) -> str:
    with unit_of_work() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            raise NotFound("it was never published")
    return render_template(
        "organiser/drafts/outcome.html", campaign=campaign, kinds=list(OutcomeKind), typed=typed, errors=errors
    )
