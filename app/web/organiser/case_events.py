"""The case, date by date: what happened when, shown in the order of time as the public will see it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import LazyString, lazy_gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import Certainty, EventKind
from app.drafts.document import DraftDocument, DraftEvent, new_key
from app.drafts.entries import find_entry, in_order_of_time, with_entry
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_by_entry
from app.web.organiser.case_prisons import prison_choices, prisons_by_slug
from app.web.organiser.case_saving import act_on_list, as_typed, get_entry, number_before_removal
from app.web.organiser.case_typed import CaseTyped, with_typed
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

LIST: Final = "organiser.case_events"
KINDS: Final[Mapping[str, tuple[LazyString, tuple[EventKind, ...]]]] = {
    "taken": (
        lazy_gettext("How it began"),
        (EventKind.ARREST, EventKind.DISAPPEARANCE, EventKind.CHARGES_BROUGHT, EventKind.EXECUTION_OF_RELATIVES),
    ),
    "courts": (lazy_gettext("In court"), (EventKind.TRIAL, EventKind.SENTENCE, EventKind.APPEAL)),
    "held": (
        lazy_gettext("In prison"),
        (
            EventKind.TRANSFER,
            EventKind.BANISHMENT,
            EventKind.SOLITARY_CONFINEMENT,
            EventKind.ILL_TREATMENT,
            EventKind.DENIAL_OF_VISITS,
            EventKind.DENIAL_OF_CARE,
            EventKind.THREAT,
            EventKind.FURLOUGH,
        ),
    ),
    "voices": (
        lazy_gettext("What people did and said"),
        (
            EventKind.HUNGER_STRIKE,
            EventKind.COMPLAINT,
            EventKind.OPEN_LETTER,
            EventKind.PUBLIC_CAMPAIGN,
            EventKind.OFFICIAL_ANSWER,
        ),
    ),
    "ends": (lazy_gettext("How it ended"), (EventKind.RELEASE, EventKind.EXECUTION, EventKind.DEATH_IN_CUSTODY)),
}
"""Every kind of event, in the groups in which they are offered."""


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/events"
    site.add_url_rule(base, "case_events", show, methods=["GET"])
    site.add_url_rule(base, "case_events_save", act, methods=["POST"])
    site.add_url_rule(f"{base}/<entry>", "case_event", edit, methods=["GET"])
    site.add_url_rule(f"{base}/<entry>", "case_event_save", save_one, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the events in the order of time."""
    draft = open_draft(campaign_id)
    return render_template(
        "organiser/cases/events.html",
        draft=draft,
        events=in_order_of_time(draft.document.events),
        prisons=prisons_by_slug(each.prison for each in draft.document.events),
        found=found_by_entry(draft.document, "events"),
        undo=number_before_removal(draft, "events"),
        then=next_after(LIST),
    )


@needs_role(OrganisationRole.EDITOR)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Remove one."""
    return act_on_list(actor, campaign_id, "events")


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001
    """Show one, or an empty one to fill in."""
    draft = open_draft(campaign_id)
    event = (
        DraftEvent(key=new_key(), kind=EventKind.ARREST) if entry == "new" else get_entry(draft.document.events, entry)
    )
    return _page(draft, event, Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_one(actor: Actor, campaign_id: UUID, entry: str) -> Response:
    """Save one, and go back to the list or on to another; or show what a search for its prison found."""
    typed = CaseTyped()
    key = typed.key(entry)
    change = _change(typed, key, is_new=entry == "new")
    is_search = request.form.get("act") == "search:prison"
    if typed.errors or is_search:
        draft = as_typed(campaign_id, change)
        page = _page(draft, get_entry(draft.document.events, key), Errors() if is_search else typed.errors)
        return make_response(page, 200 if is_search else 422)
    if request.form.get("act") == "another":
        return save(actor, campaign_id, change, then="organiser.case_event", entry="new")
    return save(actor, campaign_id, change, then=LIST, anchor=key)


def _change(typed: CaseTyped, key: str, *, is_new: bool) -> Change:
    fields = {
        "kind": typed.choice("kind", EventKind, EventKind.ARREST),
        "date": typed.date_or_unknown("date"),
        "certainty": typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED),
        "prison": typed.prison("prison"),
    }
    text, attribution, sources = typed.claim_text("text"), typed.texts("attribution"), typed.keys("sources")
    described = typed.new_source()

    def change(document: DraftDocument) -> DraftDocument:
        before = find_entry(document.events, key) or DraftEvent(key=key, kind=EventKind.ARREST)
        if not is_new:
            get_entry(document.events, key)
        known = with_entry(document.sources, described) if described else document.sources
        event = replace(
            before,
            text=with_typed(before.text, text),
            attribution=with_typed(before.attribution, attribution),
            sources=[each.key for each in known if each.key in sources or each is described],
            **fields,
        )
        return replace(document, events=with_entry(document.events, event), sources=known)

    return change


def _page(draft: OpenDraft, event: DraftEvent, errors: Errors) -> str:
    return render_template(
        "organiser/cases/event.html",
        draft=draft,
        event=event,
        errors=errors,
        is_new=(request.view_args or {}).get("entry") == "new",
        kinds=KINDS,
        certainties=list(Certainty),
        prisons=prison_choices(event.prison, request.form.get("prison-search", "")),
        found=found_by_entry(draft.document, "events")[event.key],
    )
