"""The pages of a draft and of its review in a browser: for everybody to read, in both languages, by day and night."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Account, Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from app.drafts.acting import freeze
from app.drafts.document import DraftDemand, DraftDocument
from app.drafts.models import Draft
from app.drafts.publishing import publish_next
from app.drafts.reviewing import approve, send_back, submit
from app.drafts.saving import save_section, start_draft
from app.drafts.states import ReviewReason
from tests.browser.album import keep_picture
from tests.browser.test_quality import complaints
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.factories.drafts import whole_draft
from tests.web.member import Member

pytestmark = pytest.mark.browser
Entered = Callable[..., BrowserContext]
STEPS = (
    "", "edit/petition", "edit/aims", "edit/words", "edit/story", "translations/fa", "translations/fa?only=stale",
    "preview", "checks", "history/", "history/2",
)  # fmt: skip
BLANK = ("", "edit/prisoner", "edit/petition", "edit/aims", "edit/story", "translations/fa", "checks")
SIDEWAYS = "each => each.scrollWidth > each.clientWidth"


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    made = add_organisation(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def editor(owner_session: Session, tools: Credentials, organisation: Organisation) -> Account:
    account = add_account(owner_session, tools, organisation=organisation, role=OrganisationRole.OWNER)
    owner_session.commit()
    return account


@pytest.fixture
def reviewer(owner_session: Session, tools: Credentials) -> Account:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return account


@pytest.fixture
def drafts(owner_session: Session, organisation: Organisation, editor: Account, reviewer: Account) -> dict[str, Draft]:
    """A draft in every state, by the state."""
    session, now = owner_session, utc_now()
    writes = Actor(
        account_id=editor.id, language="en", organisation_id=organisation.id, role=OrganisationRole.OWNER,
        has_second_factor=True,
    )  # fmt: skip
    reads = Actor(account_id=reviewer.id, language="en", staff_role=StaffRole.REVIEWER, has_second_factor=True)
    made = {"blank": start_draft(session, writes, now=now)}
    for name in ("editing", "submitted", "sent_back", "published", "frozen"):
        made[name] = start_draft(session, writes, document=_draft_at(name), now=now - timedelta(days=4))
    save_section(session, writes, made["editing"].id, based_on=1, change=_changed, now=now)
    for name in ("submitted", "sent_back", "published", "frozen"):
        submit(session, writes, made[name].id, number=1, now=now - timedelta(days=3, hours=12))
    reasons = [ReviewReason.SOURCE_WEAK, ReviewReason.TRANSLATION_POOR]
    words = "Please name a second source for the transfer."
    send_back(session, reads, made["sent_back"].id, number=1, reasons=reasons, words=words, now=now)
    for name in ("published", "frozen"):
        approve(session, reads, made[name].id, number=1, now=now)
    while publish_next(session, now=now):
        pass
    enter_scope(session, Scope(account_id=reviewer.id, is_staff=True))
    freeze(session, reads, made["frozen"].id, words="Somebody who is named asked us to.", now=now)
    session.commit()
    return made


def _draft_at(slug: str) -> DraftDocument:
    given = whole_draft(portrait=None)
    return replace(given, campaign=replace(given.campaign, slug=slug.replace("_", "-")))


def _changed(document: DraftDocument) -> DraftDocument:
    """Words that leave a translation out of date, and a demand that has none."""
    title = {**document.campaign.title, "en": "Let Laleh, a teacher of the valley, see a doctor"}
    demand = DraftDemand(key="d3", text={"en": "Let her see a doctor of her own choice."})
    petition = replace(document.petition, demands=[*document.petition.demands, demand], opens=None)
    return replace(document, campaign=replace(document.campaign, title=title), petition=petition)


@pytest.fixture
def entered(browser: Browser, console_app: Flask, owner_session: Session) -> Iterator[Entered]:
    """Open a browser in which somebody is signed in, in a language."""
    server = make_server("127.0.0.1", 0, console_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    contexts: list[BrowserContext] = []

    def enter(account: Account, language: str = "en", **options: Any) -> BrowserContext:
        account.language = language
        owner_session.commit()
        name = console_app.config["SESSION_COOKIE_NAME"]
        cookie = Member(console_app, account).enter().client.get_cookie(name)
        assert cookie
        base_url = f"http://localhost:{server.server_port}"
        context = browser.new_context(base_url=base_url, bypass_csp=True, **options)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": name, "value": cookie.value, "url": base_url}])
        contexts.append(context)
        return context

    yield enter
    for context in contexts:
        context.close()
    server.shutdown()
    server.server_close()


def _pages_of_organisers(organisation: Organisation, drafts: dict[str, Draft]) -> dict[str, str]:
    home = f"/organiser/{organisation.slug}/"
    at = {name: f"{home}campaigns/{draft.id}/" for name, draft in drafts.items()}
    pages = {f"editing {step}": f"{at['editing']}{step}" for step in STEPS}
    pages |= {f"blank {step}": f"{at['blank']}{step}" for step in BLANK}
    pages |= {f"{name} campaign": at[name] for name in ("submitted", "sent_back", "published", "frozen")}
    pages |= {f"{name} control": f"{at[name]}control" for name in ("published", "frozen")}
    more = {
        "submitted words": f"{at['submitted']}edit/words", "members": f"{home}members", "settings": f"{home}settings",
        "outcome": f"{at['published']}outcome",
    }  # fmt: skip
    return {"home": home, **pages, **more}


def _pages_of_staff(drafts: dict[str, Draft]) -> dict[str, str]:
    review = f"/staff/reviews/{drafts['submitted'].id}"
    return {
        "staff home": "/staff/", "staff queue": "/staff/reviews/", "staff campaigns": "/staff/campaigns/",
        "staff review": review, "staff review desk": f"{review}?language=fa&device=desk",
        "staff published": f"/staff/reviews/{drafts['published'].id}",
        "staff organisations": "/staff/organisations/",
        "staff organisation": f"/staff/organisations/{drafts['published'].organisation_id}",
    }  # fmt: skip


def _look(page: Page, name: str, sight: str, width: int) -> list[str]:
    """Everything that is wrong with the page that is open; a picture of it where an album was asked for."""
    found = complaints(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(f"{name} runs out of the window")
    if any(each.evaluate(SIDEWAYS) for each in page.locator(".sections, .sections ol, .page-head").all()):
        found.append(f"{name}: its head scrolls sideways")
    keep_picture(page, f"{name}-{sight}")
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_on_the_pages_of_organisers(
    entered: Entered, organisation: Organisation, editor: Account, drafts: dict[str, Draft],
    language: str, scheme: str, width: int,
) -> None:  # fmt: skip
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}
    page = entered(editor, language, **options).new_page()
    found = []
    for name, path in _pages_of_organisers(organisation, drafts).items():
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        found += _look(page, name, f"{language}-{scheme}-{width}", width)
    page.locator("#day").fill("yesterday")
    page.locator("main button.action").click()
    page.locator("#errors").wait_for()
    found += _look(page, "outcome refused", f"{language}-{scheme}-{width}", width)
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_on_the_pages_of_a_review(
    entered: Entered, reviewer: Account, drafts: dict[str, Draft], language: str, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}
    page = entered(reviewer, language, **options).new_page()
    found = []
    for name, path in _pages_of_staff(drafts).items():
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        found += _look(page, name, f"{language}-{scheme}-{width}", width)
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_where_two_change_the_same_words(
    entered: Entered, organisation: Organisation, editor: Account, drafts: dict[str, Draft],
    language: str, scheme: str, width: int,
) -> None:  # fmt: skip
    context = entered(editor, language, color_scheme=scheme, viewport={"width": width, "height": 844})
    mine, theirs = context.new_page(), context.new_page()
    for window in (mine, theirs):
        window.goto(f"/organiser/{organisation.slug}/campaigns/{drafts['editing'].id}/edit/words")
    theirs.locator("#title").fill("Let Laleh see her doctor at last, and her mother")
    theirs.locator("#hashtag").fill("#FreeLalehNow")
    theirs.locator("main button.action").click()
    theirs.wait_for_url("**/edit/story")
    mine.locator("#title").fill("Let Laleh go home")
    mine.locator("main button.action").click()
    mine.locator(".differences").first.wait_for()
    assert not _look(mine, "conflict", f"{language}-{scheme}-{width}", width)


def test_on_a_phone_the_pages_are_folded_and_lead_on(
    entered: Entered, organisation: Organisation, editor: Account, drafts: dict[str, Draft]
) -> None:
    page = entered(editor, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"/organiser/{organisation.slug}/campaigns/{drafts['editing'].id}/translations/fa")
    pages = page.get_by_role("navigation", name="Pages of this campaign")
    expect(pages.get_by_text("page 12 of 15")).to_be_visible()
    expect(pages.get_by_role("link", name="Sources")).to_be_hidden()
    pages.get_by_text("Pages of this campaign").click()
    expect(pages.locator("[aria-current]")).to_have_text("Translations")
    pages.get_by_role("link", name="Sources").click()
    page.wait_for_url("**/edit/sources")


def test_on_a_desk_the_pages_stand_beside_the_sheet_without_a_script(
    entered: Entered, organisation: Organisation, editor: Account, drafts: dict[str, Draft]
) -> None:
    page = entered(editor, java_script_enabled=False, viewport={"width": 1280, "height": 844}).new_page()
    page.goto(f"/organiser/{organisation.slug}/campaigns/{drafts['editing'].id}/edit/aims")
    expect(page.locator(".sections").get_by_role("link", name="Sources")).to_be_visible()


def test_staff_freeze_a_campaign_and_let_it_go(entered: Entered, reviewer: Account, drafts: dict[str, Draft]) -> None:
    page = entered(reviewer).new_page()
    page.goto("/staff/campaigns/")
    row = page.get_by_role("row", name="published")
    row.get_by_label("Why, in words that its organisation reads").fill("A name must go first.")
    row.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("status")).to_contain_text("frozen and gone from the public site")
    frozen = page.get_by_role("region", name="Frozen").get_by_role("row", name="A name must go first.")
    frozen.get_by_role("button", name="Let it go").click()
    expect(page.get_by_role("status")).to_contain_text("shown again within seconds")
    assert page.locator("h1").inner_text() == "All campaigns"
