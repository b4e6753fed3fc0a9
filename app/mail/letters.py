"""From a kind of mail and its words to the bytes that are sent.

Building a MIME message anew costs more than sending it. So each kind is rendered once for a campaign and a
language, with marks in place of what differs between people; a mail is then the mould with its marks filled.
"""

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from typing import Any, Final

import css_inline
from flask import render_template
from flask_babel import force_locale

from app.core.languages import direction

_MARK: Final = re.compile("\ue000([a-z_]+)\ue001")
_BOUNDARY: Final = "=_vigil_alternative_5d1f"


@dataclass(frozen=True)
class Letter:
    """One mail before it meets its address: the mould it is cast in and what fills the marks."""

    mould: "Mould"
    values: Mapping[str, str]
    unsubscribe_url: str | None = None
    """Where one press, by the reader or by the mail program itself, stops such mails (RFC 8058)."""


@dataclass(frozen=True)
class Mould:
    """A rendered mail with marks. ``subject`` has none: a subject never tells anything about a person."""

    subject: str
    text: str
    html: str

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return text and HTML with every mark filled; values are escaped for HTML. KeyError for a missing one."""
        text = _MARK.sub(lambda match: values[match[1]], self.text)
        html = _MARK.sub(lambda match: escape(values[match[1]]), self.html)
        return text, html


def cast_mould(kind: str, language: str, *, marks: tuple[str, ...], words: Mapping[str, Any]) -> Mould:
    """Render the three templates of a kind with ``words`` and a mark for each name in ``marks``.

    Needs an application context; the result is kept by the caller.
    """
    context = {**words, **{mark: f"\ue000{mark}\ue001" for mark in marks}}
    context |= {"lang": language, "dir": direction(language)}
    render: Callable[[str], str] = lambda part: render_template(f"email/{kind}/{part}", **context)  # noqa: E731
    with force_locale(language):
        subject, text, html = render("subject.txt"), render("body.txt"), render("body.html")
    return Mould(" ".join(subject.split()), text.strip() + "\n", css_inline.inline(html))


def compose(letter: Letter, *, sender: str, sender_name: str, to: str, message_id: str, now: datetime) -> bytes:
    """Return the complete message (RFC 5322, CRLF), multipart/alternative in quoted-printable, UTF-8."""
    text, html = letter.mould.fill(letter.values)
    domain = sender.rpartition("@")[2]
    head = (
        f"From: {_mailbox(sender_name, sender)}\r\n"
        f"To: <{to}>\r\n"
        f"Subject: {_header(letter.mould.subject)}\r\n"
        f"Date: {format_datetime(now)}\r\n"
        f"Message-ID: <{message_id}@{domain}>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        f"{_unsubscribing(letter.unsubscribe_url)}"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'
    )
    parts = b"".join(_part(kind, body) for kind, body in (("plain", text), ("html", html)))
    return head.encode() + parts + f"--{_BOUNDARY}--\r\n".encode()


def _unsubscribing(url: str | None) -> str:
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if url else ""


def _part(kind: str, body: str) -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    encoded = binascii.b2a_qp(body.encode(), istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return head.encode() + encoded + b"\r\n"


@lru_cache(maxsize=8)
def _mailbox(name: str, address: str) -> str:
    """Return our own name and address as From takes them; kept, for taking an address apart is slow."""
    return _header(str(Address(name, addr_spec=address)))


def _header(value: str) -> str:
    """Encode a header's value (RFC 2047) where it is not plain ASCII."""
    if value.isascii():
        return value
    folded = SMTP.header_factory("subject", value).fold(policy=SMTP)
    return str(folded).partition(": ")[2].rstrip("\r\n")
