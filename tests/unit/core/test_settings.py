"""Settings: everything that is wrong is said at once, and production is strict."""

from dataclasses import FrozenInstanceError, replace

import pytest

from app.core.errors import UnsafeSettings
from app.core.settings import Site, load_settings

DEVELOPMENT = {"DATABASE_URL": "postgresql:///vigil"}
PRODUCTION = {
    "VIGIL_ENV": "production",
    "PUBLIC_DATABASE_URL": "postgresql://vigil_public@db/vigil",
    "CONSOLE_DATABASE_URL": "postgresql://vigil_console@db/vigil",
    "WORKER_DATABASE_URL": "postgresql://vigil_worker@db/vigil",
    "REDIS_URL": "redis://broker",
    "MAIL_URL": "smtps://mail.example",
    "BASE_URL": "https://vigil.example/",
    "CONSOLE_URL": "https://console.vigil.example/",
    "TRUSTED_HOSTS": "vigil.example, www.vigil.example",
    "SECRET_KEY": "s" * 32,
}


def complaints_of(site: Site, environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(UnsafeSettings) as raised:
        load_settings(site, environ)
    return raised.value.complaints


def test_development_needs_a_database_only() -> None:
    settings = load_settings("public", DEVELOPMENT)
    assert (settings.environment, settings.port, settings.console_port) == ("development", 8000, 8001)
    assert settings.base_url == "http://localhost:8000"
    assert settings.trusted_hosts == ("localhost", "127.0.0.1")
    assert not settings.is_production


def test_one_database_address_serves_every_role() -> None:
    urls = load_settings("public", DEVELOPMENT).database_urls
    assert urls["public"].endswith("options=-c%20role%3Dvigil_public")
    assert load_settings("public", {"DATABASE_URL": "postgresql:///v?host=/s"}).database_urls["worker"].count("?") == 1


def test_settings_are_frozen() -> None:
    settings = load_settings("public", DEVELOPMENT)
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert replace(settings, port=1).port == 1


def test_everything_wrong_is_said_at_once() -> None:
    said = complaints_of("worker", {"VIGIL_ENV": "staging", "PORT": "x"})
    assert len(said) == 5
    for word in ("VIGIL_ENV", "PORT", "REDIS_URL", "MAIL_URL", "WORKER_DATABASE_URL"):
        assert any(word in sentence for sentence in said)


def test_the_secret_of_the_mail_servers_reports_is_the_public_webs_and_long_enough() -> None:
    secret = "whsec_" + "a" * 32
    given = DEVELOPMENT | {"MAIL_HOOK_SECRET": secret}
    assert load_settings("public", given).mail_hook_secret == secret
    assert load_settings("console", given).mail_hook_secret == ""
    assert load_settings("public", DEVELOPMENT).mail_hook_secret == ""
    for short in ("secret", "whsec_", "whsec_YWJj", f"whsec_{'a' * 31}", f"{secret}!"):
        [said] = complaints_of("public", DEVELOPMENT | {"MAIL_HOOK_SECRET": short})
        assert "MAIL_HOOK_SECRET" in said


def test_the_web_is_not_asked_for_broker_or_mail_server() -> None:
    needed = {name: value for name, value in PRODUCTION.items() if name not in ("REDIS_URL", "MAIL_URL")}
    assert load_settings("public", needed).is_production


@pytest.mark.parametrize("site", ["public", "worker"])
def test_safe_production_starts(site: Site) -> None:
    settings = load_settings(site, PRODUCTION)
    assert settings.trusted_hosts == ("vigil.example", "www.vigil.example")
    assert settings.base_url == "https://vigil.example"


@pytest.mark.parametrize(
    ("site", "changed", "word"),
    [
        ("public", {"BASE_URL": "http://vigil.example"}, "BASE_URL"),
        ("public", {"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS"),
        ("console", {"SECRET_KEY": "short"}, "SECRET_KEY"),
        ("public", {"VIGIL_MAILBOX": "var/mailbox"}, "VIGIL_MAILBOX"),
        ("worker", {"MAIL_URL": "smtp://mail.example"}, "MAIL_URL"),
    ],
)
def test_unsafe_production_does_not_start(site: Site, changed: dict[str, str], word: str) -> None:
    (sentence,) = complaints_of(site, PRODUCTION | changed)
    assert word in sentence


def test_production_wants_a_role_for_each_process() -> None:
    owners = {"DATABASE_URL": "postgresql://db/vigil"}
    given = {name: value for name, value in PRODUCTION.items() if name != "PUBLIC_DATABASE_URL"} | owners
    (sentence,) = complaints_of("public", given)
    assert "its own role" in sentence


@pytest.mark.parametrize("site", ["public", "worker"])
def test_who_needs_no_secret_has_none(site: Site) -> None:
    assert load_settings(site, PRODUCTION).secret_key == ""
    assert load_settings(site, PRODUCTION | {"SECRET_KEY": ""}).is_production


def test_a_complaint_never_repeats_a_secret() -> None:
    said = str(complaints_of("console", PRODUCTION | {"SECRET_KEY": "hunter2"}))
    assert "hunter2" not in said
