"""A petition under attack, in a browser: the script does the work, and whoever has none is held."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLUG, STAFF, Entered, Opened
from tests.browser.mailbox import links_of
from tests.browser.test_console import speak
from tests.browser.test_quality import complaints

pytestmark = pytest.mark.browser


def _turn(staff: Page, label: str) -> None:
    staff.goto("/staff/integrity/")
    staff.get_by_role("button", name=label).click()


def _sign(page: Page, email: str, *, waits: bool = False) -> str:
    """Sign, at once or when the proof has been found; press the mail's button; return the address that thanks."""
    page.goto(f"/en/campaigns/{SLUG}")
    page.locator("#name").fill("Sample Supporter")
    page.locator("#email").fill(email)
    if waits:
        expect(page.locator("[name=proof]")).not_to_have_value("", timeout=45_000)
    page.locator(".sign-form button.action").click()
    page.wait_for_url("**/check-mail", timeout=45_000)  # a busy machine looks for its number for up to half a minute
    confirm, _ = links_of(page, email)
    page.goto(confirm)
    page.locator("main form button.action").click()
    page.wait_for_url("**/thanks*")
    return page.url


def test_while_the_dial_is_on_scripts_prove_and_others_are_held(entered: Entered, opened: Opened) -> None:
    staff = entered(STAFF)
    speak(staff, "en")
    _turn(staff, "Ask for proof of work")
    try:
        page = opened().page
        page.goto(f"/en/campaigns/{SLUG}")
        for _ in range(20):
            if page.locator("form[data-proof]").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        with page.expect_response(re.compile("/challenge$")):
            page.locator("#name").focus()
        assert "outcome=held" not in _sign(page, "at-once@example.org")
        assert "outcome=held" not in _sign(page, "when-found@example.org", waits=True)
        plain = opened(java_script_enabled=False).page
        assert "outcome=held" in _sign(plain, "without-script@example.org")
    finally:
        _turn(staff, "Ask for it no longer")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing_on_pages_of_integrity(entered: Entered, lang: str, scheme: str, width: int) -> None:
    page = entered(STAFF, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 844})
    speak(page, lang)
    page.goto("/staff/integrity/")
    page.locator("tbody a").first.click()
    found = complaints(page)
    page.locator(".page-actions a").click()
    found += complaints(page)
    page.locator("form.form button.action").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not found
