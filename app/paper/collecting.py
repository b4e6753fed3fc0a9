"""What organisers do with a batch: open it, put lines and scans in, have it counted, cancel it, take it back.

Lines and scans leave the console sealed; it cannot read them again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core import edtf
from app.core.clock import day_of
from app.core.crypto import PublicKeys
from app.core.edtf import EdtfError
from app.core.errors import NotFound
from app.core.text import has_control_characters, tidy
from app.paper.batches import TYPED, PaperBatch, PaperErasure, PaperFile, PaperPage, PaperRefusal, PaperScan
from app.paper.codes import read_code
from app.paper.envelope import seal_rows
from app.paper.errors import BatchComplaint, BatchRefused
from app.paper.models import Print
from app.paper.ordering import get_petition_id
from app.paper.queries import find_by_code
from app.paper.states import MOVES, BatchState
from app.paper.tables import MOST_LINES, Row
from app.petitions.models import Petition, Wording
from app.petitions.wordings import get_current_wording

FACT_LENGTH: Final = 120
LATEST_AFTER_CLOSING: Final = timedelta(days=60)
"""Sheets that come later cannot be compared with anybody soon: the fingerprints end 90 days after closing."""


class BatchFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of signatures that came together. ``sheet`` is a code as typed, or empty; ``collected`` EDTF."""

    sheet: str = ""
    wording_id: UUID | None = None
    collected: str = ""
    place: str = ""
    collected_by: str = ""


def open_batch(
    session: Session, campaign_id: UUID, facts: BatchFacts, *, organisation_id: UUID, actor: str, now: datetime
) -> PaperBatch:
    """Begin a batch for the wording that stood on its sheets. Raises NotFound or BatchRefused."""
    petition_id = get_petition_id(session, campaign_id, organisation_id=organisation_id)
    _refuse_late(session, petition_id, now=now)
    _refuse_facts(facts, now=now)
    sheet = _find_sheet(session, facts.sheet, petition_id=petition_id)
    batch = PaperBatch(
        organisation_id=organisation_id,
        petition_id=petition_id,
        wording_id=_wording_of(session, sheet, facts, petition_id=petition_id),
        print_id=sheet.id if sheet else None,
        collected=facts.collected,
        place=tidy(facts.place),
        collected_by=tidy(facts.collected_by),
        opened_at=now,
    )
    session.add(batch)
    session.flush()
    _record(session, batch, "opened", actor=actor, now=now)
    return batch


def get_batch(session: Session, batch_id: UUID, *, petition_id: UUID) -> PaperBatch:
    """Return a batch of a petition, or raise NotFound."""
    batch = session.scalar(select(PaperBatch).where(PaperBatch.id == batch_id, PaperBatch.petition_id == petition_id))
    if batch is None:
        raise NotFound("no such batch")
    return batch


def type_lines(
    session: Session, batch: PaperBatch, lines: Sequence[list[str]], keys: PublicKeys, *, page_id: UUID, now: datetime
) -> range:
    """Put typed lines in, as (name, country, email); return their numbers. A page sent twice is put in once.

    Lines without a single letter are passed over. Raises BatchRefused where the batch takes none any more.
    """
    locked = lock_draft(session, batch)
    if (known := session.get(PaperPage, page_id)) is not None:
        return range(known.first_line, known.first_line + known.lines)
    rows: list[Row] = [
        (locked.typed + number, cells)
        for number, cells in enumerate((cells for cells in lines if any(cell.strip() for cell in cells)), 1)
    ]
    if not rows:
        raise BatchRefused(BatchComplaint.NO_LINES)
    refuse_too_many(locked, len(rows))
    put_in(session, locked, rows, keys, page_id=page_id, file_id=None, now=now)
    locked.typed += len(rows)
    session.flush()
    return range(rows[0][0], rows[0][0] + len(rows))


