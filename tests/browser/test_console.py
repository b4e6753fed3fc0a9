"""The console in a real browser: axe on its pages, and passkeys with an authenticator that the browser makes up."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Installation
from tests.browser.test_quality import complaints

pytestmark = pytest.mark.browser
ORGANISER, STAFF = "organiser@vigil.example", "staff@vigil.example"
THRESHOLD: Final = (
    "account/sign-in", "account/forgotten", "account/forgotten/sent", "account/apply", "account/apply/received",
    "account/reset/none", "account/invitation/none", "nowhere",
)  # fmt: skip
OF_ACCOUNT: Final = (
    "account/", "account/second-factors", "account/second-factors/app", "account/passkeys/add", "account/password",
    "account/prove", "nowhere",
)  # fmt: skip
OF_ORGANISER: Final = ("", "members", "settings")
OF_STAFF: Final = (
    "staff/", "staff/applications", "staff/applications?state=refused", "staff/people",
    "staff/integrity/", "staff/integrity/search",
)  # fmt: skip
Entered = Callable[..., Page]


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


def speak(page: Page, lang: str) -> None:
    page.goto("/account/")
    page.select_option("#language", lang)
    page.click("form.filters button")
    assert page.locator("html").get_attribute("lang") == lang


def slug_of(page: Page) -> str:
    address = page.locator("a[href^='/organiser/']").first.get_attribute("href") or ""
    return address.split("/")[2]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing_before_one_is_in(entered: Entered, lang: str, scheme: str, width: int) -> None:
    page = entered(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 844})
    page.goto(f"/account/sign-in?lang={lang}")
    found = []
    for path in THRESHOLD:
        page.goto(f"/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found += complaints(page)
    page.goto("/account/apply")
    page.locator("form.form button").click()
    page.locator("#errors").wait_for()
    found += complaints(page)
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing_on_pages_of_accounts(entered: Entered, lang: str, scheme: str, width: int) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 844}}
    found = []
    page = entered(ORGANISER, **options)
    speak(page, lang)
    paths = [*OF_ACCOUNT, *(f"organiser/{slug_of(page)}/{path}" for path in OF_ORGANISER)]
    staff = entered(STAFF, **options)
    speak(staff, lang)
    for window, path in [*((page, path) for path in paths), *((staff, path) for path in OF_STAFF)]:
        window.goto(f"/{path}")
        assert window.evaluate("document.documentElement.scrollWidth") <= width, path
        found += complaints(window)
    assert not found


def test_on_a_phone_the_menu_opens_and_leads_on(entered: Entered) -> None:
    page = entered(ORGANISER, viewport={"width": 390, "height": 844})
    page.goto("/account/")
    link = page.locator(".rail a[href='/account/second-factors']")
    assert not link.is_visible()
    page.locator(".menu summary").click()
    link.click()
    page.wait_for_url("**/account/second-factors")


def test_without_scripts_a_wide_window_shows_the_rail_and_no_passkey(entered: Entered) -> None:
    page = entered(ORGANISER, java_script_enabled=False, viewport={"width": 1280, "height": 844})
    page.goto("/account/")
    assert page.locator(".rail a[href='/account/second-factors']").is_visible()
    stranger = entered(java_script_enabled=False)
    stranger.goto("/account/sign-in")
    assert not stranger.locator("form[data-passkey]").is_visible()


def test_a_passkey_is_made_and_signs_in_alone(entered: Entered, installation: Installation) -> None:
    page = entered(ORGANISER)
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    page.goto("/account/passkeys/add")
    page.fill("#name", "blue key")
    page.click("form[data-passkey] button")
    page.locator(".codes").wait_for()
    page.goto("/account/second-factors")
    assert "blue key" in page.locator("main table").inner_text()
    page.context.clear_cookies()
    page.goto("/account/sign-in")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/account/")
    assert ORGANISER in page.locator(".rail").inner_text()
    page.goto("/account/prove?next=/account/")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/account/")
