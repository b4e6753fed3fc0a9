"""A petition for services, in the session that is undone; and one that everybody's connections can see."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring, PublicKeys
from app.mail.models import MailKind, OutgoingMail
from app.signatures.models import Submission
from tests.factories import OpenPetition, add_petition, sign

Sign = Callable[..., Submission | None]


@pytest.fixture
def petition(session: Session) -> OpenPetition:
    """An open petition in the session that is undone."""
    return add_petition(session)


@pytest.fixture
def shared_petition(owner_session: Session) -> OpenPetition:
    """An open petition that is committed."""
    made = add_petition(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def sign_as(session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> Sign:
    """Sign the petition and drain the intake: ``sign_as(email=…, name=…, now=…)`` returns the submission or None."""

    def sign_with(*, petition: OpenPetition = petition, **choices: Any) -> Submission | None:
        return sign(session, keyring, public_keys, petition, **choices)

    return sign_with


@pytest.fixture
def count_mails(session: Session) -> Callable[[MailKind], int]:
    """Say how many mails of a kind were queued."""

    def count(kind: MailKind) -> int:
        return session.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.kind == kind)) or 0

    return count
