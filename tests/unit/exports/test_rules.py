"""What may stand beside what, and what two people agree on."""

from typing import Any
from uuid import UUID

import pytest

from app.exports.rules import (
    NAMING,
    Column,
    Complaint,
    Consent,
    Filters,
    Format,
    Purpose,
    Wish,
    count_markers,
    digest_of,
    find_complaints,
    from_document,
    names_somebody,
    to_document,
)

PETITION, SOMEBODY, OFFICE = UUID(int=1), UUID(int=2), UUID(int=3)


def wish(*columns: Column, **choices: Any) -> Wish:
    anything: dict[str, Any] = {
        "petition_id": PETITION, "purpose": Purpose.FIGURES, "words": "For the report.",
        "columns": columns or (Column.COUNTRY,), "format": Format.CSV,
    }  # fmt: skip
    return Wish(**anything | choices)


HANDED = {"purpose": Purpose.HAND_OVER, "recipient_id": OFFICE}
WRITING = {"purpose": Purpose.UPDATES, "filters": Filters(consent=Consent.UPDATES)}


@pytest.mark.parametrize(
    "asked",
    [
        wish(Column.ROW, Column.COUNTRY, Column.LANGUAGE, Column.MONTH),
        wish(Column.HOUR, Column.LANGUAGE, Column.SHOW_NAME, Column.COMMENT),
        wish(Column.STATE, Column.HOUR, filters=Filters(states=("confirmed", "held", "rejected"))),
        wish(Column.NAME_FOR_RECIPIENT, Column.COUNTRY, **HANDED),
        wish(Column.SHOWN_NAME, Column.COUNTRY),
        wish(Column.ROW, Column.ADDRESS, Column.LANGUAGE, **WRITING),
        wish(filters=Filters(countries=("FR", "DE"), first_month="2026-01", last_month="2026-01")),
        wish(filters=Filters(last_month="2026-12")),
    ],
)
def test_this_may_be_asked_for(asked: Wish) -> None:
    assert find_complaints(asked) == []


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (wish(words="  "), Complaint.WORDS),
        (wish(words="x" * 2001), Complaint.WORDS),
        (wish(Column.ROW), Complaint.NO_COLUMN),
        (wish(Column.NAME_FOR_RECIPIENT), Complaint.NAME_NEEDS_RECIPIENT),
        (wish(Column.NAME_FOR_RECIPIENT, purpose=Purpose.HAND_OVER), Complaint.NAME_NEEDS_RECIPIENT),
        (wish(Column.NAME_FOR_RECIPIENT, recipient_id=OFFICE), Complaint.NAME_NEEDS_RECIPIENT),
        (wish(Column.ADDRESS), Complaint.ADDRESS_NEEDS_PURPOSE),
        (wish(Column.ADDRESS, purpose=Purpose.UPDATES), Complaint.ADDRESS_NEEDS_PURPOSE),
        (wish(Column.ADDRESS, filters=Filters(consent=Consent.UPDATES)), Complaint.ADDRESS_NEEDS_PURPOSE),
        (wish(Column.ADDRESS, Column.SHOWN_NAME, **WRITING), Complaint.ADDRESS_ALONE),
        (wish(Column.ADDRESS, Column.COUNTRY, **WRITING), Complaint.ADDRESS_ALONE),
        (wish(Column.HOUR, Column.COUNTRY), Complaint.HOUR_ALONE),
        (wish(Column.HOUR, Column.SHOWN_NAME), Complaint.HOUR_ALONE),
        (wish(Column.HOUR, filters=Filters(countries=("FR",))), Complaint.HOUR_ALONE),
        (wish(Column.SHOWN_NAME, filters=Filters(countries=("FR",))), Complaint.COUNTRY_BESIDE_NAME),
        (wish(Column.SHOWN_NAME, filters=Filters(states=("held",))), Complaint.ONLY_CONFIRMED),
        (wish(filters=Filters(states=())), Complaint.STATES),
        (wish(filters=Filters(states=("withdrawn",))), Complaint.STATES),
        (wish(filters=Filters(countries=("fr",))), Complaint.COUNTRIES),
        (wish(filters=Filters(countries=("FRA",))), Complaint.COUNTRIES),
        (wish(filters=Filters(first_month="2026-13")), Complaint.PERIOD),
        (wish(filters=Filters(first_month="2026-1")), Complaint.PERIOD),
        (wish(filters=Filters(first_month="2026-05", last_month="2026-04")), Complaint.PERIOD),
    ],
)
def test_this_is_refused_for_its_reason(asked: Wish, complaint: Complaint) -> None:
    assert complaint in find_complaints(asked)


@pytest.mark.parametrize("naming", sorted(NAMING))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_no_hour_ever_stands_beside_what_names_somebody(naming: Column, purpose: Purpose) -> None:
    asked = wish(naming, Column.HOUR, purpose=purpose, recipient_id=OFFICE, filters=Filters(consent=Consent.UPDATES))
    assert Complaint.HOUR_ALONE in find_complaints(asked)


def test_a_request_is_read_back_as_it_was_asked() -> None:
    asked = wish(
        Column.NAME_FOR_RECIPIENT, Column.COUNTRY, **HANDED,
        filters=Filters(countries=("DE", "FR"), first_month="2026-01", consent=Consent.DELIVERY),
    )  # fmt: skip
    assert from_document(to_document(asked, asked_by=SOMEBODY, age_key="age1x")) == asked


def digest(asked: Wish, *, asked_by: UUID = SOMEBODY, age_key: str = "age1x") -> bytes:
    return digest_of(to_document(asked, asked_by=asked_by, age_key=age_key))


def test_the_digest_stands_for_the_request_and_not_for_how_it_was_typed() -> None:
    one = wish(Column.COUNTRY, Column.ROW, filters=Filters(states=("held", "confirmed"), countries=("FR", "DE", "FR")))
    other = wish(Column.ROW, Column.COUNTRY, filters=Filters(states=("confirmed", "held"), countries=("DE", "FR")))
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    "change",
    [
        {"petition_id": UUID(int=9)}, {"purpose": Purpose.CHECK}, {"words": "For the report"},
        {"columns": (Column.COUNTRY, Column.ROW)}, {"format": Format.XLSX}, {"recipient_id": OFFICE},
        {"filters": Filters(states=("held",))}, {"filters": Filters(countries=("FR",))},
        {"filters": Filters(first_month="2026-01")}, {"filters": Filters(last_month="2026-01")},
        {"filters": Filters(consent=Consent.SHOWN)},
    ],
)  # fmt: skip
def test_any_change_is_another_request(change: dict[str, Any]) -> None:
    assert digest(wish(**change)) != digest(wish())


def test_who_asked_and_for_which_key_belong_to_the_request() -> None:
    assert len({digest(wish()), digest(wish(), asked_by=OFFICE), digest(wish(), age_key="age1y")}) == 3


@pytest.mark.parametrize(
    ("people", "markers"), [(0, 0), (1, 1), (2, 2), (3, 3), (2999, 3), (50_000, 50), (10_000_000, 100)]
)
def test_there_are_enough_markers_and_not_too_many(people: int, markers: int) -> None:
    assert count_markers(people) == markers


def test_markers_stand_only_where_somebody_is_named() -> None:
    assert names_somebody(wish(Column.SHOWN_NAME))
    assert not names_somebody(wish(Column.ROW, Column.COUNTRY, Column.HOUR))
