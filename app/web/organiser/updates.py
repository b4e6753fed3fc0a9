"""Updates of a campaign: the list, and the page of one with everything that may be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import LazyString, gettext, lazy_gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import VigilError
from app.core.languages import LANGUAGES
from app.updates import errors
from app.updates.proofs import ask_for_proof
from app.updates.queries import count_done, count_failures, list_updates
from app.updates.rules import list_whole, pace
from app.updates.services import (
    approve,
    ask_for_approval,
    cancel,
    delete_draft,
    get_campaign,
    get_update,
    hide,
    pause,
    resume,
    show,
    take_back,
)
from app.web.console.guard import needs_role
from app.web.organiser.update_previews import preview_of

_ACTS: Final[dict[str, Callable[..., None]]] = {
    "ask": ask_for_approval,
    "take-back": take_back,
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
    "hide": hide,
    "show": show,
}
_DONE: Final = {
    "ask": lazy_gettext("It now waits for a second person."),
    "take-back": lazy_gettext("It is a draft again."),
    "pause": lazy_gettext("Paused. Mails already on their way arrive."),
    "resume": lazy_gettext("It goes on where it stopped."),
    "cancel": lazy_gettext("Cancelled. Nobody else is written to."),
    "hide": lazy_gettext("Its page is taken away within seconds."),
    "show": lazy_gettext("Its page is there again within seconds."),
}
REFUSALS: Final[dict[type[VigilError], LazyString]] = {
    errors.ApprovedByAuthor: lazy_gettext("You wrote these words last. Somebody else has to read and approve them."),
    errors.TooManyThisWeek: lazy_gettext(
        "Three updates of this campaign are mailed within seven days already. Wait, or publish this one without mail."
    ),
    errors.NotWhole: lazy_gettext("No language has both a subject and a text yet."),
    errors.CampaignNotPublic: lazy_gettext("The campaign is not public. Nothing is sent while nobody can see it."),
    errors.NotAllowedNow: lazy_gettext("That is not possible any more: somebody was quicker. See where it stands now."),
    errors.TooManyProofs: lazy_gettext("You had twenty test mails today. More go out tomorrow."),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    folder = "/campaigns/<uuid:campaign_id>/updates/"
    one = f"{folder}<uuid:update_id>/"
    site.add_url_rule(folder, "updates", index)
    site.add_url_rule(one, "update", page)
    site.add_url_rule(f"{one}approve", "update_approve", approve_it, methods=["POST"])
    site.add_url_rule(f"{one}test", "update_test", send_test, methods=["POST"])
    site.add_url_rule(f"{one}delete", "update_delete", delete, methods=["POST"])
    acts = ", ".join(f"'{act}'" for act in _ACTS)
    site.add_url_rule(f"{one}<any({acts}):act>", "update_act", do, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def index(actor: Actor, campaign_id: UUID) -> str:
    """List a campaign's updates with where each stands."""
    with unit_of_work() as session:
        campaign = get_campaign(session, campaign_id, organisation_id=actor.acting_for)
        updates = list_updates(session, campaign_id)
    return render_template("organiser/updates/index.html", campaign=campaign, updates=updates)


@needs_role(OrganisationRole.VIEWER)
def page(actor: Actor, campaign_id: UUID, update_id: UUID) -> str:
    """Show one: where it stands, how far it got, and how its readers see it."""
    now = utc_now()
    with unit_of_work() as session:
        campaign = get_campaign(session, campaign_id, organisation_id=actor.acting_for)
        update = get_update(session, update_id, organisation_id=actor.acting_for, campaign_id=campaign_id)
        counts, failures = count_done(session, update_id), count_failures(session, update_id)
    language = request.args.get("in", "")
    return render_template(
        "organiser/updates/show.html",
        campaign=campaign,
        update=update,
        counts=counts,
        failures=failures,
        now=now,
        pace=pace(
            done=counts.done, total=update.total, done_before=update.done_before, since=update.resumed_at, now=now
        ),
        whole=list_whole(update.subject, update.body),
        preview=preview_of(update, campaign, language if language in LANGUAGES else actor.language),
        may_write=actor.role is not None and actor.role.includes(OrganisationRole.EDITOR),
        is_author=update.author_id == actor.account_id,
        languages=LANGUAGES,
    )


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def approve_it(actor: Actor, campaign_id: UUID, update_id: UUID) -> Response:
    """Let it go out when half an hour has passed."""
    return _act(actor, campaign_id, update_id, approve, lazy_gettext("Approved. It is held for thirty minutes."))


@needs_role(OrganisationRole.EDITOR)
def do(actor: Actor, campaign_id: UUID, update_id: UUID, act: str) -> Response:
    """Take one of the other steps."""
    return _act(actor, campaign_id, update_id, _ACTS[act], _DONE[act])


@needs_role(OrganisationRole.EDITOR)
def send_test(actor: Actor, campaign_id: UUID, update_id: UUID) -> Response:
    """Mail it to whoever asks, and to nobody else."""
    language = request.form.get("language", "")
    ask = partial(ask_for_proof, language=language if language in LANGUAGES else actor.language)
    return _act(actor, campaign_id, update_id, ask, lazy_gettext("A test mail is on its way to you."))


@needs_role(OrganisationRole.EDITOR)
def delete(actor: Actor, campaign_id: UUID, update_id: UUID) -> Response:
    """Throw a draft away."""
    with unit_of_work() as session:
        update = get_update(session, update_id, organisation_id=actor.acting_for, campaign_id=campaign_id)
        try:
            delete_draft(session, update)
        except errors.NotAllowedNow as refusal:
            return _back(campaign_id, update_id, REFUSALS[type(refusal)], "error")
    flash(gettext("The draft is thrown away."))
    return redirect(url_for("organiser.updates", campaign_id=campaign_id), code=303)  # type: ignore[return-value]


def _act(
    actor: Actor, campaign_id: UUID, update_id: UUID, act: Callable[..., None], done: LazyString
) -> Response:  # fmt: skip
    """Take a step and say so; or say why not, and nothing is changed."""
    try:
        with unit_of_work() as session:
            update = get_update(session, update_id, organisation_id=actor.acting_for, campaign_id=campaign_id)
            act(session, update, by=actor.account_id, now=utc_now())
    except tuple(REFUSALS) as refusal:
        return _back(campaign_id, update_id, REFUSALS[type(refusal)], "error")
    return _back(campaign_id, update_id, done)


def _back(campaign_id: UUID, update_id: UUID, sentence: LazyString, category: str = "message") -> Response:
    flash(str(sentence), category)
    return redirect(url_for("organiser.update", campaign_id=campaign_id, update_id=update_id), code=303)  # type: ignore[return-value]