def put_in(
    session: Session, batch: PaperBatch, rows: Sequence[Row], keys: PublicKeys, *, page_id: UUID, file_id: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Seal rows as one page. What a file brings is in the total once its columns are confirmed."""
    sealed = seal_rows(rows, keys, page_id=page_id, today=day_of(now))
    page = {
        "id": page_id, "batch_id": batch.id, "file_id": file_id, "first_line": rows[0][0], "lines": len(rows),
        "key_day": sealed.key_day, "sealed": sealed.sealed,
    }  # fmt: skip
    session.execute(insert(PaperPage).values(page))
    if file_id is None:
        batch.total += len(rows)


def refuse_too_many(batch: PaperBatch, lines: int) -> None:
    """Raise BatchRefused where so many lines more are too many for one batch."""
    if batch.total + lines > MOST_LINES:
        raise BatchRefused(BatchComplaint.TOO_MANY_LINES)


def submit_batch(session: Session, batch: PaperBatch, *, actor: str, now: datetime) -> None:
    """Close a batch, to be counted once all its lines are read. Raises BatchRefused where something is lacking."""
    locked = lock_draft(session, batch)
    if locked.total == 0:
        raise BatchRefused(BatchComplaint.NO_LINES)
    if count_unconfirmed(session, batch.id):
        raise BatchRefused(BatchComplaint.FILE_UNCONFIRMED)
    if not session.scalar(select(func.count()).select_from(PaperScan).where(PaperScan.batch_id == batch.id)):
        raise BatchRefused(BatchComplaint.NO_SCAN)
    _move(session, locked, BatchState.IMPORTING)
    _record(session, locked, "submitted", actor=actor, now=now, lines=locked.total)


def cancel_batch(session: Session, batch: PaperBatch, *, actor: str, now: datetime) -> None:
    """Give a batch up before it is counted; a worker deletes everything that came with it."""
    _move(session, batch, BatchState.CANCELLED)
    _record(session, batch, "cancelled", actor=actor, now=now)


def withdraw_batch(session: Session, batch: PaperBatch, *, reason: str, actor: str, now: datetime) -> None:
    """Take a counted batch back for good: its people count no more, and a worker deletes them."""
    said = tidy(reason)
    if len(said) > FACT_LENGTH or has_control_characters(said):
        raise BatchRefused(BatchComplaint.TOO_LONG, field="reason")
    _move(session, batch, BatchState.WITHDRAWN)
    _record(session, batch, "withdrawn", actor=actor, now=now, reason=said)


def take_out_line(session: Session, batch: PaperBatch, *, source: int, line: int, actor: str, now: datetime) -> None:
    """Have one person taken out of a batch, who asked for it. Raises BatchRefused where there is no such line."""
    if batch.state not in (BatchState.DRAFT, BatchState.IMPORTING, BatchState.COUNTED):
        raise BatchRefused(BatchComplaint.NOT_IN_THIS_STATE)
    if line < 1 or source < TYPED or _was_refused(session, batch, source=source, line=line):
        raise BatchRefused(BatchComplaint.NO_SUCH_LINE, field="line")
    asked = upsert(PaperErasure).values(batch_id=batch.id, source=source, line=line)
    session.execute(asked.on_conflict_do_nothing())
    _record(session, batch, "line_taken_out", actor=actor, now=now, source=source, line=line)


def count_unconfirmed(session: Session, batch_id: UUID) -> int:
    """How many files of a batch wait for somebody to say what their columns hold."""
    waiting = select(func.count()).where(PaperFile.batch_id == batch_id, PaperFile.roles.is_(None))
    return session.scalar(waiting) or 0


def _was_refused(session: Session, batch: PaperBatch, *, source: int, line: int) -> bool:
    return session.get(PaperRefusal, (batch.id, source, line)) is not None


def lock_draft(session: Session, batch: PaperBatch) -> PaperBatch:
    """Lock and return a batch that takes lines, or raise BatchRefused."""
    locked = session.get(PaperBatch, batch.id, with_for_update=True, populate_existing=True)
    if locked is None or locked.state is not BatchState.DRAFT:
        raise BatchRefused(BatchComplaint.NOT_IN_THIS_STATE)
    return locked


def _move(session: Session, batch: PaperBatch, state: BatchState) -> None:
    """Move a batch from any state from which it may; another request may have been first."""
    moved = session.scalar(
        update(PaperBatch)
        .where(PaperBatch.id == batch.id, PaperBatch.state.in_([before for before, after in MOVES if after is state]))
        .values(state=state)
        .returning(PaperBatch.id)
    )
    if moved is None:
        raise BatchRefused(BatchComplaint.NOT_IN_THIS_STATE)


def _refuse_late(session: Session, petition_id: UUID, *, now: datetime) -> None:
    closes_at = session.scalar(select(Petition.closes_at).where(Petition.id == petition_id))
    if closes_at is not None and closes_at + LATEST_AFTER_CLOSING < now:
        raise BatchRefused(BatchComplaint.TOO_LATE)


def _refuse_facts(facts: BatchFacts, *, now: datetime) -> None:
    for field in ("place", "collected_by"):
        text = tidy(getattr(facts, field))
        if len(text) > FACT_LENGTH or has_control_characters(text):
            raise BatchRefused(BatchComplaint.TOO_LONG, field=field)
    if facts.collected:
        try:
            earliest = edtf.parse(facts.collected).earliest
        except EdtfError:
            raise BatchRefused(BatchComplaint.NOT_A_DATE, field="collected") from None
        if earliest is not None and earliest > day_of(now):
            raise BatchRefused(BatchComplaint.IN_THE_FUTURE, field="collected")


def _find_sheet(session: Session, typed: str, *, petition_id: UUID) -> Print | None:
    if not typed.strip():
        return None
    code = read_code(typed)
    sheet = find_by_code(session, code, petition_id=petition_id) if code else None
    if sheet is None:
        raise BatchRefused(BatchComplaint.NO_SUCH_SHEET, field="sheet")
    return sheet


def _wording_of(session: Session, sheet: Print | None, facts: BatchFacts, *, petition_id: UUID) -> UUID:
    """The wording of the sheet; without one, the one that was chosen, or else the one open now."""
    if sheet is not None:
        return sheet.wording_id
    if facts.wording_id is None:
        return get_current_wording(session, petition_id).id
    chosen = session.get(Wording, facts.wording_id)
    if chosen is None or chosen.petition_id != petition_id or chosen.opened_at is None:
        raise BatchRefused(BatchComplaint.NO_WORDING, field="wording_id")
    return chosen.id


def _record(session: Session, batch: PaperBatch, act: str, *, actor: str, now: datetime, **details: object) -> None:
    record(session, actor=actor, action=f"paper.{act}", subject_kind="paper_batch", subject_id=batch.id,
           details=details, now=now)  # fmt: skip
