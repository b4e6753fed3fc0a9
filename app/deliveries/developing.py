"""Making the register's pictures anew, one at a time, so that nothing is left of what a camera wrote into them."""

import shutil
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.core.db import unit_of_work
from app.core.folders import private_folder
from app.deliveries.models import DeliveryEvidence
from app.deliveries.states import EvidenceState
from app.pictures.darkroom import WHOLE
from app.pictures.making import run_darkroom


def develop_next(work: Path) -> UUID | None:
    """Make the next picture that waits, below a folder in memory; return its id, or None."""
    with unit_of_work() as session:
        waiting = session.scalar(
            select(DeliveryEvidence)
            .where(DeliveryEvidence.state == EvidenceState.WAITING)
            .options(undefer(DeliveryEvidence.original))
            .order_by(DeliveryEvidence.added_at, DeliveryEvidence.id)
            .limit(1)
        )
    if waiting is None or waiting.original is None:
        return None
    refusal, content = _develop(waiting.original, private_folder(private_folder(work) / f"evidence-{waiting.id}"))
    _finish(waiting.id, refusal, content)
    return waiting.id


def _develop(original: bytes, folder: Path) -> tuple[str | None, bytes | None]:
    try:
        (folder / "original").write_bytes(original)
        result = run_darkroom(folder, WHOLE)
        return result["refusal"], None if result["refusal"] else (folder / "whole.jpg").read_bytes()
    finally:
        shutil.rmtree(folder)


def _finish(evidence_id: UUID, refusal: str | None, content: bytes | None) -> None:
    """Keep what came out; the upload goes either way."""
    with unit_of_work() as session:
        row = session.get_one(DeliveryEvidence, evidence_id, with_for_update=True)
        if row.state is EvidenceState.WAITING:
            row.state = EvidenceState.REFUSED if refusal else EvidenceState.READY
            row.refusal, row.content, row.original = refusal, content, None
