"""The shape of what is typed on the console: addresses, lines, paragraphs. Nobody is looked up."""

from typing import Final
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from app.core.limits import EMAIL_LENGTH
from app.core.text import LOST, has_control_characters, has_letter

LINE_LENGTH: Final = 120
PARAGRAPH_LENGTH: Final = 3000


class Fields(dict[str, str]):
    """What was typed, or what is wrong with it, by field; of a field that nobody speaks of, nothing."""

    def __missing__(self, _field: str) -> str:
        return ""


def is_email(address: str) -> bool:
    """Whether this has the shape of an address (RFC 5321)."""
    if len(address) > EMAIL_LENGTH or LOST in address or has_control_characters(address):
        return False
    try:
        validate_email(address, check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        return False
    return True


def is_line(text: str, *, longest: int = LINE_LENGTH) -> bool:
    """Whether this is one line with a letter in it, and nothing that cannot be seen."""
    return len(text) <= longest and has_letter(text) and LOST not in text and not has_control_characters(text)


def is_paragraph(text: str, *, longest: int = PARAGRAPH_LENGTH) -> bool:
    """Whether this is text in lines without control characters; it may be empty."""
    return len(text) <= longest and LOST not in text and not has_control_characters(text, allow_lines=True)


def is_web_address(text: str) -> bool:
    """Whether this is an address of the web that a link may lead to."""
    if len(text) > 500 or has_control_characters(text) or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
