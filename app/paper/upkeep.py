"""What happens to paper without anybody asking: scans are sealed again, ended batches emptied, old names forgotten."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, undefer

from app.core.crypto import KeyGone, Keyring
from app.core.errors import NotFound
from app.core.sealing import NotOurs
from app.mail.addresses import canonical
from app.paper.batches import PaperBatch, PaperErasure, PaperFile, PaperPage, PaperScan, PaperSignature
from app.paper.envelope import open_scan
from app.paper.states import ENDED
from app.petitions.models import Petition

NAMES_DAYS_AFTER_CLOSING: Final = 90
"""As long as the fingerprints of those who signed online; then nobody on paper can be found by name or address."""


def settle_next_scan(session: Session, keyring: Keyring) -> bool:
    """Seal a scan that came in under its petition's key; return whether there was one.

    One that cannot be opened is emptied: its row says that there was a scan, and that it is lost.
    """
    scan = session.scalar(
        select(PaperScan).where(PaperScan.key_day.is_not(None)).options(undefer(PaperScan.sealed)).limit(1)
    )
    if scan is None or scan.key_day is None:
        return False
    petition_id = session.get_one(PaperBatch, scan.batch_id).petition_id
    try:
        content = open_scan(scan.sealed or b"", keyring, scan_id=scan.id, day=scan.key_day)
        scan.sealed = keyring.seal_scan(content, petition_id=petition_id, row=scan.id)
    except (KeyGone, NotOurs):
        scan.sealed = None
    scan.key_day = None
    session.flush()
    return True


def open_kept_scan(session: Session, keyring: Keyring, scan_id: UUID) -> bytes:
    """Return a scan in clear, for somebody who must look at the evidence. Raises NotFound, also once it is deleted."""
    scan = session.get(PaperScan, scan_id, options=[undefer(PaperScan.sealed)])
    if scan is None or scan.sealed is None:
        raise NotFound("no such scan, or it is deleted")
    if scan.key_day is not None:
        return open_scan(scan.sealed, keyring, scan_id=scan.id, day=scan.key_day)
    petition_id = session.get_one(PaperBatch, scan.batch_id).petition_id
    return keyring.open_scan(scan.sealed, petition_id=petition_id, row=scan.id)


def empty_ended_batches(session: Session) -> int:
    """Delete the people, pages, files and scans of cancelled and withdrawn batches; return how many rows went.

    What was refused, by number and reason, stays: it is how an organisation learns what to do better.
    """
    ended = select(PaperBatch.id).where(PaperBatch.state.in_(ENDED))
    gone = 0
    for table in (PaperSignature, PaperPage, PaperFile, PaperScan, PaperErasure):
        rows = delete(table).where(table.batch_id.in_(ended)).returning(table.batch_id)
        gone += len(session.scalars(rows.execution_options(synchronize_session=False)).all())
    return gone


def take_out(session: Session) -> int:
    """Delete those on sheets who asked for it, once their lines are read; return how many requests were met."""
    asked = session.execute(
        delete(PaperErasure)
        .where(PaperErasure.batch_id.in_(select(PaperBatch.id).where(PaperBatch.done == PaperBatch.total)))
        .returning(PaperErasure.batch_id, PaperErasure.source, PaperErasure.line)
    ).all()
    for batch_id, source, line in asked:
        session.execute(
            delete(PaperSignature).where(
                PaperSignature.batch_id == batch_id, PaperSignature.source == source, PaperSignature.line == line
            )
        )
    return len(asked)


def erase_address(session: Session, keyring: Keyring, address: str) -> int:
    """Delete whoever gave this address on any sheet; return on how many. For requests by mail."""
    erased = 0
    for petition_id in session.scalars(select(PaperBatch.petition_id).distinct()).all():
        try:
            mark = keyring.fingerprint(canonical(address), petition_id=petition_id)
        except KeyGone:
            continue
        rows = delete(PaperSignature).where(
            PaperSignature.petition_id == petition_id, PaperSignature.fingerprint == mark
        )
        erased += len(session.scalars(rows.returning(PaperSignature.id)).all())
    return erased


def forget_names(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Ninety days after a petition closed, empty the names and marks on its sheets and destroy its scans' key.

    The people stay counted. Returns how many were forgotten.
    """
    closed = select(Petition.id).where(Petition.closes_at < now - timedelta(days=NAMES_DAYS_AFTER_CLOSING))
    old = set(session.scalars(closed.where(Petition.id.in_(select(PaperBatch.petition_id)))))
    for petition_id in old:
        keyring.destroy_scans(petition_id)
    batches = select(PaperBatch.id).where(PaperBatch.petition_id.in_(old))
    session.execute(
        update(PaperScan).where(PaperScan.batch_id.in_(batches), PaperScan.sealed.is_not(None)).values(sealed=None)
    )
    forgotten = session.scalars(
        update(PaperSignature)
        .where(
            PaperSignature.petition_id.in_(old),
            or_(PaperSignature.name_sealed.is_not(None), PaperSignature.trace.is_not(None)),
        )
        .values(name_sealed=None, fingerprint=None, trace=None)
        .returning(PaperSignature.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(forgotten)
