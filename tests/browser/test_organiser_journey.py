"""A new organisation's first campaign, from applying to its outcome: by the pages alone, in an empty installation."""

import re
import time
from collections.abc import Iterator
from typing import Final

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.embedded.processes import wait_until
from tests.browser import sample_case as sample
from tests.browser.campaign_writing import SLUG, write_campaign
from tests.browser.conftest import Installation, installed
from tests.browser.crowd import mails_to, sign_and_confirm
from tests.browser.newcomers import apply, let_in, vet
from tests.browser.people import Meet, Person, meeting

pytestmark = pytest.mark.browser
CROWD: Final = range(1, 201)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """All of Vigil as it is on its first day: no sample, no person."""
    with installed(tmp_path_factory.mktemp("empty") / "var", with_samples=False) as running:
        yield running


@pytest.fixture
def meet(browser: Browser, empty: Installation) -> Iterator[Meet]:
    """Meet people, each at a browser of their own."""
    with meeting(browser, empty) as met:
        yield met


def test_a_campaign_from_a_blank_page_to_its_outcome(meet: Meet, empty: Installation) -> None:
    organiser, staff = meet("first@organiser.example"), meet("one@staff.example")
    second, reader = meet("second@organiser.example", language="fa"), meet("nobody@example.org")
    apply(organiser)
    let_in(staff, empty)
    vet(staff)
    organiser.joins()
    name_the_organisation(organiser)
    write_campaign(organiser)
    publish(staff)
    organiser.signs_in()
    see_it_published(organiser)
    read_in_english(reader, empty)
    read_in_persian(reader, empty)
    collect(reader, empty)
    invite(organiser)
    second.joins()
    write_an_update(organiser)
    approve_the_update(second)
    let_half_an_hour_pass(empty)
    see_it_sent(second)
    read_the_update(reader, empty)
    see_the_charts(organiser)
    declare_the_outcome(organiser)
    read_the_outcome(reader, empty)


def name_the_organisation(organiser: Person) -> None:
    organiser.is_on("Campaigns")
    organiser.turns_to("Organisation")
    organiser.types("Name", "سازمان نمونه", within="فارسی")
    organiser.presses("Save")
    organiser.turns_to("Campaigns")


def publish(staff: Person) -> None:
    staff.turns_to("Overview")
    staff.follows("Campaigns to be reviewed")
    staff.follows(sample.TITLE)
    page = staff.page.frame_locator("iframe")
    expect(page.get_by_role("heading", level=1)).to_have_text(sample.NAMES["English"])
    staff.chooses("Language", "Persian")
    staff.presses("Show")
    expect(page.get_by_role("heading", level=1)).to_have_text(sample.NAMES["Persian"])
    expect(staff.page.get_by_role("region", name="Consent of the family")).to_contain_text(sample.NO_CONSENT)
    expect(staff.page.get_by_role("region", name="Checks")).not_to_contain_text("keeps it back")
    staff.presses("Approve and publish")
    staff.sees("Decided. The organisers see it on their page of the campaign.")


def see_it_published(organiser: Person) -> None:
    organiser.is_on("Campaigns")
    organiser.follows(sample.TITLE)
    organiser.waits_for(lambda page: page.locator("main").get_by_role("link", name="See the public page"))
    expect(organiser.page.get_by_role("region", name="What staff said")).to_contain_text("Approved")
    organiser.follows("See the public page")
    organiser.is_on(sample.NAMES["English"])


def read_in_english(reader: Person, empty: Installation) -> None:
    page = reader.page
    page.goto(f"{empty.site}/en/campaigns/{SLUG}")
    read(page, sample.NAMES["English"], sample.ASK, [claim.text["English"] for claim in sample.EVENTS + sample.FACTS])
    for _typed, understood in {claim.when for claim in sample.EVENTS}:
        expect(page.locator("main").get_by_text(understood, exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="What this page rests on")).to_be_visible()
    expect(page.get_by_role("img", name=sample.ALT["English"])).to_be_visible()
    expect(page.get_by_role("button", name="Sign the petition")).to_be_visible()


