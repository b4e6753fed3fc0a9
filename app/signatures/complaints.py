"""What is wrong with the shape of a name, an address or a country, wherever it was typed. Pure: nobody is looked up."""

import re
from enum import StrEnum
from typing import Final

from babel import Locale
from email_validator import EmailNotValidError, validate_email

from app.core.limits import EMAIL_LENGTH, NAME_LENGTH
from app.core.text import (
    has_control_characters,
    has_heap_of_marks,
    has_letter,
    looks_like_address,
    without_strays,
)

_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
COUNTRIES: Final = frozenset(
    code for code in map(str, Locale.parse("en").territories) if re.fullmatch(r"[A-Z]{2}", code)
).difference(_NOT_COUNTRIES)
"""ISO 3166 alpha-2."""
UNREADABLE: Final = "\ufffd"
"""Stands where bytes were no UTF-8."""


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


def complain_of_name(name: str) -> Complaint | None:
    """Any real name in any script; no line breaks, overrides of direction, links, addresses or telephone numbers."""
    if not name:
        return Complaint.NAME_MISSING
    if len(name) > NAME_LENGTH:
        return Complaint.NAME_TOO_LONG
    if UNREADABLE in name or has_control_characters(name) or has_heap_of_marks(name):
        return Complaint.NAME_UNREADABLE
    if looks_like_address(name):
        return Complaint.NAME_IS_ADDRESS
    return None if has_letter(name) else Complaint.NAME_WITHOUT_LETTERS


def complain_of_email(address: str) -> Complaint | None:
    """The shape of an address (RFC 5321)."""
    if not address:
        return Complaint.EMAIL_MISSING
    if len(address) > EMAIL_LENGTH or UNREADABLE in address or has_control_characters(address):
        return Complaint.EMAIL_WRONG
    try:
        validate_email(address, check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        return Complaint.EMAIL_WRONG
    return None


def tidy_email(address: str) -> str:
    """Return an address without what a keyboard or copying put around it."""
    return without_strays(address).strip(" \t")
