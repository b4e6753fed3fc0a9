"""Acting on a signature by the token of a mailed link. All that the public process may do to one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.sealing import NotOurs, open_for_holder, token_hash
from app.signatures.links import HolderCopy, LinkPurpose
from app.signatures.states import ShowName


@dataclass(frozen=True, kw_only=True)
class LinkedSubmission:
    """What the page behind a link shows. ``status``: pending, confirmed, held, withdrawn, used or expired."""

    purpose: LinkPurpose
    petition_id: UUID
    status: str
    language: str
    country: str
    show_name: ShowName
    deliver_name: bool
    updates: bool
    copy: HolderCopy


def get_submission(session: Session, token: str, *, now: datetime) -> LinkedSubmission:
    """Return the form behind a link of either purpose, or raise NotFound."""
    for purpose in LinkPurpose:
        row = session.execute(
            text("SELECT * FROM door.find_submission(:hash, :now)"),
            {"hash": token_hash(token, purpose), "now": now},
        ).one_or_none()
        if row is not None:
            return LinkedSubmission(
                purpose=purpose,
                petition_id=row.petition_id,
                status=row.status,
                language=row.language,
                country=row.country,
                show_name=ShowName(row.show_name),
                deliver_name=row.deliver_name,
                updates=row.updates,
                copy=_open_copy(token, row.for_holder),
            )
    raise NotFound("no such link")


def confirm(session: Session, token: str, *, now: datetime) -> tuple[UUID, str]:
    """Press the button: return the petition and what is so now (``confirmed``, ``held``, ``used``, ``expired``, …)."""
    row = session.execute(
        text("SELECT * FROM door.confirm(:hash, :now)"),
        {"hash": token_hash(token, LinkPurpose.CONFIRM), "now": now},
    ).one_or_none()
    if row is None:
        raise NotFound("no such link")
    return row.petition_id, row.status


def forget(session: Session, token: str, *, never_again: bool, now: datetime) -> UUID:
    """Undo it, "I did not sign": delete the form and what it confirmed. Return the petition, or raise NotFound."""
    submission = get_submission(session, token, now=now)
    session.execute(
        text("SELECT * FROM door.not_me(:hash, :never_again)"),
        {
            "hash": token_hash(token, submission.purpose),
            "never_again": submission.copy.suppression if never_again else None,
        },
    )
    return submission.petition_id


def _open_copy(token: str, sealed: bytes) -> HolderCopy:
    try:
        return msgspec.msgpack.decode(open_for_holder(token, sealed), type=HolderCopy)
    except NotOurs:
        raise NotFound("no such link") from None
