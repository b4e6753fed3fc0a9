"""What claims rest on: each source with its claims. One that is in use goes only after it was said what loses it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import Certainty
from app.drafts.document import DraftDocument, DraftSource, new_key
from app.drafts.entries import claims_on, find_entry, with_entry
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_by_entry
from app.web.organiser.case_saving import act_on_list, as_typed, get_entry, number_before_removal
from app.web.organiser.case_typed import NAME, CaseTyped, with_typed
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

LIST: Final = "organiser.case_sources"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/sources"
    site.add_url_rule(base, "case_sources", show, methods=["GET"])
    site.add_url_rule(base, "case_sources_save", act, methods=["POST"])
    site.add_url_rule(f"{base}/<entry>", "case_source", edit, methods=["GET"])
    site.add_url_rule(f"{base}/<entry>", "case_source_save", save_one, methods=["POST"])
    site.add_url_rule(f"{base}/<entry>/remove", "case_source_remove", ask_removal, methods=["GET"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show every source, and what rests on it."""
    draft = open_draft(campaign_id)
    document = draft.document
    return render_template(
        "organiser/cases/sources.html",
        draft=draft,
        claims={each.key: claims_on(document, each.key) for each in document.sources},
        found=found_by_entry(document, "sources"),
        undo=number_before_removal(draft, "sources"),
        then=next_after(LIST),
    )


@needs_role(OrganisationRole.EDITOR)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Move one, or remove it from the list and from every claim."""
    return act_on_list(actor, campaign_id, "sources")


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001
    """Show one, or an empty one to fill in."""
    draft = open_draft(campaign_id)
    source = DraftSource(key=new_key()) if entry == "new" else get_entry(draft.document.sources, entry)
    return _page(draft, source, Errors())


@needs_role(OrganisationRole.VIEWER)
def ask_removal(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001
    """Say which claims lose the source, and which of them then rest on nothing."""
    draft = open_draft(campaign_id)
    source = get_entry(draft.document.sources, entry)
    claims = claims_on(draft.document, source.key)
    return render_template("organiser/cases/source_remove.html", draft=draft, source=source, claims=claims)


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_one(actor: Actor, campaign_id: UUID, entry: str) -> Response:
    """Save one, and go back to the list or on to another."""
    typed = CaseTyped()
    key = typed.key(entry)
    change = _change(typed, key, is_new=entry == "new")
    if typed.errors:
        draft = as_typed(campaign_id, change)
        return make_response(_page(draft, get_entry(draft.document.sources, key), typed.errors), 422)
    if request.form.get("act") == "another":
        return save(actor, campaign_id, change, then="organiser.case_source", entry="new")
    return save(actor, campaign_id, change, then=LIST, anchor=key)


def _change(typed: CaseTyped, key: str, *, is_new: bool) -> Change:
    title, publisher = typed.texts("title", most=NAME * 2), typed.texts("publisher", most=NAME)
    fields = {
        "url": typed.address("url"),
        "archived_url": typed.address("archived_url"),
        "date": typed.date_or_unknown("date"),
        "certainty": typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED),
    }
    if not any(title.values()):
        first = f"title-{next(iter(title), 'en')}"
        typed.errors[first] = typed.errors[first] or gettext("Write its title, at least in one language.")

    def change(document: DraftDocument) -> DraftDocument:
        before = find_entry(document.sources, key) or DraftSource(key=key)
        if not is_new:
            get_entry(document.sources, key)
        titles, publishers = with_typed(before.title, title), with_typed(before.publisher, publisher)
        source = replace(before, title=titles, publisher=publishers, **fields)
        return replace(document, sources=with_entry(document.sources, source))

    return change


def _page(draft: OpenDraft, source: DraftSource, errors: Errors) -> str:
    return render_template(
        "organiser/cases/source.html",
        draft=draft,
        source=source,
        errors=errors,
        is_new=(request.view_args or {}).get("entry") == "new",
        certainties=list(Certainty),
        claims=claims_on(draft.document, source.key),
        found=found_by_entry(draft.document, "sources")[source.key],
    )