def read_in_persian(reader: Person, empty: Installation) -> None:
    page = reader.page
    page.goto(f"{empty.site}/fa/campaigns/{SLUG}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    ask = sample.TRANSLATIONS[sample.ASK]
    read(page, sample.NAMES["Persian"], ask, [claim.text["Persian"] for claim in sample.EVENTS + sample.FACTS])
    expect(page.locator("main").get_by_text("۴ شهریور ۱۴۰۱", exact=True).first).to_be_visible()
    expect(page.get_by_role("img", name=sample.ALT["Persian"])).to_be_visible()
    expect(page.get_by_role("link", name="سازمان نمونه").first).to_be_visible()


def read(page: Page, name: str, ask: str, claims: list[str]) -> None:
    main = page.locator("main")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    for words in (ask, *claims):
        expect(main.get_by_text(words).first).to_be_visible()
    assert all(words not in page.content() for words in (*sample.PRIVATE.values(), sample.NO_CONSENT))


def collect(reader: Person, empty: Installation) -> None:
    """Two hundred people sign by form, mail and button; the page says so."""
    page = reader.page
    page.goto(f"{empty.site}/en/campaigns/{SLUG}")
    action = page.locator("form.sign-form").get_attribute("action") or ""
    petition = re.search(r"/petitions/([0-9a-f-]{36})/", action)
    assert petition
    assert sign_and_confirm(empty.site, petition[1], CROWD) == len(CROWD)
    reader.waits_for(lambda page: _signed(page, "200"))
    page.goto(f"{empty.site}/fa/campaigns/{SLUG}")
    reader.waits_for(lambda page: _signed(page, "۲۰۰"))


def _signed(page: Page, figure: str) -> Locator:
    return page.locator(".tally .figure strong", has_text=figure)


def invite(organiser: Person) -> None:
    organiser.page.goto("/")
    organiser.turns_to("Members")
    organiser.types("Email address", "second@organiser.example")
    organiser.ticks("editor")
    organiser.chooses("Language of the mail", "فارسی")
    organiser.presses("Send the invitation")
    organiser.sees("The invitation is on its way.")


def write_an_update(organiser: Person) -> None:
    organiser.turns_to("Campaigns")
    organiser.follows(sample.TITLE)
    organiser.follows("Updates")
    organiser.follows("Write an update")
    write_it_in(organiser, "English")
    organiser.presses("Save the draft")
    organiser.follows("Go on writing")
    write_it_in(organiser, "Persian")
    organiser.presses("Look at it first")
    expect(organiser.page.locator("article[lang=fa] strong")).to_have_text("دویست")
    organiser.presses("Save the draft")
    organiser.presses("Ask for approval")
    organiser.sees("waits for approval")
    expect(organiser.page.get_by_role("button", name="Approve: mail it in thirty minutes")).to_have_count(0)


def write_it_in(organiser: Person, language: str) -> None:
    group = organiser.page.get_by_role("group", name=re.compile(f"^{language}"))
    group.get_by_label("Subject").fill(sample.UPDATE["subject"][language])
    group.get_by_label("Text").fill(sample.UPDATE["body"][language])


def approve_the_update(second: Person) -> None:
    """Somebody else of the organisation, who reads Persian."""
    second.follows(sample.TRANSLATIONS[sample.TITLE])
    second.follows("Updates")
    second.follows(sample.UPDATE["subject"]["Persian"])
    second.presses("Approve: mail it in thirty minutes")
    second.sees("Approved. It is held for thirty minutes.")
    expect(second.page.locator(".countdown")).to_contain_text("۳۰ دقیقه")


def let_half_an_hour_pass(empty: Installation) -> None:
    """No setting shortens the hold, and the database refuses one that is shorter: so it began half an hour ago.

    Within half an hour workers have long sealed anew, under the key of updates, the addresses of those who asked.
    """
    with psycopg.connect(empty.environ["DATABASE_URL"], autocommit=True) as connection:

        def is_settled() -> bool:
            waiting = "SELECT count(*) FROM vigil.signature WHERE updates AND address_sealed IS NULL"
            return connection.execute(waiting).fetchone() == (0,)

        assert wait_until(is_settled, seconds=120)
        moved = connection.execute(
            "UPDATE vigil.update SET approved_at = approved_at - interval '31 minutes',"
            " held_until = held_until - interval '31 minutes' WHERE state = 'approved'"
        )
        assert moved.rowcount == 1


def see_it_sent(second: Person) -> None:
    """The page follows by itself."""
    expect(second.page.locator("#standing .progress .figure")).to_have_text("۴۰ / ۴۰", timeout=60_000)
    expect(second.page.locator("#standing h2")).to_contain_text(second.words("sent"), timeout=60_000)


def read_the_update(reader: Person, empty: Installation) -> None:
    for person, language in ((5, "Persian"), (10, "English")):
        newest, *_confirmation = mails_to(empty.site, f"supporter-{person}@example.org")
        assert sample.UPDATE["body"][language].replace("*", "")[:11] in newest.replace("*", "")
    assert len(mails_to(empty.site, "supporter-199@example.org")) == 1, "who did not ask gets no update"
    reader.page.goto(f"{empty.site}/en/campaigns/{SLUG}")
    reader.waits_for(lambda page: page.get_by_role("link", name=sample.UPDATE["subject"]["English"]))
    reader.page.get_by_role("link", name=sample.UPDATE["subject"]["English"]).click()
    expect(reader.page.locator("main strong", has_text="Two hundred")).to_be_visible()


def see_the_charts(organiser: Person) -> None:
    organiser.page.goto("/")
    organiser.follows(sample.TITLE)
    organiser.follows("Figures")
    organiser.waits_for(lambda page: page.locator(".standing-first dd", has_text=re.compile("^200$")))
    organiser.waits_for(lambda page: page.get_by_role("img", name=re.compile("at its end 200 in all")))
    organiser.page.get_by_text("The numbers as a table").click()
    grown = organiser.page.get_by_role("group", name="By day").get_by_role("row").nth(1)
    expect(grown.get_by_role("cell").last).to_have_text("200")
    confirmed = organiser.page.get_by_role("row", name=re.compile("^Confirmed signatures"))
    expect(confirmed.get_by_role("cell").first).to_have_text("200")
    expect(organiser.page.locator(".milestones li").first).to_contain_text("reached")
    expect(organiser.page.locator(".milestones li").nth(1)).to_contain_text("300 to go")


def declare_the_outcome(organiser: Person) -> None:
    organiser.page.goto("/")
    organiser.follows(sample.TITLE)
    organiser.follows("Quiet, close, outcome")
    organiser.follows("Declare the outcome")
    organiser.chooses("Outcome", "No answer")
    organiser.types("When", time.strftime("%B %Y", time.gmtime()))
    for language in ("English", "Persian"):
        organiser.types(f"What came of it, in {language}", sample.OUTCOME[language])
        organiser.types(f"Thanks to those who signed, in {language}", sample.THANKS[language])
    organiser.presses("Declare the outcome")
    organiser.sees("The outcome will stand on the page within seconds.")
    organiser.waits_for(lambda page: page.get_by_text("The petition is closed since"))


def read_the_outcome(reader: Person, empty: Installation) -> None:
    for lang, language in (("en", "English"), ("fa", "Persian")):
        reader.page.goto(f"{empty.site}/{lang}/campaigns/{SLUG}")
        reader.waits_for(lambda page, language=language: page.get_by_text(sample.THANKS[language]))
        expect(reader.page.locator("main").get_by_text(sample.OUTCOME[language]).first).to_be_visible()
        expect(reader.page.locator("form.sign-form")).to_have_count(0)
        expect(_signed(reader.page, {"en": "200", "fa": "۲۰۰"}[lang])).to_be_visible()
