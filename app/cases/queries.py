"""Reads of cases. What a page needs comes in one go: lazy loading raises."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.cases.models import CaseEvent, CaseFact, Prisoner
from app.core.errors import NotFound


def get_prisoner(session: Session, slug: str) -> Prisoner:
    """Return the prisoner with facts in order, events by date, and the sources of each; or raise NotFound."""
    prisoner = find_prisoner(session, slug)
    if prisoner is None:
        raise NotFound(f"no prisoner {slug!r}")
    return prisoner


def find_prisoner(session: Session, slug: str) -> Prisoner | None:
    """Like get_prisoner, with None where there is no such prisoner."""
    return session.scalar(
        select(Prisoner)
        .where(Prisoner.slug == slug)
        .options(
            selectinload(Prisoner.facts).selectinload(CaseFact.sources),
            selectinload(Prisoner.events).selectinload(CaseEvent.sources),
        )
    )
