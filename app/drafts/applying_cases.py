"""The prisoner, the record of the case and its sources, written as a document has them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, delete, exists, select
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignPrisoner
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
from app.drafts.document import DraftDocument, DraftPrison, DraftSource, Texts
from app.drafts.errors import AddressTaken

_CLAIM_SOURCES: Final[tuple[tuple[type[Any], Table, str], ...]] = (
    (CaseFact, case_fact_source, "fact_id"),
    (CaseEvent, case_event_source, "event_id"),
    (CaseRelative, case_relative_source, "relative_id"),
)


def apply_prisoner(
    session: Session, document: DraftDocument, *, campaign_id: UUID | None, organisation_id: UUID, is_sample: bool
) -> Prisoner:
    """Write the prisoner and the whole case, replacing what stood there; return the row.

    Without a record at the document's address, it is the campaign's own, where one is given, whose address changes.
    Raises AddressTaken where the prisoner's address is that of another organisation's record.
    """
    prisoner = _find_prisoner(session, document, campaign_id) or Prisoner(organisation_id=organisation_id)
    if prisoner.organisation_id not in (None, organisation_id):
        raise AddressTaken("prisoner/slug")
    given = document.prisoner
    prisoner.slug, prisoner.names, prisoner.own_language = given.slug, with_words(given.names), given.own_language
    prisoner.status, prisoner.status_verified = given.status, given.status_verified
    prisoner.detained_since, prisoner.is_sample = given.detained_since, is_sample
    prisoner.prison_id = _prison_id(session, document, given.prison, is_sample=is_sample)
    session.add(prisoner)
    session.flush()
    _replace_case(session, document, prisoner.id, is_sample=is_sample)
    return prisoner


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


def _find_prisoner(session: Session, document: DraftDocument, campaign_id: UUID | None) -> Prisoner | None:
    """The record at the document's address; else the one the campaign is for already, whose address changes."""
    by_slug = session.scalar(select(Prisoner).where(Prisoner.slug == document.prisoner.slug))
    return by_slug or session.scalar(
        select(Prisoner)
        .join(CampaignPrisoner, CampaignPrisoner.prisoner_id == Prisoner.id)
        .where(CampaignPrisoner.campaign_id == campaign_id, CampaignPrisoner.position == 1)
    )


def _prison_id(session: Session, document: DraftDocument, given: DraftPrison | None, *, is_sample: bool) -> UUID | None:
    """The prison of this address, made of its name where the document has none; added where there is none yet."""
    if given is None:
        return None
    slug = given.slug or slug_of(given.name, fallback="prison")
    found = session.scalar(select(Prison).where(Prison.slug == slug))
    if found is None:
        found = Prison(
            slug=slug,
            names=in_languages(given.name, document.languages),
            place=in_languages(given.place, document.languages),
            country=given.country,
            is_sample=is_sample,
        )
        session.add(found)
        session.flush()
    return found.id


def _replace_case(session: Session, document: DraftDocument, prisoner_id: UUID, *, is_sample: bool) -> None:
    before = _source_ids(session, prisoner_id)
    for table, _, _ in _CLAIM_SOURCES:
        session.execute(delete(table).where(table.prisoner_id == prisoner_id))
    _remove_unused(session, before)
    sources = {source.key: _source(source, document.languages) for source in document.sources}
    session.add_all(_facts(document, prisoner_id, sources))
    session.add_all(_events(session, document, prisoner_id, sources, is_sample=is_sample))
    session.add_all(_relatives(document, prisoner_id, sources))
    session.flush()


def _facts(document: DraftDocument, prisoner_id: UUID, sources: Mapping[str, Source]) -> list[CaseFact]:
    return [
        CaseFact(
            prisoner_id=prisoner_id,
            position=position,
            kind=fact.kind,
            text=in_languages(fact.text, document.languages),
            attribution=in_languages(fact.attribution, document.languages) or None,
            certainty=fact.certainty,
            sources=[sources[key] for key in fact.sources],
        )
        for position, fact in enumerate(document.facts, 1)
    ]


def _events(
    session: Session, document: DraftDocument, prisoner_id: UUID, sources: Mapping[str, Source], *, is_sample: bool
) -> list[CaseEvent]:
    return [
        CaseEvent(
            prisoner_id=prisoner_id,
            date=event.date,
            kind=event.kind,
            text=in_languages(event.text, document.languages),
            attribution=in_languages(event.attribution, document.languages) or None,
            certainty=event.certainty,
            prison_id=_prison_id(session, document, event.prison, is_sample=is_sample),
            sources=[sources[key] for key in event.sources],
        )
        for event in document.events
    ]


def _relatives(document: DraftDocument, prisoner_id: UUID, sources: Mapping[str, Source]) -> list[CaseRelative]:
    """Only who is to be shown leaves the draft at all."""
    return [
        CaseRelative(
            prisoner_id=prisoner_id,
            position=position,
            kind=relative.kind,
            names=with_words(relative.names),
            text=in_languages(relative.text, document.languages),
            sources=[sources[key] for key in relative.sources],
        )
        for position, relative in enumerate((each for each in document.relatives if each.is_public), 1)
    ]


def _source(source: DraftSource, languages: Iterable[str]) -> Source:
    return Source(
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
