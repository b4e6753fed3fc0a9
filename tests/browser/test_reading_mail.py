"""The development mailbox in a browser: the button in a mail leads out of its frame."""

import pytest

from tests.browser.conftest import SLUG, Opened
from tests.browser.mailbox import links_of

pytestmark = pytest.mark.browser


def test_the_button_in_the_mail_opens_the_page_in_the_whole_window(opened: Opened) -> None:
    page = opened(viewport={"width": 390, "height": 844}, java_script_enabled=False).page
    page.goto(f"/fa/campaigns/{SLUG}")
    page.locator("#name").fill("نیلوفر نمونه")
    page.locator("#email").fill("niloufar@example.org")
    page.locator(".sign-form button.action").click()
    page.wait_for_url("**/check-mail")
    confirm, _ = links_of(page, "niloufar@example.org")
    for element in ("pre", "iframe"):
        box = page.locator(element).bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
    page.frame_locator("iframe").locator("a.action").click()
    page.wait_for_url(f"**{confirm.partition('/fa/')[2]}")
    assert page.locator("main form").count() == 2
