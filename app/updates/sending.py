"""Sending an update: read some places of the list, then send and mark one mail after the other.

Whether somebody still wants it is looked at when their place is read, at most a second before the mail goes out;
pausing and cancelling take effect as quickly. Nothing is kept between batches but where in the list a share is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignState
from app.core.crypto import KeyGone, Keyring
from app.core.sealing import token_hash
from app.mail.addresses import deliverable
from app.mail.queue import list_suppressed
from app.mail.sending import Marks, Ready, Sender
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.updates.emails import cast_update, letter_to
from app.updates.links import UNSUBSCRIBE, link_id
from app.updates.models import UnsubscribeLink, Update, UpdateRecipient, UpdateShare
from app.updates.states import RecipientState, UpdateState

BATCH: Final = 100
FRESH: Final = timedelta(seconds=1)
"""A place that was read longer ago is read again before anything is sent."""

_COUNTED: Final = (
    "WITH marked AS (UPDATE vigil.update_recipient SET state = '{0}', attempts = attempts + 1{1}"
    " WHERE update_id = :update_id AND number = :position AND state = 'waiting' RETURNING 1)"
    " UPDATE vigil.update_share SET {0} = {0} + 1, trouble = NULL"
    " WHERE update_id = :update_id AND share = :share AND EXISTS (SELECT FROM marked)"
)
_SENT: Final = text(_COUNTED.format("sent", ""))
_FAILED: Final = text(_COUNTED.format("failed", ", failure = :failure"))
_LATER: Final = text(
    "UPDATE vigil.update_recipient SET not_before = :not_before, attempts = attempts + 1, failure = :failure"
    " WHERE update_id = :update_id AND number = :position AND state = 'waiting'"
)


@dataclass
class Walk:
    """One share's way through the list of one update: ``after`` is the last place that was dealt with."""

    update_id: UUID
    share: int
    shares: int
    after: int = 0

    def marking(self, sender: Sender) -> Sender:
        """Return the sender that marks places of this list, counting in the same commit."""
        given = {"update_id": self.update_id, "share": self.share}
        return replace(sender, marks=Marks(sent=_SENT, give_up=_FAILED, try_later=_LATER, given=given))

    def iter_fresh(self, ready: Sequence[Ready], *, clock: Callable[[], datetime], until: datetime) -> Iterator[Ready]:
        """Yield the first letter, and the others as long as they are fresh, keeping the place of each."""
        for each in ready:
            if each is not ready[0] and clock() >= until:
                return
            self.after = each.position
            yield each


def list_walks(session: Session, *, share: int, shares: int) -> list[Walk]:
    """Return the walks through all updates that are being sent and may be seen; make sure each can count."""
    ids = session.scalars(
        select(Update.id)
        .join(Campaign, Campaign.id == Update.campaign_id)
        .where(Update.state == UpdateState.SENDING, Campaign.state == CampaignState.PUBLISHED)
        .order_by(Update.started_at)
    ).all()
    if ids:
        shares_of = [{"update_id": update_id, "share": share} for update_id in ids]
        session.execute(upsert(UpdateShare).on_conflict_do_nothing(), shares_of)
    return [Walk(update_id, share, shares) for update_id in ids]


