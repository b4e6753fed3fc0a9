"""The beat table. A ring that nobody answers within its time is forgotten: the next one is on its way."""

from typing import Any, Final

from app.core.jobs import Lane


def _ring(task: str, lane: Lane, *, every_seconds: float) -> dict[str, Any]:
    options = {"queue": lane.value, "expires": max(1.0, every_seconds * 0.9), "retry": False}
    return {"task": task, "schedule": every_seconds, "options": options}


BEAT: Final[dict[str, dict[str, Any]]] = {
    "drain signatures": _ring("intake.drain_signatures", Lane.INTAKE, every_seconds=1),
    "drain access requests": _ring("intake.drain_access_requests", Lane.INTAKE, every_seconds=2),
    "drain mail reports": _ring("intake.drain_mail_reports", Lane.INTAKE, every_seconds=5),
    "fold the tally": _ring("tallies.fold", Lane.INTAKE, every_seconds=1),
    "send updates": _ring("updates.send_due", Lane.UPDATES, every_seconds=1),
    "queue test mails of updates": _ring("updates.queue_proofs", Lane.UPDATES, every_seconds=3),
    "publish updates": _ring("updates.publish", Lane.UPDATES, every_seconds=3),
    "remove lists of updates": _ring("updates.remove_old_lists", Lane.BULK, every_seconds=60),
    "send mail": _ring("mail.send_due", Lane.MAIL, every_seconds=1),
    "publish drafts": _ring("drafts.publish", Lane.BULK, every_seconds=1),
    "publish names": _ring("upkeep.publish_names", Lane.BULK, every_seconds=3),
    "act on many signatures": _ring("integrity.act", Lane.BULK, every_seconds=1),
    "count clusters": _ring("integrity.refresh", Lane.BULK, every_seconds=5),
    "answer searches": _ring("integrity.answer", Lane.BULK, every_seconds=2),
    "forget clusters": _ring("integrity.forget", Lane.BULK, every_seconds=600),
    "refresh figures": _ring("tallies.refresh", Lane.BULK, every_seconds=10),
    "refresh letters": _ring("letters.refresh", Lane.BULK, every_seconds=5),
    "publish countries": _ring("tallies.publish_countries", Lane.BULK, every_seconds=300),
    "tell figures": _ring("tallies.tell", Lane.BULK, every_seconds=300),
    "drain messages": _ring("words.drain_messages", Lane.INTAKE, every_seconds=5),
    "keep the moderators' desk": _ring("words.keep_desk", Lane.BULK, every_seconds=3),
    "publish words": _ring("words.publish", Lane.BULK, every_seconds=3),
    "fold page loads": _ring("tallies.fold_loads", Lane.BULK, every_seconds=30),
    "settle addresses": _ring("upkeep.settle_addresses", Lane.BULK, every_seconds=60),
    "queue letters of accounts": _ring("accounts.queue_letters", Lane.MAIL, every_seconds=2),
    "forget tries": _ring("accounts.forget", Lane.BULK, every_seconds=300),
    "remind": _ring("upkeep.remind", Lane.BULK, every_seconds=300),
    "reconcile the tally": _ring("tallies.reconcile", Lane.BULK, every_seconds=300),
    "expire": _ring("upkeep.expire", Lane.BULK, every_seconds=300),
    "compile deliveries": _ring("deliveries.compile", Lane.COMPILE, every_seconds=2),
    "publish deliveries": _ring("deliveries.publish", Lane.BULK, every_seconds=3),
    "correct deliveries": _ring("deliveries.correct", Lane.BULK, every_seconds=900),
    "write the checkpoint": _ring("checkpoints.write", Lane.BULK, every_seconds=60),
    "develop evidence": _ring("deliveries.develop", Lane.COMPILE, every_seconds=3),
    "compile exports": _ring("exports.compile", Lane.COMPILE, every_seconds=2),
    "end exports": _ring("exports.end", Lane.COMPILE, every_seconds=10),
    "make pictures": _ring("pictures.make", Lane.COMPILE, every_seconds=2),
    "draw share cards": _ring("pictures.draw_cards", Lane.COMPILE, every_seconds=3),
    "read paper": _ring("paper.read", Lane.BULK, every_seconds=2),
    "publish paper overlaps": _ring("paper.publish_overlaps", Lane.BULK, every_seconds=600),
    "reconcile paper": _ring("paper.reconcile", Lane.BULK, every_seconds=300),
    "forget old paper": _ring("paper.forget", Lane.BULK, every_seconds=3600),
    "make prints": _ring("prints.make", Lane.COMPILE, every_seconds=2),
    "notice what became public": _ring("webhooks.notice", Lane.BULK, every_seconds=5),
    "call webhooks": _ring("webhooks.call", Lane.CALLS, every_seconds=2),
    "forget old calls": _ring("webhooks.forget", Lane.BULK, every_seconds=3600),
    "remove unused pictures": _ring("pictures.remove_unused", Lane.BULK, every_seconds=3600),
    "rotate keys": _ring("upkeep.rotate_keys", Lane.BULK, every_seconds=3600),
}
