"""What happens to signatures without anybody asking: names go public or stay hidden, addresses go, forms expire."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Row, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.crypto import KeyGone, Keyring
from app.core.ids import new_id
from app.core.text import initials
from app.petitions.models import Petition
from app.signatures.models import PublishedSupporter, Signature, SignatureShown, Submission
from app.signatures.states import COUNTED, ShowName, SignatureState, SubmissionState

BATCH: Final = 500


def publish_names(session: Session, keyring: Keyring) -> int:
    """Copy the names that people chose to show to where the public may read them; return how many were looked at."""
    waiting = session.scalars(
        select(Signature)
        .where(Signature.publish_name, Signature.state == SignatureState.CONFIRMED)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for signature in waiting:
        signature.publish_name = False
        if shown := _shown_as(keyring, signature):
            _show(session, signature, shown)
    return len(waiting)


def _shown_as(keyring: Keyring, signature: Signature) -> str:
    if signature.show_name is ShowName.NO or not signature.name_sealed or not signature.submission_id:
        return ""
    name = keyring.open_words(signature.name_sealed, petition_id=signature.petition_id, row=signature.submission_id)
    return name if signature.show_name is ShowName.FULL else initials(name)


def _show(session: Session, signature: Signature, shown_as: str) -> None:
    supporter = PublishedSupporter(
        id=new_id(), petition_id=signature.petition_id, shown_as=shown_as, country=signature.shown_country
    )
    inserted = session.scalar(
        upsert(SignatureShown)
        .values(signature_id=signature.id, supporter_id=supporter.id)
        .on_conflict_do_nothing()
        .returning(SignatureShown.supporter_id)
    )
    if inserted:
        session.add(supporter)


def settle_addresses(session: Session, keyring: Keyring, *, campaign_id: UUID | None = None) -> int:
    """Empty the addresses of forms that were pressed or overtaken; keep those under the update key that asked for it.

    Runs every minute: well within the 24 hours that we promise; and for one campaign before an update of it begins.
    Whoever is rejected meanwhile may be taken back, and is written to only then. Returns how many forms were settled.
    """
    of_whom = Signature.petition_id.in_(select(Petition.id).where(Petition.campaign_id == campaign_id))
    unsettled = session.execute(
        select(
            Submission.id,
            Submission.signature_id,
            Submission.address_sealed,
            Submission.address_key,
            (Signature.updates & (Signature.submission_id == Submission.id) & Signature.state.in_(COUNTED)).label(
                "wants_updates"
            ),
        )
        .join(Signature, Signature.id == Submission.signature_id)
        .where(
            Submission.state != SubmissionState.LIVE,
            or_(Submission.address_sealed.is_not(None), Submission.prefix_trace.is_not(None)),
            true() if campaign_id is None else of_whom,
        )
        .order_by(Submission.id)
        .limit(BATCH)
        .with_for_update(of=Signature)
    ).all()
    for row in unsettled:
        if row.wants_updates and row.address_sealed:
            _keep_for_updates(session, keyring, row)
    emptied = {"address_sealed": None, "address_key": None, "prefix_trace": None}
    session.execute(update(Submission).where(Submission.id.in_([row.id for row in unsettled])).values(emptied))
    return len(unsettled)


def _keep_for_updates(session: Session, keyring: Keyring, row: Row[UUID, UUID, bytes | None, str | None, bool]) -> None:
    try:
        address = keyring.open_address(row.address_sealed or b"", key=row.address_key or "", row=row.id)
    except KeyGone:
        return
    sealed = keyring.seal_address(address, key="updates", row=row.signature_id)
    session.execute(
        update(Signature).where(Signature.id == row.signature_id).values(address_sealed=sealed, address_key="updates")
    )


def expire_submissions(session: Session, *, now: datetime) -> int:
    """End forms whose week is over, and pending signatures that have none left. Returns how many forms ended.

    The row stays, emptied, so that "I did not sign" in an old mail still works.
    """
    ended = session.scalars(
        update(Submission)
        .where(Submission.state == SubmissionState.LIVE, Submission.expires_at <= now)
        .values(state=SubmissionState.DEAD, name_sealed=None, comment_sealed=None, address_sealed=None,
                address_key=None, prefix_trace=None)
        .returning(Submission.signature_id)
    ).all()  # fmt: skip
    still_live = select(Submission.id).where(
        Submission.signature_id == Signature.id, Submission.state == SubmissionState.LIVE
    )
    session.execute(
        update(Signature)
        .where(Signature.id.in_(ended), Signature.state == SignatureState.PENDING, ~still_live.exists())
        .values(state=SignatureState.EXPIRED)
        .execution_options(synchronize_session=False)
    )
    return len(ended)
