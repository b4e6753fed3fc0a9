"""The guided way through a campaign: its steps, the pages of each, and how much is left to do on every page.

A page is a ``Section``: the view that shows it, and the places of the document it is about. Whoever adds a page adds
a line here; checks, translations and the list beside every page then lead to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from flask_babel import LazyString, lazy_gettext

from app.drafts.findings import Finding
from app.drafts.kinds import Severity
from app.drafts.places import parted


class Step(StrEnum):
    """The steps, in order."""

    WHO = "who"
    CASE = "case"
    DEMAND = "demand"
    WORDS = "words"
    PICTURE = "picture"
    CHECK = "check"


STEP_NAMES: Final = {
    Step.WHO: lazy_gettext("Who"),
    Step.CASE: lazy_gettext("The case"),
    Step.DEMAND: lazy_gettext("The demand"),
    Step.WORDS: lazy_gettext("The words"),
    Step.PICTURE: lazy_gettext("The picture"),
    Step.CHECK: lazy_gettext("Check and submit"),
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of the editor; ``places`` are beginnings of the places it is about."""

    endpoint: str
    label: LazyString
    step: Step
    places: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A page with what the checks found on it."""

    section: Section
    blocking: int
    advised: int


SECTIONS: Final = (
    Section(endpoint="organiser.case_people", label=lazy_gettext("Whom it is for"), step=Step.WHO),
    Section(
        endpoint="organiser.case_prisoner", label=lazy_gettext("The prisoner"), step=Step.WHO, places=("prisoner",)
    ),
    Section(
        endpoint="organiser.case_consent",
        label=lazy_gettext("Consent and do no harm"),
        step=Step.WHO,
        places=("consent", "checklist"),
    ),
    Section(
        endpoint="organiser.case_relatives",
        label=lazy_gettext("Relatives and co-defendants"),
        step=Step.WHO,
        places=("relatives",),
    ),
    Section(
        endpoint="organiser.case_facts", label=lazy_gettext("Charges and activity"), step=Step.CASE, places=("facts",)
    ),
    Section(
        endpoint="organiser.case_events",
        label=lazy_gettext("The case, date by date"),
        step=Step.CASE,
        places=("events",),
    ),
    Section(endpoint="organiser.case_sources", label=lazy_gettext("Sources"), step=Step.CASE, places=("sources",)),
    Section(
        endpoint="organiser.draft_petition",
        label=lazy_gettext("Ask, demands, recipients"),
        step=Step.DEMAND,
        places=("petition/ask", "petition/demands", "petition/targets", "petition/recipients"),
    ),
    Section(
        endpoint="organiser.draft_aims",
        label=lazy_gettext("Goal and dates"),
        step=Step.DEMAND,
        places=("petition/goal", "petition/milestones", "petition/opens", "petition/closes"),
    ),
    Section(
        endpoint="organiser.draft_words",
        label=lazy_gettext("Title and summary"),
        step=Step.WORDS,
        places=("languages", "campaign/title", "campaign/summary", "campaign/"),
    ),
    Section(
        endpoint="organiser.draft_story",
        label=lazy_gettext("The story"),
        step=Step.WORDS,
        places=("campaign/story",),
    ),
    Section(endpoint="organiser.draft_translations", label=lazy_gettext("Translations"), step=Step.WORDS),
    Section(
        endpoint="organiser.case_portrait", label=lazy_gettext("The portrait"), step=Step.PICTURE, places=("portrait",)
    ),
    Section(endpoint="organiser.draft_preview", label=lazy_gettext("Preview"), step=Step.CHECK),
    Section(endpoint="organiser.draft_checks", label=lazy_gettext("Checks and submitting"), step=Step.CHECK),
)
"""In the order in which a page leads to the next."""


def section_of(place: str) -> Section | None:
    """Return the page on which a place is edited: the one that names it most exactly."""
    _, inner = parted(place)
    fitting = [(len(each), section) for section in SECTIONS for each in section.places if inner.startswith(each)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def progress_of(findings: Iterable[Finding]) -> list[Progress]:
    """Return every page with what is left to do on it."""
    found = [(section_of(finding.place), finding.severity) for finding in findings]
    return [
        Progress(
            section=section,
            blocking=found.count((section, Severity.BLOCKS)),
            advised=found.count((section, Severity.ADVISES)),
        )
        for section in SECTIONS
    ]


def next_after(endpoint: str) -> str:
    """Return the view that follows another; the last leads to itself."""
    order = [section.endpoint for section in SECTIONS]
    return order[min(order.index(endpoint) + 1, len(order) - 1)]


def first_open(findings: Iterable[Finding]) -> Section:
    """Return the first page that keeps the campaign back; the last where none does."""
    return next((each.section for each in progress_of(findings) if each.blocking), SECTIONS[-1])


def page_among(endpoint: str) -> tuple[int, int]:
    """Return which page of how many a view shows, counted from 1; 0 where it is none of them."""
    order = [section.endpoint for section in SECTIONS]
    return (order.index(endpoint) + 1 if endpoint in order else 0), len(order)


def first_person(findings: Iterable[Finding]) -> str | None:
    """Return whose case keeps the campaign back on that page, by key; None where it is the first's, or nobody's."""
    findings = list(findings)
    section = first_open(findings)
    on_page = [each for each in findings if each.severity is Severity.BLOCKS and section_of(each.place) == section]
    return parted(on_page[0].place)[0] if on_page else None


def editor_steps() -> list[tuple[LazyString, list[Section]]]:
    """Return the steps in order, each with its pages."""
    pages = [(STEP_NAMES[step], [each for each in SECTIONS if each.step is step]) for step in Step]
    return [(name, sections) for name, sections in pages if sections]


EDITOR: Final[dict[str, Callable[..., Any]]] = {
    "editor_steps": editor_steps,
    "next_after": next_after,
    "page_among": page_among,
    "section_of": section_of,
}
"""What the templates of the editor ask for."""
