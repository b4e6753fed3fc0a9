"""Who has done the work that a petition under attack asks for. Whoever has not is held, not turned away."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import Keyring
from app.signatures.clusters import Posted
from app.signatures.models import ProofDial, UsedProof
from app.signatures.proof import GOOD_FOR, find_proof

EVERYWHERE = UUID(int=0)
"""In place of a petition: the whole site."""


def list_guarded(session: Session) -> set[UUID]:
    """Return the petitions that ask for proof of work; ``EVERYWHERE`` among them stands for all."""
    return set(session.scalars(select(ProofDial.petition_id)))


def asks_proof(guarded: Iterable[UUID], petition_id: UUID) -> bool:
    """Whether one petition does."""
    return bool({petition_id, EVERYWHERE} & set(guarded))


def list_unproven(session: Session, keyring: Keyring, posts: Sequence[Posted], *, now: datetime) -> set[UUID]:
    """Return the forms without a good solution that nobody has used before, of petitions that ask for one."""
    guarded = list_guarded(session)
    asked = [post for post in posts if asks_proof(guarded, post.form.petition_id)]
    marks = {post.id: mark for post in asked if (mark := _find(keyring, post, now=now)) is not None}
    unused = _use(session, marks, now=now)
    return {post.id for post in asked} - unused


def forget_used_proofs(session: Session, *, now: datetime) -> int:
    """Forget the marks of challenges that are over; return how many."""
    over = delete(UsedProof).where(UsedProof.expires_at < now).returning(UsedProof.mark)
    return len(session.scalars(over).all())


def _find(keyring: Keyring, post: Posted, *, now: datetime) -> bytes | None:
    for day in (day_of(now), day_of(now - GOOD_FOR)):
        key = keyring.challenges.find(day)
        found = key and find_proof(post.form.proof, key, petition_id=post.form.petition_id, now=now)
        if found:
            return found
    return None


def _use(session: Session, marks: dict[UUID, bytes], *, now: datetime) -> set[UUID]:
    """Remember challenges as used; return the forms that were first with theirs."""
    first = {mark: form_id for form_id, mark in reversed(marks.items())}
    if not first:
        return set()
    ends = now + GOOD_FOR + timedelta(hours=1)
    statement = upsert(UsedProof).on_conflict_do_nothing().returning(UsedProof.mark)
    rows = [{"mark": mark, "expires_at": ends} for mark in sorted(first)]
    return {first[mark] for mark in session.scalars(statement, rows)}
