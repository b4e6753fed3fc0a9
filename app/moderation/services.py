"""A moderator's decisions. A worker carries them out within seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.moderation.kinds import RejectionReason
from app.moderation.models import DeskItem
from app.signatures.models import Verdict


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is to become of one comment or message. ``was`` is what the moderator saw to be decided, or None.

    ``reason`` stands with a rejection and with nothing else.
    """

    item_id: UUID
    verdict: Verdict
    reason: RejectionReason | None
    was: Verdict | None


def decide(session: Session, actor: Actor, decisions: Sequence[Decision], *, now: datetime) -> int:
    """Take decisions down; return for how many somebody was quicker, or the words are gone: those stay as they are."""
    by_id = {decision.item_id: decision for decision in decisions}
    items = session.scalars(
        select(DeskItem).where(DeskItem.id.in_(by_id)).order_by(DeskItem.id).with_for_update()
    ).all()
    taken = 0
    for item in items:
        decision = by_id[item.id]
        if item.verdict == decision.was:
            _take_down(session, actor, item, decision, now=now)
            taken += 1
    return len(by_id) - taken


def _take_down(session: Session, actor: Actor, item: DeskItem, decision: Decision, *, now: datetime) -> None:
    item.verdict, item.reason = decision.verdict, decision.reason
    item.decided_by, item.decided_at, item.is_carried_out = actor.account_id, now, False
    record(
        session,
        actor=str(actor.account_id),
        action=f"{item.kind.value} {decision.verdict.value}",
        subject_kind=item.kind.value,
        subject_id=item.id,
        details={"reason": decision.reason.value} if decision.reason else {},
        now=now,
    )
