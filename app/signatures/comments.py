"""Comments: read by a moderator first, then shown as their author chose, for as long as the signature stands so.

What is public is compared with what should be every few seconds: a signature that is withdrawn, erased or changed
takes its comment away without anybody having to think of it.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.models import PublishedCampaign
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.text import initials
from app.signatures.models import CommentShown, CommentVerdict, PublishedComment, Signature, Verdict
from app.signatures.states import ShowName, SignatureState

BATCH: Final = 200


@dataclass(frozen=True, kw_only=True)
class WaitingComment:
    """A comment that nobody has read. ``id`` is its form's."""

    id: UUID
    petition_id: UUID
    language: str
    show_name: ShowName
    signed_as: str
    text: str


class Comment(msgspec.Struct, frozen=True):
    """A public comment; ``shown_as`` is empty for "a supporter"."""

    shown_as: str
    country: str
    language: str
    text: str


def list_waiting_comments(
    session: Session, keyring: Keyring, *, limit: int, but: Select[UUID] | None = None
) -> list[WaitingComment]:
    """Return comments of confirmed signatures that wait for a moderator, of each petition in turn.

    ``but`` selects ids to leave out.
    """
    decided = exists().where(CommentVerdict.submission_id == Signature.submission_id)
    in_turn = func.row_number().over(partition_by=Signature.petition_id, order_by=Signature.id)
    query = _commented().where(~decided).order_by(in_turn, Signature.id).limit(limit)
    if but is not None:
        query = query.where(Signature.submission_id.not_in(but))
    return [
        WaitingComment(
            id=signature.submission_id,
            petition_id=signature.petition_id,
            language=signature.language,
            show_name=signature.show_name,
            signed_as=_shown_as(keyring, signature),
            text=_open(keyring, signature, signature.comment_sealed),
        )
        for signature in session.scalars(query)
        if signature.submission_id
    ]


def decide_comment(session: Session, submission_id: UUID, verdict: Verdict) -> None:
    """Publish or reject a comment, also one that was decided otherwise before. Raises NotFound."""
    signature_id = session.scalar(
        select(Signature.id).where(Signature.submission_id == submission_id, Signature.comment_sealed.is_not(None))
    )
    if signature_id is None:
        raise NotFound("no such comment")
    session.execute(
        upsert(CommentVerdict)
        .values(submission_id=submission_id, signature_id=signature_id, verdict=verdict)
        .on_conflict_do_update(constraint="pk_comment_verdict", set_={"verdict": verdict})
    )


def publish_comments(session: Session, keyring: Keyring) -> int:
    """Take away what may not be shown as it is any more, and show what may; return how many comments changed."""
    standing = _publishable().with_only_columns(Signature.submission_id, Signature.show_name)
    gone = session.scalars(
        select(CommentShown.comment_id).where(
            ~standing.where(
                Signature.submission_id == CommentShown.submission_id, Signature.show_name == CommentShown.show_name
            )
            .correlate(CommentShown)
            .exists()
        )
    ).all()
    session.execute(delete(PublishedComment).where(PublishedComment.id.in_(gone)))
    shown = exists().where(CommentShown.submission_id == Signature.submission_id)
    waiting = session.scalars(_publishable().where(~shown).limit(BATCH)).all()
    for signature in waiting:
        _show(session, keyring, signature)
    return len(gone) + len(waiting)


def _commented() -> Select[Signature]:
    return select(Signature).where(Signature.state == SignatureState.CONFIRMED, Signature.comment_sealed.is_not(None))


def _publishable() -> Select[Signature]:
    return (
        _commented()
        .join(CommentVerdict, CommentVerdict.submission_id == Signature.submission_id)
        .join(PublishedCampaign, PublishedCampaign.petition_id == Signature.petition_id)
        .where(CommentVerdict.verdict == Verdict.PUBLISHED)
    )


def _show(session: Session, keyring: Keyring, signature: Signature) -> None:
    shown_as = _shown_as(keyring, signature)
    comment = PublishedComment(
        id=new_id(),
        petition_id=signature.petition_id,
        shown_as=shown_as,
        country=signature.shown_country if shown_as else "",
        language=signature.language,
        text=_open(keyring, signature, signature.comment_sealed),
    )
    session.add(comment)
    session.flush()
    session.add(
        CommentShown(comment_id=comment.id, submission_id=signature.submission_id, show_name=signature.show_name)
    )


def _shown_as(keyring: Keyring, signature: Signature) -> str:
    if signature.show_name is ShowName.NO:
        return ""
    name = _open(keyring, signature, signature.name_sealed)
    return name if signature.show_name is ShowName.FULL else initials(name)


def _open(keyring: Keyring, signature: Signature, sealed: bytes | None) -> str:
    if sealed is None or signature.submission_id is None:
        return ""
    return keyring.open_words(sealed, petition_id=signature.petition_id, row=signature.submission_id)


def list_comments(session: Session, petition_id: UUID, *, limit: int) -> list[Comment]:
    """Return public comments of a petition, in an order that says nothing of time."""
    query = (
        select(PublishedComment.shown_as, PublishedComment.country, PublishedComment.language, PublishedComment.text)
        .where(PublishedComment.petition_id == petition_id)
        .order_by(PublishedComment.id)
        .limit(limit)
    )
    return [Comment(*row) for row in session.execute(query)]
