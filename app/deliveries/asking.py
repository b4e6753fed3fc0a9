"""Asking for a delivery: to whom, with what, until when, in which language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core.age import age_keys
from app.core.clock import to_hour
from app.core.ids import new_id
from app.deliveries.documents import LANGUAGES_OF_DOCUMENTS
from app.deliveries.errors import (
    CutOffRefused,
    EncryptionKeyMissing,
    LanguageUnknown,
    NamesNotForRecipient,
    NotARecipient,
)
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.deliveries.states import DeliveryState
from app.petitions.models import PetitionRecipient, Recipient, Wording, WordingRecipient
from app.petitions.wordings import get_current_wording

MOST_KEYS: Final = 20
"""Age keys that one pack is encrypted to."""


def request_delivery(
    session: Session, petition_id: UUID, recipient: Recipient, *, profile: Profile, language: str,
    age_recipients: Sequence[str] = (), cut_off: datetime | None = None, actor: str, now: datetime,
) -> Delivery:  # fmt: skip
    """Ask for a delivery to a recipient of the petition; a worker compiles it.

    Raises NotARecipient, NamesNotForRecipient, EncryptionKeyMissing, NotSealable, LanguageUnknown or CutOffRefused.
    """
    wording = get_current_wording(session, petition_id)
    _refuse_stranger(session, petition_id, recipient)
    if language not in LANGUAGES_OF_DOCUMENTS:
        raise LanguageUnknown("the documents do not speak that language")
    if profile is Profile.NAMES_AND_COUNTRIES:
        _refuse_unnamed(session, petition_id, recipient)
        _refuse_without_keys(age_recipients)
    if cut_off is not None and (cut_off != to_hour(cut_off) or cut_off > now):
        raise CutOffRefused("a cut-off is a full hour that has passed")
    delivery_id = new_id()
    session.execute(
        insert(Delivery).values(
            id=delivery_id,
            petition_id=petition_id,
            recipient_id=recipient.id,
            takes_names=True if profile is Profile.NAMES_AND_COUNTRIES else None,
            wording_id=wording.id,
            profile=profile,
            language=language,
            cut_off=cut_off,
            state=DeliveryState.REQUESTED,
            age_recipients=list(age_recipients) if profile is Profile.NAMES_AND_COUNTRIES else [],
            requested_by=actor,
            requested_at=now,
            done=0,
            total=0,
        )
    )
    details = {"profile": profile.value, "recipient": recipient.slug}
    record(session, actor=actor, action="delivery.requested", subject_kind="delivery", subject_id=delivery_id,
           details=details, now=now)  # fmt: skip
    return session.get_one(Delivery, delivery_id)


def takes_names(session: Session, petition_id: UUID, recipient: Recipient) -> bool:
    """Whether a recipient may be handed names: it takes them, and a wording listed it to those who signed."""
    is_named = select(
        exists().where(
            Wording.petition_id == petition_id,
            WordingRecipient.wording_id == Wording.id,
            WordingRecipient.recipient_id == recipient.id,
        )
    )
    return recipient.takes_names and not recipient.is_persecuting and bool(session.scalar(is_named))


def list_recipients(session: Session, petition_id: UUID) -> list[Recipient]:
    """Return the offices that receive deliveries of a petition, in its order."""
    query = (
        select(Recipient)
        .join(PetitionRecipient, PetitionRecipient.recipient_id == Recipient.id)
        .where(PetitionRecipient.petition_id == petition_id)
        .order_by(PetitionRecipient.position, Recipient.slug)
    )
    return list(session.scalars(query))


def _refuse_stranger(session: Session, petition_id: UUID, recipient: Recipient) -> None:
    if all(each.id != recipient.id for each in list_recipients(session, petition_id)):
        raise NotARecipient("the petition does not go to this office")


def _refuse_unnamed(session: Session, petition_id: UUID, recipient: Recipient) -> None:
    if not takes_names(session, petition_id, recipient):
        raise NamesNotForRecipient("this recipient gets numbers only")


def _refuse_without_keys(age_recipients: Sequence[str]) -> None:
    if not age_recipients:
        raise EncryptionKeyMissing("a pack with names needs an age key of the recipient")
    age_keys(age_recipients[:MOST_KEYS])
    if len(age_recipients) > MOST_KEYS:
        raise EncryptionKeyMissing(f"a pack is encrypted to at most {MOST_KEYS} keys")
