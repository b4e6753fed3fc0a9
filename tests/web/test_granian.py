"""What only the real web server can get wrong: sizes, bytes that are no text, requests that are no requests."""

import contextlib
import http.client
import socket
from collections.abc import Callable

from app.embedded.ports import answers
from tests.factories import OpenPetition
from tests.web.visitor import sign_path

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MEGABYTE = b"x" * 1_000_000


def post(port: int, path: str, body: object, **headers: str) -> tuple[int, str]:
    """Post and read the answer, also where the server stops listening before everything is said."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.request("POST", path, body=body, headers=FORM | headers)  # type: ignore[arg-type]
    answer = line.getresponse()
    words = answer.read().decode()
    line.close()
    return answer.status, words


def test_forms_of_any_size_and_bytes(port: int, petition: OpenPetition, count_intake: Callable[[], int]) -> None:
    path = sign_path(petition.id)
    for lang in ("en", "fa"):
        status, page = post(port, sign_path(petition.id, lang), b"name=" + 20 * MEGABYTE)
        assert status == 413
        assert f'<html lang="{lang}"' in page
    assert post(port, path, iter([b"name=", *[MEGABYTE] * 20]))[0] == 413
    assert post(port, path, iter([b"name=Ada", b"&email="]))[0] == 422
    for body in (b"name=\xff\xfe&email=a@example.org", b"name=Ada%80&email=a@example.org", b"\0" * 999):
        assert post(port, path, body)[0] == 422
    status, page = post(port, sign_path(petition.id, "fa"), b"", Host="evil.example")
    assert status == 400
    assert 'lang="fa"' in page
    assert "evil" not in page
    assert count_intake() == 0
    assert post(port, path, b"name=%C3%98&email=o@example.org")[0] == 303
    assert count_intake() == 1


NONSENSE = (
    b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /en/campaigns/%ff%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /en/?s=\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nAccept-Language: \xff\xfe\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n\r\n",
    b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"NONSENSE\r\n\r\n",
)


def test_requests_of_nonsense_never_break_the_server(port: int) -> None:
    for raw in NONSENSE:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(raw)
            answer = line.recv(4096)
        assert not answer or (answer.startswith(b"HTTP/1.1 ") and answer[9:10] in b"234"), (raw, answer[:200])
        assert answers(port, "/ready")
