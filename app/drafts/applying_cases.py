"""The people of a campaign, the record of each case and its sources, written as a document has them."""

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, delete, exists, select
from sqlalchemy.orm import Session

from app.cases.models import (
    CaseEvent,
    CaseFact,
    CaseRelative,
    Prison,
    Prisoner,
    Source,
    case_event_source,
    case_fact_source,
    case_relative_source,
    group_source,
    memorial_source,
)
from app.core.folding import fold
from app.drafts.document import (
    DraftDocument,
    DraftEvent,
    DraftFact,
    DraftFellow,
    DraftPrison,
    DraftPrisoner,
    DraftSource,
    Texts,
)
from app.drafts.errors import AddressTaken
from app.drafts.people import FIRST, list_people
from app.drafts.places import join

_CLAIM_SOURCES: Final[tuple[tuple[type[Any], Table, str], ...]] = (
    (CaseFact, case_fact_source, "fact_id"),
    (CaseEvent, case_event_source, "event_id"),
    (CaseRelative, case_relative_source, "relative_id"),
)


class CaseWriter:
    """Writes the cases of one document; ``write`` makes the whole.

    ``before`` is the revision that the tables hold: whoever's address has changed since is found by the one there.
    """

    def __init__(
        self, session: Session, document: DraftDocument, *, organisation_id: UUID, is_sample: bool = False,
        before: DraftDocument | None = None,
    ) -> None:  # fmt: skip
        self._session, self._document = session, document
        self._organisation_id, self._is_sample = organisation_id, is_sample
        self._before = {person.key: person.prisoner for person in list_people(before)} if before else {}
        self._sources = {
            source.key: _source(source, position, document.languages)
            for position, source in enumerate(document.sources, 1)
        }
        self._written: list[Prisoner] = []

    def write(self, *, told: Collection[str] = ()) -> list[Prisoner]:
        """Write everybody with the whole case, replacing what stood there; return the rows in the order of naming.

        Whose address is in ``told`` has been told already, by another campaign: that case is left as it stands.
        Raises AddressTaken where an address is that of another organisation's record.
        """
        for person in list_people(self._document):
            found = self._find(person)
            if found is None or found.slug not in told:
                found = self._write(person, found or Prisoner(organisation_id=self._organisation_id))
            self._written.append(found)
        return self._written

    def _find(self, person: DraftFellow) -> Prisoner | None:
        """The record at the person's address; else the one it had before, if it has a name in common with this."""
        by_slug = self._at(person.prisoner.slug)
        earlier = self._before.get(person.key)
        if by_slug is not None or earlier is None or not _share_a_name(earlier, person.prisoner):
            return by_slug
        found = self._at(earlier.slug)
        return None if found in self._written else found

    def _at(self, slug: str) -> Prisoner | None:
        return self._session.scalar(select(Prisoner).where(Prisoner.slug == slug))

    def _write(self, person: DraftFellow, prisoner: Prisoner) -> Prisoner:
        if prisoner.organisation_id not in (None, self._organisation_id):
            raise AddressTaken("prisoner/slug" if person.key == FIRST else join("others", person.key, "prisoner/slug"))
        given = person.prisoner
        prisoner.slug, prisoner.names, prisoner.own_language = given.slug, with_words(given.names), given.own_language
        prisoner.status, prisoner.status_verified = given.status, given.status_verified
        prisoner.detained_since, prisoner.is_sample = given.detained_since, self._is_sample
        prisoner.prison_id = self._prison_id(given.prison)
        self._session.add(prisoner)
        self._session.flush()
        self._replace_case(person, prisoner.id)
        return prisoner

    def _prison_id(self, given: DraftPrison | None) -> UUID | None:
        """The prison of this address, made of its name where there is none; added where there is none yet."""
        if given is None:
            return None
        slug = given.slug or slug_of(given.name, fallback="prison")
        found = self._session.scalar(select(Prison).where(Prison.slug == slug))
        if found is None:
            found = Prison(
                slug=slug,
                names=self._said(given.name),
                place=self._said(given.place),
                country=given.country,
                is_sample=self._is_sample,
            )
            self._session.add(found)
            self._session.flush()
        return found.id

    def _said(self, texts: Texts) -> Texts:
        return in_languages(texts, self._document.languages)

    def _replace_case(self, person: DraftFellow, prisoner_id: UUID) -> None:
        before = _source_ids(self._session, prisoner_id)
        for table, _, _ in _CLAIM_SOURCES:
            self._session.execute(delete(table).where(table.prisoner_id == prisoner_id))
        _remove_unused(self._session, before)
        self._session.add_all(self._facts(person, prisoner_id))
        self._session.add_all(self._events(person, prisoner_id))
        self._session.add_all(self._relatives(person, prisoner_id))
        self._session.flush()

    def _facts(self, person: DraftFellow, prisoner_id: UUID) -> list[CaseFact]:
        return [
            CaseFact(prisoner_id=prisoner_id, position=position, kind=fact.kind, **self._claimed(fact))
            for position, fact in enumerate(person.facts, 1)
        ]

    def _events(self, person: DraftFellow, prisoner_id: UUID) -> list[CaseEvent]:
        return [
            CaseEvent(
                prisoner_id=prisoner_id,
                position=position,
                date=event.date,
                kind=event.kind,
                prison_id=self._prison_id(event.prison),
                **self._claimed(event),
            )
            for position, event in enumerate(person.events, 1)
        ]

    def _claimed(self, claim: DraftFact | DraftEvent) -> dict[str, Any]:
        return {
            "text": self._said(claim.text),
            "attribution": self._said(claim.attribution) or None,
            "certainty": claim.certainty,
            "sources": self._named(claim.sources),
        }

    def _relatives(self, person: DraftFellow, prisoner_id: UUID) -> list[CaseRelative]:
        """Only who is to be shown leaves the draft at all."""
        return [
            CaseRelative(
                prisoner_id=prisoner_id,
                position=position,
                kind=relative.kind,
                names=with_words(relative.names),
                text=self._said(relative.text),
                sources=self._named(relative.sources),
            )
            for position, relative in enumerate((each for each in person.relatives if each.is_public), 1)
        ]

    def _named(self, keys: Iterable[str]) -> list[Source]:
        return [self._sources[key] for key in keys]


