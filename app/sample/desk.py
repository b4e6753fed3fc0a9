"""What a newcomer sees at work in the console: updates, batches of paper, a webhook. For a development machine alone.

Everything goes the way organisers go, so that the workers then publish, read and call as they always do.
"""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from PIL import Image, ImageDraw
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.inviting import new_account
from app.accounts.kinds import OrganisationRole
from app.accounts.queries import find_account
from app.campaigns.models import Campaign
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.paper.batches import PaperBatch
from app.paper.collecting import BatchFacts, open_batch, submit_batch, type_lines
from app.paper.models import PrintKind
from app.paper.ordering import PrintWish, order_print
from app.paper.uploading import add_scan
from app.sample.shapes import Key, Words
from app.updates.models import Update
from app.updates.services import approve, ask_for_approval, write_update
from app.webhooks.models import Webhook
from app.webhooks.noticing import publish_key
from app.webhooks.services import add_webhook
from app.webhooks.states import CHOOSABLE

FILE: Final = Path(__file__).with_name("desk.toml")
COLLEAGUE: Final = "colleague@vigil.example"
"""Who wrote what waits for the sample organiser; nobody signs in with it."""


class SampleUpdate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """News of the campaign, and how far it is."""

    days_ago: Annotated[int, Meta(ge=0)]
    stands: Literal["draft", "ready", "approved"]
    is_mailed: bool = True
    subject: dict[str, str]
    body: dict[str, str]


class SampleBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines of signed sheets, as (name, country, email). A closed batch has a scan and is counted by a worker."""

    is_closed: bool
    place: Words
    collected_by: Words
    lines: list[list[str]]


class SampleDesk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The desk of one campaign's organisers."""

    campaign: Key
    updates: list[SampleUpdate]
    batches: list[SampleBatch]


def read_desk() -> SampleDesk:
    """Return the sample desk."""
    return msgspec.toml.decode(FILE.read_bytes(), type=SampleDesk)


def load_desk(session: Session, keyring: Keyring, keys: PublicKeys, *, receiver: str, now: datetime) -> bool:
    """Put on the desk whatever kind of thing is not there yet; return whether anything was new.

    ``receiver`` is the address that the webhook calls. Without the sample campaign there is nothing to do.
    """
    desk = read_desk()
    campaign = session.scalar(select(Campaign).where(Campaign.slug == desk.campaign))
    if campaign is None:
        return False
    colleague = _colleague(session, campaign, now=now)
    missing = [table for table in (Webhook, Update, PaperBatch) if not _has_any(session, table, campaign)]
    if Webhook in missing:
        publish_key(session, keyring)
        add_webhook(
            session, colleague, address=receiver, events=[kind.value for kind in CHOOSABLE], loopback_too=True, now=now
        )
    if Update in missing:
        for given in desk.updates:
            _write(session, campaign, given, by=colleague.account_id, now=now - timedelta(days=given.days_ago))
    if PaperBatch in missing:
        _order_sheet(session, campaign, colleague, now=now)
        for each in desk.batches:
            _collect(session, campaign, each, keys, actor=str(colleague.account_id), now=now)
    return bool(missing)


def _has_any(session: Session, table: type[Webhook | Update | PaperBatch], campaign: Campaign) -> bool:
    return bool(session.scalar(select(exists().where(table.organisation_id == campaign.organisation_id))))


def _colleague(session: Session, campaign: Campaign, *, now: datetime) -> Actor:
    account = find_account(session, COLLEAGUE)
    if account is None:
        account = new_account(session, email=COLLEAGUE, language="en", password=None, now=now)
        account.is_sample = True
        session.flush()
    return Actor(
        account_id=account.id,
        language="en",
        organisation_id=campaign.organisation_id,
        role=OrganisationRole.OWNER,
        has_second_factor=True,
    )


def _write(session: Session, campaign: Campaign, given: SampleUpdate, *, by: UUID, now: datetime) -> None:
    made = write_update(
        session, campaign, subject=given.subject, body=given.body, is_mailed=given.is_mailed, by=by, now=now
    )
    if given.stands != "draft":
        ask_for_approval(session, made, by=by, now=now)
    if given.stands == "approved":
        approve(session, made, by=new_id(), now=now)


def _order_sheet(session: Session, campaign: Campaign, colleague: Actor, *, now: datetime) -> None:
    wish = PrintWish(kind=PrintKind.SHEET, language="en", label="Sample Square", return_to="Sample organisation")
    order_print(
        session, campaign.id, wish, organisation_id=campaign.organisation_id, actor=str(colleague.account_id), now=now
    )


def _collect(
    session: Session, campaign: Campaign, given: SampleBatch, keys: PublicKeys, *, actor: str, now: datetime
) -> None:
    facts = BatchFacts(place=given.place, collected_by=given.collected_by)
    batch = open_batch(
        session, campaign.id, facts, organisation_id=campaign.organisation_id, actor=actor, now=now
    )  # fmt: skip
    type_lines(session, batch, given.lines, keys, page_id=new_id(), now=now)
    if given.is_closed:
        add_scan(session, batch, _scan(len(given.lines)), keys, actor=actor, now=now)
        submit_batch(session, batch, actor=actor, now=now)


def _scan(lines: int) -> bytes:
    """A sheet with lines and nothing on them: no hand is imitated."""
    sheet = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((40, 40), "SAMPLE: nobody signed this", fill=0)
    for line in range(lines):
        pen.line((40, 120 + 60 * line, 580, 120 + 60 * line), fill=120)
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()
