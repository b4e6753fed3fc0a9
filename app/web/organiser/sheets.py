"""The tables of a dashboard as files: UTF-8 with its mark, commas, CRLF (RFC 4180), nothing a spreadsheet would run."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from app.core.cells import formula_safe
from app.core.numerals import locale_of
from app.tallies.figures import Figures
from app.tallies.telling import OTHERS

_MARK: Final = "\ufeff"
Row = Sequence[str | int]


def write_sheet(name: str, figures: Figures, *, language: str) -> str:
    """Return one table as the text of a CSV file; heads and codes are English whatever the language."""
    head, rows = SHEETS[name](figures, language)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (head, *rows):
        writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return _MARK + text.getvalue()


def _figure(figures: Figures, _language: str) -> tuple[Row, Iterable[Row]]:
    grain = figures.period.grain.value
    rows = [(part.begins.strftime("%Y-%m-%dT%H:%MZ"), part.change, part.total) for part in figures.parts]
    return (f"{grain}_utc", "change", "confirmed"), rows


def _countries(figures: Figures, language: str) -> tuple[Row, Iterable[Row]]:
    return _groups("country", figures.countries, locale_of(language).territories)


def _languages(figures: Figures, language: str) -> tuple[Row, Iterable[Row]]:
    return _groups("language", figures.languages, locale_of(language).languages)


def _groups(noun: str, groups: Mapping[str, int], names: Mapping[str, str]) -> tuple[Row, Iterable[Row]]:
    rows = [(_code(code), names.get(code, ""), count) for code, count in groups.items()]
    return (noun, "name", "confirmed"), rows


def _sources(figures: Figures, _language: str) -> tuple[Row, Iterable[Row]]:
    rows = [(_code(row.code), row.loads, row.confirmed) for row in figures.list_sources()]
    return ("source", "page_loads_at_least", "confirmed_at_least"), rows


def _funnel(figures: Figures, _language: str) -> tuple[Row, Iterable[Row]]:
    names = {"loads": "page_loads", "submitted": "submitted", "mailed": "mailed", "bounced": "bounced"}
    names["complained"] = "complained"
    rows: list[Row] = [(f"{name}_at_least", getattr(figures.funnel, step)) for step, name in names.items()]
    return ("step", "count"), [*rows, ("confirmed", figures.funnel.confirmed)]


def _milestones(figures: Figures, _language: str) -> tuple[Row, Iterable[Row]]:
    rows = [(number, hour.strftime("%Y-%m-%dT%H:00Z")) for number, hour in sorted(figures.reached.items())]
    return ("milestone", "reached_in_hour_utc"), rows


def _code(code: str) -> str:
    return {OTHERS: "others", "": "none"}.get(code, code)


SHEETS: Final[Mapping[str, Callable[[Figures, str], tuple[Row, Iterable[Row]]]]] = {
    "figure": _figure,
    "countries": _countries,
    "languages": _languages,
    "sources": _sources,
    "funnel": _funnel,
    "milestones": _milestones,
}