def read_places(session: Session, sender: Sender, walk: Walk, *, now: datetime) -> list[Ready] | None:
    """Return the next letters of a walk, marking places of those who no longer want one; None at the list's end.

    Nothing, not even a look at the list, for an update that is no longer being sent.
    """
    found = session.scalar(
        select(Update)
        .join(Campaign, Campaign.id == Update.campaign_id)
        .where(
            Update.id == walk.update_id,
            Update.state == UpdateState.SENDING,
            Campaign.state == CampaignState.PUBLISHED,
        )
    )
    rows = _read_rows(session, walk, now=now) if found else []
    if not found or not rows:
        return None
    addresses = _open_addresses(sender.keyring, rows)
    unwanted = {None, *list_suppressed(session, sender.keyring, addresses.values(), is_bulk=True)}
    wanted = [row for row in rows if addresses.get(row.number) not in unwanted]
    _leave_out(session, walk, sorted({row.number for row in rows} - {row.number for row in wanted}))
    campaign = session.scalars(select(Campaign).where(Campaign.id == found.campaign_id)).one()
    moulds = {language: cast_update(found, campaign, language) for language in {row.language for row in wanted}}
    tokens = _make_links(session, sender.keyring, wanted)
    return [
        Ready(
            position=row.number,
            mail_id=uuid5(walk.update_id, row.id.hex),
            attempts=row.attempts,
            to=addresses[row.number],
            letter=letter_to(moulds[row.language], language=row.language, token=tokens[row.id]),
        )
        for row in wanted
    ]


def _read_rows(session: Session, walk: Walk, *, now: datetime) -> Sequence[Any]:
    wants = (
        (Signature.state == SignatureState.CONFIRMED) & Signature.updates & Signature.address_sealed.is_not(None)
    ).label("wants")
    return session.execute(
        select(
            UpdateRecipient.number, UpdateRecipient.attempts, Signature.id, Signature.language, Signature.holder,
            Signature.address_sealed, Signature.address_key, wants,
        )
        .outerjoin(Signature, Signature.id == UpdateRecipient.signature_id)
        .where(
            UpdateRecipient.update_id == walk.update_id,
            UpdateRecipient.number > walk.after,
            UpdateRecipient.number % walk.shares == walk.share,
            UpdateRecipient.state == RecipientState.WAITING,
            or_(UpdateRecipient.not_before.is_(None), UpdateRecipient.not_before <= now),
        )
        .order_by(UpdateRecipient.number)
        .limit(BATCH)
    ).all()  # fmt: skip


def _open_addresses(keyring: Keyring, rows: Sequence[Any]) -> dict[int, str]:
    """Return the addresses of those who want it, by place."""
    addresses = {}
    for row in rows:
        if row.wants and row.holder is not None:
            try:
                opened = keyring.open_address(row.address_sealed, key=row.address_key, row=row.id)
            except KeyGone:
                continue
            addresses[row.number] = deliverable(opened)
    return addresses


def _make_links(session: Session, keyring: Keyring, rows: Sequence[Any]) -> dict[UUID, str]:
    """Return the token of everybody's link, making sure that it leads somewhere before it is mailed."""
    tokens = {row.id: keyring.token(UNSUBSCRIBE, link_id(row.id, row.holder)) for row in rows}
    links = [
        {"token_hash": token_hash(tokens[row.id], UNSUBSCRIBE), "signature_id": row.id, "holder": row.holder}
        for row in rows
    ]
    if links:
        session.execute(upsert(UnsubscribeLink).on_conflict_do_nothing(), links)
    return tokens


def _leave_out(session: Session, walk: Walk, numbers: Sequence[int]) -> None:
    if not numbers:
        return
    marked = session.scalars(
        update(UpdateRecipient)
        .where(
            UpdateRecipient.update_id == walk.update_id,
            UpdateRecipient.number.in_(numbers),
            UpdateRecipient.state == RecipientState.WAITING,
        )
        .values(state=RecipientState.LEFT_OUT)
        .returning(UpdateRecipient.number)
        .execution_options(synchronize_session=False)
    ).all()
    _on_share(session, walk, left_out=UpdateShare.left_out + len(marked))


def tell_trouble(session: Session, walk: Walk, trouble: str) -> None:
    """Write down why the mail server cannot be reached; the next mail it takes deletes that."""
    _on_share(session, walk, trouble=trouble)


def _on_share(session: Session, walk: Walk, **values: Any) -> None:
    session.execute(
        update(UpdateShare)
        .where(UpdateShare.update_id == walk.update_id, UpdateShare.share == walk.share)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
