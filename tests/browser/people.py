"""People at their browsers: what they read, press and type is found by its words, in the language they read."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from babel.support import Translations
from passlib.totp import TOTP
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Installation
from tests.browser.mailbox import links_of

WORDS: Final = Path(__file__).parents[2] / "app" / "translations"
PASSWORD: Final = "four quiet words together"
PATIENCE: Final = 60
COMPLAINT: Final = 422
"""How a form answers that was filled in wrongly, as one is on the way."""
_STEP_SECONDS: Final = 30


@cache
def _catalogue(language: str) -> Translations:
    found = Translations()
    for file in sorted((WORDS / language / "LC_MESSAGES").glob("*.po")):
        found.merge(Translations.load(str(WORDS), [language], domain=file.stem))  # type: ignore[arg-type]
    return found


class AuthenticatorApp:
    """An app that was given its key once, and shows a code every thirty seconds; no code is used twice."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key=key.replace("-", "").replace(" ", ""))
        self._used = 0

    def next_code(self) -> str:
        """Wait for a code that was not used yet, and return it."""
        while int(time.time()) // _STEP_SECONDS <= self._used:
            time.sleep(0.2)
        self._used = int(time.time()) // _STEP_SECONDS
        return str(self._totp.generate(time.time()).token)


class Person:
    """Somebody with an address, a browser and, once it was set up, an authenticator app.

    All words are given in English and looked for in the person's language.
    """

    def __init__(self, browser: Browser, where: Installation, email: str, *, language: str = "en") -> None:
        locale = {"en": "en-GB", "fa": "fa-IR"}[language]
        context = browser.new_context(base_url=where.console, locale=locale, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        self.email, self.language, self.context = email, language, context
        self.page: Page = context.new_page()
        self._where = where
        self._app: AuthenticatorApp | None = None

    def words(self, message: str) -> str:
        """Return words of the console in the person's language."""
        return str(_catalogue(self.language).gettext(message)) if self.language != "en" else message

    def opens_mail(self, *, number: int = 1) -> str:
        """Wait for the mail of that number, and open the first link in it."""
        link = links_of(self.page, self.email, number=number, site=self._where.site)[0]
        self.page.goto(link)
        return link

    def is_on(self, heading: str | re.Pattern[str]) -> None:
        """See the heading of a page."""
        words = self.words(heading) if isinstance(heading, str) else heading
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def sees(self, message: str, *, times: int = 1) -> None:
        """See a message so many times."""
        found = self.page.locator("main").get_by_text(self.words(message))
        expect(found).to_have_count(times)
        expect(found.first).to_be_visible()

    def presses(self, name: str | re.Pattern[str]) -> None:
        """Press the one button of that name."""
        words = self.words(name) if isinstance(name, str) else name
        self.page.get_by_role("button", name=words, exact=True).click()

    def follows(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the one link of that name, on the page itself."""
        (within or self.page.locator("main")).get_by_role("link", name=self.words(name), exact=True).click()

    def turns_to(self, name: str) -> None:
        """Follow a link of the rail."""
        self.follows(name, within=self.page.locator(".rail"))

    def field(self, label: str, *, within: str | None = None) -> Locator:
        """The one field of that label, in a group of fields where it has several like it."""
        where: Page | Locator = self.page.locator("main")
        if within is not None:
            where = where.get_by_role("group", name=self.words(within), exact=True)
        optional = self.words("optional")
        return where.get_by_label(re.compile(rf"^\s*{re.escape(self.words(label))}(\s+{optional})?\s*$"))

    def types(self, label: str, words: str, *, within: str | None = None) -> None:
        """Type words into a field."""
        self.field(label, within=within).fill(words)

    def types_in(self, group: str, words: Mapping[str, str]) -> None:
        """Type the words of each language: ``{"English": …}``."""
        for language, each in words.items():
            self.types(language, each, within=group)

    def chooses(self, label: str, choice: str, *, within: str | None = None) -> None:
        """Choose a line of a list."""
        self.field(label, within=within).select_option(label=self.words(choice))

    def ticks(self, label: str | re.Pattern[str]) -> None:
        """Tick a box, or choose one of several."""
        words = self.words(label) if isinstance(label, str) else label
        self.page.get_by_label(words, exact=True).check()

    def waits_for(self, find: Callable[[Page], Locator]) -> None:
        """Look again, as people do, until something stands on the page."""
        for _ in range(2 * PATIENCE):
            if find(self.page).count():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError("it did not come")

    def joins(self) -> None:
        """Follow the mailed invitation: a password, an app, recovery codes, and in."""
        self.opens_mail()
        self.types("Choose a password", PASSWORD)
        self.presses("Accept the invitation")
        self.sees("Welcome. Add a second factor now: nothing can be published without.")
        self.follows("Set up an app")
        self._app = AuthenticatorApp(self.page.locator("main bdi strong").inner_text())
        self.types("The code it shows now", self._app.next_code())
        self.presses("Switch it on")
        self.is_on("Recovery codes")
        expect(self.page.locator(".codes li")).not_to_have_count(0)
        self.follows("I have them: go on")

    def signs_in(self) -> None:
        """Come back another day, with password and app."""
        self.page.goto("/")
        self.types("Email address", self.email)
        self.types("Password", PASSWORD)
        assert self._app, "nobody signs in without a second factor"
        self.presses("Sign in")
        self.types("Code", self._app.next_code())
        self.presses("Go on")


Meet = Callable[..., Person]


@contextmanager
def meeting(browser: Browser, where: Installation) -> Iterator[Meet]:
    """Meet people, each at a browser of their own; no page of theirs fails or asks another host for anything."""
    people: list[Person] = []
    answers: list[tuple[int, str]] = []

    def met(email: str, *, language: str = "en") -> Person:
        person = Person(browser, where, email, language=language)
        person.context.on("response", lambda response: answers.append((response.status, response.url)))
        people.append(person)
        return person

    yield met
    for person in people:
        person.context.close()
    assert {urlsplit(address).hostname for _status, address in answers} == {"localhost"}
    assert [answer for answer in answers if answer[0] >= 400 and answer[0] != COMPLAINT] == []
