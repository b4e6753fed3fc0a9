"""What a supporter typed, tidied, and what is wrong with its shape. Pure: nobody is looked up, nothing translated."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from app.core.limits import COMMENT_LENGTH, SOURCE_CODE_LENGTH
from app.core.text import has_control_characters, tidy
from app.signatures.complaints import (
    COUNTRIES,
    UNREADABLE,
    Complaint,
    complain_of_email,
    complain_of_name,
    tidy_email,
)
from app.signatures.proof import PROOF_LENGTH
from app.signatures.states import ShowName

ENCODED: Final = "application/x-www-form-urlencoded"
"""How browsers send a form without files."""
_SOURCE_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SHOWN: Final = frozenset(ShowName)


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
    proof: str = ""


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of an encoded form, the first of a name, with U+FFFD in place of bytes that are no UTF-8."""
    return dict(reversed(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")))


def read_typed(fields: Mapping[str, str]) -> Typed:
    """Tidy what was posted. A field that is missing is empty; any non-empty value of a choice is yes."""
    name, proof = fields.get("name", ""), fields.get("proof", "")
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
        proof=proof if len(proof) <= PROOF_LENGTH and proof.isascii() else "",
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


def complain_of_comment(comment: str) -> Complaint | None:
    """Lines are welcome, control characters are not."""
    if len(comment) > COMMENT_LENGTH:
        return Complaint.COMMENT_TOO_LONG
    if UNREADABLE in comment or has_control_characters(comment, allow_lines=True):
        return Complaint.COMMENT_UNREADABLE
    return None


def tidy_source(code: str) -> str:
    """Return a source code as far as it counts: letters, digits, dashes; of anything else nothing."""
    return code[:SOURCE_CODE_LENGTH] if _SOURCE_CODE.fullmatch(code) else ""
