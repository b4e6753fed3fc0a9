"""Everything that ``make run`` starts, on free ports, and Debian's Chromium in front of it."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.embedded.ports import answers, free_port
from app.embedded.processes import wait_until
from app.embedded.runner import Runner
from app.embedded.site import prepare, programs
from app.embedded.stack import NOBODY_HELD, Stack

CHROMIUM: Final = "/usr/bin/chromium"
TOOLS: Final = Path(__file__).parent / "tools" / "node_modules"
ARGUMENTS: Final = [
    "--no-sandbox", "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SLUG: Final = "stop-torturing-maryam"
Opened = Callable[..., "Window"]
Entered = Callable[..., Page]
ORGANISER: Final = "organiser@vigil.example"
STAFF: Final = "staff@vigil.example"


@dataclass
class Window:
    """One fresh browser profile: its page, and every request it made."""

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)

    def hosts(self) -> set[str | None]:
        """Every host it spoke to."""
        return {urlsplit(address).hostname for address in self.requests if not address.startswith("data:")}


@dataclass(frozen=True)
class Installation:
    """Where the two sites answer, how sample people sign in (``{address: {password, totp}}``), what it runs with."""

    site: str
    console: str
    people: dict[str, dict[str, str]]
    environ: Mapping[str, str]


@contextmanager
def installed(
    folder: Path, *, with_samples: bool, limits: Mapping[str, str] = NOBODY_HELD
) -> Iterator[Installation]:  # fmt: skip
    """All of Vigil's processes over a folder, which is gone afterwards. Workers step aside for nobody here.

    ``limits``: how many forms of an hour may have something in common.
    """
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    ports = {"PORT": str(free_port()), "CONSOLE_PORT": str(free_port())}
    with Stack(
        folder, environ=ours | dict(limits) | {"VIGIL_ENV": "development"}, mailbox=True, durable=False
    ) as stack:
        variables = stack.environ() | ports
        prepare(variables, with_samples=with_samples)
        with Runner([replace(each, nice=0) for each in programs(variables)], output=StringIO()):
            assert wait_until(lambda: answers(int(ports["PORT"]), "/ready"), seconds=60)
            assert wait_until(lambda: answers(int(ports["CONSOLE_PORT"]), "/ready"), seconds=60)
            people = json.loads((folder / "sample-people.json").read_text()) if with_samples else {}
            yield Installation(*(f"http://localhost:{port}" for port in ports.values()), people, variables)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole of Vigil with the sample campaigns and people."""
    with installed(tmp_path_factory.mktemp("site") / "var", with_samples=True) as running:
        yield running


@pytest.fixture(scope="session")
def site(installation: Installation) -> str:
    """The address of the public site."""
    return installation.site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Opened]:
    """Open a window; afterwards: no cookie was set, and no other host was spoken to."""
    windows: list[Window] = []

    def make(**options: Any) -> Window:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(15_000)
        window = Window(context.new_page(), context)
        window.page.on("request", lambda request: window.requests.append(request.url))
        windows.append(window)
        return window

    yield make
    for window in windows:
        assert window.context.cookies() == []
        assert window.hosts() <= {"localhost"}
        window.context.close()


@pytest.fixture(scope="session")
def cookies(browser: Browser, installation: Installation) -> dict[str, Any]:
    """What a browser holds once the sample organiser, or staff, has signed in: done once, for a code works once."""
    states = {}
    for email, way in installation.people.items():
        context = browser.new_context(base_url=installation.console, locale="en-GB")
        page = context.new_page()
        page.goto("/account/sign-in")
        page.fill("#email", email)
        page.fill("#password", way["password"])
        page.click("form.form button")
        page.fill("#code", str(TOTP(key=way["totp"]).generate(time.time()).token))
        page.click("form.form button")
        page.wait_for_url("**/account/" if email == ORGANISER else "**/staff/")
        states[email] = context.storage_state()
        context.close()
    return states


@pytest.fixture
def entered(browser: Browser, installation: Installation, cookies: dict[str, Any]) -> Iterator[Entered]:
    """Open the console, signed in or not; afterwards: the one cookie is HttpOnly, and no other host was spoken to."""
    contexts: list[BrowserContext] = []

    def make(email: str | None = None, **options: Any) -> Page:
        state = cookies[email] if email else None
        context = browser.new_context(base_url=installation.console, storage_state=state, **options)
        context.set_default_timeout(15_000)
        context.on("request", lambda request: _stays_here(request.url))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in context.cookies())
        context.close()


def _stays_here(address: str) -> None:
    assert address.startswith(("http://localhost:", "data:")), address
