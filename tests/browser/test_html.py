"""The HTML of every public page and state, as html-validate judges it."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse

from tests.browser.conftest import SLUG, TOOLS, Opened
from tests.browser.mailbox import links_of
from tests.browser.test_quality import paths, sign

pytestmark = pytest.mark.browser
RULES = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y"],
    "rules": {
        "doctype-style": "off",  # either case is the standard's
        "void-style": "off",
        "long-title": "off",  # a title names a person and a demand; mails and browsers cut it well enough
        "no-trailing-whitespace": "off",
    },
}
ONCE_MORE = 1
"""A connection that was silent for 20 seconds is hung up; browsers ask once more on another, this client if told to."""


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_page_is_valid(opened: Opened, lang: str, tmp_path: Path) -> None:
    page = opened(java_script_enabled=False).page
    number = 0

    def keep(answer: APIResponse | None = None) -> None:
        nonlocal number
        number += 1
        (tmp_path / f"{number:02}.html").write_bytes(
            (answer or page.request.get(page.url, max_retries=ONCE_MORE)).body()
        )

    for path in paths(page, lang):
        page.goto(path)
        keep()
    page.goto(f"/{lang}/campaigns/{SLUG}")
    action = page.locator(".sign-form").get_attribute("action") or ""
    for typed in ({}, {"name": "<b>", "email": "a@gmial.com"}, {"name": "Sample", "email": "a@gmial.com"}):
        keep(page.request.post(action, form=typed))
    email = f"html-{lang}@example.org"
    sign(page, lang, email)
    keep()
    for link in reversed(links_of(page, email)):
        page.goto(link)
        keep()
    page.locator("main form button.action").first.click()
    keep()
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    judged = subprocess.run(
        ["node", str(TOOLS / "html-validate" / "bin" / "html-validate.mjs"), "--config", str(tmp_path / "rules.json"),
         "--formatter", "text", *map(str, sorted(tmp_path.glob("*.html")))],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-6000:] + judged.stderr[-2000:]
