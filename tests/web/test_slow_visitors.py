"""Whoever sends slowly, or nothing at all, keeps nobody else waiting, and is hung up on in the end."""

import contextlib
import http.client
import socket
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from app.web.lines import hang_up_silent_lines
from app.web.places import PLACES
from tests.factories import OpenPetition
from tests.web.visitor import FORM, sign_path

SLOW_ONES = 64
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def slow_bodies(port: int, petition: OpenPetition) -> Iterator[list[socket.socket]]:
    """Lines that promise a form of a thousand bytes and send five."""
    begun = f"{HEAD.format(path=sign_path(petition.id))}Content-Length: 1000\r\n\r\nname="
    with contextlib.ExitStack() as lines:
        yield [_open(lines, port, begun) for _ in range(SLOW_ONES)]


def _open(lines: contextlib.ExitStack, port: int, begun: str) -> socket.socket:
    line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
    line.sendall(begun.encode())
    return line


def ask(port: int, method: str, path: str, body: str | None = None) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(line):
        line.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        return line.getresponse().status


def test_slow_forms_keep_nobody_waiting(port: int, petition: OpenPetition, slow_bodies: list[socket.socket]) -> None:
    assert len(slow_bodies) > PLACES
    time.sleep(0.3)  # until every one of them is being waited for
    assert ask(port, "GET", "/live") == 200
    assert ask(port, "POST", sign_path(petition.id), urlencode(FORM)) == 303
    assert ask(port, "GET", "/en/") == 200


def test_half_a_form_is_not_taken_for_a_whole_one(
    port: int, petition: OpenPetition, count_intake: Callable[[], int]
) -> None:
    body = urlencode(FORM)
    head = f"{HEAD.format(path=sign_path(petition.id))}Content-Length: {len(body) + 9}\r\n\r\n"
    with contextlib.ExitStack() as lines:
        line = _open(lines, port, head + body)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(4096)[9:12] in (b"", b"400")
    assert count_intake() == 0


@pytest.fixture
def call() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Our end of a line and that of a visitor."""
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname(), 5) as theirs:
        ours, _address = door.accept()
        with ours:
            yield ours, theirs


def test_a_line_that_had_nothing_from_us_is_hung_up(call: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = call
    for _drop in range(6):  # whatever drips in from the other side
        theirs.sendall(b"x")
        time.sleep(0.1)
    hang_up_silent_lines(ours.getsockname()[1], silent_seconds=0.5)
    assert theirs.recv(1) == b""
    assert ours.recv(9) == b"xxxxxx"
    assert ours.recv(1) == b""


def test_a_line_that_is_answered_stays(call: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = call
    time.sleep(0.6)
    ours.sendall(b"page")
    assert theirs.recv(9) == b"page"
    hang_up_silent_lines(ours.getsockname()[1], silent_seconds=0.5)
    theirs.sendall(b"more")
    assert ours.recv(9) == b"more"


def test_a_slow_reader_is_given_time(call: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = call
    ours.settimeout(0.2)
    with contextlib.suppress(TimeoutError):
        while True:
            ours.sendall(bytes(1_000_000))
    hang_up_silent_lines(ours.getsockname()[1], silent_seconds=0.1)
    assert theirs.recv(1) == b"\0"
