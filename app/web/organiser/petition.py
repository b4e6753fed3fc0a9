"""Editing a petition: what is asked and demanded, of whom, who receives it; its goal and its dates."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.db import unit_of_work
from app.drafts.document import (
    DraftDemand,
    DraftDocument,
    DraftRecipient,
    DraftTarget,
    LocalMidnight,
)
from app.drafts.saving import Change, OpenDraft
from app.drafts.surroundings import list_offices
from app.web.console.guard import needs_role
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.lists import keys_after, was_pressed
from app.web.organiser.steps import next_after
from app.web.organiser.typed import LINE, Errors, Typed, in_first, whole_number

ASK: Final = 200
T = TypeVar("T", DraftDemand, DraftTarget, DraftRecipient)
ZONES: Final = (
    "UTC", "Asia/Tehran", "Asia/Kabul", "Asia/Baghdad", "Asia/Beirut", "Asia/Dubai", "Asia/Istanbul", "Asia/Jerusalem",
    "Asia/Karachi", "Asia/Kolkata", "Asia/Riyadh", "Asia/Shanghai", "Asia/Tokyo", "Africa/Cairo", "Africa/Casablanca",
    "Africa/Lagos", "Africa/Nairobi", "America/Bogota", "America/Chicago", "America/Los_Angeles",
    "America/Mexico_City", "America/New_York", "America/Sao_Paulo", "America/Toronto", "Australia/Sydney",
    "Europe/Athens", "Europe/Berlin", "Europe/Brussels", "Europe/London", "Europe/Madrid", "Europe/Moscow",
    "Europe/Oslo", "Europe/Paris", "Europe/Rome", "Europe/Stockholm", "Europe/Zurich",
)  # fmt: skip


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit"
    site.add_url_rule(f"{base}/petition", "draft_petition", edit_petition, methods=["GET"])
    site.add_url_rule(f"{base}/petition", "draft_petition_save", save_petition, methods=["POST"])
    site.add_url_rule(f"{base}/aims", "draft_aims", edit_aims, methods=["GET"])
    site.add_url_rule(f"{base}/aims", "draft_aims_save", save_aims, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def edit_petition(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the ask, the demands, the targets and the recipients."""
    return _petition_page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_petition(actor: Actor, campaign_id: UUID) -> Response:
    """Save them; where a list's button was pressed, come back to the list."""
    typed = Typed()
    change = _petition_change(typed)
    if typed.errors:
        return make_response(_petition_page(_as_typed(campaign_id, change), typed.errors), 422)
    if was_pressed():
        return save(actor, campaign_id, change, then="organiser.draft_petition", anchor=_list_pressed())
    return save(actor, campaign_id, change, then=next_after("organiser.draft_petition"))


@needs_role(OrganisationRole.VIEWER)
def edit_aims(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """Show goal, milestones and dates."""
    return _aims_page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR)
def save_aims(actor: Actor, campaign_id: UUID) -> Response:
    """Save them."""
    typed = Typed()
    change = _aims_change(typed)
    if typed.errors:
        return make_response(_aims_page(_as_typed(campaign_id, change), typed.errors), 422)
    return save(actor, campaign_id, change, then=next_after("organiser.draft_aims"))


def _list_pressed() -> str:
    return request.form.get("act", "").split(":")[1]


def _as_typed(campaign_id: UUID, change: Change) -> OpenDraft:
    draft = open_draft(campaign_id)
    return OpenDraft(row=draft.row, number=draft.number, document=change(draft.document))


def _petition_change(typed: Typed) -> Change:
    ask = typed.line("ask", most=ASK)
    lists = {name: keys_after(name, typed.keys(name)) for name in ("demands", "targets", "recipients")}
    words = {key: typed.line(f"{name}-{key}", most=LINE) for name, keys in lists.items() for key in keys}
    flags = {key: _recipient_flags(typed, key) for key in lists["recipients"]}

    def change(document: DraftDocument) -> DraftDocument:
        given = document.petition
        demands = _by_key(given.demands, lists["demands"], lambda key: DraftDemand(key=key))
        targets = _by_key(given.targets, lists["targets"], lambda key: DraftTarget(key=key))
        recipients = _by_key(given.recipients, lists["recipients"], lambda key: DraftRecipient(key=key))
        petition = replace(
            given,
            ask=in_first(document, given.ask, ask),
            demands=[replace(each, text=in_first(document, each.text, words[each.key])) for each in demands],
            targets=[replace(each, name=in_first(document, each.name, words[each.key])) for each in targets],
            recipients=[
                replace(each, name=in_first(document, each.name, words[each.key]), **flags[each.key])
                for each in recipients
            ],
        )
        return replace(document, petition=petition)

    return change


def _by_key(given: Iterable[T], keys: Iterable[str], make: Callable[[str], T]) -> list[T]:
    """The entries of these keys in their order; one that is not there yet is made."""
    known = {each.key: each for each in given}
    return [known.get(key) or make(key) for key in keys]


def _recipient_flags(typed: Typed, key: str) -> dict[str, Any]:
    slug = typed.line(f"recipients-{key}-slug", most=120)
    return {
        "slug": slug or None,
        "language": typed.line(f"recipients-{key}-language", most=3) or "en",
        "takes_names": typed.ticked(f"recipients-{key}-takes_names"),
        "is_persecuting": typed.ticked(f"recipients-{key}-is_persecuting"),
    }


def _aims_change(typed: Typed) -> Change:
    goal = typed.number("goal")
    milestones = _milestones(typed)
    opens, closes = _midnight(typed, "opens"), _midnight(typed, "closes")

    def change(document: DraftDocument) -> DraftDocument:
        aims = sorted({*milestones, goal} - {0}) if goal else milestones
        petition = replace(document.petition, goal=goal, milestones=aims, opens=opens, closes=closes)
        return replace(document, petition=petition)

    return change


def _milestones(typed: Typed) -> list[int]:
    parts = [part for part in typed.line("milestones").replace("،", " ").replace(";", " ").split() if part]
    numbers = {whole_number(part.strip(",").replace(",", "").replace("٬", "")) for part in parts}
    if None in numbers:
        typed.errors["milestones"] = gettext("Write whole numbers with spaces between them.")
        return []
    return sorted(number for number in numbers if number is not None)


def _midnight(typed: Typed, name: str) -> LocalMidnight | None:
    day, zone = typed.line(name, most=10), request.form.get("zone", "UTC")
    if not day:
        return None
    given = LocalMidnight(day=day, zone=zone if zone in available_timezones() else "UTC")
    try:
        given.moment()
    except ValueError:
        typed.errors[name] = gettext("There is no such day.")
        return None
    return given


def _petition_page(draft: OpenDraft, errors: Errors) -> str:
    with unit_of_work() as session:
        offices = list_offices(session)
    return render_template("organiser/drafts/petition.html", draft=draft, errors=errors, offices=offices)


def _aims_page(draft: OpenDraft, errors: Errors) -> str:
    given = draft.document.petition
    zone = (given.opens or given.closes or LocalMidnight(day="")).zone
    zones = sorted({*ZONES, zone}, key=lambda each: (each != "UTC", each))
    return render_template("organiser/drafts/aims.html", draft=draft, errors=errors, zone=zone, zones=zones)
