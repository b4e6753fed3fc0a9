"""Conditions on signatures as they are typed: a cluster, a country, hours, why held. From an address or a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import gettext

from app.core.clock import to_hour
from app.integrity.acts import Conditions
from app.signatures.complaints import COUNTRIES
from app.signatures.states import HoldReason
from app.web.staff.integrity.sentences import NO_COUNTRY


@dataclass(frozen=True)
class Typed:
    """What was typed, what it means, and what is wrong with it."""

    fields: dict[str, str]
    conditions: Conditions
    errors: dict[str, str] = field(default_factory=dict)


def read_conditions(values: Mapping[str, str]) -> Typed:
    """Read conditions. ``from`` and ``to`` are hours in UTC, both meant; what is no condition is said in ``errors``."""
    names = ("cluster", "country", "from", "to", "why", "held_only")
    fields = {name: values.get(name, "").strip() for name in names}
    errors: dict[str, str] = {}
    first, last = (_read_hour(fields[name], name, errors) for name in ("from", "to"))
    if first and last and last < first:
        errors["to"] = gettext("The last hour lies before the first.")
    if fields["country"] not in ("", NO_COUNTRY) and fields["country"] not in COUNTRIES:
        errors["country"] = gettext("Choose a country of the list.")
    if fields["why"] and fields["why"] not in set(HoldReason):
        errors["why"] = gettext("Choose a reason of the list.")
    if errors:
        return Typed(fields, Conditions(), errors)
    conditions = Conditions(
        cluster_id=_read_id(fields["cluster"]),
        country={"": None, NO_COUNTRY: ""}.get(fields["country"], fields["country"]),
        hour_from=first,
        hour_to=last + timedelta(hours=1) if last else None,
        hold_reason=HoldReason(fields["why"]) if fields["why"] else None,
        held_only=fields["held_only"] == "yes",
    )
    return Typed(fields, conditions)


def _read_hour(text: str, name: str, errors: dict[str, str]) -> datetime | None:
    """An hour of UTC as browsers send it, ``2026-11-25T14:00``; minutes are cut off."""
    if not text:
        return None
    try:
        return to_hour(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError:
        errors[name] = gettext("Write day and hour, as in 2026-11-25T14:00.")
        return None


def _read_id(text: str) -> UUID | None:
    """A cluster's id; what is none leads to no cluster at all."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)
