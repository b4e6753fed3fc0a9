"""What a supporter's form becomes between the page and the worker: one sealed row of the intake."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.core.limits import EMAIL_LENGTH
from app.core.sealing import pad, unpad
from app.signatures.models import IntakeKind
from app.signatures.states import ShowName


class SignForm(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A form, checked for shape and nothing else. ``network`` is a prefix (/24 or /48), never an address."""

    petition_id: UUID
    wording_id: UUID
    language: str
    name: str
    email: str
    country: str
    comment: str
    show_name: ShowName
    deliver_name: bool
    updates: bool
    source_code: str
    network: str
    proof: str = ""
    """Of work, as ``app.signatures.proof`` tells; empty where the page asked for none, or there is no script."""


class AccessForm(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Somebody asks to see what is held under an address. ``network`` as in SignForm."""

    email: str
    language: str
    network: str = ""


class MessageForm(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A message of solidarity to a prisoner. ``name`` is as it shall be shown, empty for nobody's."""

    petition_id: UUID
    language: str
    name: str
    text: str


class ReportKind(StrEnum):
    """What a mail server learnt after it had taken a mail: there is no such mailbox, or its holder complained."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


class MailReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one mail to one address."""

    kind: ReportKind
    address: Annotated[str, msgspec.Meta(min_length=3, max_length=EMAIL_LENGTH)]


class MailReports(msgspec.Struct, frozen=True, kw_only=True):
    """What the mail server reports in one call. ``call`` is the call's own id: taken once, however often it comes."""

    reports: Annotated[list[MailReport], msgspec.Meta(min_length=1, max_length=100)]
    call: str = ""


AnyForm = SignForm | AccessForm | MessageForm | MailReports
_KINDS = {
    SignForm: IntakeKind.SIGN,
    AccessForm: IntakeKind.ACCESS,
    MessageForm: IntakeKind.MESSAGE,
    MailReports: IntakeKind.MAIL_REPORT,
}


class SealedForm(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the intake. ``sealed`` opens only as this id and kind."""

    id: UUID
    kind: IntakeKind
    key_day: date
    sealed: bytes


def seal_form(form: AnyForm, keys: PublicKeys, *, today: date) -> SealedForm:
    """Seal a form with the public key of the day, padded: the length of a row says nothing of a name."""
    kind = _KINDS[type(form)]
    row_id = new_id()
    day, sealed = keys.seal_intake(pad(msgspec.msgpack.encode(form)), bound_to=_binding(row_id, kind), today=today)
    return SealedForm(id=row_id, kind=kind, key_day=day, sealed=sealed)


def open_sign_form(row: SealedForm, keyring: Keyring) -> SignForm:
    """Open a form. Raises KeyGone, NotOurs, or msgspec.ValidationError where it is not such a form."""
    return msgspec.msgpack.decode(_open(row, keyring), type=SignForm)


def open_access_form(row: SealedForm, keyring: Keyring) -> AccessForm:
    """Open a request for the private page. Raises as ``open_sign_form``."""
    return msgspec.msgpack.decode(_open(row, keyring), type=AccessForm)


def open_message_form(row: SealedForm, keyring: Keyring) -> MessageForm:
    """Open a message. Raises as ``open_sign_form``."""
    return msgspec.msgpack.decode(_open(row, keyring), type=MessageForm)


def open_mail_reports(row: SealedForm, keyring: Keyring) -> MailReports:
    """Open what the mail server reported. Raises as ``open_sign_form``."""
    return msgspec.msgpack.decode(_open(row, keyring), type=MailReports)


def _open(row: SealedForm, keyring: Keyring) -> bytes:
    return unpad(keyring.open_intake(row.sealed, day=row.key_day, bound_to=_binding(row.id, row.kind)))


def _binding(row_id: UUID, kind: IntakeKind) -> bytes:
    return f"intake|{kind}|{row_id}".encode()
