"""What the pages of the case share: the entry a page is about, the form as typed, and taking an entry back."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.drafts.document import DraftDocument
from app.drafts.entries import Entry, find_entry, moved, without_entry, without_source
from app.drafts.errors import DraftChanged, DraftLocked
from app.drafts.people import FIRST, of_person, turned_to
from app.drafts.saving import Change, OpenDraft, get_document, get_draft, return_to
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to, typed_number
from app.web.organiser.editing import based_on, open_draft, save
from app.web.organiser.lists import pressed

LIST_PAGES: Final = {
    "facts": "organiser.case_facts",
    "events": "organiser.case_events",
    "relatives": "organiser.case_relatives",
    "sources": "organiser.case_sources",
    "portrait": "organiser.case_portrait",
    "people": "organiser.case_people",
}

ENTRY_PAGES: Final = {
    "facts": "organiser.case_fact",
    "events": "organiser.case_event",
    "relatives": "organiser.case_relative",
    "sources": "organiser.case_source",
}
_LISTS: Final = {page: LIST_PAGES[name] for name, page in ENTRY_PAGES.items()} | {
    "organiser.draft_translation": "organiser.draft_translations",
    "organiser.case_portrait_words": "organiser.case_portrait",
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/<uuid:campaign_id>/edit/undo", "case_undo", undo, methods=["POST"])


def list_page(endpoint: str | None) -> str:
    """Return the page of the editor that a view belongs to: that of the list, for one of its entries or languages."""
    page = (endpoint or "").removesuffix("_save").removesuffix("_remove")
    return _LISTS.get(page, page)


def get_entry(entries: Sequence[Entry], key: str) -> Entry:
    """Return the entry of a key, or raise NotFound."""
    found = find_entry(entries, key)
    if found is None:
        raise NotFound("no such entry")
    return found


def open_case(campaign_id: UUID, person: str) -> OpenDraft:
    """Return the newest revision, turned to one of the people it is for; or raise NotFound."""
    draft = open_draft(campaign_id)
    return OpenDraft(row=draft.row, number=draft.number, document=turned_to(draft.document, person))


def save_case(
    actor: Actor, campaign_id: UUID, person: str, change: Change, *, then: str, anchor: str | None = None, **more: str
) -> Response:
    """Save a change of one person's case, and lead on to a page about the same person."""
    return save(actor, campaign_id, of_person(person, change), then=then, anchor=anchor, **more)


def as_typed(campaign_id: UUID, change: Change, person: str = FIRST) -> OpenDraft:
    """Return the draft as its form was made from, with what was typed, to be shown again."""
    with unit_of_work() as session:
        draft = get_draft(session, campaign_id)
        document = turned_to(get_document(session, campaign_id, based_on()), person)
    return OpenDraft(row=draft.row, number=draft.number, document=change(document))


def act_on_list(actor: Actor, campaign_id: UUID, name: str, person: str) -> Response:
    """Move or remove the entry whose button was pressed, and come back to the list."""
    act, key = pressed(name)

    def change(document: DraftDocument) -> DraftDocument:
        entries = getattr(document, name)
        if act == "remove" and name == "sources":
            return without_source(document, key)
        if act == "remove":
            return replace(document, **{name: without_entry(entries, key)})
        by = {"up": -1, "down": 1}.get(act, 0)
        return replace(document, **{name: moved(entries, key, by=by, among=shown_with)})

    removed = {"removed": key} if act == "remove" else {}
    anchor = None if removed else key
    return save_case(actor, campaign_id, person, change, then=LIST_PAGES[name], anchor=anchor, **removed)


def shown_with(entry: Any) -> str:
    """Return what the entries of one list on a page have in common: charges and activity stand apart."""
    kind = getattr(entry, "kind", None)
    return str(kind) if kind in ("charge", "activity") else "others"


def number_before_removal(draft: OpenDraft, name: str, person: str = FIRST) -> int | None:
    """Return the revision that brings back what the address says was just removed; None where it cannot.

    The draft is already turned to that person.
    """
    key = request.args.get("removed", "")
    if not key or _has(draft.document, name, key) or draft.number == 1:
        return None
    with unit_of_work() as session:
        before = get_document(session, draft.row.id, draft.number - 1)
    knows_person = person == FIRST or find_entry(before.others, person) is not None
    return draft.number - 1 if knows_person and _has(turned_to(before, person), name, key) else None


def _has(document: DraftDocument, name: str, key: str) -> bool:
    if name == "portrait":
        return document.portrait is not None
    return find_entry(getattr(document, name), key) is not None


@needs_role(OrganisationRole.EDITOR)
def undo(actor: Actor, campaign_id: UUID) -> Response:
    """Go back to the revision before, and to the page it was changed on."""
    number = typed_number("number", 0)
    try:
        with unit_of_work() as session:
            return_to(session, actor, campaign_id, number=number, based_on=based_on(), now=utc_now())
    except DraftChanged:
        flash(gettext("Somebody saved meanwhile. Bring it back from the history instead."), "error")
        return go_to("organiser.draft_history", campaign_id=campaign_id)
    except DraftLocked:
        flash(gettext("The campaign is with staff and cannot be changed now. Take it back first."), "error")
        return go_to("organiser.campaign", campaign_id=campaign_id)
    flash(gettext("It is back, as it was."))
    person = {"person": request.form["person"]} if request.form.get("person") else {}
    return go_to(LIST_PAGES.get(request.form.get("list", ""), "organiser.campaign"), campaign_id=campaign_id, **person)
