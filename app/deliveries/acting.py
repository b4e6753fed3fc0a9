"""What staff do with a delivery: cancel it, have it compiled again, approve the pack, take the pack away."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core.errors import NotFound
from app.deliveries.container import sha256_of
from app.deliveries.errors import AnotherPack, ApprovedByAsker, NotAllowedNow, PackGone
from app.deliveries.models import Delivery
from app.deliveries.states import HAS_PACK, MOVES, DeliveryState

D = DeliveryState
FOLDER: Final = "deliveries"
"""Where packs lie, below the folder of what an installation keeps."""


def get_delivery(session: Session, delivery_id: UUID) -> Delivery:
    """Return a delivery, or raise NotFound."""
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise NotFound("no such delivery")
    return found


def cancel(session: Session, delivery: Delivery, *, actor: str, now: datetime) -> None:
    """End a delivery that has not been handed over; a worker that compiles it stops within a second."""
    out_of = {before for before, after in MOVES if after is D.CANCELLED}
    move(session, delivery, D.CANCELLED, out_of=out_of, actor=actor, now=now)


def compile_again(session: Session, delivery: Delivery, *, actor: str, now: datetime) -> None:
    """Have a worker try once more what failed."""
    move(session, delivery, D.REQUESTED, out_of={D.FAILED}, actor=actor, now=now)


def approve(session: Session, delivery: Delivery, *, manifest_sha256: str, actor: str, now: datetime) -> None:
    """Let exactly the pack leave whose manifest has this digest (hex).

    Raises ApprovedByAsker, AnotherPack or NotAllowedNow.
    """
    if delivery.requested_by == actor:
        raise ApprovedByAsker("its asker")
    if delivery.manifest_sha256 is None or delivery.manifest_sha256.hex() != manifest_sha256:
        raise AnotherPack("another manifest")
    move(
        session, delivery, D.APPROVED, out_of={D.COMPILED}, actor=actor, now=now,
        details={"manifest_sha256": manifest_sha256},
        approved_by=actor, approved_at=now, approved_manifest=delivery.manifest_sha256,
    )  # fmt: skip


def take_pack(session: Session, delivery: Delivery, *, var: Path, actor: str, now: datetime) -> Path:
    """Return where the pack lies, and note who took it. Raises NotAllowedNow, or PackGone for another file."""
    if delivery.state not in HAS_PACK:
        raise NotAllowedNow(delivery.state)
    path = var / FOLDER / (delivery.pack_name or "")
    if not path.is_file() or _digest_of(path) != delivery.pack_sha256:
        raise PackGone("the file is not the one that was compiled")
    _record(session, delivery, "taken", actor=actor, now=now)
    return path


def move(
    session: Session, delivery: Delivery, to: DeliveryState, *, out_of: Collection[DeliveryState], actor: str,
    now: datetime, details: dict[str, Any] | None = None, **values: Any,
) -> None:  # fmt: skip
    """Move in one statement, so that of two who press at once one is told where it stands. Raises NotAllowedNow."""
    assert all((state, to) in MOVES for state in out_of)  # noqa: S101 - a slip of ours, not of a user
    moved = session.scalar(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state.in_(list(out_of)))
        .values(state=to, **values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(delivery)
    if moved is None:
        raise NotAllowedNow(delivery.state)
    _record(session, delivery, to.value, actor=actor, now=now, details=details)


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as content:
        return bytes.fromhex(sha256_of(content))


def _record(
    session: Session, delivery: Delivery, act: str, *, actor: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    record(session, actor=actor, action=f"delivery.{act}", subject_kind="delivery", subject_id=delivery.id,
           details=details, now=now)  # fmt: skip
