"""The desk for paper in a real browser: for everybody to read, typed on by keyboard alone, following the work."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.paper.models import PrintKind
from app.paper.ordering import PrintWish, order_print
from app.paper.stating import Statement, state_tally
from app.paper.uploading import add_file
from tests.browser.album import keep_picture
from tests.browser.served import served
from tests.browser.test_quality import complaints
from tests.factories import OpenPetition, add_petition
from tests.factories.accounts import add_account
from tests.factories.paper import add_counted_batch, begin_batch, read_all, somebody, type_in

pytestmark = pytest.mark.browser
Entered = Callable[..., BrowserContext]


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    petition = add_petition(owner_session)
    owner_session.refresh(petition.campaign, ["organisation"])
    owner_session.commit()
    return petition


@pytest.fixture
def desk(petition: OpenPetition) -> str:
    return f"/organiser/{petition.campaign.organisation.slug}/campaigns/{petition.campaign.id}/paper/"


@pytest.fixture
def entered(
    browser: Browser, console_app: Flask, owner_session: Session, tools: Credentials, petition: OpenPetition
) -> Iterator[Entered]:
    """Open a browser in which an owner is signed in, in a language."""
    with served(browser, console_app) as enter_as:

        def enter(language: str = "en", **options: object) -> BrowserContext:
            organisation = petition.campaign.organisation
            account = add_account(
                owner_session, tools, organisation=organisation, role=OrganisationRole.OWNER, language=language
            )
            owner_session.commit()
            return enter_as(account, **options)

        yield enter


@pytest.fixture
def paths(
    owner_session: Session, petition: OpenPetition, desk: str, keyring: Keyring, public_keys: PublicKeys
) -> list[str]:
    """Every page of the desk, with something on each."""
    own, now = petition.campaign.organisation_id, utc_now()
    counted = add_counted_batch(owner_session, petition, keyring, public_keys, [somebody(), somebody()])
    draft = begin_batch(owner_session, petition)
    type_in(owner_session, draft, [somebody(), ["", "FR", ""], ["=1", "", ""]], public_keys)
    file = add_file(owner_session, draft, b"No.,Name,Land\n1,Ada Sample,FR\n", public_keys, now=now)
    read_all(owner_session, keyring)
    wish = PrintWish(kind=PrintKind.SHEET, language="fa", label="Stall")
    order_print(owner_session, petition.campaign.id, wish, organisation_id=own, actor="anna", now=now)
    stated = Statement(partner="Friends", figure=50, as_of="2026-05", evidence="https://x.example/a")
    state_tally(owner_session, petition.campaign.id, stated, organisation_id=own, actor="anna", now=now)
    owner_session.commit()
    batches = f"{desk}batches/"
    return [
        desk, f"{desk}prints", f"{desk}partners", f"{batches}new", f"{batches}{draft.id}",
        f"{batches}{draft.id}/lines", f"{batches}{draft.id}/files/{file.id}", f"{batches}{counted.id}",
        f"{batches}{counted.id}/withdraw",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page_about_paper(
    entered: Entered, paths: list[str], language: str, scheme: str, width: int
) -> None:
    page = entered(language, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 844}).new_page()
    found = []
    for path in paths:
        page.goto(path)
        found += complaints(page)
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        found += [] if fits else [f"{path} is wider than the window"]
        found += [f"{path}: {each} scrolls sideways" for each in (".typing",) if _scrolls_sideways(page, each)]
        keep_picture(page, f"paper {paths.index(path)}-{language}-{scheme}-{width}")
    assert not found


def test_a_page_of_lines_is_typed_by_keyboard_alone(
    entered: Entered, owner_session: Session, petition: OpenPetition, desk: str
) -> None:
    batch = begin_batch(owner_session, petition)
    owner_session.commit()
    page = entered().new_page()
    page.goto(f"{desk}batches/{batch.id}/lines")
    for cell in ("Ada Sample", "France", "", "Bo Sample", "Atlantis", ""):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#country-1").fill("DE")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1–2")
    expect(page.locator("#name-0")).to_be_focused()
    expect(page.locator("#name-0")).to_have_value("")


def test_a_batch_follows_the_worker(
    entered: Entered, owner_session: Session, petition: OpenPetition, desk: str, keyring: Keyring,
    public_keys: PublicKeys,
) -> None:  # fmt: skip
    batch = begin_batch(owner_session, petition)
    type_in(owner_session, batch, [somebody() for _ in range(12)], public_keys)
    owner_session.commit()
    page = entered().new_page()
    page.goto(f"{desk}batches/{batch.id}")
    assert _read_lines(page) == "0"
    read_all(owner_session, keyring)
    owner_session.commit()
    expect(page.locator("progress")).to_have_attribute("value", "12", timeout=10_000)


def _scrolls_sideways(page: Page, inside: str) -> bool:
    """Whether what is around an element must be pushed to see all of it."""
    wide = "each => each.parentElement.scrollWidth > each.parentElement.clientWidth"
    return any(each.evaluate(wide) for each in page.locator(inside).all())


def _read_lines(page: Page) -> str | None:
    return page.locator("progress").get_attribute("value")
