"""The broker is really started, and both of its clients find it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from kombu import Connection

from app.embedded.valkey import Valkey


@pytest.fixture
def valkey(folder: Path, sockets: Path) -> Iterator[Valkey]:
    server = Valkey(data=folder / "valkey", sockets=sockets)
    server.start()
    yield server
    server.stop()


def test_kombu_reaches_it(valkey: Valkey) -> None:
    with Connection(valkey.url()) as connection, connection.SimpleQueue("lane") as lane:
        lane.put({"id": 7})
        message = lane.get(timeout=2)
        message.ack()
        assert message.payload == {"id": 7}


def test_what_was_written_survives_a_stop(valkey: Valkey) -> None:
    with redis.from_url(valkey.client_url()) as client:
        client.set("kept", "yes")
    valkey.stop()
    valkey.start()
    with redis.from_url(valkey.client_url()) as client:
        assert client.get("kept") == b"yes"


def test_a_kill_does_not_hinder_the_next_start(valkey: Valkey) -> None:
    valkey.kill()
    valkey.start()
    assert valkey.is_running()
