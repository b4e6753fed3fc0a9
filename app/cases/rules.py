"""What a case may claim: how long somebody is held, and on what a claim rests."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from app.cases.errors import ClaimsWithoutSource
from app.core import edtf
from app.core.edtf import Edtf, Precision

VERIFIED_WITHIN_DAYS: Final = 90
"""A running number says "still held today"; a status older than this no longer carries it."""


class DetentionKind(StrEnum):
    """What may be said about the length of a detention."""

    DAY = "day"
    AT_LEAST = "at_least"
    SINCE = "since"


@dataclass(frozen=True, kw_only=True)
class Detention:
    """How long a prisoner is held, as far as it may be said.

    ``days`` is the number of the present day, the day of arrest being 1 (kind DAY), or the days that have
    certainly passed (AT_LEAST), or None (SINCE). ``since`` and ``verified`` are EDTF, None where unknown.
    """

    kind: DetentionKind
    days: int | None
    since: str | None
    verified: str | None


def detention(*, since: str | None, verified: str | None, today: date) -> Detention:
    """Say how long a person who is detained has been held.

    A number needs a status verified within 90 days and a beginning known to the day, or to the month for "at
    least": then the days since the month's last. Whatever is uncertain, approximate or an interval gives no
    number, and a verification known to the month counts from its first day. Raises EdtfError for texts that
    are no dates. Rule: the design's status line.
    """
    kind, days = DetentionKind.SINCE, None
    if since and verified and _is_recent(edtf.parse(verified), today):
        kind, days = _length(edtf.parse(since), today)
    return Detention(kind=kind, days=days, since=since, verified=verified)


def _is_recent(verified: Edtf, today: date) -> bool:
    if not _is_plain(verified) or verified.earliest is None:
        return False
    return 0 <= (today - verified.earliest).days <= VERIFIED_WITHIN_DAYS


def _length(since: Edtf, today: date) -> tuple[DetentionKind, int | None]:
    if not _is_plain(since) or since.latest is None:
        return DetentionKind.SINCE, None
    passed = (today - since.latest).days
    if since.precision is Precision.DAY and passed >= 0:
        return DetentionKind.DAY, passed + 1
    if since.precision is Precision.MONTH and passed >= 1:
        return DetentionKind.AT_LEAST, passed
    return DetentionKind.SINCE, None


def _is_plain(given: Edtf) -> bool:
    return not (given.is_interval or given.is_approximate or given.is_uncertain)


class Claim(Protocol):
    """A fact or an event of a case: anything that must rest on a source."""

    @property
    def id(self) -> UUID:
        """What names the claim to an editor."""

    @property
    def sources(self) -> Sized:
        """What it rests on."""


def require_sources(claims: Iterable[Claim]) -> None:
    """Raise ClaimsWithoutSource unless every claim has a source. Nothing is published before this passes."""
    bare = [claim.id for claim in claims if not len(claim.sources)]
    if bare:
        raise ClaimsWithoutSource(bare)
