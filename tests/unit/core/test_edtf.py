"""EDTF level 1: what is read, what is refused, and that no day or end is made up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.edtf import EdtfError, Missing, Precision, Season, parse

BOUNDS = {
    "1988": (date(1988, 1, 1), date(1988, 12, 31)),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29)),
    "2009-12-05": (date(2009, 12, 5), date(2009, 12, 5)),
    "1988-22~": (date(1988, 6, 1), date(1988, 9, 23)),
    "2009-24": (date(2009, 12, 1), date(2010, 3, 21)),
    "198X": (date(1980, 1, 1), date(1989, 12, 31)),
    "19XX": (date(1900, 1, 1), date(1999, 12, 31)),
    "2009-XX": (date(2009, 1, 1), date(2009, 12, 31)),
    "2009-12-XX": (date(2009, 12, 1), date(2009, 12, 31)),
    "2009-XX-XX": (date(2009, 1, 1), date(2009, 12, 31)),
    "2009-12/2022-08": (date(2009, 12, 1), date(2022, 8, 31)),
    "2009-12/..": (date(2009, 12, 1), None),
    "2009/": (date(2009, 1, 1), None),
    "/2009": (None, date(2009, 12, 31)),
    "../2009-02": (None, date(2009, 2, 28)),
    "-0044-03-15": (None, None),
    "Y170000": (None, None),
}

NOT_EDTF = [
    "",
    "2009-13",
    "2009-00",
    "2009-02-29",
    "2009-12-00",
    "2009-22-01",
    "2009-XX-01",
    "198X-05",
    "1XXX",
    "?2009",
    "2009?~",
    "-0000",
    "Y2009",
    "/",
    "../..",
    "2009/..?",
    "2010/2009",
    "2009/2010/2011",
    "2009-12-XX/2010",
    "2009-12-31T12:00:00Z",
    " 2009",
    "2009\n",
    "۲۰۰۹",
    "December 2009",
]


@pytest.mark.parametrize(("text", "bounds"), BOUNDS.items())
def test_a_date_has_the_bounds_it_states(text, bounds):
    found = parse(text)
    assert (found.earliest, found.latest) == bounds
    assert found.text == text


@pytest.mark.parametrize("text", NOT_EDTF)
def test_what_is_no_date_is_refused_with_a_sentence(text):
    with pytest.raises(EdtfError, match=r"\w+ \w+ \w+"):
        parse(text)


@pytest.mark.parametrize(
    ("mark", "approximate", "uncertain"),
    [("", False, False), ("~", True, False), ("?", False, True), ("%", True, True)],
)
def test_qualifiers_say_how_sure_a_date_is(mark, approximate, uncertain):
    for text in (f"2022{mark}", f"2022-08{mark}", f"1988-22{mark}", f"198X{mark}", f"2009/2022-08-26{mark}"):
        found = parse(text)
        assert (found.is_approximate, found.is_uncertain) == (approximate, uncertain)


def test_precision_is_what_was_given():
    texts = ("19XX", "198X", "1988-XX", "1988-22", "1988-07", "1988-07-01")
    assert [parse(text).precision for text in texts] == list(Precision)
    assert parse("2009-12-05/2022").precision is Precision.YEAR


def test_a_season_is_no_month():
    summer = parse("1988-22").dates[0]
    assert (summer.season, summer.month, summer.day) == (Season.SUMMER, None, None)


def test_an_open_end_differs_from_an_unknown_one():
    assert parse("2009/..").end is Missing.OPEN
    assert parse("2009/").end is Missing.UNKNOWN


def test_the_years_before_the_first_count_backwards():
    decade = parse("-004X").dates[0]
    assert (decade.year, decade.last_year) == (-49, -40)


def test_a_timeline_is_in_order():
    texts = ["-0100", "1988-22~", "2009-12", "2009-12/", "2022?", "2022-08?", "2022-08-26", "Y12345"]
    backwards = texts[::-1]
    assert sorted(backwards, key=lambda text: parse(text).sort_key) == texts


@given(st.dates())
def test_every_day_is_read_as_itself_and_lies_in_its_month_and_year(day):
    found = parse(day.isoformat())
    assert found.earliest == found.latest == day
    for wider in (day.isoformat()[:7], day.isoformat()[:4], day.isoformat()[:3] + "X"):
        if wider != "000X":
            assert parse(wider).earliest <= day <= parse(wider).latest


@given(st.dates(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40000)))
def test_an_interval_is_bounded_by_its_ends_and_never_runs_backwards(start, length):
    end = date.fromordinal(min(start.toordinal() + length.days, date.max.toordinal()))
    found = parse(f"{start.isoformat()}/{end.isoformat()}")
    assert (found.earliest, found.latest) == (start, end)
    if start < end:
        with pytest.raises(EdtfError):
            parse(f"{end.isoformat()}/{start.isoformat()}")


@given(st.text(alphabet="0123456789-X/.?~%Y", max_size=14))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse(text)
    except EdtfError:
        return
    assert found.dates
    if found.earliest and found.latest:
        assert found.earliest <= found.latest
