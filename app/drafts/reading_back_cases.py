"""The people of a campaign and the sources of their cases, as a draft has them, from rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from app.cases.models import CaseEvent, CaseFact, CaseRelative, Prison, Prisoner, Source
from app.drafts.document import DraftEvent, DraftFact, DraftPrison, DraftPrisoner, DraftRelative, DraftSource


class CaseReader:
    """Reads the cases of some people; each of their sources is described once, however many rows it has."""

    def __init__(self, people: Sequence[Prisoner]) -> None:
        self.sources: list[DraftSource] = []
        self._keys: dict[UUID, str] = {}
        known: dict[bytes, str] = {}
        rows = {row.id: row for person in people for row in _rows_of(person)}
        for row in sorted(rows.values(), key=lambda each: (each.position, each.id)):
            said = _source(row)
            content = msgspec.json.encode(said)
            if content not in known:
                known[content] = f"s{len(known) + 1}"
                self.sources.append(replace(said, key=known[content]))
            self._keys[row.id] = known[content]

    def read(self, person: Prisoner) -> dict[str, Any]:
        """Return the parts of a document that are one person's."""
        events = sorted(person.events, key=lambda each: each.position)
        return {
            "prisoner": _prisoner(person),
            "facts": [
                DraftFact(key=f"f{n}", kind=each.kind, **self._claimed(each)) for n, each in enumerate(person.facts, 1)
            ],
            "events": [
                DraftEvent(
                    key=f"e{n}", kind=each.kind, date=each.date, prison=_prison(each.prison), **self._claimed(each)
                )
                for n, each in enumerate(events, 1)
            ],
            "relatives": [self._relative(each, key=f"r{n}") for n, each in enumerate(person.relatives, 1)],
        }

    def _claimed(self, claim: CaseFact | CaseEvent) -> dict[str, Any]:
        return {
            "text": claim.text,
            "attribution": claim.attribution or {},
            "certainty": claim.certainty,
            "sources": self._named(claim.sources),
        }

    def _relative(self, given: CaseRelative, *, key: str) -> DraftRelative:
        """Whoever is in the tables at all is shown."""
        return DraftRelative(
            key=key,
            kind=given.kind,
            names=given.names,
            text=given.text,
            is_public=True,
            sources=self._named(given.sources),
        )

    def _named(self, rows: Iterable[Source]) -> list[str]:
        return list(dict.fromkeys(self._keys[row.id] for row in rows))


def _rows_of(person: Prisoner) -> Iterator[Source]:
    claims: list[CaseFact | CaseEvent | CaseRelative] = [*person.facts, *person.events, *person.relatives]
    return (row for claim in claims for row in claim.sources)


def _source(row: Source) -> DraftSource:
    """The source without its key."""
    return DraftSource(
        key="",
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        archived_url=row.archived_url,
        date=row.date,
        certainty=row.certainty,
    )


def _prisoner(row: Prisoner) -> DraftPrisoner:
    return DraftPrisoner(
        slug=row.slug,
        names=row.names,
        own_language=row.own_language,
        status=row.status,
        status_verified=row.status_verified,
        detained_since=row.detained_since,
        prison=_prison(row.prison),
    )


def _prison(row: Prison | None) -> DraftPrison | None:
    return DraftPrison(slug=row.slug) if row else None
