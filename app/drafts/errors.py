"""What drafts say no to."""

from enum import StrEnum
from typing import Final

from app.core.errors import VigilError


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
