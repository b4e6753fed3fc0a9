"""Reading lines: a worker opens a page, makes people of its lines or refuses them, and says how far it has come.

One page a transaction: whoever is killed loses nothing and repeats at most a page. One worker at a time, so that two
pages cannot both find somebody new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import exists, insert, or_, select, update
from sqlalchemy.orm import Session, undefer

from app.audit.chain import record
from app.core.crypto import KeyGone, Keyring
from app.core.folding import fold
from app.core.ids import new_id
from app.core.sealing import NotOurs
from app.mail.addresses import canonical
from app.paper.batches import TYPED, PaperBatch, PaperFile, PaperPage, PaperRefusal, PaperSignature
from app.paper.columns import Role
from app.paper.envelope import open_rows
from app.paper.lines import TYPED_ROLES, Line, read_line
from app.paper.states import READ, BatchState, LineReason
from app.paper.tables import Row

Place = tuple[int, int]
"""Source and line within a batch."""


@dataclass(frozen=True, kw_only=True)
class _Person:
    """Somebody on a line, as marks that say nothing without the petition's key."""

    line: int
    given: Line
    fingerprint: bytes | None
    trace: bytes


@dataclass
class _Known:
    """Who stands on paper already, by mark: the batch and place of each. None for the place of an earlier batch."""

    by_address: dict[bytes, Place | None] = field(default_factory=dict)
    by_trace: dict[bytes, list[tuple[bytes | None, Place | None]]] = field(default_factory=dict)

    def add(self, fingerprint: bytes | None, trace: bytes, place: Place | None) -> None:
        """Remember a person."""
        if fingerprint is not None:
            self.by_address[fingerprint] = place
        self.by_trace.setdefault(trace, []).append((fingerprint, place))

    def find(self, person: _Person) -> tuple[bool, Place | None]:
        """Whether this person is known, and where from this batch.

        The same address is the same person. The same name and country is too, unless two addresses tell them apart:
        when in doubt, somebody counts once.
        """
        if person.fingerprint is not None and person.fingerprint in self.by_address:
            return True, self.by_address[person.fingerprint]
        for fingerprint, place in self.by_trace.get(person.trace, []):
            if fingerprint is None or person.fingerprint is None:
                return True, place
        return False, None


def read_next_page(session: Session, keyring: Keyring) -> bool:
    """Read the page that waits longest; return whether there was one."""
    page = _find_page(session)
    if page is None:
        return False
    batch = session.get_one(PaperBatch, page.batch_id, with_for_update=True, populate_existing=True)
    if batch.state in READ and page.sealed is not None:
        _read(session, keyring, batch, page)
    page.sealed = None
    session.flush()
    return True


def _find_page(session: Session) -> PaperPage | None:
    return session.scalar(
        select(PaperPage)
        .join(PaperBatch, PaperBatch.id == PaperPage.batch_id)
        .outerjoin(PaperFile, PaperFile.id == PaperPage.file_id)
        .where(
            PaperPage.sealed.is_not(None),
            PaperBatch.state.in_(READ),
            or_(PaperPage.file_id.is_(None), PaperFile.roles.is_not(None)),
        )
        .order_by(PaperBatch.opened_at, PaperBatch.id, PaperFile.number.nulls_first(), PaperPage.first_line)
        .options(undefer(PaperPage.sealed))
        .limit(1)
    )


def _read(session: Session, keyring: Keyring, batch: PaperBatch, page: PaperPage) -> None:
    file = session.get(PaperFile, page.file_id) if page.file_id else None
    source, roles = (file.number, [Role(role) for role in file.roles or ()]) if file else (TYPED, list(TYPED_ROLES))
    try:
        rows = open_rows(page.sealed or b"", keyring, page_id=page.id, day=page.key_day)
        people, refused = _judge(rows, roles, keyring, petition_id=batch.petition_id)
    except (KeyGone, NotOurs, msgspec.DecodeError):
        unreadable = range(page.first_line, page.first_line + page.lines)
        people, refused = [], dict.fromkeys(unreadable, LineReason.UNREADABLE)
    batch.done += page.lines
    session.flush()
    _write_refusals(session, batch, source, refused)
    _write_people(session, keyring, batch, source, people)
    session.flush()


