"""Judgements about exports: what may stand beside what, and what exactly two people agree on. Pure.

Consent decides what a cell may hold, the purpose which columns there are. No country stands beside an hour outside
the database, and nothing that names somebody beside an hour.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

ASKED_FOR: Final = timedelta(days=7)
"""How long a request waits for its second person."""
KEPT_FOR: Final = timedelta(hours=24)
"""How long a finished file waits to be fetched."""
WORDS_LENGTH: Final = 2000


class Purpose(StrEnum):
    """What an export is for. It decides which columns there are."""

    HAND_OVER = "hand_over"
    UPDATES = "updates"
    CHECK = "check"
    FIGURES = "figures"


class Column(StrEnum):
    """What a row may say. The order is that of the file."""

    ROW = "row"
    NAME_FOR_RECIPIENT = "name_for_recipient"
    SHOWN_NAME = "shown_name"
    ADDRESS = "address"
    COUNTRY = "country"
    LANGUAGE = "language"
    MONTH = "confirmed_month"
    HOUR = "confirmed_hour"
    STATE = "state"
    SHOW_NAME = "show_name"
    DELIVER_NAME = "agreed_to_delivery"
    UPDATES = "wants_updates"
    COMMENT = "comment_state"


class Format(StrEnum):
    """How the file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


class Consent(StrEnum):
    """Whose rows there are: everybody's, or of those who agreed to one thing."""

    ANY = "any"
    SHOWN = "shown"
    DELIVERY = "delivery"
    UPDATES = "updates"


class Complaint(StrEnum):
    """Why a request cannot be asked for as it is; the console has a sentence for each."""

    PURPOSE = "purpose"
    WORDS = "words"
    NO_COLUMN = "no_column"
    NAME_NEEDS_RECIPIENT = "name_needs_recipient"
    ADDRESS_NEEDS_PURPOSE = "address_needs_purpose"
    ADDRESS_ALONE = "address_alone"
    HOUR_ALONE = "hour_alone"
    ONLY_CONFIRMED = "only_confirmed"
    STATES = "states"
    COUNTRIES = "countries"
    COUNTRY_BESIDE_NAME = "country_beside_name"
    PERIOD = "period"


NAMING: Final = frozenset({Column.NAME_FOR_RECIPIENT, Column.SHOWN_NAME, Column.ADDRESS})
"""Columns that say who somebody is: sealed at rest, and what marker rows can stand in."""
STATES: Final = ("confirmed", "held", "rejected")
"""What may leave: pending, withdrawn and expired ones are nobody's assent."""
_BESIDE_ADDRESS: Final = frozenset({Column.ROW, Column.ADDRESS, Column.LANGUAGE})
_WITHOUT_COUNTRY: Final = frozenset({Column.SHOWN_NAME, Column.ADDRESS})
"""Who chose to show the full name, or asked for updates, agreed to that alone: no filter may say the country either."""
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which rows there are. Months as ``YYYY-MM``, both included, empty for open; countries as alpha-2 codes."""

    states: tuple[str, ...] = ("confirmed",)
    countries: tuple[str, ...] = ()
    first_month: str = ""
    last_month: str = ""
    consent: Consent = Consent.ANY


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for. ``recipient_id`` is whom names are handed to, where the purpose is that."""

    petition_id: UUID
    purpose: Purpose
    words: str
    columns: tuple[Column, ...]
    format: Format
    filters: Filters = Filters()
    recipient_id: UUID | None = None


def find_complaints(wish: Wish) -> list[Complaint]:
    """Return everything that speaks against a request, the columns' order first."""
    return [*_of_purpose(wish), *_of_columns(wish), *_of_filters(wish.filters)]


def _of_purpose(wish: Wish) -> Iterator[Complaint]:
    columns = set(wish.columns)
    if not wish.words.strip() or len(wish.words) > WORDS_LENGTH:
        yield Complaint.WORDS
    if Column.NAME_FOR_RECIPIENT in columns and (wish.purpose is not Purpose.HAND_OVER or wish.recipient_id is None):
        yield Complaint.NAME_NEEDS_RECIPIENT
    if Column.ADDRESS in columns and (
        wish.purpose is not Purpose.UPDATES or wish.filters.consent is not Consent.UPDATES
    ):
        yield Complaint.ADDRESS_NEEDS_PURPOSE


def _of_columns(wish: Wish) -> Iterator[Complaint]:
    columns = set(wish.columns)
    if not columns - {Column.ROW}:
        yield Complaint.NO_COLUMN
    if Column.ADDRESS in columns and columns - _BESIDE_ADDRESS:
        yield Complaint.ADDRESS_ALONE
    if Column.HOUR in columns and (columns & (NAMING | {Column.COUNTRY}) or wish.filters.countries):
        yield Complaint.HOUR_ALONE
    if wish.filters.countries and columns & _WITHOUT_COUNTRY:
        yield Complaint.COUNTRY_BESIDE_NAME
    if columns & NAMING and wish.filters.states != ("confirmed",):
        yield Complaint.ONLY_CONFIRMED


def _of_filters(filters: Filters) -> Iterator[Complaint]:
    months = [month for month in (filters.first_month, filters.last_month) if month]
    if not filters.states or not set(filters.states) <= set(STATES):
        yield Complaint.STATES
    if not all(_COUNTRY.fullmatch(country) for country in filters.countries):
        yield Complaint.COUNTRIES
    if not all(_MONTH.fullmatch(month) for month in months) or months != sorted(months):
        yield Complaint.PERIOD


def names_somebody(wish: Wish) -> bool:
    """Whether rows of this export can say who somebody is."""
    return bool(set(wish.columns) & NAMING)


def to_document(wish: Wish, *, asked_by: UUID, age_key: str) -> dict[str, Any]:
    """Return the whole request as plain values: what is shown to both people, digested and kept."""
    return {
        "version": 1,
        "petition_id": str(wish.petition_id),
        "purpose": wish.purpose.value,
        "words": wish.words,
        "columns": [column.value for column in Column if column in wish.columns],
        "format": wish.format.value,
        "states": [state for state in STATES if state in wish.filters.states],
        "countries": sorted(set(wish.filters.countries)),
        "first_month": wish.filters.first_month,
        "last_month": wish.filters.last_month,
        "consent": wish.filters.consent.value,
        "recipient_id": str(wish.recipient_id) if wish.recipient_id else None,
        "asked_by": str(asked_by),
        "age_key": age_key,
    }


def from_document(document: Mapping[str, Any]) -> Wish:
    """Read a request back. Raises KeyError or ValueError where it is none of ours."""
    return Wish(
        petition_id=UUID(document["petition_id"]),
        purpose=Purpose(document["purpose"]),
        words=document["words"],
        columns=tuple(Column(column) for column in document["columns"]),
        format=Format(document["format"]),
        recipient_id=UUID(document["recipient_id"]) if document["recipient_id"] else None,
        filters=Filters(
            states=tuple(document["states"]),
            countries=tuple(document["countries"]),
            first_month=document["first_month"],
            last_month=document["last_month"],
            consent=Consent(document["consent"]),
        ),
    )


def digest_of(document: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 that approval is bound to: of the request as JSON, keys sorted, without spaces."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def count_markers(people: int) -> int:
    """Return how many marker rows stand among so many people: one in a thousand, at least 3 and at most 100."""
    return min(max(people // 1000, 3), 100, people)