def in_languages(texts: Texts, languages: Iterable[str]) -> Texts:
    """Return a text in these languages alone, where it has words."""
    return {language: texts[language].strip() for language in languages if texts.get(language, "").strip()}


def slug_of(texts: Texts, *, fallback: str) -> str:
    """Return the address that a name makes: from English, or from whatever of it is in Latin letters."""
    for words in (texts.get("en", ""), *texts.values()):
        if slug := "-".join(re.findall("[a-z0-9]+", fold(words))):
            return slug
    digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()
    return f"{fallback}-{digest[:8]}"


def with_words(texts: Texts) -> Texts:
    """Return a text without languages in which it has no words."""
    return in_languages(texts, texts)


def _share_a_name(one: DraftPrisoner, other: DraftPrisoner) -> bool:
    return not set(with_words(one.names).values()).isdisjoint(other.names.values())


def _source(source: DraftSource, position: int, languages: Iterable[str]) -> Source:
    return Source(
        position=position,
        title=in_languages(source.title, languages),
        publisher=in_languages(source.publisher, languages),
        url=source.url,
        archived_url=source.archived_url,
        date=source.date,
        certainty=source.certainty,
    )


def _source_ids(session: Session, prisoner_id: UUID) -> set[UUID]:
    ids: set[UUID] = set()
    for claim, links, column in _CLAIM_SOURCES:
        query = select(links.c.source_id).join(claim, claim.id == links.c[column])
        ids |= set(session.scalars(query.where(claim.prisoner_id == prisoner_id)))
    return ids


def _remove_unused(session: Session, source_ids: set[UUID]) -> None:
    """Remove sources on which nothing rests any more; groups and memorials have theirs."""
    links = [links for _, links, _ in _CLAIM_SOURCES] + [group_source, memorial_source]
    unused = [~exists().where(each.c.source_id == Source.id) for each in links]
    session.execute(delete(Source).where(Source.id.in_(source_ids), *unused))
