"""What drafts say no to."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from app.core.errors import VigilError
from app.drafts.document import DraftDocument
from app.drafts.findings import Finding
from app.drafts.states import DraftState


class Trouble(StrEnum):
    """Why a typed date was not understood."""

    UNREADABLE = "unreadable"
    YEAR_SHORT = "year_short"
    YEAR_FAR = "year_far"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_MONTH = "no_such_month"
    CALENDARS_MIXED = "calendars_mixed"
    LUNAR = "lunar"
    ENDS_FIRST = "ends_first"


_SAID: Final = {
    Trouble.UNREADABLE: 'Write a date as "December 2009", "15 Azar 1388", "about 1988" or "before 2010".',
    Trouble.YEAR_SHORT: "Write the year with four digits.",
    Trouble.YEAR_FAR: "Years go from 1500 to 2199, in the Persian calendar from 1200 to 1499.",
    Trouble.NO_SUCH_DAY: "That month has no such day.",
    Trouble.NO_SUCH_MONTH: "There is no such month; months are 1 to 12.",
    Trouble.CALENDARS_MIXED: "The month is of one calendar, the year of the other.",
    Trouble.LUNAR: "Dates of the lunar calendar are not read; write the day in the Persian or Gregorian one.",
    Trouble.ENDS_FIRST: "The end comes before the beginning.",
}


class DateNotUnderstood(VigilError):
    """A typed date that could be read in no way; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(_SAID[trouble])


class DraftChanged(VigilError):
    """Somebody else saved meanwhile, in the same places. Nothing is lost: both revisions are here.

    ``mine`` is the document that could not be saved, ``newer`` the newest, ``number`` its number, ``places`` where
    the two meet, ``base`` the one both began from.
    """

    def __init__(
        self, *, base: DraftDocument, mine: DraftDocument, newer: DraftDocument, number: int, places: Sequence[str]
    ) -> None:
        self.base, self.mine, self.newer, self.number, self.places = base, mine, newer, number, tuple(places)
        super().__init__(f"revision {number} changed the same places")


class DraftLocked(VigilError):
    """The draft is with staff, or rejected: it cannot be changed now."""

    def __init__(self, state: DraftState) -> None:
        self.state = state
        super().__init__(f"the draft is {state.value}")


class NotReady(VigilError):
    """What checks found keeps a draft from being submitted or approved."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} findings")


class SecondFactorNeeded(VigilError):
    """Nothing is published by a session that was opened without a second factor."""


class OwnWork(VigilError):
    """Nobody approves what he wrote or submitted himself."""


class AlreadyDecided(VigilError):
    """The draft is not in the state that this asks for: somebody was quicker."""


class ReasonMissing(VigilError):
    """Whoever sends back or rejects says why."""


class CampaignFrozen(VigilError):
    """Staff froze the campaign, or its organisation; only they let it go."""


class AlreadyFrozen(VigilError):
    """Staff froze the organisation before."""


class AddressTaken(VigilError):
    """Another campaign, or another organisation's prisoner, has this address; ``place`` says which."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)


class NotAllowed(VigilError):
    """The role does not include this."""


class OutcomeIncomplete(VigilError):
    """An outcome is told in every language of its campaign, with a day; ``missing`` names what lacks."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))
