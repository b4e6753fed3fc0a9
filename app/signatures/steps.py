"""How many forms came how far: posted, answered by mail, refused by the mailbox. Numbers of a petition, no form's own.

They tell nothing of an address: a form counts as posted whether or not it makes a signature. Still nobody but a
worker reads them as they are; what consoles see is told in tens (``app.tallies.telling``), since anybody may post a
form under somebody else's address and look what moves.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.mail.models import MailKind, MailState, OutgoingMail
from app.signatures.models import FormCount, FormStep, Signature, Submission

_ENDED: Final = (MailState.SENT, MailState.FAILED)


class Steps(NamedTuple):
    """Forms of one petition: posted, tried to answer by mail, of those refused for good, and complained of."""

    submitted: int
    mailed: int
    bounced: int
    complained: int = 0


def count_forms(session: Session, step: FormStep, petition_ids: Iterable[UUID]) -> None:
    """Add one form to each petition's count, for every time its id is given."""
    counted = Counter(petition_ids)
    if not counted:
        return
    statement = upsert(FormCount)
    added = {"count": FormCount.count + statement.excluded.count}
    session.execute(
        statement.on_conflict_do_update(constraint="pk_form_count", set_=added),
        [{"petition_id": each, "step": step, "count": counted[each]} for each in sorted(counted)],
    )


def keep_mailed(session: Session, positions: Collection[int]) -> None:
    """Remember the number of these mails, whose rows are about to be deleted."""
    chosen = OutgoingMail.position.in_(positions)
    petition_ids: list[UUID] = []
    for query in _mailed(OutgoingMail.state == MailState.SENT, chosen):
        for petition_id, _state, count in session.execute(query):
            petition_ids += [petition_id] * count
    count_forms(session, FormStep.MAILED, petition_ids)


def list_steps(session: Session) -> dict[UUID, Steps]:
    """Return how far the forms of every petition came, as of now."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for petition_id, step, count in session.execute(select(FormCount.petition_id, FormCount.step, FormCount.count)):
        counts[petition_id][step] += count
    for query in _mailed(OutgoingMail.state.in_(_ENDED)):
        for petition_id, state, count in session.execute(query):
            counts[petition_id][FormStep.MAILED] += count
            counts[petition_id][state] += count
    return {
        petition_id: Steps(
            each[FormStep.SUBMITTED],
            each[FormStep.MAILED],
            each[MailState.FAILED] + each[FormStep.BOUNCED],
            each[FormStep.COMPLAINED],
        )
        for petition_id, each in counts.items()
    }


def _mailed(*conditions: ColumnElement[bool]) -> list[Select[UUID, MailState, int]]:
    """The first answers to forms, by petition and state: to confirm, or that somebody has signed already."""
    about: dict[MailKind, type[Submission] | type[Signature]] = {
        MailKind.CONFIRM: Submission,
        MailKind.ALREADY_SIGNED: Signature,
    }
    return [
        select(noun.petition_id, OutgoingMail.state, func.count())
        .join(noun, noun.id == OutgoingMail.subject_id)
        .where(OutgoingMail.kind == kind, *conditions)
        .group_by(noun.petition_id, OutgoingMail.state)
        for kind, noun in about.items()
    ]
