"""Files and scans of a batch: a table with its columns looked at before it is read, and pictures as evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core.clock import day_of
from app.core.crypto import PublicKeys
from app.core.errors import NotFound
from app.core.ids import new_id
from app.paper.batches import PaperBatch, PaperFile, PaperScan, ScanKind
from app.paper.collecting import lock_draft, put_in, refuse_too_many
from app.paper.columns import Role, check_roles
from app.paper.envelope import seal_scan
from app.paper.errors import BatchComplaint, BatchRefused
from app.paper.tables import Table, read_table

LINES_A_PAGE: Final = 200
"""What a worker reads in one transaction: a kill costs no more."""
SCAN_BYTES: Final = 25 << 20
MOST_SCANS: Final = 40
_BEGINNINGS: Final = {b"%PDF-": ScanKind.PDF, b"\xff\xd8\xff": ScanKind.JPG, b"\x89PNG\r\n\x1a\n": ScanKind.PNG}


def add_file(session: Session, batch: PaperBatch, content: bytes, keys: PublicKeys, *, now: datetime) -> PaperFile:
    """Read a table and keep its lines sealed until somebody confirms its columns. Raises what is wrong with either."""
    table = read_table(content)
    locked = lock_draft(session, batch)
    refuse_too_many(locked, len(table.rows))
    file = _keep(session, locked, table)
    for first in range(0, len(table.rows), LINES_A_PAGE):
        rows = table.rows[first : first + LINES_A_PAGE]
        put_in(session, locked, rows, keys, page_id=new_id(), file_id=file.id, now=now)
    return file


def _keep(session: Session, batch: PaperBatch, table: Table) -> PaperFile:
    known = session.scalar(select(func.max(PaperFile.number)).where(PaperFile.batch_id == batch.id)) or 0
    file = PaperFile(
        batch_id=batch.id,
        number=known + 1,
        encoding=table.encoding,
        separator=table.separator,
        headers=table.headers,
        lines=len(table.rows),
        roles=None,
    )
    session.add(file)
    session.flush()
    return file


def get_file(session: Session, batch: PaperBatch, file_id: UUID) -> PaperFile:
    """Return a file of a batch, or raise NotFound."""
    file = session.get(PaperFile, file_id)
    if file is None or file.batch_id != batch.id:
        raise NotFound("no such file")
    return file


def confirm_file(session: Session, batch: PaperBatch, file: PaperFile, roles: Sequence[Role]) -> None:
    """Say what the columns hold: from now on a worker reads the file. Raises TableRefused or BatchRefused."""
    check_roles(roles, columns=len(file.headers))
    locked = lock_draft(session, batch)
    if file.roles is None:
        refuse_too_many(locked, file.lines)
        file.roles = [role.value for role in roles]
        locked.total += file.lines
        session.flush()


def discard_file(session: Session, batch: PaperBatch, file: PaperFile) -> None:
    """Forget a file whose columns nobody confirmed; nothing of it was read. Raises BatchRefused."""
    lock_draft(session, batch)
    if file.roles is not None:
        raise BatchRefused(BatchComplaint.NOT_IN_THIS_STATE)
    session.execute(delete(PaperFile).where(PaperFile.id == file.id))


def add_scan(
    session: Session, batch: PaperBatch, content: bytes, keys: PublicKeys, *, actor: str, now: datetime
) -> UUID:
    """Keep a picture of signed sheets, sealed; return its id. Raises BatchRefused."""
    kind = next((kind for mark, kind in _BEGINNINGS.items() if content.startswith(mark)), None)
    if len(content) > SCAN_BYTES:
        raise BatchRefused(BatchComplaint.SCAN_TOO_LARGE, field="scan")
    if kind is None:
        raise BatchRefused(BatchComplaint.SCAN_UNKNOWN_KIND, field="scan")
    lock_draft(session, batch)
    if len(list_scans(session, batch.id)) >= MOST_SCANS:
        raise BatchRefused(BatchComplaint.TOO_MANY_SCANS, field="scan")
    scan_id = new_id()
    sealed = seal_scan(content, keys, scan_id=scan_id, today=day_of(now))
    session.execute(
        insert(PaperScan).values(
            id=scan_id,
            batch_id=batch.id,
            kind=kind,
            size_bytes=len(content),
            key_day=sealed.key_day,
            sealed=sealed.sealed,
        )
    )
    record(session, actor=actor, action="paper.scan_added", subject_kind="paper_batch", subject_id=batch.id,
           details={"scan": str(scan_id), "kind": kind.value, "bytes": len(content)}, now=now)  # fmt: skip
    return scan_id


def list_scans(session: Session, batch_id: UUID) -> Sequence[PaperScan]:
    """Return what is known of a batch's scans; their content is for workers."""
    return session.scalars(select(PaperScan).where(PaperScan.batch_id == batch_id).order_by(PaperScan.id)).all()


def list_files(session: Session, batch_id: UUID) -> Sequence[PaperFile]:
    """Return the tables of a batch in the order they came."""
    return session.scalars(select(PaperFile).where(PaperFile.batch_id == batch_id).order_by(PaperFile.number)).all()
