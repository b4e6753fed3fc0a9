"""What the family said to the campaign, and whether somebody could come to harm by it. Never published."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.drafts.document import DraftConsent, DraftDocument
from app.drafts.kinds import ConsentKind, HarmCheck
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_on
from app.web.organiser.case_saving import as_typed
from app.web.organiser.case_typed import NAME, TEXT, CaseTyped
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

PAGE: Final = "organiser.case_consent"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/consent"
    site.add_url_rule(base, "case_consent", edit, methods=["GET"])
    site.add_url_rule(base, "case_consent_save", save_both, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the consent and the checklist."""
    return _page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_both(actor: Actor, campaign_id: UUID) -> Response:
    """Save both."""
    typed = CaseTyped()
    change = _change(typed)
    if typed.errors:
        return make_response(_page(as_typed(campaign_id, change), typed.errors), 422)
    return save(actor, campaign_id, change, then=next_after(PAGE))


def _change(typed: CaseTyped) -> Change:
    consent: dict[str, Any] = {
        "kind": typed.choice("kind", ConsentKind, ConsentKind.UNKNOWN),
        "given_by": typed.line("given_by", most=NAME),
        "day": typed.date_or_unknown("day"),
        "recorded_how": typed.page("recorded_how", most=TEXT),
        "why_absent": typed.page("why_absent", most=TEXT),
    }
    checklist = typed.choices("checklist", HarmCheck)

    def change(document: DraftDocument) -> DraftDocument:
        return replace(document, consent=DraftConsent(**consent), checklist=checklist)

    return change


def _page(draft: OpenDraft, errors: Errors) -> str:
    found = found_on(draft.document, "consent", "checklist")
    return render_template(
        "organiser/cases/consent.html", draft=draft, errors=errors, found=found, checks=list(HarmCheck)
    )
