"""Beginning and ending the sending of an update: the list of recipients is fixed once, in the database."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignState
from app.core.crypto import Keyring
from app.petitions.models import Petition
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.signatures.upkeep import settle_addresses
from app.updates.models import Update, UpdateRecipient, UpdateShare
from app.updates.states import RecipientState, UpdateState

_KEPT: Final = timedelta(days=2)
_REMOVED_AT_ONCE: Final = 20_000
_IS_SUBSCRIBED: Final = (
    Signature.state == SignatureState.CONFIRMED,
    Signature.updates,
    Signature.address_sealed.is_not(None),
)


def start_due(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Begin one update whose hold is over: fix its list and let it go. Return 1, or 0 where none is due.

    From now on it is public. One of a campaign that was hidden meanwhile waits. Addresses of those who confirmed
    just before are settled first: everybody who had confirmed by ``now`` is on the list.
    """
    due = session.scalar(
        select(Update)
        .join(Campaign, Campaign.id == Update.campaign_id)
        .where(
            Update.state == UpdateState.APPROVED,
            Update.held_until <= now,
            Campaign.state == CampaignState.PUBLISHED,
        )
        .order_by(Update.held_until)
        .limit(1)
        .with_for_update(of=Update, skip_locked=True)
    )
    if due is None:
        return 0
    if due.is_mailed:
        while settle_addresses(session, keyring, campaign_id=due.campaign_id):
            pass
        due.total = _fix_recipients(session, due)
    due.started_at = due.resumed_at = now
    due.state = UpdateState.SENDING if due.is_mailed else UpdateState.SENT
    due.ended_at = None if due.is_mailed else now
    session.flush()
    return 1


def _fix_recipients(session: Session, given: Update) -> int:
    """Give everybody who asked for updates a place; return how many. Ids are random: their order tells nothing."""
    number = func.row_number().over(order_by=Signature.id)
    places = (
        select(literal(given.id), number, Signature.id, literal(RecipientState.WAITING.value))
        .join(Petition, Petition.id == Signature.petition_id)
        .where(Petition.campaign_id == given.campaign_id, *_IS_SUBSCRIBED)
    )
    columns = ["update_id", "number", "signature_id", "state"]
    session.execute(insert(UpdateRecipient).from_select(columns, places, include_defaults=False))
    counted = select(func.count()).select_from(UpdateRecipient).where(UpdateRecipient.update_id == given.id)
    return session.scalar(counted) or 0


def count_audiences(session: Session) -> int:
    """Count once how many an update that waits to begin would go to; return for how many updates."""
    wanting = (
        select(func.count())
        .select_from(Signature)
        .join(Petition, Petition.id == Signature.petition_id)
        .where(Petition.campaign_id == Update.campaign_id, *_IS_SUBSCRIBED)
        .correlate(Update)
        .scalar_subquery()
    )
    counted = session.scalars(
        update(Update)
        .where(Update.state.in_([UpdateState.READY, UpdateState.APPROVED]), Update.is_mailed, Update.audience.is_(None))
        .values(audience=wanting)
        .returning(Update.id)
        .execution_options(synchronize_session=False)
    )
    return len(counted.all())


def finish_sent(session: Session, *, now: datetime) -> int:
    """End the updates of which every mail was sent, left out or given up; return how many."""
    done = (
        select(func.coalesce(func.sum(UpdateShare.sent + UpdateShare.left_out + UpdateShare.failed), 0))
        .where(UpdateShare.update_id == Update.id)
        .scalar_subquery()
    )
    ended = session.scalars(
        update(Update)
        .where(Update.state == UpdateState.SENDING, Update.total == done)
        .values(state=UpdateState.SENT, ended_at=now)
        .returning(Update.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def remove_old_lists(session: Session, *, now: datetime) -> int:
    """Delete lists of what ended two days ago, some at a time; the figures stay. Returns how many places."""
    ended = select(Update.id).where(
        Update.ended_at < now - _KEPT, exists().where(UpdateRecipient.update_id == Update.id)
    )
    update_id = session.scalar(ended.limit(1))
    if update_id is None:
        return 0
    some = select(UpdateRecipient.number).where(UpdateRecipient.update_id == update_id).limit(_REMOVED_AT_ONCE)
    gone = delete(UpdateRecipient).where(UpdateRecipient.update_id == update_id, UpdateRecipient.number.in_(some))
    return len(session.scalars(gone.returning(UpdateRecipient.number)).all())
