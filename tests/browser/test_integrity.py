"""The pages of integrity in a real browser: axe finds nothing on them."""

import pytest

from tests.browser.conftest import STAFF, Entered
from tests.browser.test_console import speak
from tests.browser.test_quality import complaints

pytestmark = pytest.mark.browser


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
