"""The console in a real browser: axe on its pages, and passkeys with an authenticator that the browser makes up."""

from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.album import keep_picture
from tests.browser.conftest import ORGANISER, STAFF, Entered, Installation
from tests.browser.test_quality import complaints

pytestmark = pytest.mark.browser
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
        keep_picture(page, f"console {path}-{lang}-{scheme}-{width}")
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
        keep_picture(window, f"console {path}-{lang}-{scheme}-{width}")
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
