"""Putting what stands around the sample campaigns into the database: whatever is not there yet."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.cases.models import Group, Memorial, MemorialFigure, Prison, Source
from app.core.errors import NotFound
from app.sample.content import read_surroundings
from app.sample.shapes import SampleGroup, SampleMemorial, SampleOrganisation, SamplePrison, SampleSource

Row = TypeVar("Row", Organisation, Prison, Group, Memorial)


def find_or_add_organisation(session: Session, key: str) -> Organisation:
    """Return the organisation of this key."""
    found = _find(session, Organisation, key)
    return found or _add(session, _organisation(_named(read_surroundings().organisations, key)))


def find_or_add_prison(session: Session, key: str) -> Prison:
    """Return the prison of this key."""
    found = _find(session, Prison, key)
    return found or _add(session, _prison(_named(read_surroundings().prisons, key)))


def find_or_add_group(session: Session, key: str) -> Group:
    """Return the group of this key."""
    found = _find(session, Group, key)
    return found or _add(session, _group(_named(read_surroundings().groups, key)))


def find_or_add_memorial(session: Session, key: str) -> Memorial:
    """Return the memorial of this key."""
    found = _find(session, Memorial, key)
    return found or _add(session, _memorial(_named(read_surroundings().memorials, key)))


def sample_source(sample: SampleSource) -> Source:
    """Return a source as a row, not yet added."""
    return Source(
        title=sample.title,
        publisher=sample.publisher,
        url=sample.url,
        archived_url=sample.archived_url,
        date=sample.date,
        certainty=sample.certainty,
    )


def _find(session: Session, table: type[Row], key: str) -> Row | None:
    return session.scalar(select(table).where(table.slug == key))


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _named(entries: Iterable[Any], key: str) -> Any:
    for entry in entries:
        if entry.key == key:
            return entry
    raise NotFound(f"no sample {key!r}")


def _organisation(sample: SampleOrganisation) -> Organisation:
    return Organisation(slug=sample.key, name=sample.name, about=sample.about, is_sample=True)


def _prison(sample: SamplePrison) -> Prison:
    return Prison(slug=sample.key, names=sample.name, place=sample.place, country=sample.country, is_sample=True)


def _group(sample: SampleGroup) -> Group:
    return Group(
        slug=sample.key,
        names=sample.name,
        description=sample.description,
        size=sample.size,
        attribution=sample.attribution,
        sources=[sample_source(source) for source in sample.sources],
        is_sample=True,
    )


def _memorial(sample: SampleMemorial) -> Memorial:
    return Memorial(
        slug=sample.key,
        title=sample.title,
        text=sample.text,
        figures=[
            MemorialFigure(position=n, figure=each.figure, text=each.text, attribution=each.attribution)
            for n, each in enumerate(sample.figures, 1)
        ],
        sources=[sample_source(source) for source in sample.sources],
        is_sample=True,
    )
