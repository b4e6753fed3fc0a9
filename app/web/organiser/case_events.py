"""The case, date by date: what happened when, shown in the order of time as the public will see it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, request
from flask_babel import LazyString, lazy_gettext

from app.cases.kinds import Certainty, EventKind
from app.drafts.document import DraftDocument, DraftEvent
from app.drafts.entries import in_order_of_time
from app.web.organiser.case_entries import EntryPages, Filled
from app.web.organiser.case_prisons import prison_choices, prisons_by_slug
from app.web.organiser.case_typed import CaseTyped

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


class EventPages(EntryPages[DraftEvent]):
    """The dated facts of the case."""

    name = "events"
    entry_name = "event"

    def blank(self, key: str) -> DraftEvent:
        """Return an event of which nothing is said; most cases begin with an arrest."""
        return DraftEvent(key=key, kind=EventKind.ARREST)

    def read(self, typed: CaseTyped) -> Filled:
        """Return what the form says."""
        return Filled(
            fields={
                "kind": typed.choice("kind", EventKind, EventKind.ARREST),
                "date": typed.date_or_unknown("date"),
                "certainty": typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED),
                "prison": typed.prison("prison"),
            },
            texts={"text": typed.claim_text("text"), "attribution": typed.texts("attribution")},
            ground=typed.ground(),
        )

    def for_list(self, document: DraftDocument) -> dict[str, Any]:
        """Return the events in the order of time, and the prisons that they name."""
        return {
            "events": in_order_of_time(document.events),
            "prisons": prisons_by_slug(each.prison for each in document.events),
        }

    def for_entry(self, document: DraftDocument, entry: DraftEvent) -> dict[str, Any]:  # noqa: ARG002 - as every list
        """Return what can be chosen; prisons as a search finds them."""
        return {
            "kinds": KINDS,
            "certainties": list(Certainty),
            "prisons": prison_choices(entry.prison, request.form.get("prison-search", "")),
        }


PAGES: Final = EventPages()


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    PAGES.add_routes(site)
