"""Batches of paper signatures, as the console leaves them and as a worker reads them."""

from collections.abc import Sequence
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.paper.batches import PaperBatch
from app.paper.collecting import BatchFacts, open_batch, submit_batch, type_lines
from app.paper.counting import publish_paper
from app.paper.importing import count_read_batches, read_next_page
from app.paper.upkeep import settle_next_scan
from app.paper.uploading import add_scan
from tests.factories.campaigns import OpenPetition

SCAN = b"%PDF-1.7 a scan of signed sheets"
_people = count(1)


def somebody(*, email: str = "", country: str = "FR") -> list[str]:
    """Return the line of somebody new."""
    letters = "".join("abcdefghij"[int(digit)] for digit in str(next(_people)))
    return [f"Sample Person {letters}", country, email]


def begin_batch(session: Session, petition: OpenPetition, facts: BatchFacts | None = None) -> PaperBatch:
    """Open a batch for a petition's own organisation."""
    campaign = petition.campaign
    return open_batch(
        session, campaign.id, facts or BatchFacts(), organisation_id=campaign.organisation_id, actor="anna",
        now=utc_now(),
    )  # fmt: skip


def type_in(
    session: Session, batch: PaperBatch, lines: Sequence[list[str]], keys: PublicKeys, *, page_id: UUID | None = None
) -> range:
    """Type lines into a batch."""
    return type_lines(session, batch, lines, keys, page_id=page_id or new_id(), now=utc_now())


def read_all(session: Session, keyring: Keyring) -> int:
    """Let a worker read what waits, seal scans and count what is closed; return how many pages it read."""
    pages = 0
    while read_next_page(session, keyring):
        pages += 1
    while settle_next_scan(session, keyring):
        pass
    count_read_batches(session, now=utc_now())
    publish_paper(session, now=utc_now())
    session.expire_all()
    return pages


def add_counted_batch(
    session: Session, petition: OpenPetition, keyring: Keyring, keys: PublicKeys, lines: Sequence[list[str]]
) -> PaperBatch:
    """Add a batch of lines with a scan, read and counted."""
    batch = begin_batch(session, petition)
    type_in(session, batch, lines, keys)
    add_scan(session, batch, SCAN, keys, actor="anna", now=utc_now())
    submit_batch(session, batch, actor="anna", now=utc_now())
    read_all(session, keyring)
    return session.scalars(select(PaperBatch).where(PaperBatch.id == batch.id)).one()
