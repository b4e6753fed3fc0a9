"""An export's file leaves by one address, for whoever asked for it, once: every role tries every address there is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.kinds import StaffRole
from app.core.settings import Settings
from tests.factories import add_petition
from tests.factories.exports import add_approved, make_ready, staff, wish_for
from tests.web.console.objects import World
from tests.web.console.test_matrix import PARTS, RULES, Part, _come, _path, _rule, world
from tests.web.member import Member

__all__ = ["world"]
CONTENT = b"age-encryption.org/v1 of this test alone"
GUESSED = (
    "exports/{}.age", "exports/{}", "staff/exports/{}.age", "staff/exports/{}/file.age", "static/../exports/{}.age",
    "static/%2e%2e/exports/{}.age", "static/exports/{}.age", "pictures/{}.age", "staff/pictures/{}.age",
    "en/exports/{}.age", "api/v1/exports/{}", "check/{}.age",
)  # fmt: skip
"""Where somebody who knows how it is built would look for the file."""
ENDS_IT = "staff.export_cancel"


@pytest.fixture
def asker(console_app: Flask, world: World) -> Member:
    return _come(console_app, world, Part(staff_role=StaffRole.REVIEWER))


@pytest.fixture
def addresses(console_app: Flask, world: World, asker: Member, settings: Settings) -> list[str]:
    """Every address about a finished export, whatever it is for, and those that are none."""
    assert asker.account
    export = add_approved(world.session, wish_for(add_petition(world.session).id), asker=staff(asker.account.id))
    make_ready(world.session, export, settings.var, content=CONTENT)
    world.session.commit()
    known = {
        _path(_rule(console_app, endpoint), {"export_id": export.id})
        for endpoint, _method in RULES
        if _rule(console_app, endpoint).arguments == {"export_id"} and endpoint != ENDS_IT
    }
    assert f"/staff/exports/{export.id}/file" in known
    return [*sorted(known), *(f"/{path.format(export.id)}" for path in GUESSED)]


def test_the_file_is_given_to_whoever_asked_and_to_nobody_else(
    console_app: Flask, client: FlaskClient, world: World, asker: Member, addresses: list[str]
) -> None:
    others = [_come(console_app, world, part) for part in PARTS.values()]
    for address in addresses:
        for member in others:
            assert CONTENT not in member.client.get(address, buffered=True).data, address
            assert CONTENT not in member.send(address, {"words": "No."}, buffered=True).data, address
        assert CONTENT not in asker.client.get(address, buffered=True).data, address
        for answer in (client.get(address), client.post(address)):
            assert CONTENT not in answer.data, address
    (own,) = (address for address in addresses if address.endswith("/file"))
    assert asker.send(own, buffered=True).data == CONTENT
    assert CONTENT not in asker.send(own, buffered=True).data


def test_of_an_export_that_ended_nobody_is_given_anything(
    asker: Member, addresses: list[str], console_app: Flask, world: World
) -> None:
    (own,) = (address for address in addresses if address.endswith("/file"))
    other = _come(console_app, world, PARTS["staff"])
    other.press(own.replace("/file", "/cancel"))
    for member in (asker, other):
        assert CONTENT not in member.send(own, buffered=True).data
