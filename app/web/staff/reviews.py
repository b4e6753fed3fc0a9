"""The review of campaigns: a queue by age, what is to be read of each, and the decision."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext

from app.accounts.actor import Actor
from app.accounts.models import Organisation
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import VigilError
from app.drafts.differences import list_differences
from app.drafts.document import DraftDocument
from app.drafts.errors import AlreadyDecided, CampaignFrozen, NotReady, OwnWork, ReasonMissing
from app.drafts.history import band_of, find_similar, list_organisations, list_reviews, list_submitted
from app.drafts.kinds import HarmCheck
from app.drafts.previewing import Preview
from app.drafts.reviewing import approve, check, reject, send_back
from app.drafts.saving import get_document, get_draft
from app.drafts.states import DraftState, ReviewOutcome, ReviewReason
from app.web.console.guard import needs_staff
from app.web.console.surroundings import go_to, typed, typed_number
from app.web.drafts.findings import told_findings
from app.web.drafts.previewing import DEVICES, preview_page

WORDS: Final = 2000
_REFUSED: Final[dict[type[VigilError], LazyString]] = {
    OwnWork: lazy_gettext("You wrote or submitted this: somebody else must decide."),
    AlreadyDecided: lazy_gettext("Somebody was quicker, or it was taken back: see where it stands."),
    CampaignFrozen: lazy_gettext("The campaign is frozen. Let it go first."),
    NotReady: lazy_gettext("Checks that passed when it was submitted do not pass now. Send it back with the reason."),
    ReasonMissing: lazy_gettext("Tick at least one reason: the organisers must know what to put right."),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/reviews/", "reviews", queue, methods=["GET"])
    site.add_url_rule("/reviews/<uuid:campaign_id>", "review", show, methods=["GET"])
    site.add_url_rule("/reviews/<uuid:campaign_id>", "review_decide", decide, methods=["POST"])
    site.add_url_rule("/reviews/<uuid:campaign_id>/<int:number>/<language>", "review_preview", page, methods=["GET"])


@needs_staff()
def queue(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List what waits, the longest first, in bands of age."""
    now = utc_now()
    with unit_of_work() as session:
        drafts = list_submitted(session)
        organisations = list_organisations(session, drafts)
    rows = [(draft, organisations[draft.organisation_id], band_of(draft, now=now)) for draft in drafts]
    return render_template("staff/reviews/index.html", rows=rows, now=now)


@needs_staff()
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """Show everything that is to be read before deciding."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        number = draft.row.submitted_number or draft.number
        document = get_document(session, campaign_id, number)
        was = draft.row.published_number
        public = get_document(session, campaign_id, was) if was else None
        shown = {
            "organisation_of": session.get_one(Organisation, draft.row.organisation_id),
            "reviews": list_reviews(session, campaign_id),
            "similar": find_similar(session, document, but=campaign_id),
            "findings": told_findings(document, check(session, campaign_id, document, now=utc_now())),
        }
    language = request.args.get("language", "")
    return render_template(
        "staff/reviews/show.html",
        draft=draft.row,
        document=document,
        number=number,
        is_waiting=draft.row.state is DraftState.SUBMITTED,
        is_new=public is None,
        before=public or DraftDocument(),
        differences=list_differences(public or DraftDocument(), document),
        checklist=list(HarmCheck),
        reasons=[reason for reason in ReviewReason if reason is not ReviewReason.ADDRESS_TAKEN],
        language=language if language in document.languages else document.languages[0],
        device=request.args.get("device") if request.args.get("device") in DEVICES else "phone",
        devices=DEVICES,
        **shown,
    )


@needs_staff(fresh=True)
def decide(actor: Actor, campaign_id: UUID) -> Response:
    """Approve the revision that was read, send it back, or reject it."""
    number, outcome = typed_number("number", 0), request.form.get("outcome")
    reasons = [reason for reason in ReviewReason if reason.value in request.form.getlist("reasons")]
    words = typed("words")[:WORDS]
    try:
        with unit_of_work() as session:
            if outcome == ReviewOutcome.APPROVED:
                approve(session, actor, campaign_id, number=number, now=utc_now())
            elif outcome == ReviewOutcome.REJECTED:
                reject(session, actor, campaign_id, number=number, reasons=reasons, words=words, now=utc_now())
            else:
                send_back(session, actor, campaign_id, number=number, reasons=reasons, words=words, now=utc_now())
    except tuple(_REFUSED) as refusal:
        flash(str(_REFUSED[type(refusal)]), "error")
        return go_to("staff.review", campaign_id=campaign_id)
    flash(gettext("Decided. The organisers see it on their page of the campaign."))
    return go_to("staff.reviews")


@needs_staff()
def page(actor: Actor, campaign_id: UUID, number: int, language: str) -> Response:  # noqa: ARG001
    """Return the public page of one revision, for the frame alone."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        document = get_document(session, campaign_id, number)
        organisation = session.get_one(Organisation, draft.row.organisation_id)
        made = Preview(session, document, now=utc_now()).document(campaign_id, organisation)
    return preview_page(made, language, pictures="staff.picture")
