"""Accessibility, weight and stillness of every public page, measured in the browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SLUG, Opened
from tests.browser.mailbox import links_of

pytestmark = pytest.mark.browser
BUDGET_BYTES = 50 * 1024
BUDGET_REQUESTS = 6
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
"""


def paths(page: Page, lang: str) -> list[str]:
    """Every campaign, one of each other kind of listed page, and what mails, forms and slips lead to."""
    listed = re.findall(
        rf"<loc>http://[^/]+(/{lang}/[^<]*)</loc>", page.request.get("/sitemap.xml", max_retries=1).text()
    )
    plain = [f"embed/{SLUG}", "private-page/asked", "deleted", "nowhere", f"confirm/{'0' * 32}",
             f"private-page/{'0' * 32}", f"campaigns/{SLUG}/share/mastodon",
             "campaigns/?q=maryam&theme=women", "campaigns/?q=zzz"]  # fmt: skip
    assert f"/{lang}/campaigns/{SLUG}" in listed
    kinds = {path if _is_campaign(path) else _kind_of(path): path for path in reversed(listed)}
    return [*kinds.values(), *(f"/{lang}/{path}" for path in plain)]


def _is_campaign(path: str) -> bool:
    return len(path.split("/")) == 4 and "/campaigns/" in path


def _kind_of(path: str) -> str:
    """The address without the names in it: ``/en/campaigns/x/letters/y`` is ``/en/campaigns//letters/``."""
    return "/".join(part if place % 2 == 0 or place < 3 else "" for place, part in enumerate(path.split("/")))


def complaints(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def sign(page: Page, lang: str, email: str) -> None:
    page.goto(f"/{lang}/campaigns/{SLUG}")
    page.locator("#name").fill("Sample Supporter")
    page.locator("#email").fill(email)
    page.locator(".sign-form button.action").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing_on_any_public_page(opened: Opened, lang: str, scheme: str) -> None:
    page = opened(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844}).page
    found = []
    for path in paths(page, lang):
        page.goto(path)
        found += complaints(page)
    sign(page, lang, "ada@gmial.com")
    found += complaints(page)
    email = f"{scheme}-{lang}@example.org"
    sign(page, lang, email)
    page.wait_for_url("**/check-mail")
    found += complaints(page)
    confirm, not_me = links_of(page, email)
    for link in (not_me, confirm):
        page.goto(link)
        found += complaints(page)
    page.locator("main form button.action").click()
    page.wait_for_url("**/thanks")
    found += complaints(page)
    page.goto(confirm)
    found += complaints(page)
    page.goto(f"/{lang}/private-page")
    page.locator("#email").fill(email)
    page.locator("main form button.action").click()
    page.wait_for_url("**/asked")
    (private,) = links_of(page, email, number=2)
    page.goto(private)
    assert page.locator("section.signature").count() == 1
    found += complaints(page)
    page.locator("form[action$=withdraw] button").click()
    page.get_by_role("status").wait_for()
    found += complaints(page)
    assert not found


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_campaign_page_is_light(opened: Opened, lang: str) -> None:
    window = opened(viewport={"width": 390, "height": 844})
    wire = window.context.new_cdp_session(window.page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    window.page.goto(f"/{lang}/campaigns/{SLUG}", wait_until="networkidle")
    assert len(window.requests) <= BUDGET_REQUESTS, window.requests
    assert sum(sizes) <= BUDGET_BYTES, sizes


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_nothing_shifts(opened: Opened, lang: str, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844}, bypass_csp=True).page
    page.add_init_script(WATCH_SHIFTS)
    for path in paths(page, lang):
        page.goto(path, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(150)
        assert page.evaluate("window.shifts") == 0, path
