"""People who sign and press, and who try again when the site does not answer: what they were told is kept."""

import http.client
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_ANSWER_WITHIN_SECONDS: Final = 15
_PAUSE_SECONDS: Final = 0.3
_PATIENCE_SECONDS: Final = 120
_COUNTRIES: Final = ("", "FR", "DE", "GB", "SE", "CA")


@dataclass(frozen=True)
class Errand:
    """One form to post, for ``whom``; it is acknowledged by a 303 to an address that has ``leads_to`` in it."""

    whom: str
    path: str
    body: bytes
    leads_to: str
    looks_first: bool = False


@dataclass(frozen=True)
class Attempt:
    """One request: when it began (monotonic seconds), how long it took, and the answer (0: none)."""

    began: float
    seconds: float
    status: int


@dataclass
class Ledger:
    """What the crowd was told."""

    acknowledged: set[str] = field(default_factory=set)
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def retried(self) -> int:
        return len(self.attempts) - len(self.acknowledged)

    def seconds(self, *, since: float = 0.0, until: float = float("inf")) -> list[float]:
        """Return how long each attempt took that began in a span of time, shortest first."""
        return sorted(each.seconds for each in self.attempts if since <= each.began <= until)


class Crowd:
    """Carries out errands in the background, ``a_second`` of them at most, ``at_once`` side by side.

    Whatever was not acknowledged is tried again, for two minutes each.
    """

    def __init__(self, port: int, errands: Sequence[Errand], *, a_second: float, at_once: int = 12) -> None:
        self.ledger = Ledger()
        self._port = port
        self._waiting = list(enumerate(errands))[::-1]
        self._a_second = a_second
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._threads = [threading.Thread(target=self._walk, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def wait(self) -> Ledger:
        for thread in self._threads:
            thread.join()
        return self.ledger

    def _walk(self) -> None:
        visitor = Visitor(self._port)
        while (found := self._take()) is not None:
            place, errand = found
            time.sleep(max(0.0, self._began + place / self._a_second - time.monotonic()))
            self._insist(visitor, errand)
        visitor.leave()

    def _take(self) -> tuple[int, Errand] | None:
        with self._lock:
            return self._waiting.pop() if self._waiting else None

    def _insist(self, visitor: "Visitor", errand: Errand) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            began = time.monotonic()
            status, location = visitor.carry_out(errand)
            is_done = status == http.client.SEE_OTHER and errand.leads_to in location
            with self._lock:
                self.ledger.attempts.append(Attempt(began, time.monotonic() - began, status))
                if is_done:
                    self.ledger.acknowledged.add(errand.whom)
                    return
            time.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))


class Visitor:
    """One browser: a kept connection, opened anew after it broke."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_WITHIN_SECONDS)

    def carry_out(self, errand: Errand) -> tuple[int, str]:
        """Return the status and the Location of the answer; (0, "") where there is none."""
        if errand.looks_first and self.request("GET", errand.path)[0] != http.client.OK:
            return 0, ""
        return self.request("POST", errand.path, errand.body)[:2]

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str, bytes]:
        """Return status, Location and body; (0, "", b"") where nobody answers."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            return 0, "", b""

    def leave(self) -> None:
        self._line.close()


def sign_errand(petition_id: str, whom: str, **choices: str) -> Errand:
    """Return the errand of signing; ``choices`` replace those of somebody with this address."""
    draw = random.Random(whom)
    language = draw.choice(("en", "fa"))
    form = {
        "name": "Sample Supporter" if language == "en" else "حامی نمونه",
        "email": whom,
        "country": draw.choice(_COUNTRIES),
        "show_name": draw.choice(("no", "no", "initials", "full")),
        "deliver_name": draw.choice(("", "yes")),
        "updates": draw.choice(("", "", "yes")),
    }
    body = urlencode(form | choices).encode()
    return Errand(whom, f"/{language}/petitions/{petition_id}/sign", body, "/check-mail")


def press_errand(whom: str, path: str) -> Errand:
    """Return the errand of opening the page behind a link and pressing its button."""
    return Errand(whom, path, b"", "/thanks", looks_first=True)


def people(count: int) -> list[str]:
    """Return the addresses of so many people (RFC 2606: nobody's)."""
    return [f"person-{number}@example.org" for number in range(count)]
