"""A crowd that signs over HTTP, reads the development mailbox page by page, and presses the button in each mail."""

import http.client
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from app.embedded.crowd import Site, address_of, confirm_all, sign_all

AT_ONCE: Final = 50
"""The mailbox shows its newest hundred."""
_PATIENCE_SECONDS: Final = 60
_ENTRY: Final = re.compile(r'href="(/dev/mail/[^"]+)".*?<small>([^ <]+@[^ <]+)', re.DOTALL)
_BUTTON: Final = re.compile(r"https?://[^\s\"'<>]+/confirm/[0-9a-f]{32}")


@dataclass(frozen=True)
class Supporter:
    """Somebody with a name and an address of their own, and what they choose on the form."""

    name: str
    email: str
    country: str = ""
    show_name: str = "no"
    deliver_name: str = ""
    updates: str = ""
    comment: str = ""


def sign_and_confirm(address: str, petition_id: str, people: range) -> int:
    """Let people sign and confirm, some at a time; return how many were thanked. ``address``: the public site's."""
    thanked = 0
    with Site(urlsplit(address).port or 80) as site:
        for first in range(people.start, people.stop, AT_ONCE):
            some = range(first, min(first + AT_ONCE, people.stop))
            assert sign_all(site, petition_id, some, on_progress=_quietly) == len(some)
            thanked += _press_buttons(site, {address_of(person) for person in some})
    return thanked


def sign_up(address: str, petition_id: str, people: Sequence[Supporter]) -> int:
    """Let each of them sign in English and confirm; return how many were thanked. At most ``AT_ONCE``."""
    with Site(urlsplit(address).port or 80) as site:
        for person in people:
            form = urlencode(vars(person)).encode()
            assert site.request("POST", f"/en/petitions/{petition_id}/sign", form)[0] == http.client.SEE_OTHER
        return _press_buttons(site, {person.email for person in people})


def _press_buttons(site: Site, readers: set[str]) -> int:
    return confirm_all(site, [_button_of(site, page) for page in _mails_to(site, readers)], on_progress=_quietly)


def mails_to(address: str, reader: str) -> list[str]:
    """Return the pages of the mailbox that show what came to somebody, the newest first."""
    with Site(urlsplit(address).port or 80) as site:
        return [_read(site, path) for path, to in _ENTRY.findall(_read(site, "/dev/mail/")) if to == reader]


def _mails_to(site: Site, readers: set[str]) -> list[str]:
    """Wait until the newest mail to each has come."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = {to: path for path, to in reversed(_ENTRY.findall(_read(site, "/dev/mail/"))) if to in readers}
        if found.keys() == readers:
            return list(found.values())
        time.sleep(0.5)
    raise AssertionError("not every mail came")


def _button_of(site: Site, path: str) -> str:
    found = _BUTTON.search(_read(site, path))
    assert found, "a mail without a button"
    return found[0]


def _read(site: Site, path: str) -> str:
    status, body = site.request("GET", path)
    assert status == 200
    return body.decode()


def _quietly(_done: int) -> None:
    """Nobody watches."""
