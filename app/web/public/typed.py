"""What a supporter typed, tidied, and what is wrong with its shape. Pure: nobody is looked up, nothing translated."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from babel import Locale
from email_validator import EmailNotValidError, validate_email

from app.core.limits import COMMENT_LENGTH, EMAIL_LENGTH, NAME_LENGTH, SOURCE_CODE_LENGTH
from app.core.text import (
    has_control_characters,
    has_heap_of_marks,
    has_letter,
    looks_like_address,
    tidy,
    without_strays,
)
from app.signatures.states import ShowName

ENCODED: Final = "application/x-www-form-urlencoded"
"""How browsers send a form without files."""
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
COUNTRIES: Final = frozenset(
    code for code in map(str, Locale.parse("en").territories) if re.fullmatch(r"[A-Z]{2}", code)
).difference(_NOT_COUNTRIES)
"""ISO 3166 alpha-2."""

_SOURCE_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")
_UNREADABLE: Final = "\ufffd"
"""Stands where bytes were no UTF-8."""
_SHOWN: Final = frozenset(ShowName)


class Complaint(StrEnum):
    """What is wrong with a field; the web has a sentence for each in every language."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_UNREADABLE = "name_unreadable"
    NAME_IS_ADDRESS = "name_is_address"
    NAME_WITHOUT_LETTERS = "name_without_letters"
    EMAIL_MISSING = "email_missing"
    EMAIL_WRONG = "email_wrong"
    COUNTRY_UNKNOWN = "country_unknown"
    COMMENT_TOO_LONG = "comment_too_long"
    COMMENT_UNREADABLE = "comment_unreadable"
    SHOW_NAME_UNKNOWN = "show_name_unknown"
    MESSAGE_MISSING = "message_missing"


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the signing form by their names; the last three are hidden ones."""

    name: str
    email: str
    country: str
    comment: str
    show_name: str
    deliver_name: bool
    updates: bool
    source: str
    wording: str
    keep_email: bool


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of an encoded form, the first of a name, with U+FFFD in place of bytes that are no UTF-8."""
    return dict(reversed(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")))


def read_typed(fields: Mapping[str, str]) -> Typed:
    """Tidy what was posted. A field that is missing is empty; any non-empty value of a choice is yes."""
    name = fields.get("name", "")
    return Typed(
        name=name if has_control_characters(name) else tidy(name),
        email=tidy_email(fields.get("email", "")),
        country=fields.get("country", "").strip().upper(),
        comment=fields.get("comment", "").replace("\r\n", "\n").strip(),  # a browser counts a line's end as one
        show_name=fields.get("show_name", ShowName.NO.value),
        deliver_name=bool(fields.get("deliver_name")),
        updates=bool(fields.get("updates")),
        source=tidy_source(fields.get("source", "")),
        wording=fields.get("wording", ""),
        keep_email=bool(fields.get("keep_email")),
    )


def iter_complaints(typed: Typed) -> Iterator[tuple[str, Complaint]]:
    """Yield each field that is wrong, and how."""
    for field, complaint in (
        ("name", complain_of_name(typed.name)),
        ("email", complain_of_email(typed.email)),
        ("country", Complaint.COUNTRY_UNKNOWN if typed.country and typed.country not in COUNTRIES else None),
        ("comment", complain_of_comment(typed.comment)),
        ("show_name", None if typed.show_name in _SHOWN else Complaint.SHOW_NAME_UNKNOWN),
    ):
        if complaint is not None:
            yield field, complaint


def complain_of_name(name: str) -> Complaint | None:
    """Any real name in any script; no line breaks, overrides of direction, links, addresses or telephone numbers."""
    if not name:
        return Complaint.NAME_MISSING
    if len(name) > NAME_LENGTH:
        return Complaint.NAME_TOO_LONG
    if _UNREADABLE in name or has_control_characters(name) or has_heap_of_marks(name):
        return Complaint.NAME_UNREADABLE
    if looks_like_address(name):
        return Complaint.NAME_IS_ADDRESS
    return None if has_letter(name) else Complaint.NAME_WITHOUT_LETTERS


def complain_of_email(address: str) -> Complaint | None:
    """The shape of an address (RFC 5321)."""
    if not address:
        return Complaint.EMAIL_MISSING
    if len(address) > EMAIL_LENGTH or _UNREADABLE in address or has_control_characters(address):
        return Complaint.EMAIL_WRONG
    try:
        validate_email(address, check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        return Complaint.EMAIL_WRONG
    return None


def complain_of_comment(comment: str) -> Complaint | None:
    """Lines are welcome, control characters are not."""
    if len(comment) > COMMENT_LENGTH:
        return Complaint.COMMENT_TOO_LONG
    if _UNREADABLE in comment or has_control_characters(comment, allow_lines=True):
        return Complaint.COMMENT_UNREADABLE
    return None


def tidy_email(address: str) -> str:
    """Return an address without what a keyboard or copying put around it."""
    return without_strays(address).strip(" \t")


def tidy_source(code: str) -> str:
    """Return a source code as far as it counts: letters, digits, dashes; of anything else nothing."""
    return code[:SOURCE_CODE_LENGTH] if _SOURCE_CODE.fullmatch(code) else ""
