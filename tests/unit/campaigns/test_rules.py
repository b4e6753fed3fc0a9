"""Where a campaign stands, by a table; and that signing ends where it must."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.document import (
    CampaignDocument,
    DeliveryDocument,
    EventDocument,
    OrganisationDocument,
    OutcomeDocument,
    PetitionDocument,
    PrisonerDocument,
    WordingDocument,
)
from app.campaigns.kinds import OutcomeKind
from app.campaigns.rules import Opening, Stage, Standing, Tone, standing_of, turning_day
from app.cases.kinds import PrisonerStatus

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
NOBODY = UUID(int=0)
WORDS = {"en": "words"}
OPEN_NOW = {"opens_at": NOW - timedelta(days=30), "closes_at": None}
OVER = {"opens_at": NOW - timedelta(days=30), "closes_at": NOW}


def campaign(
    *, status: str = "detained", outcome: str | None = None, moved_to: str | None = None, delivered: str | None = None,
    **petition: Any,
) -> CampaignDocument:  # fmt: skip
    wording = WordingDocument(id=NOBODY, number=1, sha256="", ask=WORDS, demands={}, named_recipients=[])
    line = DeliveryDocument(recipient=WORDS, profile="numbers_only", confirmed=1, cut_off=NOW, state=delivered or "")
    return CampaignDocument(
        id=NOBODY, slug="s", hashtag="#s", title=WORDS, summary=WORDS, story=WORDS, is_sample=True, is_urgent=False,
        begins="2026", languages=["en"], organisation=OrganisationDocument(slug="o", name=WORDS),
        prisoner=PrisonerDocument(
            slug="p", names=WORDS, own_language="en", status=status, detained_since=None, last_verified=None,
            facts=[], events=[],
        ),
        petition=PetitionDocument(
            id=NOBODY, wording=wording, targets=[], recipients=[], goal=1, milestones=[], **(OPEN_NOW | petition)
        ),
        deliveries=[line] if delivered else [],
        outcome=OutcomeDocument(kind=outcome, text=WORDS, day="2026") if outcome else None,
        moved_to=moved_to,
    )  # fmt: skip


def stands(**given: Any) -> Standing:
    return standing_of(campaign(**given), now=NOW)


@pytest.mark.parametrize(
    ("given", "stage", "opening", "tone"),
    [
        ({"opens_at": NOW + TICK}, Stage.NOT_OPEN, Opening.NOT_OPEN, Tone.WAIT),
        ({"opens_at": NOW}, Stage.OPEN, Opening.OPEN, Tone.APPEAL),
        ({"closes_at": NOW + timedelta(days=7, microseconds=1)}, Stage.OPEN, Opening.OPEN, Tone.APPEAL),
        ({"closes_at": NOW + timedelta(days=7)}, Stage.CLOSING_SOON, Opening.OPEN, Tone.APPEAL),
        ({"closes_at": NOW + TICK}, Stage.CLOSING_SOON, Opening.OPEN, Tone.APPEAL),
        ({"is_paused": True}, Stage.PAUSED, Opening.PAUSED, Tone.WAIT),
        ({"is_paused": True, "closes_at": NOW + TICK}, Stage.PAUSED, Opening.PAUSED, Tone.WAIT),
        ({"is_paused": True, **OVER}, Stage.CLOSED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "handed_over"}, Stage.OPEN, Opening.OPEN, Tone.APPEAL),
        (OVER, Stage.CLOSED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "compiled", **OVER}, Stage.CLOSED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "handed_over", **OVER}, Stage.DELIVERED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "acknowledged", **OVER}, Stage.DELIVERED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "answered", **OVER}, Stage.ANSWERED, Opening.CLOSED, Tone.RECORD),
        ({"delivered": "refused", **OVER}, Stage.ANSWERED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "partial"}, Stage.ANSWERED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "refused"}, Stage.ANSWERED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "no_answer"}, Stage.CLOSED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "no_answer", "delivered": "handed_over"}, Stage.DELIVERED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "victory"}, Stage.VICTORY, Opening.CLOSED, Tone.JOY),
        ({"outcome": "victory", "status": "released"}, Stage.VICTORY, Opening.CLOSED, Tone.JOY),
        ({"status": "released"}, Stage.RELEASED, Opening.CLOSED, Tone.JOY),
        ({"status": "released", "outcome": "refused"}, Stage.RELEASED, Opening.CLOSED, Tone.JOY),
        ({"status": "disappeared"}, Stage.DISAPPEARED, Opening.OPEN, Tone.APPEAL),
        ({"status": "disappeared", "is_paused": True}, Stage.DISAPPEARED, Opening.PAUSED, Tone.APPEAL),
        ({"status": "disappeared", **OVER}, Stage.DISAPPEARED, Opening.CLOSED, Tone.APPEAL),
        ({"moved_to": "t"}, Stage.MOVED, Opening.CLOSED, Tone.RECORD),
        ({"outcome": "moved"}, Stage.MOVED, Opening.CLOSED, Tone.RECORD),
        ({"moved_to": "t", "outcome": "victory"}, Stage.MOVED, Opening.CLOSED, Tone.RECORD),
        ({"status": "executed"}, Stage.EXECUTED, Opening.CLOSED, Tone.MOURNING),
        ({"status": "executed", "moved_to": "t"}, Stage.EXECUTED, Opening.CLOSED, Tone.MOURNING),
        ({"status": "died_in_custody", "outcome": "victory"}, Stage.DIED_IN_CUSTODY, Opening.CLOSED, Tone.MOURNING),
    ],
)
def test_where_a_campaign_stands(given: dict[str, Any], stage: Stage, opening: Opening, tone: Tone) -> None:
    found = stands(**given)
    assert (found.stage, found.opening, found.tone) == (stage, opening, tone)
    assert found.takes_signatures is (opening is Opening.OPEN)


@pytest.mark.parametrize(
    ("statuses", "stage"),
    [
        (["executed", "detained"], Stage.OPEN),
        (["released", "released", "detained"], Stage.OPEN),
        (["released", "disappeared"], Stage.DISAPPEARED),
        (["released", "executed"], Stage.EXECUTED),
        (["died_in_custody", "released"], Stage.DIED_IN_CUSTODY),
        (["released", "released"], Stage.RELEASED),
    ],
)
def test_a_campaign_for_several_goes_on_until_nobody_is_left_to_ask_for(statuses: list[str], stage: Stage) -> None:
    first, *others = [campaign(status=status) for status in statuses]
    several = msgspec.structs.replace(first, others=[each.prisoner for each in others])
    assert standing_of(several, now=NOW).stage is stage


@pytest.mark.parametrize(
    ("closes_at", "last_day", "closes_soon"),
    [
        (None, None, False),
        (datetime(2026, 11, 25, tzinfo=UTC), date(2026, 11, 24), True),
        (datetime(2026, 11, 25, 0, 0, 1, tzinfo=UTC), date(2026, 11, 25), True),
        (datetime(2026, 12, 25, tzinfo=UTC), date(2026, 12, 24), False),
    ],
)
def test_the_last_day_is_one_on_which_people_can_still_sign(
    closes_at: datetime | None, last_day: date | None, closes_soon: bool
) -> None:
    found = stands(closes_at=closes_at)
    assert (found.last_day, found.closes_soon) == (last_day, closes_soon)


def test_what_has_ended_does_not_close_soon() -> None:
    assert not stands(status="executed", closes_at=NOW + timedelta(days=1)).closes_soon


@given(
    status=st.sampled_from(PrisonerStatus),
    outcome=st.none() | st.sampled_from(OutcomeKind),
    moved_to=st.none() | st.just("t"),
    is_paused=st.booleans(),
    hours=st.integers(-1000, 1000),
)
def test_nobody_is_asked_to_sign_where_there_is_nothing_left_to_ask(
    status: PrisonerStatus, outcome: OutcomeKind | None, moved_to: str | None, is_paused: bool, hours: int
) -> None:
    found = stands(
        status=status, outcome=outcome, moved_to=moved_to, is_paused=is_paused,
        opens_at=NOW - timedelta(days=1000), closes_at=NOW + timedelta(hours=hours),
    )  # fmt: skip
    may_be_held = status in (PrisonerStatus.DETAINED, PrisonerStatus.DISAPPEARED, PrisonerStatus.UNKNOWN)
    may = may_be_held and not outcome and not moved_to
    assert found.takes_signatures is (may and not is_paused and hours > 0)
    if found.tone in (Tone.MOURNING, Tone.JOY):
        assert not found.takes_signatures


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("detained", None),
        ("released", "2025-09"),
        ("executed", None),
        ("disappeared", "2024"),
        ("died_in_custody", None),
    ],
)
def test_the_day_of_the_present_status_is_the_last_the_case_has(status: str, expected: str | None) -> None:
    kinds = [("2023", "release"), ("2024", "disappearance"), ("2025-09", "release"), ("2026", "sentence")]
    events = [EventDocument(date=day, kind=kind, text=WORDS, sources=[]) for day, kind in kinds]
    person = msgspec.structs.replace(campaign(status=status).prisoner, events=events)
    assert turning_day(person) == expected
