"""Updates in any state, and people who asked for them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.sealing import token_hash
from app.signatures.models import Signature
from app.updates.links import UNSUBSCRIBE, link_id
from app.updates.models import UnsubscribeLink, Update
from app.updates.services import approve, ask_for_approval, write_update
from tests.factories.campaigns import OpenPetition
from tests.factories.signatures import add_signature

SUBJECT = {"en": "A letter arrived", "fa": "نامه‌ای رسید"}
BODY = {"en": "She *wrote* to [us](https://example.org/letter).", "fa": "او به ما *نوشت*."}


def add_update(
    session: Session, campaign: Campaign, *, is_out: bool = False, is_approved: bool = False, by: UUID | None = None,
    now: datetime | None = None, **words: Any,
) -> Update:  # fmt: skip
    """Add a draft; or one that a second person approved an hour ago; or one that is published and mailed to nobody."""
    moment = (now or utc_now()) - timedelta(hours=1)
    given: dict[str, Any] = {"subject": SUBJECT, "body": BODY, "is_mailed": not is_out, **words}
    made = write_update(session, campaign, **given, by=by or new_id(), now=moment)
    if is_out or is_approved:
        ask_for_approval(session, made, by=made.author_id, now=moment)
        approve(session, made, by=new_id(), now=moment)
    if is_out:
        made.started_at = made.ended_at = moment + timedelta(minutes=30)
        made.state = type(made.state).SENT
    session.flush()
    return made


def add_subscriber(
    session: Session, keyring: Keyring, petition: OpenPetition, *, email: str, **columns: Any
) -> Signature:
    """Add a confirmed signature whose address is kept for updates."""
    signature = add_signature(session, keyring, petition, email=email, updates=True, **columns)
    signature.address_sealed = keyring.seal_address(email, key="updates", row=signature.id)
    signature.address_key = "updates"
    session.flush()
    return signature


def add_unsubscribe_link(
    session: Session, keyring: Keyring, petition: OpenPetition, email: str = "news@example.org"
) -> str:
    """Add a subscriber who was mailed an update; return the token of the link in it."""
    signature = add_subscriber(session, keyring, petition, email=email)
    assert signature.holder
    token = keyring.token(UNSUBSCRIBE, link_id(signature.id, signature.holder))
    link = UnsubscribeLink(
        token_hash=token_hash(token, UNSUBSCRIBE), signature_id=signature.id, holder=signature.holder
    )
    session.add(link)
    session.flush()
    return token
