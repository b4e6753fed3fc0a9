"""Which rows an export has, and what each cell may hold: consent is decided in the query, before anything is opened.

A name or an address that its signatory did not give away for this leaves the database as NULL, so that no mistake
further on can open it.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from app.core.clock import to_hour
from app.exports.models import ExportRecent
from app.exports.rules import Column, Consent, Filters, Wish
from app.petitions.models import Wording, WordingRecipient
from app.signatures.models import CommentVerdict, Signature
from app.signatures.states import ShowName, SignatureState

_SEED_BITS: Final = 63


def _is_shown() -> ColumnElement[bool]:
    return and_(Signature.state == SignatureState.CONFIRMED, Signature.show_name != ShowName.NO)


def _keeps_address() -> ColumnElement[bool]:
    return and_(Signature.updates, Signature.address_key == "updates")


def select_rows(wish: Wish, *, export_id: UUID, cut_off: datetime, wordings: list[UUID]) -> Select[Any]:
    """Select the cells of an export, in an order of its own, sealed where they are sealed.

    After the cells of ``wish.columns`` come the ids that names and addresses are bound to, whether a name shows as
    initials, and the language. ``wordings`` are those that list the recipient whom names are handed to.
    """
    cells = [_cell(column, wish, wordings) for column in wish.columns]
    bound = (
        func.uuid_send(Signature.submission_id),
        func.uuid_send(Signature.id),
        Signature.show_name == ShowName.INITIALS,
        Signature.language,
    )
    seed = export_id.int >> (128 - _SEED_BITS)
    query = select(*cells, *bound).where(is_wanted(wish, export_id=export_id, cut_off=cut_off))
    if Column.COMMENT in wish.columns:
        query = query.outerjoin(CommentVerdict, CommentVerdict.submission_id == Signature.submission_id)
    # Two exports have no order in common, so that nobody joins them line by line; nor is it that of signing.
    return query.order_by(func.uuid_hash_extended(Signature.id, literal(seed, BigInteger)), Signature.id)


def is_wanted(wish: Wish, *, export_id: UUID, cut_off: datetime) -> ColumnElement[bool]:
    """Whether a signature is in the export: the petition's, as filtered, confirmed before the cut-off."""
    hour = to_hour(cut_off)
    recent = select(ExportRecent.signature_id).where(ExportRecent.export_id == export_id)
    return and_(
        Signature.petition_id == wish.petition_id,
        *_filters(wish.filters),
        or_(Signature.confirmed_hour < hour, and_(Signature.confirmed_hour == hour, Signature.id.in_(recent))),
    )


def fix_recent(session: Session, wish: Wish, *, export_id: UUID, cut_off: datetime) -> None:
    """Write down who confirmed in the hour of the cut-off so far: whoever comes later in it stays out."""
    recent = select(literal(export_id), Signature.id).where(
        Signature.petition_id == wish.petition_id, Signature.confirmed_hour == to_hour(cut_off)
    )
    session.execute(insert(ExportRecent).from_select(["export_id", "signature_id"], recent))


def list_wordings(session: Session, wish: Wish) -> list[UUID]:
    """Return the wordings whose signatories agreed to hand their names to the recipient of this export."""
    query = (
        select(Wording.id)
        .join(WordingRecipient, WordingRecipient.wording_id == Wording.id)
        .where(Wording.petition_id == wish.petition_id, WordingRecipient.recipient_id == wish.recipient_id)
    )
    return list(session.scalars(query))


def _filters(filters: Filters) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [Signature.state.in_([SignatureState(state) for state in filters.states])]
    if filters.countries:
        chosen.append(Signature.country.in_(filters.countries))
    if filters.first_month:
        chosen.append(Signature.confirmed_hour >= _month(filters.first_month))
    if filters.last_month:
        chosen.append(Signature.confirmed_hour < _month_after(filters.last_month))
    agreed = {
        Consent.SHOWN: _is_shown(),
        Consent.DELIVERY: Signature.deliver_name.is_(True),
        Consent.UPDATES: _keeps_address(),
    }
    return chosen + ([agreed[filters.consent]] if filters.consent in agreed else [])


def _month(month: str) -> datetime:
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)


def _month_after(month: str) -> datetime:
    first = _month(month)
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _cell(column: Column, wish: Wish, wordings: list[UUID]) -> ColumnElement[Any]:
    """Return what a column selects: its text, or what is sealed of those who gave it away for this."""
    handed = and_(
        Signature.deliver_name, Signature.state == SignatureState.CONFIRMED, Signature.wording_id.in_(wordings)
    )
    cells: dict[Column, ColumnElement[Any]] = {
        Column.ROW: literal(""),
        Column.NAME_FOR_RECIPIENT: case((handed, Signature.name_sealed)),
        Column.SHOWN_NAME: case((_is_shown(), Signature.name_sealed)),
        Column.ADDRESS: case((_keeps_address(), Signature.address_sealed)),
        Column.COUNTRY: _country(wish, handed),
        Column.LANGUAGE: type_coerce(Signature.language, Text),
        Column.MONTH: _moment("YYYY-MM"),
        Column.HOUR: _moment('YYYY-MM-DD"T"HH24:00"Z"'),
        Column.STATE: type_coerce(Signature.state, Text),
        Column.SHOW_NAME: type_coerce(Signature.show_name, Text),
        Column.DELIVER_NAME: _yes_or_no(Signature.deliver_name),
        Column.UPDATES: _yes_or_no(Signature.updates),
        Column.COMMENT: _comment(),
    }
    return cells[column]


def _country(wish: Wish, handed: ColumnElement[bool]) -> ColumnElement[Any]:
    """Beside a name only of those who agreed to both together: shown as initials and country, or handed over."""
    if Column.NAME_FOR_RECIPIENT in wish.columns and Column.SHOWN_NAME in wish.columns:
        return case((or_(handed, Signature.show_name != ShowName.FULL), Signature.country), else_="")
    if Column.SHOWN_NAME in wish.columns:
        return case((Signature.show_name != ShowName.FULL, Signature.country), else_="")
    return type_coerce(Signature.country, Text)


def _moment(pattern: str) -> ColumnElement[str]:
    return func.to_char(func.timezone("UTC", Signature.confirmed_hour), pattern)


def _yes_or_no(agreed: Any) -> ColumnElement[str]:
    return case((agreed, "yes"), else_="no")


def _comment() -> ColumnElement[str]:
    verdict = func.coalesce(type_coerce(CommentVerdict.verdict, Text), "waiting")
    return case((Signature.comment_sealed.is_(None), "none"), else_=verdict)
