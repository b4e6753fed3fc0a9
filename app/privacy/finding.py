"""Finding what a mailbox holds: a fingerprint has to be made for every petition, for they share no key."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from app.core.crypto import KeyGone, Keyring
from app.mail.addresses import canonical, mailbox
from app.petitions.models import Petition
from app.signatures.models import Signature, Submission
from app.signatures.states import SubmissionState


class Own(NamedTuple):
    """What one mailbox holds: signatures, and forms that wait or were pressed beside another mailbox's."""

    signatures: list[Signature]
    forms: list[Submission]

    def petition_ids(self) -> set[UUID]:
        """The petitions it has anything to do with."""
        return {each.petition_id for each in self.signatures} | {form.petition_id for form in self.forms}


def find_own(session: Session, keyring: Keyring, address: str, *, now: datetime) -> Own:
    """Return all of a mailbox. The fingerprint only finds; whoever is not the holder of what it found gets nothing."""
    holders: dict[UUID, bytes] = {}
    marks = []
    for petition_id in session.scalars(select(Petition.id)):
        with contextlib.suppress(KeyGone):
            marks.append((petition_id, keyring.fingerprint(canonical(address), petition_id=petition_id)))
            holders[petition_id] = keyring.holder(mailbox(address), petition_id=petition_id)
    found = session.scalars(
        select(Signature).where(tuple_(Signature.petition_id, Signature.fingerprint).in_(marks)).order_by(Signature.id)
    ).all()
    forms = _list_forms(session, found, now=now)
    return Own(
        [signature for signature in found if signature.holder == holders[signature.petition_id]],
        [form for form in forms if form.holder == holders[form.petition_id]],
    )


def _list_forms(session: Session, signatures: Sequence[Signature], *, now: datetime) -> Sequence[Submission]:
    """Return the forms that wait, and those pressed from another mailbox than the signature's own."""
    waits = (Submission.state == SubmissionState.LIVE) & (Submission.expires_at > now)
    is_second = (Submission.state == SubmissionState.PRESSED) & Submission.id.is_distinct_from(Signature.submission_id)
    return session.scalars(
        select(Submission)
        .join(Signature, Signature.id == Submission.signature_id)
        .where(Signature.id.in_([signature.id for signature in signatures]), or_(waits, is_second))
        .order_by(Submission.id)
    ).all()
