"""Copying groups and memorials to where the public reads them: one document each."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, selectinload

from app.campaigns.document import FigureDocument, GroupRecord, MemorialRecord, SourceDocument
from app.campaigns.markup import to_html
from app.campaigns.models import PublishedGroup, PublishedMemorial
from app.cases.models import Group, Memorial, Source


def publish_groups(session: Session, slugs: Iterable[str], *, now: datetime) -> None:
    """Make the public copies of these groups as they stand now, replacing earlier ones."""
    wanted = select(Group).where(Group.slug.in_(list(slugs))).options(selectinload(Group.sources))
    for group in session.scalars(wanted.execution_options(populate_existing=True)):
        _store(session, PublishedGroup, group, _group(group), now=now)


def publish_memorials(session: Session, slugs: Iterable[str], *, now: datetime) -> None:
    """Make the public copies of these memorials as they stand now, replacing earlier ones."""
    wanted = select(Memorial).where(Memorial.slug.in_(list(slugs)))
    wanted = wanted.options(selectinload(Memorial.figures), selectinload(Memorial.sources))
    for memorial in session.scalars(wanted.execution_options(populate_existing=True)):
        _store(session, PublishedMemorial, memorial, _memorial(memorial), now=now)


def source_document(source: Source) -> SourceDocument:
    """Return what the public reads of a source."""
    return SourceDocument(
        title=source.title,
        publisher=source.publisher,
        date=source.date,
        url=source.url,
        certainty=source.certainty.value,
    )


def _store(
    session: Session,
    table: type[PublishedGroup | PublishedMemorial],
    original: Group | Memorial,
    record: GroupRecord | MemorialRecord,
    *,
    now: datetime,
) -> None:
    row = {"slug": record.slug, "document": msgspec.to_builtins(record), "published_at": now}
    session.execute(
        upsert(table).values(id=original.id, **row).on_conflict_do_update(index_elements=[table.id], set_=row)
    )


def _group(group: Group) -> GroupRecord:
    return GroupRecord(
        slug=group.slug,
        name=group.names,
        description={language: to_html(markdown) for language, markdown in group.description.items()},
        size=group.size,
        attribution=group.attribution,
        sources=[source_document(source) for source in group.sources],
        is_sample=group.is_sample,
    )


def _memorial(memorial: Memorial) -> MemorialRecord:
    return MemorialRecord(
        slug=memorial.slug,
        title=memorial.title,
        text={language: to_html(markdown) for language, markdown in memorial.text.items()},
        figures=[
            FigureDocument(figure=each.figure, text=each.text, attribution=each.attribution)
            for each in memorial.figures
        ],
        sources=[source_document(source) for source in memorial.sources],
        is_sample=memorial.is_sample,
    )
