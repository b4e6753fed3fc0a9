"""The words of the mail that leads to the private page."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.mail.letters import Letter, Mould, cast_mould
from app.mail.models import OutgoingMail
from app.privacy.models import PrivatePage


def write_access_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write the mails that carry the link; a page that is gone gets none."""
    wanted = [mail.subject_id for mail in mails]
    standing = set(session.scalars(select(PrivatePage.id).where(PrivatePage.id.in_(wanted))))
    return {
        mail.id: Letter(_mould(mail.language), {"access_url": _link(keyring, mail)})
        for mail in mails
        if mail.subject_id in standing
    }


@lru_cache(maxsize=16)
def _mould(language: str) -> Mould:
    return cast_mould("access", language, marks=("access_url",), words={})


def _link(keyring: Keyring, mail: OutgoingMail) -> str:
    token = keyring.access_token(mail.subject_id, day=date.fromisoformat(mail.address_key.removeprefix("address-")))
    return f"{current_app.config['BASE_URL']}/{mail.language}/private-page/{token}"
