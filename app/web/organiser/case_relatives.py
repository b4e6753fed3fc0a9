"""Relatives and co-defendants. Each is private; who is shown was ticked by somebody who thought of the harm."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import RelationKind
from app.drafts.document import DraftDocument, DraftRelative, new_key
from app.drafts.entries import find_entry, with_entry
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_by_entry
from app.web.organiser.case_saving import act_on_list, as_typed, get_entry, number_before_removal
from app.web.organiser.case_typed import NAME, CaseTyped, with_typed
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

LIST: Final = "organiser.case_relatives"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/relatives"
    site.add_url_rule(base, "case_relatives", show, methods=["GET"])
    site.add_url_rule(base, "case_relatives_save", act, methods=["POST"])
    site.add_url_rule(f"{base}/<entry>", "case_relative", edit, methods=["GET"])
    site.add_url_rule(f"{base}/<entry>", "case_relative_save", save_one, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show them, and who of them the public will see."""
    draft = open_draft(campaign_id)
    return render_template(
        "organiser/cases/relatives.html",
        draft=draft,
        found=found_by_entry(draft.document, "relatives"),
        undo=number_before_removal(draft, "relatives"),
        then=next_after(LIST),
    )


@needs_role(OrganisationRole.EDITOR)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Move or remove one."""
    return act_on_list(actor, campaign_id, "relatives")


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001
    """Show one, or an empty one to fill in."""
    draft = open_draft(campaign_id)
    blank = DraftRelative(key=new_key(), kind=RelationKind.RELATIVE)
    return _page(draft, blank if entry == "new" else get_entry(draft.document.relatives, entry), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_one(actor: Actor, campaign_id: UUID, entry: str) -> Response:
    """Save one, and go back to the list or on to another."""
    typed = CaseTyped()
    key = typed.key(entry)
    change = _change(typed, key, is_new=entry == "new")
    if typed.errors:
        draft = as_typed(campaign_id, change)
        return make_response(_page(draft, get_entry(draft.document.relatives, key), typed.errors), 422)
    if request.form.get("act") == "another":
        return save(actor, campaign_id, change, then="organiser.case_relative", entry="new")
    return save(actor, campaign_id, change, then=LIST, anchor=key)


def _change(typed: CaseTyped, key: str, *, is_new: bool) -> Change:
    kind = typed.choice("kind", RelationKind, RelationKind.RELATIVE)
    names, text = typed.texts("names", most=NAME), typed.texts("text")
    is_public, sources, described = typed.ticked("is_public"), typed.keys("sources"), typed.new_source()
    if not any(names.values()) and not any(text.values()):
        first = f"names-{next(iter(names), 'en')}"
        typed.errors[first] = typed.errors[first] or gettext("Write a name, or who it is.")

    def change(document: DraftDocument) -> DraftDocument:
        before = find_entry(document.relatives, key) or DraftRelative(key=key, kind=kind)
        if not is_new:
            get_entry(document.relatives, key)
        known = with_entry(document.sources, described) if described else document.sources
        relative = replace(
            before,
            kind=kind,
            names=with_typed(before.names, names),
            text=with_typed(before.text, text),
            is_public=is_public,
            sources=[each.key for each in known if each.key in sources or each is described],
        )
        return replace(document, relatives=with_entry(document.relatives, relative), sources=known)

    return change


def _page(draft: OpenDraft, relative: DraftRelative, errors: Errors) -> str:
    return render_template(
        "organiser/cases/relative.html",
        draft=draft,
        relative=relative,
        errors=errors,
        is_new=(request.view_args or {}).get("entry") == "new",
        found=found_by_entry(draft.document, "relatives")[relative.key],
    )
