"""Prisons that are there already, as the pages of the case offer and name them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.cases.models import Prison
from app.cases.prison_search import find_prisons
from app.core.db import unit_of_work
from app.drafts.document import DraftPrison
from app.drafts.surroundings import list_prisons

MOST: Final = 8
"""How many are offered at once; where there are no more than these, all are."""


def prison_choices(chosen: DraftPrison | None, words: str) -> Sequence[Prison]:
    """Return the prison that is chosen, if it is a known one, and those that a search finds."""
    with unit_of_work() as session:
        known = list_prisons(session)
    slug = chosen.slug if chosen else None
    found = find_prisons(known, words, most=MOST) if words.strip() or len(known) > MOST else list(known)
    return [each for each in known if each.slug == slug] + [each for each in found if each.slug != slug]


def prisons_by_slug(given: Iterable[DraftPrison | None]) -> Mapping[str, Prison]:
    """Return the known prisons that some places of a draft name."""
    slugs = {each.slug for each in given if each}
    with unit_of_work() as session:
        return {each.slug: each for each in list_prisons(session) if each.slug in slugs}
