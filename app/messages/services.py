"""Taking messages in, deciding on them, and keeping the public copies what they should be."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.models import PublishedCampaign
from app.core.crypto import KeyGone, Keyring
from app.core.errors import NotFound
from app.core.sealing import NotOurs
from app.messages.models import Message, MessageState, PublishedMessage
from app.petitions.models import Petition
from app.signatures.drain import set_aside, take_intake
from app.signatures.envelope import MessageForm, open_message_form
from app.signatures.models import IntakeKind

WAITING_AT_MOST: Final = 5_000
"""Of one petition: a flood may fill the moderators' list, not the database."""
REJECTED_DAYS: Final = 30
"""A decision may be taken back for so long."""


@dataclass(frozen=True, kw_only=True)
class WaitingMessage:
    """A message that nobody has read."""

    id: UUID
    petition_id: UUID
    language: str
    name: str
    text: str


def drain_messages(session: Session, keyring: Keyring) -> int:
    """Turn sealed forms into messages that wait for a moderator; return how many rows were taken."""
    rows = take_intake(session, IntakeKind.MESSAGE)
    for row in rows:
        try:
            form = open_message_form(row, keyring)
            _take_in(session, keyring, row.id, form)
        except (KeyGone, NotOurs, NotFound, msgspec.DecodeError) as error:
            set_aside(session, row, type(error).__name__)
    return len(rows)


def _take_in(session: Session, keyring: Keyring, message_id: UUID, form: MessageForm) -> None:
    if session.scalar(select(Petition.id).where(Petition.id == form.petition_id)) is None:
        raise NotFound("unknown petition")
    waiting = select(func.count()).where(Message.petition_id == form.petition_id, Message.state == MessageState.WAITING)
    if (session.scalar(waiting) or 0) >= WAITING_AT_MOST:
        return
    same = msgspec.msgpack.encode(("message", form.name, form.text))
    session.execute(
        upsert(Message)
        .values(
            id=message_id,
            petition_id=form.petition_id,
            language=form.language,
            name_sealed=keyring.seal_words(form.name, petition_id=form.petition_id, row=message_id),
            text_sealed=keyring.seal_words(form.text, petition_id=form.petition_id, row=message_id),
            content_trace=keyring.content(same, petition_id=form.petition_id),
            state=MessageState.WAITING,
        )
        .on_conflict_do_nothing()
    )


def list_waiting_messages(
    session: Session, keyring: Keyring, *, limit: int, but: Select[UUID] | None = None
) -> list[WaitingMessage]:
    """Return messages that wait for a moderator, of each petition in turn; ``but`` selects ids to leave out."""
    in_turn = func.row_number().over(partition_by=Message.petition_id, order_by=Message.id)
    query = select(Message).where(Message.state == MessageState.WAITING).order_by(in_turn, Message.id).limit(limit)
    if but is not None:
        query = query.where(Message.id.not_in(but))
    return [
        WaitingMessage(
            id=message.id,
            petition_id=message.petition_id,
            language=message.language,
            name=_open(keyring, message, message.name_sealed),
            text=_open(keyring, message, message.text_sealed),
        )
        for message in session.scalars(query)
    ]


def decide_message(session: Session, message_id: UUID, state: MessageState, *, today: date) -> None:
    """Publish or reject a message, also one that was decided otherwise before. Raises NotFound."""
    rejected_on = today if state is MessageState.REJECTED else None
    decision = update(Message).where(Message.id == message_id).values(state=state, rejected_on=rejected_on)
    decided = decision.returning(Message.id)
    if session.scalar(decided) is None:
        raise NotFound("no such message")


def remove_rejected(session: Session, *, today: date) -> int:
    """Delete messages whose rejection nobody took back within a month; return how many.

    Their trace goes with them: who sends the same words again is read again.
    """
    long_ago = today - timedelta(days=REJECTED_DAYS)
    old = delete(Message).where(Message.rejected_on <= long_ago).returning(Message.id)
    return len(session.scalars(old).all())


def publish_messages(session: Session, keyring: Keyring) -> int:
    """Make the public copies those of published messages of public campaigns; return how many changed."""
    wanted = (
        select(Message)
        .join(PublishedCampaign, PublishedCampaign.petition_id == Message.petition_id)
        .where(Message.state == MessageState.PUBLISHED)
    )
    ids = wanted.with_only_columns(Message.id)
    gone = session.scalars(
        delete(PublishedMessage).where(PublishedMessage.message_id.not_in(ids)).returning(PublishedMessage.id)
    ).all()
    new = session.scalars(wanted.where(Message.id.not_in(select(PublishedMessage.message_id)))).all()
    session.add_all(
        PublishedMessage(
            petition_id=message.petition_id,
            message_id=message.id,
            language=message.language,
            name=_open(keyring, message, message.name_sealed),
            text=_open(keyring, message, message.text_sealed),
        )
        for message in new
    )
    session.flush()
    return len(gone) + len(new)


def _open(keyring: Keyring, message: Message, sealed: bytes) -> str:
    return keyring.open_words(sealed, petition_id=message.petition_id, row=message.id)
