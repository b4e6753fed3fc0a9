"""Forms, intake rows, submissions and signatures. What a worker would make is made by the worker's own services."""

from datetime import datetime
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.clock import day_of, to_hour, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.mail.addresses import canonical, mailbox
from app.messages.models import Message, MessageState
from app.messages.services import decide_message, drain_messages, publish_messages
from app.signatures import door
from app.signatures.drain import drain_signatures
from app.signatures.envelope import AnyForm, MessageForm, SealedForm, SignForm, seal_form
from app.signatures.links import LinkPurpose
from app.signatures.models import Intake, Signature, Submission
from app.signatures.states import COUNTED, ShowName, SignatureState, SubmissionState
from tests.factories.campaigns import LONG_AGO, OpenPetition

_people = count(1)


def sign_form(petition: OpenPetition, **choices: Any) -> SignForm:
    """Return the form of somebody new, or of whoever ``choices`` say (fields of SignForm)."""
    person = next(_people)
    anybody = SignForm(
        petition_id=petition.id,
        wording_id=petition.wording.id,
        language="en",
        name=f"Sample Supporter {person}",
        email=f"person-{person}@example.org",
        country="FR",
        comment="",
        show_name=ShowName.NO,
        deliver_name=False,
        updates=False,
        source_code="",
        network="192.0.2.0/24",
    )
    return msgspec.structs.replace(anybody, **choices)


def post(session: Session, keys: PublicKeys, form: AnyForm) -> SealedForm:
    """Leave a form in the intake, as the public process does."""
    sealed = seal_form(form, keys, today=day_of(utc_now()))
    session.execute(insert(Intake).values(id=sealed.id, kind=sealed.kind, key_day=sealed.key_day, sealed=sealed.sealed))
    return sealed


def sign(
    session: Session,
    keyring: Keyring,
    keys: PublicKeys,
    petition: OpenPetition,
    *,
    now: datetime | None = None,
    **choices: Any,
) -> Submission | None:
    """Post a form and drain the intake: return its submission, or None where the worker made none of it."""
    sealed = post(session, keys, sign_form(petition, **choices))
    drain_signatures(session, keyring, now=now or utc_now())
    return session.scalar(select(Submission).where(Submission.id == sealed.id))


def add_message(
    session: Session,
    keyring: Keyring,
    keys: PublicKeys,
    petition: OpenPetition,
    *,
    name: str = "",
    text: str = "Courage!",
    state: MessageState = MessageState.PUBLISHED,
) -> Message:
    """Post a message of solidarity, drain the intake, and decide on it as a moderator does."""
    sealed = post(session, keys, MessageForm(petition_id=petition.id, language="en", name=name, text=text))
    drain_messages(session, keyring)
    if state is not MessageState.WAITING:
        decide_message(session, sealed.id, state, today=LONG_AGO.date())
        publish_messages(session, keyring)
    return session.scalars(select(Message).where(Message.id == sealed.id)).one()


def token(keyring: Keyring, submission: Submission, purpose: LinkPurpose = LinkPurpose.CONFIRM) -> str:
    """Return the token in a link of the submission's mail."""
    return keyring.token(purpose, submission.id)


def confirm(session: Session, keyring: Keyring, submission: Submission, *, now: datetime | None = None) -> Signature:
    """Press the button of a submission's mail: return the signature as it stands then."""
    door.confirm(session, token(keyring, submission), now=now or utc_now())
    session.expire_all()
    return session.scalars(select(Signature).where(Signature.id == submission.signature_id)).one()


def add_signature(
    session: Session,
    keyring: Keyring,
    petition: OpenPetition,
    *,
    state: SignatureState = SignatureState.CONFIRMED,
    now: datetime | None = None,
    name: str | None = None,
    email: str | None = None,
    **columns: Any,
) -> Signature:
    """Add a signature in any state without its mails and forms; a counted one has a name and an hour."""
    person, submission_id, is_counted = next(_people), new_id(), state in COUNTED
    address = email or f"person-{person}@example.org"
    sealed = keyring.seal_words(name or f"Sample Supporter {person}", petition_id=petition.id, row=submission_id)
    values: dict[str, Any] = {
        "petition_id": petition.id,
        "fingerprint": keyring.fingerprint(canonical(address), petition_id=petition.id),
        "holder": keyring.holder(mailbox(address), petition_id=petition.id) if is_counted else None,
        "state": state,
        "submission_id": submission_id if is_counted else None,
        "wording_id": petition.wording.id if is_counted else None,
        "language": "en",
        "country": "FR",
        "name_sealed": sealed if is_counted else None,
        "confirmed_hour": to_hour(now or utc_now()) if is_counted else None,
    }
    signature = Signature(**{**values, **columns})
    session.add(signature)
    session.flush()
    return signature


def add_form(session: Session, signature: Signature, **columns: Any) -> Submission:
    """Add the form that a signature was confirmed by, pressed and settled."""
    form_id = signature.submission_id or new_id()
    values: dict[str, Any] = {
        "id": form_id, "signature_id": signature.id, "petition_id": signature.petition_id,
        "wording_id": signature.wording_id, "holder": signature.holder, "state": SubmissionState.PRESSED,
        "language": "en", "country": signature.country, "show_name": signature.show_name, "deliver_name": False,
        "updates": False, "source_code": "", "confirm_hash": new_id().bytes, "not_me_hash": new_id().bytes,
        "for_holder": b"", "for_not_me": b"", "expires_at": utc_now(),
    }  # fmt: skip
    form = Submission(**{**values, **columns})
    session.add(form)
    session.flush()
    return form
