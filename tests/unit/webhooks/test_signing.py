"""Signatures that any library for Standard Webhooks takes, and nobody else can make."""

import base64
from uuid import UUID

import pytest

from app.webhooks.signing import headers_for, is_genuine, message_id, new_secret, sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT = UUID(int=7)
NOW = 1_614_265_330


def test_is_what_the_standard_gives_as_its_example() -> None:
    """From the specification's own test vectors."""
    signed = sign(
        SECRET, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=NOW, body=b'{"test": 2432232314}'
    )  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_32_random_bytes() -> None:
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32
    assert new_secret() != new_secret()


def test_an_event_has_one_id() -> None:
    assert message_id(EVENT) == "msg_00000000000000000000000000000007"


def test_what_we_send_is_genuine() -> None:
    headers = headers_for(SECRET, event_id=EVENT, timestamp=NOW, body=b"{}")
    assert is_genuine(SECRET, headers=headers, body=b"{}", now=NOW + 20)


@pytest.mark.parametrize("change", ["body", "id", "time", "secret", "late", "early", "missing", "no number"])
def test_anything_else_is_not(change: str) -> None:
    headers = headers_for(SECRET, event_id=EVENT, timestamp=NOW, body=b"{}")
    secret, body, now = SECRET, b"{}", NOW
    if change == "body":
        body = b"{} "
    elif change == "id":
        headers["webhook-id"] = message_id(UUID(int=8))
    elif change == "time":
        headers["webhook-timestamp"] = str(NOW + 1)
    elif change == "secret":
        secret = new_secret()
    elif change in ("late", "early"):
        now = NOW + (301 if change == "late" else -301)
    elif change == "missing":
        del headers["webhook-signature"]
    else:
        headers["webhook-timestamp"] = "now"
    assert not is_genuine(secret, headers=headers, body=body, now=now)


def test_one_of_several_signatures_is_enough_while_a_secret_changes() -> None:
    headers = headers_for(SECRET, event_id=EVENT, timestamp=NOW, body=b"{}")
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']}"
    assert is_genuine(SECRET, headers=headers, body=b"{}", now=NOW)
