"""What a restored backup still gives away, and whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Date, Select, cast, func, select
from sqlalchemy.orm import Session

from app.audit.chain import iter_breaks
from app.core.crypto import Keyring
from app.mail.models import OutgoingMail
from app.privacy.models import PrivatePage
from app.privacy.pages import LIVES
from app.signatures.models import Intake, Signature, Submission
from app.tallies.reconciling import reconcile_tallies


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """Rows of one kind that are sealed to one key, and whether that key is still there."""

    what: str
    key: str
    rows: int
    is_readable: bool


def list_sealed(session: Session, keyring: Keyring) -> list[Sealed]:
    """Return what is sealed in a database: forms, addresses and private pages, by the key of each."""
    return [
        Sealed(what=what, key=key, rows=rows, is_readable=keyring.has(key))
        for what, query in _queries()
        for key, rows in session.execute(query.order_by("key"))
    ]


def iter_faults(session: Session) -> Iterator[str]:
    """Yield a sentence for whatever is not as it was: the audit's chain, and figures that differ from signatures.

    The session must be fresh. Nothing is written that the caller does not commit.
    """
    for each in reconcile_tallies(session):
        yield f"petition {each.petition_id}: {each.signatures} {each.state.value}, {each.tallied} in the tally"
    yield from iter_breaks(session)


def _queries() -> list[tuple[str, Select[str, int]]]:
    """Of a private page it is known when it ends: it was made a day before, or two where its mail had to wait."""
    made_on = cast(func.timezone("UTC", PrivatePage.expires_at - LIVES), Date)
    keys = {
        "forms that nobody has read": (func.concat("intake-", Intake.key_day), Intake.sealed),
        "addresses of forms": (Submission.address_key, Submission.address_sealed),
        "addresses of mails": (OutgoingMail.address_key, OutgoingMail.address_sealed),
        "addresses kept for updates": (Signature.address_key, Signature.address_sealed),
        "private pages": (func.concat("access-", made_on), PrivatePage.sealed),
    }
    return [
        (what, select(key.label("key"), func.count()).where(sealed.is_not(None)).group_by(key))
        for what, (key, sealed) in keys.items()
    ]
