"""A network that posts too much is told to wait, and nothing that was typed is lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app import create_app
from app.core.crypto import Keyring
from app.core.settings import Settings
from app.web.turnstile import Turnstile
from tests.factories import OpenPetition
from tests.web.visitor import FORM, Visitor, sign_path

FAR = {"REMOTE_ADDR": "1.2.3.4"}


@pytest.fixture
def visitor(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody at a site that takes two forms a minute from one network."""
    monkeypatch.setitem(visitor.client.application.extensions, "vigil.form_turnstile", Turnstile(2))
    return visitor


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_signing_waits_and_keeps_what_was_typed(
    visitor: Visitor, petition: OpenPetition, count_intake: Callable[[], int], lang: str
) -> None:
    path = sign_path(petition.id, lang)
    for _ in range(2):
        visitor.send(path, FORM, environ_overrides=FAR)
    page = visitor.post(path, FORM | {"comment": "Courage"}, status=429, environ_overrides=FAR)
    assert page.language == lang
    assert [page.value_of(name) for name in ("name", "email", "comment")] == [FORM["name"], FORM["email"], "Courage"]
    assert 0 < int(page.response.headers["Retry-After"]) <= 30
    assert page.response.headers["Cache-Control"] == "no-store"
    assert count_intake() == 2
    visitor.send(path, FORM, environ_overrides={"REMOTE_ADDR": "1.2.4.4"})


def test_asking_for_the_private_page_waits_too(visitor: Visitor) -> None:
    for _ in range(2):
        visitor.send("/en/private-page", {"email": "a@example.org"}, environ_overrides=FAR)
    page = visitor.post("/en/private-page", {"email": "a@example.org"}, status=429, environ_overrides=FAR)
    assert page.value_of("email") == "a@example.org"
    assert page.response.headers["Retry-After"]


def test_our_own_machine_never_waits(visitor: Visitor, petition: OpenPetition) -> None:
    for _ in range(5):
        visitor.sign(petition.id)


def test_the_limits_are_settings(settings: Settings, keyring: Keyring) -> None:
    flask_app = create_app("public", replace(settings, forms_per_minute=1, reads_per_minute=2))
    for name, allowed in (("vigil.form_turnstile", 1), ("vigil.read_turnstile", 2)):
        waits = [flask_app.extensions[name].wait_seconds("1.2.3.0/24") for _ in range(3)]
        assert waits.count(0) == allowed
