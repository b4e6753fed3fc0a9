"""The only module that reads the environment. Settings are frozen; all that is wrong is said at once."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import urlsplit

from app.core.errors import UnsafeSettings

Environment = Literal["development", "test", "production"]
Site = Literal["public", "console", "worker", "operator"]
ENVIRONMENTS: Final = ("development", "test", "production")
ROLES: Final = ("owner", "public", "console", "worker")
_HOLDERS_OF_SECRETS: Final = ("console", "operator")
"""Who signs cookies and opens the secrets of second factors: whoever seizes another process finds no key for that."""
_HOLDERS_OF_HOOK_SECRET: Final = ("public", "operator")
_HOOK_SECRET: Final = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_ROLE_OPTION: Final = "options=-c%20role%3Dvigil_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a process needs to know about where it runs.

    ``database_urls`` has one libpq address for each role of ``ROLES``; ``keys`` is the key folder, with
    ``public/`` readable by the web and ``private/`` by workers only; ``var`` holds packs and checkpoints;
    ``work`` is a folder on tmpfs for files that must not survive. ``forms_per_minute`` and ``reads_per_minute``
    (of the API) are for one network and one process; nought is no limit. ``hold_…_per_hour``: of one
    petition, as ``app.signatures.rules.BurstLimits``. ``security_contact`` is an address (URI).
    ``export_key_wait_hours`` is how long a new age key waits; marker rows have addresses at ``export_marker_domain``.
    ``secret_key`` is empty but for the console and the operator's commands, ``mail_hook_secret`` but for the public
    web and those; without one no report of a mail server is taken.
    """

    environment: Environment
    database_urls: Mapping[str, str]
    redis_url: str
    mail_url: str
    mail_from: str
    mail_from_name: str
    base_url: str
    console_url: str
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    port: int
    console_port: int
    keys: Path
    var: Path
    work: Path
    secret_key: str
    mail_senders: int
    mail_first_pause_seconds: int
    mailbox: Path | None
    forms_per_minute: int
    reads_per_minute: int
    hold_network_per_hour: int
    hold_domain_per_hour: int
    hold_name_per_hour: int
    hold_all_per_hour: int
    security_contact: str
    export_key_wait_hours: int
    export_marker_domain: str
    mail_hook_secret: str

    @property
    def is_production(self) -> bool:
        """Whether people who could be harmed use this installation."""
        return self.environment == "production"


