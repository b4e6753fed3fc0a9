"""Asking for an export, and what another person says to it. What was asked never changes: else it is asked anew."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.actor import Actor
from app.accounts.kinds import Notice
from app.audit.chain import record
from app.core.errors import NotFound
from app.core.ids import new_id
from app.exports.errors import KeyNotUsable, NotInThisState, NotYours, RequestDiffers, SamePerson, WishRefused
from app.exports.keys import get_usable_key
from app.exports.models import Export
from app.exports.rules import ASKED_FOR, Wish, digest_of, find_complaints, to_document
from app.exports.states import MOVING, ExportState, may_move
from app.exports.telling import tell_staff
from app.petitions.models import Petition, Recipient, Wording, WordingRecipient


def ask(session: Session, actor: Actor, wish: Wish, *, key_id: UUID, now: datetime) -> UUID:
    """Ask for an export that leaves for one's own key; everyone on staff is told.

    Raises WishRefused, NotFound, KeyNotUsable.
    """
    if complaints := find_complaints(wish):
        raise WishRefused(complaints)
    key = get_usable_key(session, actor.account_id, key_id, now=now)
    if session.get(Petition, wish.petition_id) is None or not _may_receive(session, wish):
        raise NotFound
    document, export_id = to_document(wish, asked_by=actor.account_id, age_key=key.age_key), new_id()
    digest = digest_of(document)
    # Written column by column: the console has a right to these and to no other.
    session.execute(
        insert(Export).values(
            id=export_id, petition_id=wish.petition_id, key_id=key.id, request=document, digest=digest,
            asked_by=actor.account_id, asked_at=now, expires_at=now + ASKED_FOR, state=ExportState.ASKED,
        )
    )  # fmt: skip
    _record(session, actor, "export.asked", export_id, digest=digest, now=now)
    tell_staff(session, Notice.EXPORT_ASKED, now=now)
    return export_id


def list_named(session: Session) -> list[tuple[UUID, Recipient]]:
    """Return the offices that some wording of a petition names to its signatories as getting names, by petition."""
    named = (
        select(Wording.petition_id, Recipient)
        .join(WordingRecipient, WordingRecipient.wording_id == Wording.id)
        .join(Recipient, Recipient.id == WordingRecipient.recipient_id)
        .order_by(Recipient.slug, Wording.petition_id)
    )
    return list(dict.fromkeys((petition_id, office) for petition_id, office in session.execute(named)))


def _may_receive(session: Session, wish: Wish) -> bool:
    named = {(petition_id, office.id) for petition_id, office in list_named(session)}
    return wish.recipient_id is None or (wish.petition_id, wish.recipient_id) in named


def approve(session: Session, actor: Actor, export_id: UUID, *, digest: str, now: datetime) -> None:
    """Approve exactly the request whose digest (hex) stood on the page.

    Raises NotFound, NotInThisState, SamePerson, RequestDiffers, KeyNotUsable.
    """
    export = _take_asked(session, actor, export_id, now=now)
    if not hmac.compare_digest(export.digest.hex().encode(), digest.encode()):
        raise RequestDiffers("another request stood on the page")
    if not export.key.is_usable(now=now):
        raise KeyNotUsable("the key was revoked")
    export.state, export.decided_by, export.decided_at = ExportState.APPROVED, actor.account_id, now
    export.approved_digest = export.digest
    _record(session, actor, "export.approved", export_id, digest=export.digest, now=now)
    tell_staff(session, Notice.EXPORT_APPROVED, now=now)


def reject(session: Session, actor: Actor, export_id: UUID, *, words: str, now: datetime) -> None:
    """Reject a request, with a reason. Raises NotFound, NotInThisState, SamePerson."""
    export = _take_asked(session, actor, export_id, now=now)
    export.state, export.decided_by, export.decided_at = ExportState.REJECTED, actor.account_id, now
    export.words = words
    _record(session, actor, "export.rejected", export_id, digest=export.digest, now=now)


def cancel(session: Session, actor: Actor, export_id: UUID, *, now: datetime) -> None:
    """Stop an export wherever it stands, and let its file go; anybody on staff may. Raises NotFound, NotInThisState."""
    export = _take(session, export_id)
    if export.state not in MOVING:
        raise NotInThisState("it has ended")
    export.state = ExportState.CANCELLED
    _record(session, actor, "export.cancelled", export_id, digest=export.digest, now=now)


def fetch(session: Session, actor: Actor, export_id: UUID, *, now: datetime) -> Export:
    """Take the file out, once, by whoever asked for it; the others are told.

    Raises NotFound, NotYours, NotInThisState, KeyNotUsable.
    """
    export = _take(session, export_id)
    if export.asked_by != actor.account_id:
        raise NotYours("somebody else asked for it")
    if not may_move(export.state, ExportState.FETCHED) or export.gone_at is None or now >= export.gone_at:
        raise NotInThisState("there is no file")
    if not export.key.is_usable(now=now):
        raise KeyNotUsable("the key was revoked")
    export.state, export.fetched_at = ExportState.FETCHED, now
    _record(session, actor, "export.fetched", export_id, digest=export.digest, now=now)
    tell_staff(session, Notice.EXPORT_FETCHED, now=now)
    return export


def _take(session: Session, export_id: UUID) -> Export:
    """Return an export, locked. Raises NotFound."""
    export = session.scalar(
        select(Export).where(Export.id == export_id).options(joinedload(Export.key)).with_for_update(of=Export)
    )
    if export is None:
        raise NotFound
    return export


def _take_asked(session: Session, actor: Actor, export_id: UUID, *, now: datetime) -> Export:
    export = _take(session, export_id)
    if export.state is not ExportState.ASKED or now >= export.expires_at:
        raise NotInThisState("it was decided, or its time is over")
    if export.asked_by == actor.account_id:
        raise SamePerson("whoever asked does not decide")
    return export


def _record(
    session: Session, actor: Actor, action: str, export_id: UUID, *, digest: bytes, now: datetime
) -> None:  # fmt: skip
    session.flush()
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="export", subject_id=export_id,
        details={"digest": digest.hex()}, now=now,
    )  # fmt: skip
