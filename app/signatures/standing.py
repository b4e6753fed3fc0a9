"""Where the people of a batch stand: their signatures, locked, and the forms that wait for a button."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.signatures.models import Signature, Submission
from app.signatures.states import COUNTED, SignatureState, SubmissionState

Person = tuple[UUID, bytes]
"""A petition, and the fingerprint of a canonical address there."""


class Post(Protocol):
    """What is asked of a posted form here."""

    @property
    def person(self) -> Person: ...

    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class WaitingForm:
    """A form that waits for its button, and the trace of the network it came from."""

    id: UUID
    network: bytes | None


@dataclass
class Standing:
    """Where a person's signature stands while a batch is decided."""

    id: UUID
    state: SignatureState
    holders: set[bytes]
    """The mailboxes that have confirmed it: its own, and those that came later and are counted with it."""
    waiting: dict[bytes, list[WaitingForm]] = field(default_factory=dict)
    """By mailbox, the oldest first."""

    def is_holder(self, holder: bytes) -> bool:
        """Whether a signature that counts was confirmed from this mailbox."""
        return self.state in COUNTED and holder in self.holders

    def list_waiting(self, holder: bytes) -> list[WaitingForm]:
        """Return the forms of one mailbox, as a list that may be changed."""
        return self.waiting.setdefault(holder, [])


def stand(session: Session, posts: Sequence[Post], *, now: datetime) -> dict[Person, Standing]:
    """Make sure that every person has a signature, lock them all in one order, and read the forms behind them."""
    languages = {post.person: post.language for post in reversed(posts)}
    session.execute(
        upsert(Signature).on_conflict_do_nothing(constraint="uq_signature_one_per_person"),
        [
            {"id": new_id(), "petition_id": petition_id, "fingerprint": mark, "language": language, "country": ""}
            for (petition_id, mark), language in sorted(languages.items(), key=lambda item: item[0])
        ],
    )
    found = session.execute(
        select(Signature.id, Signature.petition_id, Signature.fingerprint, Signature.state, Signature.holder)
        .where(tuple_(Signature.petition_id, Signature.fingerprint).in_(list(languages)))
        .order_by(Signature.id)
        .with_for_update(of=Signature)
    )
    standings = {
        (row.petition_id, row.fingerprint): Standing(row.id, row.state, {row.holder} if row.holder else set())
        for row in found
    }
    _add_forms(session, {standing.id: standing for standing in standings.values()}, now=now)
    return standings


def _add_forms(session: Session, standings: dict[UUID, Standing], *, now: datetime) -> None:
    forms = session.execute(
        select(Submission.id, Submission.signature_id, Submission.holder, Submission.state, Submission.prefix_trace)
        .where(
            Submission.signature_id.in_(standings),
            or_(
                (Submission.state == SubmissionState.LIVE) & (Submission.expires_at > now),
                Submission.state == SubmissionState.PRESSED,
            ),
        )
        .order_by(Submission.expires_at, Submission.id)
    )
    for form in forms:
        standing, holder = standings[form.signature_id], form.holder or b""
        if form.state is SubmissionState.LIVE:
            standing.list_waiting(holder).append(WaitingForm(form.id, form.prefix_trace))
        elif holder:
            standing.holders.add(holder)


def forget_untold(session: Session, signature_ids: Iterable[UUID]) -> None:
    """Delete those that wait for a button which no form has any more: nothing would ever confirm or end them."""
    submission = select(Submission.id).where(
        Submission.signature_id == Signature.id, Submission.state != SubmissionState.DEAD
    )
    session.execute(
        delete(Signature)
        .where(Signature.id.in_(list(signature_ids)), Signature.state == SignatureState.PENDING, ~submission.exists())
        .execution_options(synchronize_session=False)
    )