def load_settings(site: Site, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment (or ``environ``) for one kind of process; raise UnsafeSettings with every complaint.

    The web needs neither broker nor mail server, and in production should not be given them.
    """
    values = os.environ if environ is None else environ
    complaints: list[str] = []
    environment = values.get("VIGIL_ENV", "development")
    if environment not in ENVIRONMENTS:
        complaints.append(f"VIGIL_ENV must be one of {', '.join(ENVIRONMENTS)}, not {environment!r}")
    base_url = values.get("BASE_URL", f"http://localhost:{values.get('PORT', '8000')}").rstrip("/")
    console_url = values.get("CONSOLE_URL", f"http://localhost:{values.get('CONSOLE_PORT', '8001')}").rstrip("/")
    settings = Settings(
        environment=cast(Environment, environment),
        database_urls=_database_urls(values, site, complaints),
        redis_url=_required(values, "REDIS_URL", complaints) if site == "worker" else values.get("REDIS_URL", ""),
        mail_url=_required(values, "MAIL_URL", complaints) if site == "worker" else values.get("MAIL_URL", ""),
        mail_from=values.get("MAIL_FROM", "post@vigil.example"),
        mail_from_name=values.get("MAIL_FROM_NAME", "Vigil"),
        base_url=base_url,
        console_url=console_url,
        trusted_hosts=_hosts(values, base_url, console_url),
        trusted_proxies=_number(values, "TRUSTED_PROXIES", 0, complaints),
        port=_number(values, "PORT", 8000, complaints),
        console_port=_number(values, "CONSOLE_PORT", 8001, complaints),
        keys=Path(values.get("VIGIL_KEYS", "var/keys")),
        var=Path(values.get("VIGIL_VAR", "var")),
        work=Path(values.get("VIGIL_WORK", _default_work_folder())),
        secret_key=values.get("SECRET_KEY", "") if site in _HOLDERS_OF_SECRETS else "",
        mail_senders=_number(values, "MAIL_SENDERS", 2, complaints),
        mail_first_pause_seconds=_number(values, "MAIL_FIRST_PAUSE_SECONDS", 30, complaints),
        mailbox=Path(values["VIGIL_MAILBOX"]) if "VIGIL_MAILBOX" in values else None,
        forms_per_minute=_number(values, "FORMS_PER_MINUTE", 600, complaints),
        reads_per_minute=_number(values, "READS_PER_MINUTE", 600, complaints),
        hold_network_per_hour=_number(values, "HOLD_NETWORK_PER_HOUR", 40, complaints),
        hold_domain_per_hour=_number(values, "HOLD_DOMAIN_PER_HOUR", 100, complaints),
        hold_name_per_hour=_number(values, "HOLD_NAME_PER_HOUR", 20, complaints),
        hold_all_per_hour=_number(values, "HOLD_ALL_PER_HOUR", 20_000, complaints),
        security_contact=values.get("SECURITY_CONTACT", f"mailto:security@{urlsplit(base_url).hostname}"),
        export_key_wait_hours=_number(
            values, "EXPORT_KEY_WAIT_HOURS", 72 if environment == "production" else 0, complaints
        ),
        export_marker_domain=values.get(
            "EXPORT_MARKER_DOMAIN", values.get("MAIL_FROM", "post@vigil.example").rpartition("@")[2]
        ),
        mail_hook_secret=values.get("MAIL_HOOK_SECRET", "") if site in _HOLDERS_OF_HOOK_SECRET else "",
    )
    if settings.mail_hook_secret and not _HOOK_SECRET.fullmatch(settings.mail_hook_secret):
        complaints.append("MAIL_HOOK_SECRET must be whsec_ and at least 24 random bytes in base64")
    if environment == "production":
        complaints += _unsafe_in_production(settings, site, values)
    if complaints:
        raise UnsafeSettings(complaints)
    return settings


def _required(values: Mapping[str, str], name: str, complaints: list[str]) -> str:
    if not values.get(name):
        complaints.append(f"{name} is not set")
    return values.get(name, "")


def _number(values: Mapping[str, str], name: str, default: int, complaints: list[str]) -> int:
    text = values.get(name, str(default))
    if not text.isdecimal():
        complaints.append(f"{name} must be a whole number, not {text!r}")
        return default
    return int(text)


def _database_urls(values: Mapping[str, str], site: Site, complaints: list[str]) -> dict[str, str]:
    """One address a role. Outside production a missing one is DATABASE_URL with ``SET ROLE`` on connecting."""
    owner = values.get("DATABASE_URL", "")
    joint = "&" if "?" in owner else "?"
    urls = {
        role: values.get(f"{role.upper()}_DATABASE_URL") or (owner and f"{owner}{joint}{_ROLE_OPTION}{role}")
        for role in ROLES
    }
    needed = "owner" if site == "operator" else site
    if not urls[needed]:
        complaints.append(f"{needed.upper()}_DATABASE_URL or DATABASE_URL is not set")
    return urls


def _hosts(values: Mapping[str, str], base_url: str, console_url: str) -> tuple[str, ...]:
    """Names a request may be addressed to; a forged Host would otherwise poison mailed links."""
    named = tuple(host.strip() for host in values.get("TRUSTED_HOSTS", "").split(",") if host.strip())
    own = (urlsplit(url).hostname or "localhost" for url in (base_url, console_url))
    return named or tuple(dict.fromkeys((*own, "localhost", "127.0.0.1")))


def _default_work_folder() -> str:
    """A folder in memory where the system has one: personal data on disk outlives its deletion."""
    memory = Path("/dev/shm")  # noqa: S108 - a private 0700 folder is made below it
    root = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    return str(root / f"vigil-{os.getuid()}")


def _unsafe_in_production(settings: Settings, site: Site, values: Mapping[str, str]) -> list[str]:
    sites = {"BASE_URL": settings.base_url, "CONSOLE_URL": settings.console_url}
    plain = [name for name, url in sites.items() if urlsplit(url).scheme != "https"]
    complaints = [f"{name} must begin with https:// in production" for name in plain]
    if not values.get("TRUSTED_HOSTS"):
        complaints.append("TRUSTED_HOSTS must name the site's hosts in production")
    if site in _HOLDERS_OF_SECRETS and len(settings.secret_key) < 32:
        complaints.append("SECRET_KEY must have at least 32 characters in production")
    if settings.export_key_wait_hours < 24:
        complaints.append("EXPORT_KEY_WAIT_HOURS must be at least 24 in production, so that staff can object")
    if settings.mailbox is not None:
        complaints.append("VIGIL_MAILBOX is for development only")
    if site == "worker" and urlsplit(settings.mail_url).scheme not in ("smtps", "smtp+starttls"):
        complaints.append("MAIL_URL must be smtps:// or smtp+starttls:// in production")
    if site != "operator" and f"{site.upper()}_DATABASE_URL" not in values:
        complaints.append(f"{site.upper()}_DATABASE_URL must be set in production: each process has its own role")
    return complaints
