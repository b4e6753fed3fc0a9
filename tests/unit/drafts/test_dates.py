"""What people type as a date: understood as exactly as it was meant, and no day or month is made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import edtf
from app.core.edtf import Precision
from app.core.formats import format_edtf
from app.core.persian import MONTHS, OWN_MONTHS, PersianSpan, bounds, find_span
from app.drafts.dates import understand
from app.drafts.errors import DateNotUnderstood, Trouble
from app.drafts.moments import Calendar

GREGORIAN = {
    "December 2009": "2009-12",
    "dec. 2009": "2009-12",
    "2009 December": "2009-12",
    "12/2009": "2009-12",
    "2009-12": "2009-12",
    "2009/12": "2009-12",
    "دسامبر ۲۰۰۹": "2009-12",
    "2009": "2009",
    "in the year 2009": "2009",
    "۲۰۰۹ میلادی": "2009",
    "26 August 2022": "2022-08-26",
    "August 26th, 2022": "2022-08-26",
    "Friday, 26 August 2022": "2022-08-26",
    "26.8.2022": "2022-08-26",
    "08/26/2022": "2022-08-26",
    "2022/8/26": "2022-08-26",
    "about 1988": "1988~",
    "c. 1988": "1988~",
    "~1988": "1988~",
    "1988~": "1988~",
    "حدود سال ۱۹۸۸": "1988~",
    "probably August 2022": "2022-08?",
    "August 2022?": "2022-08?",
    "perhaps about 1988": "1988%",
    "spring 1988": "1988-21",
    "Summer 1988": "1988-22",
    "winter 2009": "2009-24",
    "1980s": "198X",
    "the 1980s": "198X",
    "before 2010": "/2009",
    "before December 2009": "/2009-11",
    "before 1 March 2012": "/2012-02-29",
    "after 2010": "2011/",
    "after December 2009": "2010-01/",
    "since December 2009": "2009-12/..",
    "until 2010": "../2010",
    "2010 or earlier": "/2010",
    "2010 or later": "2010/",
    "not before 2010": "2010/",
    "between 2009 and 2011": "2009/2011",
    "from March 2009 to May 2010": "2009-03/2010-05",
    "2009–2011": "2009/2011",
    "March 2009 – May 2010": "2009-03/2010-05",
    "about 2009 to 2011": "2009~/2011~",
    "2009-12/..": "2009-12/..",
    "198x": "198X",
}
PERSIAN = {
    "1388": "2009-03-21/2010-03-20",
    "۱۳۸۸": "2009-03-21/2010-03-20",
    "سال ١٣٨٨": "2009-03-21/2010-03-20",
    "about 1388": "2009-03-21~/2010-03-20~",
    "آذر ۱۳۸۸": "2009-11-22/2009-12-21",
    "آذرماه ۱۳۸۸": "2009-11-22/2009-12-21",
    "آذر ماه ۱۳۸۸": "2009-11-22/2009-12-21",
    "قوس ۱۳۸۸": "2009-11-22/2009-12-21",
    "1388-09": "2009-11-22/2009-12-21",
    "9/1388": "2009-11-22/2009-12-21",
    "Azar 1388": "2009-11-22/2009-12-21",
    "15 Azar 1388": "2009-12-06",
    "۱۵ آذر ۱۳۸۸": "2009-12-06",
    "سه‌شنبه ۱۵ آذر ۱۳۸۸": "2009-12-06",
    "1388/09/15": "2009-12-06",
    "30 Esfand 1387": "2009-03-20",
    "بهار ۱۳۶۷": "1988-21",
    "زمستان ۱۳۸۸": "2009-24",
    "تابستان ۱۳۶۷": "1988-22",
    "پیش از ۱۳۸۸": "/2009-03-20",
    "پس از آذر ۱۳۸۸": "2009-12-22/",
    "از آذر ۱۳۸۸": "2009-11-22~/..",
    "بین ۱۳۸۸ و ۱۳۸۹": "2009-03-21~/2011-03-20~",
    "دههٔ ۱۳۶۰": "1981-03-21/1991-03-20",
}
REFUSED = {
    "yesterday": Trouble.UNREADABLE,
    "early 2009": Trouble.UNREADABLE,
    "5 2009": Trouble.UNREADABLE,
    "2009-12/2009-11": Trouble.UNREADABLE,
    "March 88": Trouble.YEAR_SHORT,
    "1/2/88": Trouble.YEAR_SHORT,
    "88": Trouble.YEAR_SHORT,
    "988": Trouble.YEAR_FAR,
    "2500": Trouble.YEAR_FAR,
    "31 February 2009": Trouble.NO_SUCH_DAY,
    "30 Esfand 1388": Trouble.NO_SUCH_DAY,
    "13/2009": Trouble.NO_SUCH_MONTH,
    "2009/13": Trouble.NO_SUCH_MONTH,
    "1388-22": Trouble.NO_SUCH_MONTH,
    "Azar 2009": Trouble.CALENDARS_MIXED,
    "December 1388": Trouble.CALENDARS_MIXED,
    "محرم ۱۴۳۰ قمری": Trouble.LUNAR,
    "from 2010 to 2009": Trouble.ENDS_FIRST,
    "x" * 61: Trouble.UNREADABLE,
}
WORDS = ["before", "about", "1388", "2009", "and", "december", "azar", "15", "/", "-", "?", "to", "spring", "آذر", "از"]
DAYS = st.dates(min_value=date(1850, 1, 1), max_value=date(2100, 12, 31))
SPANS = st.builds(PersianSpan, st.integers(1250, 1460), st.one_of(st.none(), st.integers(1, 12)))


@pytest.mark.parametrize(("typed", "meant"), GREGORIAN.items())
def test_a_gregorian_date(typed: str, meant: str) -> None:
    found = understand(typed)
    assert found
    assert (found.edtf, found.calendar, found.otherwise) == (meant, Calendar.GREGORIAN, ())


@pytest.mark.parametrize(("typed", "meant"), PERSIAN.items())
def test_a_persian_date(typed: str, meant: str) -> None:
    found = understand(typed)
    assert found
    assert (found.edtf, found.calendar, found.otherwise) == (meant, Calendar.PERSIAN, ())


@pytest.mark.parametrize("typed", ["", "  ", "unknown", "Unknown", "?", "نامعلوم"])
def test_unknown_is_a_value(typed: str) -> None:
    assert understand(typed) is None


@pytest.mark.parametrize(("typed", "trouble"), REFUSED.items())
def test_what_cannot_be_read_says_why(typed: str, trouble: Trouble) -> None:
    with pytest.raises(DateNotUnderstood) as raised:
        understand(typed)
    assert raised.value.trouble is trouble


def test_two_orders_of_day_and_month_are_told() -> None:
    found = understand("05/04/2009")
    assert found
    assert (found.edtf, found.otherwise) == ("2009-04-05", ("2009-05-04",))


@given(DAYS)
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    written = [
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}/{day.month}/{day.day}",
        format_edtf(day.isoformat(), "fa", gettext=_as_it_is),
    ]
    assert {getattr(understand(text), "edtf", None) for text in written} == {day.isoformat()}


@given(SPANS)
def test_a_persian_month_or_year_goes_from_its_first_to_its_last_day(span: PersianSpan) -> None:
    first, last = bounds(span)
    month = f"{MONTHS[span.month - 1]} " if span.month else ""
    own = f"{OWN_MONTHS[span.month - 1]} " if span.month else ""
    for text in (f"{month}{span.year}", f"{own}{span.year}"):
        found = understand(text)
        assert found
        assert found.edtf == f"{first}/{last}"
    assert find_span(first, last) == span


@given(st.one_of(st.integers(1500, 2199), st.integers(1200, 1490)), st.sampled_from(["{}", "about {}", "before {}"]))
def test_a_year_never_becomes_a_day(year: int, said: str) -> None:
    found = understand(said.format(year))
    assert found
    read = edtf.parse(found.edtf)
    assert read.is_interval or read.precision is Precision.YEAR


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_left_open_or_refused(typed: str) -> None:
    try:
        found = understand(typed)
    except DateNotUnderstood:
        return
    assert found is None or edtf.parse(found.edtf)


@given(
    st.lists(
        st.sampled_from(
            [
                "before",
                "about",
                "1388",
                "2009",
                "and",
                "december",
                "azar",
                "15",
                "/",
                "-",
                "?",
                "to",
                "from",
                "spring",
                "12",
                "آذر",
                "از",
            ]
        )
    )
)
def test_whatever_words_come_together_are_read_or_refused(words: list[str]) -> None:
    try:
        found = understand(" ".join(words))
    except DateNotUnderstood:
        return
    assert found is None or edtf.parse(found.edtf)


def _as_it_is(message: str, /, **values: str) -> str:
    return message % values
