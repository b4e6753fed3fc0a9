"""The editor of a case in a browser: accessible, usable by keyboard and without a script; the face is pointed at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.settings import Settings
from app.drafts.document import DraftDocument
from app.drafts.saving import start_draft
from app.pictures.making import PictureMaker
from app.pictures.store import PictureStore
from tests.browser.album import keep_picture
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.factories.drafts import fellow, whole_draft
from tests.factories.pictures import draw, written
from tests.web.member import Member
from tests.web.organiser.cases.desk import CaseDesk

pytestmark = pytest.mark.browser
PAGES = (
    "prisoner", "consent", "relatives", "relatives/new", "relatives/r1", "facts", "facts/new", "facts/f1", "events",
    "events/new", "events/e2", "sources", "sources/new", "sources/s1", "sources/s1/remove", "portrait", "people",
    "people/p1/prisoner", "people/p1/facts", "people/p1/events/e1", "people/p1/relatives", "people/p1/remove",
)  # fmt: skip
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LISTS = ("facts", "events", "sources", "relatives")


@dataclass(frozen=True)
class Seat:
    """A draft and a browser in which its editor is signed in."""

    desk: CaseDesk
    page: Page

    def open(self, name: str) -> Page:
        """Open a page of the editor."""
        self.page.goto(f"{self.desk.base}/edit/{name}")
        return self.page


SitDown = Callable[..., Seat]


@pytest.fixture
def console(console_app: Flask) -> Iterator[str]:
    """The console on a port of its own."""
    server = make_server("127.0.0.1", 0, console_app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sit_down(
    browser: Browser, console: str, console_app: Flask, owner_session: Session, tools: Credentials
) -> Iterator[SitDown]:
    """Begin a draft, sign its editor in, and open a browser."""
    contexts = []

    def sat(document: DraftDocument, *, language: str = "en", **options: object) -> Seat:
        organisation = add_organisation(owner_session)
        account = add_account(owner_session, tools, organisation=organisation, role=OrganisationRole.EDITOR)
        owner_session.execute(update(Account).where(Account.id == account.id).values(language=language))
        actor = Actor(account_id=account.id, language=language, organisation_id=organisation.id)
        draft = start_draft(owner_session, actor, document=document, now=utc_now())
        owner_session.commit()
        member = Member(console_app, account).enter()
        cookie = member.client.get_cookie("vigil_console")
        assert cookie
        context = browser.new_context(base_url=console, bypass_csp=True, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": console}])
        contexts.append(context)
        return Seat(CaseDesk(member, owner_session, organisation.slug, draft.id), context.new_page())

    yield sat
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_on_any_page_of_the_case(sit_down: SitDown, language: str, scheme: str) -> None:
    seat = sit_down(whole_draft(portrait=None, others=[fellow()]), language=language, color_scheme=scheme)
    found = []
    for name in PAGES:
        found += complaints(seat.open(name))
        keep_picture(seat.page, f"case {name}-{language}-{scheme}-1280")
    page = seat.open("events/e1")
    page.locator("#date").fill("yesterday")
    page.locator("button.action").click()
    assert page.locator("#errors").is_visible()
    assert found + complaints(page) == []
    keep_picture(page, f"case refused-{language}-{scheme}-1280")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_phone_shows_no_page_wider_than_itself(sit_down: SitDown, language: str) -> None:
    document = whole_draft(portrait=None, others=[fellow()])
    seat = sit_down(document, language=language, viewport={"width": 390, "height": 844})
    wide = []
    for name in PAGES:
        wide += [name] if seat.open(name).evaluate(WIDER) else []
        keep_picture(seat.page, f"case {name}-{language}-light-390")
    assert wide == []


def test_empty_lists_are_as_accessible(sit_down: SitDown) -> None:
    seat = sit_down(DraftDocument())
    assert [each for name in LISTS for each in complaints(seat.open(name))] == []


def test_a_case_is_written_without_a_script(sit_down: SitDown) -> None:
    seat = sit_down(DraftDocument(), java_script_enabled=False)
    page = seat.open("events/new")
    page.locator("#date").fill("آذر ۱۳۸۸")
    page.locator("#text-en").fill("Arrested at home.")
    page.locator("details.fresh").first.locator("#new-title-en").fill("A report")
    page.get_by_role("button", name="Save", exact=True).last.click()
    assert page.get_by_text("Arrested at home.").is_visible()
    (event,), (source,) = seat.desk.document.events, seat.desk.document.sources
    assert (event.date, event.sources) == ("2009-11-22/2009-12-21", [source.key])


def test_claims_are_moved_removed_and_brought_back_by_keyboard(sit_down: SitDown) -> None:
    seat = sit_down(whole_draft(portrait=None))
    page = seat.open("facts/new?kind=charge")
    page.locator("#text-en").fill("Another charge")
    page.locator("#text-en").press("Control+End")
    page.locator("#certainty-disputed").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts#*")
    page.get_by_role("button", name="Move up Another charge").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.claim').textContent.includes('Another charge')")
    page.get_by_role("button", name="Remove Another charge").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bring it back").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove Another charge").wait_for()
    assert [fact.text["en"] for fact in seat.desk.document.facts if fact.kind == "charge"] == [
        "Another charge", "Propaganda",
    ]  # fmt: skip


def test_who_writes_while_the_picture_is_made_is_not_interrupted(sit_down: SitDown) -> None:
    page = sit_down(whole_draft(portrait=None)).open("portrait")
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": written(draw(600, 800))}
    page.locator("#picture").set_input_files(file)  # type: ignore[arg-type]
    page.locator("#new-alt-en").fill("Bands of colour")
    page.get_by_role("button", name="Upload the picture").click()
    page.get_by_text("The picture is being made").wait_for()
    page.locator("#alt-fa").fill("نوارهای رنگی")
    page.wait_for_timeout(3000)
    assert page.locator("#alt-fa").input_value() == "نوارهای رنگی"


def test_the_face_is_pointed_at_and_the_page_shows_when_it_is_made(
    sit_down: SitDown, worker_app: Flask, settings: Settings, tmp_path: Path
) -> None:
    seat = sit_down(whole_draft(portrait=None))
    page = seat.open("portrait")
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": written(draw(1600, 1200))}
    page.locator("#picture").set_input_files(file)  # type: ignore[arg-type]
    canvas = page.locator("canvas")
    canvas.wait_for(state="visible")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.4})
    assert complaints(page) == []
    assert (page.locator("#focus-x").input_value(), page.locator("#focus-y").input_value()) == ("25", "40")
    page.locator("#new-alt-en").fill("Bands of colour")
    page.get_by_role("button", name="Upload the picture").click()
    page.get_by_text("The picture is being made").wait_for()
    assert complaints(page) == []
    with worker_app.app_context():
        PictureMaker(PictureStore(settings.var), tmp_path).make_next()
    page.locator("figure img").wait_for()
    assert complaints(page) == []
    portrait = seat.desk.document.portrait
    assert portrait
    assert (portrait.focus_x, portrait.focus_y) == (0.25, 0.4)
    first = page.locator("figure img").get_attribute("src")
    whole = page.locator("form[data-focal=point] canvas")
    whole.wait_for(state="visible")
    keep_picture(page, "case portrait whole-en-light-1280")
    box = whole.bounding_box()
    assert box
    whole.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.5})
    assert complaints(page) == []
    page.locator("form[data-focal=point]").get_by_role("button", name="Save and go on").last.click()
    page.get_by_text("The picture is being made").wait_for()
    with worker_app.app_context():
        PictureMaker(PictureStore(settings.var), tmp_path).make_next()
    page.locator("figure img").wait_for()
    assert page.locator("figure img").get_attribute("src") != first
    again = seat.desk.document.portrait
    assert again
    assert (again.focus_x, again.focus_y) == (0.75, 0.5)
