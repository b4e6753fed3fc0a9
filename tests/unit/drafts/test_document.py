"""A blank draft is a draft, a stored one comes back the same, and midnight is where the campaign says."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from app.drafts.document import DraftDocument, LocalMidnight, new_key, read_document, stored_document
from app.drafts.places import fold_back, iter_texts, unfold
from tests.factories.drafts import whole_draft


@pytest.mark.parametrize("document", [DraftDocument(), whole_draft()], ids=["blank", "whole"])
def test_what_is_stored_comes_back_the_same(document: DraftDocument) -> None:
    assert read_document(json.loads(json.dumps(stored_document(document)))) == document


@pytest.mark.parametrize("document", [DraftDocument(), whole_draft()], ids=["blank", "whole"])
def test_unfolding_is_undone(document: DraftDocument) -> None:
    assert fold_back(unfold(stored_document(document))) == stored_document(document)


def test_what_is_left_out_is_unknown() -> None:
    assert read_document({}) == DraftDocument()


def test_keys_are_fresh() -> None:
    assert len({new_key() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        ("2026-12-01", "UTC", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01", "Asia/Tehran", datetime(2026, 11, 30, 20, 30, tzinfo=UTC)),
        ("2026-07-01", "Europe/Paris", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2022-03-22", "Asia/Tehran", datetime(2022, 3, 21, 20, 30, tzinfo=UTC)),  # clocks skipped 0:00 to 1:00
    ],
)
def test_a_day_begins_at_midnight_there(day: str, zone: str, moment: datetime) -> None:
    assert LocalMidnight(day=day, zone=zone).moment() == moment


def test_no_such_day_or_zone() -> None:
    with pytest.raises(ValueError, match="day"):
        LocalMidnight(day="2026-02-30").moment()
    with pytest.raises(ZoneInfoNotFoundError):
        LocalMidnight(day="2026-02-20", zone="Nowhere/Here").moment()


def test_every_text_has_a_place_that_survives_reordering() -> None:
    places = dict(iter_texts(whole_draft()))
    assert places["events/e2/attribution"] == {"en": "The family", "fa": "واژه‌ها"}
    assert places["petition/demands/d2/text"]["en"] == "Let her call."
    assert places["prisoner/prison/name"]["en"] == "Valley prison"
    assert not any(place.startswith(("basis", "consent")) for place in places)
