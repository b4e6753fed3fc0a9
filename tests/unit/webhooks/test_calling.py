"""Calling a real server on this machine; and not calling what only looks like one out there."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.webhooks import calling
from app.webhooks.calling import Caller
from tests.factories.receiver import Receiver, trickle

HEADERS = {"webhook-id": "msg_1", "Content-Type": "application/json"}


@pytest.fixture
def caller() -> Caller:
    """As in development: this machine may be called."""
    return Caller(loopback_too=True)


@pytest.mark.parametrize("status", [200, 204, 301, 404, 410, 500])
def test_the_status_comes_back(caller: Caller, status: int) -> None:
    with Receiver(status=status) as receiver:
        answer = caller.call(receiver.url, body=b'{"a":1}', headers=HEADERS)
    assert (answer.status, answer.failure) == (status, None)
    assert 0 <= answer.milliseconds < 5_000


def test_body_and_headers_arrive_as_they_are(caller: Caller) -> None:
    with Receiver() as receiver:
        caller.call(receiver.url, body=b'{"a":1}', headers=HEADERS)
    (got,) = receiver.got
    assert got.path == "/hook?x=1"
    assert got.body == b'{"a":1}'
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["connection"] == "close"


def test_a_redirect_is_not_followed(caller: Caller) -> None:
    with Receiver() as inner, Receiver(status=302, headers={"Location": inner.url}) as outer:
        assert caller.call(outer.url, body=b"", headers=HEADERS).status == 302
    assert inner.got == []


def test_in_production_this_machine_is_not_called() -> None:
    with Receiver() as receiver:
        answer = Caller(loopback_too=False).call(receiver.url, body=b"", headers=HEADERS)
    assert (answer.status, answer.failure) == (None, "not_allowed")
    assert receiver.got == []


def _resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[object]:
    """Let every name resolve to these addresses; return what was connected to."""
    connected: list[object] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(calling.socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(calling.socket, "create_connection", lambda where, **_k: connected.append(where))
    return connected


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["169.254.169.254"], ["10.0.0.7"], ["8.8.8.8", "10.0.0.7"], ["::ffff:127.0.0.1"], []]
)
def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    """Whoever owns a name decides what it resolves to, when it is entered and when it is called."""
    connected = _resolving_to(monkeypatch, *addresses)
    answer = Caller(loopback_too=False).call("https://rebound.example/x", body=b"", headers=HEADERS)
    assert answer.failure == "not_allowed"
    assert connected == []


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolving_to(monkeypatch, "93.184.215.14")
    monkeypatch.setattr(calling.socket, "create_connection", _refusing(connected))
    answer = Caller(loopback_too=False).call("https://a.example/x", body=b"", headers=HEADERS)
    assert answer.failure == "no_connection"
    assert connected == [("93.184.215.14", 443)]


def test_where_one_address_of_a_name_is_out_of_reach_the_next_is_tried(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Receiver() as receiver:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, receiver.port))
            for address in ("127.0.0.9", "127.0.0.1")
        ]
        monkeypatch.setattr(calling.socket, "getaddrinfo", lambda *_a, **_k: found)
        answer = caller.call(f"http://localhost:{receiver.port}/", body=b"", headers=HEADERS)
    assert answer.status == 200
    assert receiver.got[0].headers["host"] == f"localhost:{receiver.port}"


def _refusing(connected: list[object]) -> object:
    def refuse(where: object, **_more: object) -> None:
        connected.append(where)
        raise ConnectionRefusedError

    return refuse


def test_a_name_that_is_none(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_where: object, **_more: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(calling.socket, "getaddrinfo", unknown)
    assert caller.call("https://nowhere.example/", body=b"", headers=HEADERS).failure == "no_such_name"


def test_nobody_listens(caller: Caller) -> None:
    with Receiver() as receiver:
        url = receiver.url
    assert caller.call(url, body=b"", headers=HEADERS).failure == "no_connection"


def test_whoever_never_answers_is_left(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "ANSWER_SECONDS", 0.3)
    with Receiver(answering=lambda _handler: threading.Event().wait(1)) as receiver:
        answer = caller.call(receiver.url, body=b"", headers=HEADERS)
    assert answer.failure == "too_slow"


def test_whoever_answers_for_ever_is_hung_up_on(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "TOGETHER_SECONDS", 0.5)
    with Receiver(answering=trickle) as receiver:
        answer = caller.call(receiver.url, body=b"", headers=HEADERS)
    assert answer.failure == "too_slow"
    assert answer.milliseconds < 5_000


def test_what_is_no_http_is_no_answer(caller: Caller) -> None:
    with Receiver(answering=lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")) as receiver:
        assert caller.call(receiver.url, body=b"", headers=HEADERS).failure == "no_connection"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for the name localhost, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def secure_port(certificate: tuple[Path, Path]):
    """A server over TLS on this machine: its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_where: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_over_https_the_name_is_checked_not_the_address(secure_port: int, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    caller = Caller(loopback_too=True, trust=trusting)
    assert caller.call(f"https://localhost:{secure_port}/", body=b"{}", headers=HEADERS).status == 202
    assert caller.call(f"https://127.0.0.1:{secure_port}/", body=b"{}", headers=HEADERS).failure == "certificate"


def test_a_certificate_that_nobody_vouches_for_is_refused(caller: Caller, secure_port: int) -> None:
    assert caller.call(f"https://localhost:{secure_port}/", body=b"{}", headers=HEADERS).failure == "certificate"
