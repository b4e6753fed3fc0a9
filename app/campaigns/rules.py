"""Where a campaign stands: what its page is about now, and whether it takes signatures. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.campaigns.document import CampaignDocument, PetitionDocument, PrisonerDocument, Texts
from app.campaigns.kinds import OutcomeKind
from app.cases.kinds import EventKind, PrisonerStatus

SOON: Final = timedelta(days=7)
"""A petition that closes within this says its last day."""


class Opening(StrEnum):
    """Whether a petition takes signatures."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Stage(StrEnum):
    """What a campaign's page is about."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    PAUSED = "paused"
    CLOSED = "closed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    VICTORY = "victory"
    RELEASED = "released"
    EXECUTED = "executed"
    DIED_IN_CUSTODY = "died_in_custody"
    DISAPPEARED = "disappeared"
    MOVED = "moved"


class Tone(StrEnum):
    """How a page speaks: it appeals, waits, keeps a record, rejoices or mourns."""

    APPEAL = "appeal"
    WAIT = "wait"
    RECORD = "record"
    JOY = "joy"
    MOURNING = "mourning"


_TONES: Final = {
    Stage.NOT_OPEN: Tone.WAIT,
    Stage.OPEN: Tone.APPEAL,
    Stage.CLOSING_SOON: Tone.APPEAL,
    Stage.PAUSED: Tone.WAIT,
    Stage.CLOSED: Tone.RECORD,
    Stage.DELIVERED: Tone.RECORD,
    Stage.ANSWERED: Tone.RECORD,
    Stage.VICTORY: Tone.JOY,
    Stage.RELEASED: Tone.JOY,
    Stage.EXECUTED: Tone.MOURNING,
    Stage.DIED_IN_CUSTODY: Tone.MOURNING,
    Stage.DISAPPEARED: Tone.APPEAL,
    Stage.MOVED: Tone.RECORD,
}
_DEATHS: Final = {
    PrisonerStatus.EXECUTED: Stage.EXECUTED,
    PrisonerStatus.DIED_IN_CUSTODY: Stage.DIED_IN_CUSTODY,
}
_TURNS: Final = {
    PrisonerStatus.RELEASED: EventKind.RELEASE,
    PrisonerStatus.EXECUTED: EventKind.EXECUTION,
    PrisonerStatus.DIED_IN_CUSTODY: EventKind.DEATH_IN_CUSTODY,
    PrisonerStatus.DISAPPEARED: EventKind.DISAPPEARANCE,
}
_FIRST_OF_SEVERAL: Final = (
    PrisonerStatus.DETAINED,
    PrisonerStatus.DISAPPEARED,
    PrisonerStatus.UNKNOWN,
    PrisonerStatus.EXECUTED,
    PrisonerStatus.DIED_IN_CUSTODY,
    PrisonerStatus.RELEASED,
)
_HANDED_OVER: Final = frozenset({"handed_over", "acknowledged", "refused", "answered"})
_ANSWERED: Final = frozenset({"refused", "answered"})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a campaign stands. ``last_day`` is the last on which the petition may be signed, None without an end."""

    stage: Stage
    opening: Opening
    last_day: date | None
    closes_soon: bool

    @property
    def tone(self) -> Tone:
        """How its page speaks."""
        return _TONES[self.stage]

    @property
    def takes_signatures(self) -> bool:
        """Whether there is a form to sign."""
        return self.opening is Opening.OPEN


def standing_of(campaign: CampaignDocument, *, now: datetime) -> Standing:
    """Decide where a campaign stands at an aware moment.

    A death comes before everything, then where the campaign went, then what it reached. A declared outcome, a
    release or a death ends signing whatever dates the petition has; a disappearance does not: asking where
    somebody is goes on for as long as the petition is open.
    """
    end = _end_of(campaign)
    petition = campaign.petition
    opening = Opening.CLOSED if end else _opening(petition, now)
    is_soon = opening is Opening.OPEN and petition.closes_at is not None and petition.closes_at - now <= SOON
    return Standing(
        stage=end or _stage_in_time(campaign, opening, is_soon=is_soon),
        opening=opening,
        last_day=_last_day(petition.closes_at),
        closes_soon=is_soon,
    )


def status_of(campaign: CampaignDocument) -> PrisonerStatus:
    """Return the status that a campaign goes by.

    Where it is for several, it goes on for as long as one of them is held or missing, or may be; after that a death
    comes before a release.
    """
    found = {PrisonerStatus(each.status) for each in campaign.prisoners}
    return next(status for status in _FIRST_OF_SEVERAL if status in found)


def turning_day(prisoner: PrisonerDocument) -> str | None:
    """Return the EDTF date on which the present status came about, as the case has it, or None."""
    kind = _TURNS.get(PrisonerStatus(prisoner.status))
    return next((event.date for event in reversed(prisoner.events) if event.kind == kind), None)


def pitch_of(campaign: CampaignDocument) -> Texts:
    """Return the sentence by which a campaign is passed on: what it asks, or once it is over what came of it."""
    end = _end_of(campaign)
    if end is None:
        return campaign.petition.wording.ask
    if campaign.outcome and _TONES[end] is not Tone.MOURNING:
        return campaign.outcome.text
    return campaign.summary


def _end_of(campaign: CampaignDocument) -> Stage | None:
    status, outcome = status_of(campaign), campaign.outcome
    if status in _DEATHS:
        return _DEATHS[status]
    if campaign.moved_to or (outcome and outcome.kind == OutcomeKind.MOVED):
        return Stage.MOVED
    if outcome and outcome.kind == OutcomeKind.VICTORY:
        return Stage.VICTORY
    if status is PrisonerStatus.RELEASED:
        return Stage.RELEASED
    if outcome and outcome.kind in (OutcomeKind.PARTIAL, OutcomeKind.REFUSED):
        return Stage.ANSWERED
    return _after_closing(campaign) if outcome else None


def _stage_in_time(campaign: CampaignDocument, opening: Opening, *, is_soon: bool) -> Stage:
    if status_of(campaign) is PrisonerStatus.DISAPPEARED:
        return Stage.DISAPPEARED
    if opening is Opening.CLOSED:
        return _after_closing(campaign)
    return Stage.CLOSING_SOON if is_soon else Stage(opening.value)


def _after_closing(campaign: CampaignDocument) -> Stage:
    states = {delivery.state for delivery in campaign.deliveries}
    if states & _ANSWERED:
        return Stage.ANSWERED
    return Stage.DELIVERED if states & _HANDED_OVER else Stage.CLOSED


def _opening(petition: PetitionDocument, now: datetime) -> Opening:
    """Open from ``opens_at`` until just before ``closes_at``."""
    if now < petition.opens_at:
        return Opening.NOT_OPEN
    if petition.closes_at is not None and now >= petition.closes_at:
        return Opening.CLOSED
    return Opening.PAUSED if petition.is_paused else Opening.OPEN


def _last_day(closes_at: datetime | None) -> date | None:
    """The day of the last moment before closing: a petition that closes at midnight has its last day before."""
    return closes_at and (closes_at - timedelta(microseconds=1)).astimezone(UTC).date()
