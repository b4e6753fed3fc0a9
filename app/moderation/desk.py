"""A worker's part of moderation: laying words out, carrying decisions out, and clearing away.

Only so many lie open at a time, of each petition in turn: a flood at one keeps no other's words from being read,
and whoever copied the database would find few.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.messages.models import Message, MessageState
from app.messages.services import REJECTED_DAYS, decide_message, list_waiting_messages
from app.moderation.kinds import WordsKind
from app.moderation.models import DeskItem
from app.signatures.comments import decide_comment, list_waiting_comments
from app.signatures.models import CommentVerdict, Signature, Verdict
from app.signatures.states import SignatureState

OPEN_AT_MOST: Final = 200
"""Of each kind: about an hour's reading."""
_AT_ONCE: Final = 500


def carry_out(session: Session, *, today: date) -> int:
    """Do what moderators decided; return how many decisions. Words that are gone meanwhile need nothing done."""
    to_do = DeskItem.verdict.is_not(None) & ~DeskItem.is_carried_out
    items = session.scalars(select(DeskItem).where(to_do).limit(_AT_ONCE).with_for_update(skip_locked=True)).all()
    for item in items:
        try:
            _carry_out(session, item, today=today)
        except NotFound:
            session.delete(item)
        else:
            item.is_carried_out = True
    session.flush()
    return len(items)


def _carry_out(session: Session, item: DeskItem, *, today: date) -> None:
    assert item.verdict is not None  # noqa: S101 - for the type checker
    if item.kind is WordsKind.COMMENT:
        decide_comment(session, item.id, item.verdict)
    else:
        decide_message(session, item.id, MessageState(item.verdict.value), today=today)


def lay_out(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Open as many waiting words as there is room for; return how many."""
    rows = [
        {
            "id": each.id, "kind": WordsKind.COMMENT, "petition_id": each.petition_id, "language": each.language,
            "show_name": each.show_name, "signed_as": each.signed_as, "words": each.text,
        }
        for each in list_waiting_comments(session, keyring, limit=_room(session, WordsKind.COMMENT), but=_lying())
    ] + [
        {
            "id": each.id, "kind": WordsKind.MESSAGE, "petition_id": each.petition_id, "language": each.language,
            "show_name": None, "signed_as": each.name, "words": each.text,
        }
        for each in list_waiting_messages(session, keyring, limit=_room(session, WordsKind.MESSAGE), but=_lying())
    ]  # fmt: skip
    if rows:
        laid_out = upsert(DeskItem).on_conflict_do_nothing()
        session.execute(laid_out, [row | {"laid_out_at": now, "is_carried_out": False} for row in rows])
    return len(rows)


def clear(session: Session, *, now: datetime) -> int:
    """Take away words that were withdrawn or erased, and those rejected long ago; return how many.

    Where a writer chose to show another name, or none, what waits is laid out anew and the rest loses the name.
    """
    stands = exists().where(
        Signature.submission_id == DeskItem.id,
        Signature.state == SignatureState.CONFIRMED,
        Signature.comment_sealed.is_not(None),
    )
    renamed = exists().where(Signature.submission_id == DeskItem.id, Signature.show_name != DeskItem.show_name)
    decided = exists().where(CommentVerdict.submission_id == DeskItem.id) | exists().where(
        Message.id == DeskItem.id, Message.state != MessageState.WAITING
    )
    is_comment, is_waiting = DeskItem.kind == WordsKind.COMMENT, DeskItem.verdict.is_(None)
    long_ago = now - timedelta(days=REJECTED_DAYS)
    gone = delete(DeskItem).where(
        or_(
            is_comment & ~stands,
            is_comment & is_waiting & renamed,
            is_waiting & decided,  # by an operator's command
            ~is_comment & ~exists().where(Message.id == DeskItem.id),
            (DeskItem.verdict == Verdict.REJECTED) & (DeskItem.decided_at < long_ago),
        )
    )
    nameless = update(DeskItem).where(is_comment, renamed, DeskItem.signed_as != "").values(signed_as="")
    removed = session.scalars(gone.returning(DeskItem.id)).all()
    session.execute(nameless.execution_options(synchronize_session=False))
    return len(removed)


def _room(session: Session, kind: WordsKind) -> int:
    lying = select(func.count()).where(DeskItem.kind == kind, DeskItem.verdict.is_(None)).select_from(DeskItem)
    return max(0, OPEN_AT_MOST - (session.scalar(lying) or 0))


def _lying() -> Select[UUID]:
    return select(DeskItem.id)
