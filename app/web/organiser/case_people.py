"""Whom the campaign is for: one person or several, in the order in which they are named."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request, url_for

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.db import unit_of_work
from app.drafts.document import DraftDocument, Texts, new_key
from app.drafts.people import FIRST, list_people, moved_person, turned_to, with_person, without_person
from app.drafts.saving import OpenDraft, get_document
from app.web.console.guard import needs_role
from app.web.organiser.case_entries import CAMPAIGN
from app.web.organiser.case_findings import found_on_people
from app.web.organiser.case_saving import get_entry, list_page
from app.web.organiser.editing import open_draft, save
from app.web.organiser.lists import pressed
from app.web.organiser.steps import next_after

PAGE: Final = "organiser.case_people"
PRISONER: Final = "organiser.case_prisoner"


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of the people, as the pages of a case offer to go to, with how much keeps that case back."""

    names: Texts
    address: str
    is_current: bool
    blocking: int


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule(f"{CAMPAIGN}/people", "case_people", show, methods=["GET"])
    site.add_url_rule(f"{CAMPAIGN}/people", "case_people_save", act, methods=["POST"])
    site.add_url_rule(f"{CAMPAIGN}/people/<person>/remove", "case_person_remove", ask_removal, methods=["GET"])
    site.url_defaults(_stay_with_person)


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """List everybody, each with what is missing."""
    draft = open_draft(campaign_id)
    return render_template(
        "organiser/cases/people.html",
        draft=draft,
        people=list_people(draft.document),
        found=found_on_people(draft.document),
        undo=_number_before_removal(draft),
        then=next_after(PAGE),
    )


@needs_role(OrganisationRole.EDITOR)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Add somebody and go to the new page; or move or remove one and come back."""
    act, key = pressed("people")
    if act == "add":
        fresh = new_key()
        return save(
            actor, campaign_id, lambda document: with_person(document, fresh), then=PRISONER, person=fresh
        )  # fmt: skip

    def change_list(document: DraftDocument) -> DraftDocument:
        if act == "remove":
            return without_person(document, key)
        return moved_person(document, key, by={"up": -1, "down": 1}.get(act, 0))

    removed = {"removed": key} if act == "remove" else {}
    return save(actor, campaign_id, change_list, then=PAGE, anchor=None if removed else key, **removed)


@needs_role(OrganisationRole.VIEWER)
def ask_removal(actor: Actor, campaign_id: UUID, person: str) -> str:  # noqa: ARG001
    """Say what goes with somebody, before it goes."""
    draft = open_draft(campaign_id)
    people = list_people(draft.document)
    return render_template(
        "organiser/cases/person_remove.html", draft=draft, person=get_entry(people, person), is_last=len(people) == 1
    )


def person_tabs(draft: OpenDraft) -> list[Tab]:
    """Return the way to the same page about each of several people; nothing where there is only one.

    The draft is turned to whom the page is about.
    """
    current = (request.view_args or {}).get("person", FIRST)
    document = turned_to(draft.document, current)
    endpoint = list_page(request.endpoint)
    if not document.others or not current_app.url_map.is_endpoint_expecting(endpoint, "person"):
        return []
    found = found_on_people(document)
    return [
        Tab(
            names=person.prisoner.names,
            address=url_for(endpoint, campaign_id=draft.row.id, person=person.key),
            is_current=person.key == current,
            blocking=sum(each.is_blocking for each in found[person.key]),
        )
        for person in list_people(document)
    ]


def _number_before_removal(draft: OpenDraft) -> int | None:
    """The revision that brings back whom the address says was just removed; None where it cannot."""
    if "removed" not in request.args or draft.number == 1:
        return None
    with unit_of_work() as session:
        before = get_document(session, draft.row.id, draft.number - 1)
    return draft.number - 1 if len(before.others) > len(draft.document.others) else None


def _stay_with_person(endpoint: str, values: dict[str, Any]) -> None:
    """Lead from one page about somebody to the others about the same person; the first has the shortest address."""
    here = (request.view_args or {}).get("person")
    if here is not None and current_app.url_map.is_endpoint_expecting(endpoint, "person"):
        values.setdefault("person", here)
    rules = current_app.url_map.iter_rules(endpoint)
    if values.get("person") == FIRST and any("person" not in rule.arguments for rule in rules):
        del values["person"]
