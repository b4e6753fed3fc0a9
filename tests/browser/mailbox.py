"""Reading the development mailbox as a person does."""

from playwright.sync_api import Page


def links_of(page: Page, address: str, *, number: int = 1, site: str = "") -> list[str]:
    """Wait for the mail of that number to an address and return the links in its text, in order.

    ``site`` is where the mailbox is, for a page that is elsewhere at home.
    """
    for _ in range(160):
        page.goto(f"{site}/dev/mail/")
        entry = page.locator("main p", has_text=address)
        if entry.count() >= number:
            entry.first.locator("a").click()
            page.locator("pre a").first.wait_for()
            return [link.get_attribute("href") or "" for link in page.locator("pre a").all()]
        page.wait_for_timeout(250)
    raise AssertionError("no mail came")
