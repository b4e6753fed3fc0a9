"""Compiling approved exports, one at a time: with progress, anew after a kill, cancelled by a word.

Rows are read by a cursor of the server, opened, guarded, written and encrypted as they come: what is in clear is a few
thousand rows in memory, and never a file.
"""

import hashlib
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import Update, delete, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from app.audit.chain import record
from app.core.age import seal_blocks
from app.core.crypto import Keyring
from app.core.db import db, unit_of_work
from app.core.errors import VigilError
from app.core.folders import private_folder, settle
from app.core.streams import stream_rows
from app.exports.errors import ExportCancelled, KeyNotUsable, RequestDiffers
from app.exports.markers import Markers
from app.exports.models import Export, ExportMarker
from app.exports.opening import Cells, Opener
from app.exports.rules import KEPT_FOR, Wish, count_markers, digest_of, from_document, names_somebody
from app.exports.selecting import fix_recent, is_wanted, list_wordings, select_rows
from app.exports.states import UNFINISHED, ExportState
from app.exports.writing import open_sheet
from app.signatures.models import Signature

FOLDER: Final = "exports"
CHUNK: Final = 2000
"""Rows that are in clear at one time."""
_TELL_EVERY_SECONDS: Final = 0.5


def file_of(var: Path, export_id: UUID) -> Path:
    """Return where an export's encrypted file lies while it waits to be fetched."""
    return var / FOLDER / f"{export_id}.age"


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What two people agreed on, and until when: whatever a pass over the rows needs to know of the request."""

    export_id: UUID
    wish: Wish
    age_key: str
    cut_off: datetime


class Exporter:
    """What compiling needs: keys, the folder, where marker rows have their mailboxes, and the time."""

    def __init__(
        self, keyring: Keyring, *, var: Path, marker_domain: str, clock: Callable[[], datetime]
    ) -> None:  # fmt: skip
        self._keyring, self._var, self._domain, self._clock = keyring, var, marker_domain, clock

    def compile_next(self) -> UUID | None:
        """Compile the next approved export, also one that a killed worker left; return its id, or None.

        A failure is kept on the row by its kind and raised no further.
        """
        with unit_of_work() as session:
            export_id = session.scalar(
                select(Export.id).where(Export.state.in_(UNFINISHED)).order_by(Export.decided_at, Export.id).limit(1)
            )
        if export_id is not None:
            try:
                self._compile(export_id)
            except ExportCancelled:
                pass
            except VigilError as error:
                _fail(export_id, type(error).__name__)
        return export_id

    def _compile(self, export_id: UUID) -> None:
        order = self._begin(export_id)
        path = file_of(self._var, export_id)
        draft = private_folder(path.parent) / f".{path.name}.draft"
        try:
            with unit_of_work() as session:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                work = _Work(session, self._keyring, order, domain=self._domain)
                with draft.open("wb") as sealed:
                    seal_blocks(work.iter_blocks(), sealed, [order.age_key])
            settle(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        if not _finish(export_id, work, size=path.stat().st_size, now=self._clock()):
            path.unlink(missing_ok=True)

    def _begin(self, export_id: UUID) -> _Order:
        """Make sure once more that this is what two people agreed on, and fix its cut-off.

        Raises RequestDiffers or KeyNotUsable.
        """
        now = self._clock()
        with unit_of_work() as session:
            export = session.get_one(Export, export_id, options=[joinedload(Export.key)])
            if digest_of(export.request) != export.digest or export.approved_digest != export.digest:
                raise RequestDiffers("the request is not what was approved")
            if export.key.age_key != export.request["age_key"] or not export.key.is_usable(now=now):
                raise KeyNotUsable("the key cannot be used any more")
            wish = from_document(export.request)
            order = _Order(export_id=export_id, wish=wish, age_key=export.key.age_key, cut_off=export.cut_off or now)
            if export.cut_off is None:
                export.cut_off, export.started_at = now, now
                fix_recent(session, wish, export_id=export_id, cut_off=now)
            _start(session, export_id)
            return order


class _Work:
    """One pass over the rows. Afterwards it knows the digest of what was in clear, and which markers stand in it."""

    def __init__(self, session: Session, keyring: Keyring, order: _Order, *, domain: str) -> None:
        wish, export_id = order.wish, order.export_id
        self._session, self._wish, self._export_id = session, wish, export_id
        self._digest = hashlib.sha256()
        wanted = is_wanted(wish, export_id=export_id, cut_off=order.cut_off)
        self.people = session.scalar(select(func.count()).select_from(Signature).where(wanted)) or 0
        self.markers = Markers(
            wish.columns,
            export_id=export_id,
            count=count_markers(self.people) if names_somebody(wish) else 0,
            people=self.people,
            domain=domain,
            fingerprint=keyring.marker,
            taken=_list_taken(session, export_id),
        )
        self._query = select_rows(
            wish, export_id=export_id, cut_off=order.cut_off, wordings=list_wordings(session, wish)
        )
        self._opener = Opener(keyring, wish, self.markers)

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.people + len(self.markers.places)

    @property
    def sha256(self) -> bytes:
        """Of the file in clear."""
        return self._digest.digest()

    def iter_blocks(self) -> Iterator[bytes]:
        """Yield the file in clear, block by block. Raises ExportCancelled, NotOurs or KeyGone."""
        for block in self._iter_plain():
            self._digest.update(block)
            yield block

    def _iter_plain(self) -> Iterator[bytes]:
        telling, done = _Telling(self._export_id), 0
        telling(0, self.total)
        sheet = open_sheet(self._wish.format, self._wish.columns)
        try:
            yield sheet.begin()
            with closing(self._iter_chunks()) as chunks:
                for rows in chunks:
                    done += len(rows)
                    yield sheet.add(rows)
                    telling(done, self.total)
            yield sheet.end()
        except BaseException:
            sheet.drop()
            raise

    def _iter_chunks(self) -> Generator[list[Cells]]:
        with closing(stream_rows(self._session, self._query, size=CHUNK)) as chunks:
            for chunk in chunks:
                yield self._opener.open_all(chunk)


class _Telling:
    """Writes progress on the row twice a second, and stops the work when it was cancelled."""

    def __init__(self, export_id: UUID) -> None:
        self._export_id, self._told = export_id, 0.0

    def __call__(self, done: int, total: int) -> None:
        if 0 < done < total and time.monotonic() - self._told < _TELL_EVERY_SECONDS:
            return
        self._told = time.monotonic()
        told = _while_compiling(self._export_id).values(done=done, total=total).returning(Export.id)
        with db.engine.begin() as connection:
            if connection.execute(told).one_or_none() is None:
                raise ExportCancelled("the export was cancelled")


def _while_compiling(export_id: UUID) -> Update:
    return update(Export).where(Export.id == export_id, Export.state == ExportState.COMPILING)


def _start(session: Session, export_id: UUID) -> None:
    session.flush()
    started = session.scalar(
        update(Export)
        .where(Export.id == export_id, Export.state.in_(UNFINISHED))
        .values(state=ExportState.COMPILING, done=0)
        .returning(Export.id)
    )
    if started is None:
        raise ExportCancelled("the export was cancelled")


def _list_taken(session: Session, export_id: UUID) -> set[bytes]:
    return set(session.scalars(select(ExportMarker.fingerprint).where(ExportMarker.export_id != export_id)))


def _finish(export_id: UUID, work: _Work, *, size: int, now: datetime) -> bool:
    """Say that the file is there, and write down its markers; return False where it was cancelled meanwhile."""
    with unit_of_work() as session:
        finished = session.scalar(
            _while_compiling(export_id).values(
                state=ExportState.READY, done=work.total, total=work.total, people=work.people,
                markers=len(work.markers.places), plain_sha256=work.sha256, size_bytes=size,
                ready_at=now, gone_at=now + KEPT_FOR,
            ).returning(Export.id)
        )  # fmt: skip
        if finished is None:
            return False
        session.execute(delete(ExportMarker).where(ExportMarker.export_id == export_id))
        if work.markers.used:
            session.execute(
                insert(ExportMarker),
                [{"fingerprint": each, "export_id": export_id} for each in sorted(work.markers.used)],
            )
        record(
            session, actor="worker", action="export.compiled", subject_kind="export", subject_id=export_id,
            details={"people": work.people, "plain_sha256": work.sha256.hex()}, now=now,
        )  # fmt: skip
    return True


def _fail(export_id: UUID, reason: str) -> None:
    with unit_of_work() as session:
        session.execute(
            update(Export)
            .where(Export.id == export_id, Export.state.in_(UNFINISHED))
            .values(state=ExportState.FAILED, failure=reason)
        )
