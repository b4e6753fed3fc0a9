"""How every page of the editor opens and saves a draft; what others changed meanwhile is shown, never lost.

A form carries ``{{ editor.based_on(draft) }}``: the number of the revision it was made from. ``save`` reads it,
saves through ``app.drafts.saving`` and leads on; where others changed the same places it answers with a page that
shows both, from which the same form can be sent again over theirs. A form is posted to the address of its page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Response, flash, make_response, render_template, request
from flask_babel import gettext, ngettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.differences import Difference, list_differences
from app.drafts.errors import DraftChanged, DraftLocked
from app.drafts.saving import Change, OpenDraft, get_draft, save_section
from app.web.console.surroundings import go_to, typed_number

EDIT_BYTES: Final = 1024 * 1024
"""A page of the editor may be far longer than other forms: a story in six languages."""


def open_draft(campaign_id: UUID) -> OpenDraft:
    """Return the newest revision of a draft of the organisation, or raise NotFound."""
    with unit_of_work() as session:
        return get_draft(session, campaign_id)


def based_on() -> int:
    """The number of the revision that the posted form was made from; 1 where it was tampered with."""
    return typed_number("based_on", 1)


def save(
    actor: Actor, campaign_id: UUID, change: Change, *, then: str, anchor: str | None = None, **more: str
) -> Response:
    """Save a change and lead on to the view ``then``; or show what others changed in the same places."""
    insists_on = typed_number("insists_on", 0) or None
    try:
        with unit_of_work() as session:
            saved = save_section(
                session, actor, campaign_id, based_on=based_on(), insists_on=insists_on, change=change, now=utc_now()
            )  # fmt: skip
    except DraftChanged as error:
        return _show_both(error)
    except DraftLocked:
        flash(gettext("The campaign is with staff and cannot be changed now. Take it back first."), "error")
        return go_to("organiser.campaign", campaign_id=campaign_id)
    flash(_told(len(saved.merged)))
    return go_to(then, campaign_id=campaign_id, _anchor=anchor, **more)


def _told(merged: int) -> str:
    if not merged:
        return str(gettext("Saved."))
    return str(
        ngettext(
            "Saved. Meanwhile somebody else changed one other place; both changes are kept.",
            "Saved. Meanwhile somebody else changed %(num)s other places; all changes are kept.",
            merged,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Both:
    """One place that two people changed."""

    place: str
    before: Any
    theirs: Any
    mine: Any


def _show_both(error: DraftChanged) -> Response:
    """The page of a conflict: each place with what stood there, what they wrote and what I wrote."""
    mine = {each.place: each for each in list_differences(error.base, error.mine)}
    theirs = {each.place: each for each in list_differences(error.base, error.newer)}
    page = render_template(
        "organiser/drafts/conflict.html",
        places=[_both(mine[place], theirs) for place in error.places if place in mine],
        others=[each for place, each in theirs.items() if place not in error.places],
        base=error.base,
        newer=error.newer,
        number=error.number,
        based_on=based_on(),
        typed=[(name, value) for name, value in request.form.items(multi=True) if name not in _OWN_FIELDS],
        back=request.path,
    )
    return make_response(page, 409)


def _both(mine: Difference, theirs: Mapping[str, Difference]) -> Both:
    """Where they changed the whole of which I changed a part, or the other way round, both are shown as they are."""
    near = [each for place, each in theirs.items() if _is_near(place, mine.place)]
    other = near[0].after if near else None
    return Both(place=mine.place, before=mine.before, theirs=other, mine=mine.after)


def _is_near(place: str, other: str) -> bool:
    return place == other or place.startswith(f"{other}/") or other.startswith(f"{place}/")


_OWN_FIELDS: Final = frozenset({"csrf_token", "insists_on", "based_on"})
