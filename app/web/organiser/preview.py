"""The preview: the public page itself, made from the draft, in any of its languages, as wide as a phone or a desk."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.models import Organisation
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.previewing import Preview
from app.drafts.saving import get_document, get_draft
from app.web.console.guard import needs_role
from app.web.drafts.previewing import DEVICES, preview_page
from app.web.organiser.editing import open_draft


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/preview"
    site.add_url_rule(f"{base}/", "draft_preview", show, methods=["GET"])
    site.add_url_rule(f"{base}/<int:number>/<language>", "draft_preview_page", page, methods=["GET"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the page in a frame, with a choice of language and device."""
    draft = open_draft(campaign_id)
    languages = draft.document.languages
    language = request.args.get("language", "")
    device = request.args.get("device", "")
    return render_template(
        "organiser/drafts/preview.html",
        draft=draft,
        language=language if language in languages else languages[0],
        device=device if device in DEVICES else "phone",
        devices=DEVICES,
    )


@needs_role(OrganisationRole.VIEWER)
def page(actor: Actor, campaign_id: UUID, number: int, language: str) -> Response:
    """Return the public page of one revision, for the frame alone."""
    with unit_of_work() as session:
        get_draft(session, campaign_id)
        draft = get_document(session, campaign_id, number)
        organisation = session.get_one(Organisation, actor.organisation_id)
        document = Preview(session, draft, now=utc_now()).document(campaign_id, organisation)
    return preview_page(document, language, pictures="organiser.picture")
