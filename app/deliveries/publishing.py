"""Keeping the public copies of deliveries what they should be: the record of each, and the line on its campaign."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.document import DeliveryDocument
from app.campaigns.models import PublishedCampaign
from app.deliveries.correcting import list_corrections
from app.deliveries.facts import DeliveryFacts
from app.deliveries.models import Delivery, DeliveryCorrection, DeliveryEntry, PublishedDelivery
from app.deliveries.record import CorrectionRecord, DeliveryRecord, RecordedEntry
from app.deliveries.register import entry_of, list_entries
from app.deliveries.rules import reply_due
from app.deliveries.states import GIVEN, KNOWN, EntryKind
from app.petitions.models import Recipient


def publish_deliveries(session: Session) -> int:
    """Show what was approved and what was handed over, of campaigns everybody may see; return how much changed.

    Compared every few seconds, instead of each button doing it: nothing can forget to.
    """
    records, lines = _wanted(session)
    return _publish_records(session, records) + _publish_lines(session, lines)


def _wanted(session: Session) -> tuple[dict[UUID, DeliveryRecord], dict[UUID, list[DeliveryDocument]]]:
    rows = session.execute(
        select(Delivery, Recipient, PublishedCampaign.id)
        .join(Recipient, Recipient.id == Delivery.recipient_id)
        .join(PublishedCampaign, PublishedCampaign.petition_id == Delivery.petition_id)
        .where(Delivery.state.in_(KNOWN))
        .order_by(Delivery.cut_off, Delivery.id)
    )
    records: dict[UUID, DeliveryRecord] = {}
    lines: dict[UUID, list[DeliveryDocument]] = defaultdict(list)
    for delivery, recipient, campaign_id in rows:
        entries = list_entries(session, delivery.id)
        corrections = list_corrections(session, delivery.id)
        records[delivery.id] = _record(delivery, recipient, campaign_id, entries=entries, corrections=corrections)
        if delivery.state in GIVEN:
            lines[campaign_id].append(_line(records[delivery.id], entries))
    return records, lines


def _record(
    delivery: Delivery, recipient: Recipient, campaign_id: UUID, *, entries: Iterable[DeliveryEntry],
    corrections: Iterable[DeliveryCorrection],
) -> DeliveryRecord:  # fmt: skip
    facts = msgspec.convert(delivery.figures, DeliveryFacts)
    told = [entry for entry in entries if entry.kind is not EntryKind.NOTE]
    return DeliveryRecord(
        id=delivery.id,
        campaign_id=campaign_id,
        recipient=recipient.name,
        profile=delivery.profile.value,
        counts=facts.counts(),
        cut_off=facts.cut_off,
        wording_number=facts.wording_number,
        wording_sha256=facts.wording_sha256,
        manifest_sha256=(delivery.manifest_sha256 or b"").hex(),
        pack_sha256=(delivery.pack_sha256 or b"").hex(),
        checkpoint=facts.checkpoint,
        state=delivery.state.value,
        entries=[RecordedEntry(kind=entry.kind.value, day=entry.day) for entry in told],
        reply_due=reply_due([entry_of(entry) for entry in entries]),
        is_sample=facts.is_sample,
        corrections=[_correction(each) for each in corrections],
    )


def _correction(row: DeliveryCorrection) -> CorrectionRecord:
    return CorrectionRecord(
        number=row.number,
        day=row.day,
        standing=row.standing,
        rows=row.rows,
        sha256=row.sha256.hex(),
        signature=base64.b64encode(row.signature).decode(),
    )


def _line(record: DeliveryRecord, entries: Iterable[DeliveryEntry]) -> DeliveryDocument:
    """The line on the campaign's page."""
    moves = [entry.recorded_at for entry in entries if entry.kind is not EntryKind.NOTE]
    return DeliveryDocument(
        id=record.id,
        recipient=record.recipient,
        profile=record.profile,
        confirmed=record.counts["confirmed"],
        cut_off=record.cut_off,
        state=record.state,
        state_since=moves[-1] if moves else None,
        reply_due=record.reply_due,
    )


def _publish_records(session: Session, records: dict[UUID, DeliveryRecord]) -> int:
    gone = session.scalars(
        delete(PublishedDelivery)
        .where(PublishedDelivery.id.not_in(records))
        .returning(PublishedDelivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    there: dict[UUID, dict[str, Any]] = dict(
        session.execute(select(PublishedDelivery.id, PublishedDelivery.document)).all()
    )
    changed = {key: row for key, record in records.items() if there.get(key) != (row := msgspec.to_builtins(record))}
    for delivery_id, document in changed.items():
        values = {"campaign_id": records[delivery_id].campaign_id, "document": document}
        digest = bytes.fromhex(records[delivery_id].manifest_sha256)
        session.execute(
            upsert(PublishedDelivery)
            .values(id=delivery_id, manifest_sha256=digest, **values)
            .on_conflict_do_update(constraint="pk_delivery", set_=values)
        )
    return len(gone) + len(changed)


def _publish_lines(session: Session, lines: dict[UUID, list[DeliveryDocument]]) -> int:
    """Renew the lines of campaigns that have others; those without an id are of the samples, and stay."""
    shown = PublishedCampaign.document["deliveries"]
    changed = 0
    for campaign_id, given in session.execute(select(PublishedCampaign.id, shown)):
        kept = [line for line in given or [] if not line.get("id")]
        wanted = [*kept, *msgspec.to_builtins(lines.get(campaign_id, []))]
        if wanted != (given or []):
            _show(session, campaign_id, wanted)
            changed += 1
    return changed


def _show(session: Session, campaign_id: UUID, lines: list[dict[str, Any]]) -> None:
    """Change these lines alone: the rest of the copy may be renewed by somebody else at the same moment."""
    session.execute(
        update(PublishedCampaign)
        .where(PublishedCampaign.id == campaign_id)
        .values(document=PublishedCampaign.document.op("||")(literal({"deliveries": lines}, JSONB())))
        .execution_options(synchronize_session=False)
    )
