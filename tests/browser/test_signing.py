"""From arrival to thank-you in a real browser without scripts: phone and desktop, fingers and keys."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SLUG, Opened
from tests.browser.mailbox import links_of

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


def no_sideways_scrolling(page: Page) -> bool:
    """Compare the document's box with the window, without any script."""
    box = page.locator("body").bounding_box()
    assert box
    assert page.viewport_size
    return box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_from_a_shared_link_to_thank_you(
    opened: Opened, *, lang: str, width: int, scheme: str, has_scripts: bool
) -> None:
    options = {"viewport": {"width": width, "height": 700}, "color_scheme": scheme, "java_script_enabled": has_scripts}
    page = opened(**options, extra_http_headers={"Referer": ""}).page
    page.goto(f"/{lang}/campaigns/{SLUG}?s=telegram")
    assert no_sideways_scrolling(page)
    email = f"{lang}-{width}-{scheme}-{has_scripts}@example.org".lower()
    page.locator("#name").fill("Sample Supporter")
    page.locator("#email").fill(email)
    page.locator(".sign-form button.action").click()
    page.wait_for_url("**/check-mail")
    assert no_sideways_scrolling(page)
    confirm, _ = links_of(page, email)
    page.goto(confirm)
    assert no_sideways_scrolling(page)
    page.locator("main form button.action").click()
    page.wait_for_url("**/thanks")
    assert page.locator("html").get_attribute("lang") == lang
    assert no_sideways_scrolling(page)


def test_signing_in_persian_on_a_phone(opened: Opened) -> None:
    page = opened(**PHONE, locale="fa-IR", java_script_enabled=False).page
    page.goto("/")
    assert page.url.endswith("/fa/")
    page.locator(f'a[href^="/fa/campaigns/{SLUG}"]').first.tap()
    assert no_sideways_scrolling(page)
    page.locator(".signbar a").tap()
    page.locator("#name").fill("علی‌رضا نمونه")
    page.locator("#email").fill("alireza@gmial.com")
    page.locator("#country").select_option("DE")
    page.locator("label[for=show_name-initials]").tap()
    page.locator(".sign-form button.action").tap()
    page.locator("button[name=keep_email]").wait_for()
    assert page.locator("#name").input_value() == "علی‌رضا نمونه"
    assert page.locator("#country").input_value() == "DE"
    page.locator("button[name=keep_email]").tap()
    page.wait_for_url("**/check-mail")
    confirm, _ = links_of(page, "alireza@gmial.com")
    page.goto(confirm)
    page.locator("main form button.action").tap()
    page.wait_for_url("**/thanks")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert no_sideways_scrolling(page)


def test_signing_in_english_with_keys_alone(opened: Opened) -> None:
    page = opened(**DESKTOP, locale="en-GB", java_script_enabled=False).page
    page.goto(f"/en/campaigns/{SLUG}")
    press_until(page, "name")
    page.keyboard.type("Ada O'Sample")
    press_until(page, "email")
    page.keyboard.type("ada@example.org")
    press_until(page, "updates")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-mail")
    confirm, _ = links_of(page, "ada@example.org")
    page.goto(confirm)
    press_until_text(page, "Confirm my signature")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks")
    assert "confirmed" in page.locator("main").inner_text()


def test_a_refused_form_keeps_what_was_typed_and_says_why(opened: Opened) -> None:
    page = opened(**DESKTOP, locale="en-GB", java_script_enabled=False).page
    page.goto(f"/en/campaigns/{SLUG}")
    page.locator("#name").fill("www.example")
    page.locator("#email").fill("ada@example.org")
    page.locator(".sign-form summary").click()
    page.locator("#comment").fill("Two\nlines")
    page.locator(".sign-form button.action").click()
    assert page.locator("[role=alert] a").get_attribute("href") == "#name"
    assert page.locator("#comment").input_value() == "Two\nlines"
    assert page.locator("#name").get_attribute("aria-invalid") == "true"


def press_until(page: Page, identity: str) -> None:
    """Press Tab until the field with this id has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"#{identity}:focus").count():
            return
    raise AssertionError(f"Tab never reaches {identity}")


def press_until_text(page: Page, words: str) -> None:
    """Press Tab until the button with these words has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator("button:focus")
        if focused.count() and focused.inner_text() == words:
            return
    raise AssertionError(f"Tab never reaches “{words}”")