def _judge(
    rows: Sequence[Row], roles: Sequence[Role], keyring: Keyring, *, petition_id: UUID
) -> tuple[list[_Person], dict[int, LineReason]]:
    people, refused = [], {}
    for number, cells in rows:
        found = read_line(cells, roles)
        if isinstance(found, LineReason):
            refused[number] = found
        else:
            people.append(_recognise(found, keyring, line=number, petition_id=petition_id))
    return people, refused


def _recognise(given: Line, keyring: Keyring, *, line: int, petition_id: UUID) -> _Person:
    address = given.email and keyring.fingerprint(canonical(given.email), petition_id=petition_id)
    trace = keyring.content(f"paper|{fold(given.name)}|{given.country}".encode(), petition_id=petition_id)
    return _Person(line=line, given=given, fingerprint=address or None, trace=trace)


def _write_refusals(session: Session, batch: PaperBatch, source: int, refused: dict[int, LineReason]) -> None:
    rows = [
        {"batch_id": batch.id, "source": source, "line": line, "reason": reason} for line, reason in refused.items()
    ]
    if rows:
        session.execute(insert(PaperRefusal).values(rows))


def _write_people(
    session: Session, keyring: Keyring, batch: PaperBatch, source: int, people: Sequence[_Person]
) -> None:
    """Keep who is new. Whoever repeats a line of this batch is refused with it; who stands on an earlier sheet is a
    number and no more: which line it was would say who signed there."""
    known = _read_known(session, batch, people)
    new, repeated = [], []
    for person in people:
        is_known, place = known.find(person)
        if not is_known:
            known.add(person.fingerprint, person.trace, (source, person.line))
            new.append(_row(keyring, batch, source, person))
        elif place is not None:
            repeated.append(_repetition(batch, source, person.line, place))
        else:
            batch.earlier += 1
    if new:  # one statement: the trigger that counts runs once
        session.execute(insert(PaperSignature).values(new))
    if repeated:
        session.execute(insert(PaperRefusal).values(repeated))


def _read_known(session: Session, batch: PaperBatch, people: Sequence[_Person]) -> _Known:
    known = _Known()
    addresses = [person.fingerprint for person in people if person.fingerprint is not None]
    query = select(
        PaperSignature.batch_id, PaperSignature.source, PaperSignature.line, PaperSignature.fingerprint,
        PaperSignature.trace,
    ).where(
        PaperSignature.petition_id == batch.petition_id,
        or_(
            PaperSignature.fingerprint.in_(addresses),
            PaperSignature.trace.in_([person.trace for person in people]),
        ),
    )  # fmt: skip
    for batch_id, source, line, fingerprint, trace in session.execute(query):
        known.add(fingerprint, trace or b"", (source, line) if batch_id == batch.id else None)
    return known


def _row(keyring: Keyring, batch: PaperBatch, source: int, person: _Person) -> dict[str, object]:
    signature_id = new_id()
    return {
        "id": signature_id,
        "batch_id": batch.id,
        "petition_id": batch.petition_id,
        "source": source,
        "line": person.line,
        "name_sealed": keyring.seal_words(person.given.name, petition_id=batch.petition_id, row=signature_id),
        "country": person.given.country,
        "fingerprint": person.fingerprint,
        "trace": person.trace,
    }


def _repetition(batch: PaperBatch, source: int, line: int, place: Place) -> dict[str, object]:
    return {
        "batch_id": batch.id, "source": source, "line": line, "reason": LineReason.REPEATED,
        "repeats_source": place[0], "repeats_line": place[1],
    }  # fmt: skip


def count_read_batches(session: Session, *, now: datetime) -> int:
    """Count the batches that were closed and are read to the end; return how many."""
    unread = exists().where(PaperPage.batch_id == PaperBatch.id, PaperPage.sealed.is_not(None))
    counted = session.execute(
        update(PaperBatch)
        .where(PaperBatch.state == BatchState.IMPORTING, ~unread)
        .values(state=BatchState.COUNTED, counted_at=now)
        .returning(PaperBatch.id, PaperBatch.kept, PaperBatch.total)
        .execution_options(synchronize_session=False)
    ).all()
    for batch_id, kept, total in counted:
        record(session, actor="worker", action="paper.counted", subject_kind="paper_batch", subject_id=batch_id,
               details={"counted": kept, "lines": total}, now=now)  # fmt: skip
    return len(counted)
