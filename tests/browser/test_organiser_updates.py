"""Updates in a real browser: for everybody to read, in both directions, by day and by night; and moving by itself."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.accounts.models import Account
from app.accounts.security import Credentials
from app.accounts.sessions import open_session
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.core.ids import new_id
from app.embedded.ports import free_port
from app.updates.fan_out import count_audiences, start_due
from app.updates.models import Update, UpdateRecipient, UpdateShare
from app.updates.services import approve, ask_for_approval, pause
from app.updates.states import RecipientState
from tests.browser.album import keep_picture
from tests.browser.test_quality import complaints
from tests.factories import OpenPetition, add_petition, add_subscriber, add_update
from tests.factories.accounts import add_account

pytestmark = pytest.mark.browser
READERS = 60
WORDS = {
    "subject": {"en": "Her letter has arrived", "fa": "نامه‌اش رسید"},
    "body": {
        "en": "A letter of four pages, the first in **eleven months**.\n\n## What she writes\n\nShe thanks all.\n\n"
        "> Tell them that I count the letters.\n\n- The petition is handed over.\n- We tell you the answer.",
        "fa": "نامه‌ای چهارصفحه‌ای، نخستین در **یازده ماه**.\n\n## چه نوشته است\n\nاز همه سپاسگزار است.",
    },
}
Entered = Callable[..., BrowserContext]


@pytest.fixture
def petition(owner_session: Session, keyring: Keyring) -> OpenPetition:
    """A petition with readers of its updates."""
    made = add_petition(owner_session)
    owner_session.refresh(made.campaign, ["organisation"])
    for number in range(READERS):
        add_subscriber(owner_session, keyring, made, email=f"reader-{number}@example.org")
    owner_session.commit()
    return made


@pytest.fixture
def editor(owner_session: Session, tools: Credentials, petition: OpenPetition) -> Account:
    """Whoever writes."""
    account = add_account(owner_session, tools, organisation=petition.campaign.organisation)
    owner_session.commit()
    return account


@pytest.fixture
def paths(owner_session: Session, keyring: Keyring, petition: OpenPetition, editor: Account) -> dict[str, str]:
    """The pages, with an update in every state."""
    session, campaign, now = owner_session, petition.campaign, utc_now()
    made = {name: add_update(session, campaign, by=editor.id, **WORDS) for name in ("draft", "ready", "held")}
    for name in ("ready", "held"):
        ask_for_approval(session, made[name], by=editor.id, now=now)
    approve(session, made["held"], by=new_id(), now=now - timedelta(minutes=7))
    count_audiences(session)
    for name in ("paused", "sending"):
        made[name] = add_update(session, campaign, is_approved=True, now=now - timedelta(days=30), **WORDS)
        start_due(session, keyring, now=now)
        _half_done(session, made[name])
    pause(session, made["paused"], by=editor.id, now=now)
    made["published"] = add_update(session, campaign, is_out=True, **WORDS)
    session.commit()
    folder = f"/organiser/{campaign.organisation.slug}/campaigns/{campaign.id}/updates/"
    pages = {name: f"{folder}{each.id}/" for name, each in made.items()}
    return {"list": folder, "new": f"{folder}new", "edit": f"{pages['draft']}edit", **pages}


def _half_done(session: Session, given: Update) -> None:
    session.add(UpdateShare(update_id=given.id, share=0, sent=24, left_out=2, failed=1))
    refused = UpdateRecipient.update_id == given.id, UpdateRecipient.number == 1
    session.execute(update(UpdateRecipient).where(*refused).values(state=RecipientState.FAILED, failure="550"))
    given.resumed_at = utc_now() - timedelta(seconds=9)
    session.flush()


@pytest.fixture
def entered(browser: Browser, console_app: Flask, editor: Account) -> Iterator[Entered]:
    """Open a browser in which the editor is signed in."""
    port = free_port()
    server = make_server("127.0.0.1", port, console_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    contexts: list[BrowserContext] = []

    def enter(**options: object) -> BrowserContext:
        with console_app.app_context(), unit_of_work() as session:
            _row, token = open_session(session, editor.id, second_factor=True, now=utc_now())
        signer = console_app.session_interface.get_signing_serializer(console_app)  # type: ignore[attr-defined]
        address = f"http://localhost:{port}"
        context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
        name = console_app.config["SESSION_COOKIE_NAME"]
        context.add_cookies([{"name": name, "value": signer.dumps({"token": token}), "url": address}])
        contexts.append(context)
        return context

    yield enter
    for context in contexts:
        context.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    entered: Entered, owner_session: Session, editor: Account, paths: dict[str, str],
    language: str, scheme: str, width: int,
) -> None:  # fmt: skip
    editor.language = language
    owner_session.commit()
    page = entered(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 844}).new_page()
    found = []
    for name, path in paths.items():
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        for closed in page.locator("main details:not([open]) > summary").all():
            closed.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found += complaints(page)
        keep_picture(page, f"update {name}-{language}-{scheme}-{width}")
    assert not found


def test_the_progress_moves_by_itself(entered: Entered, owner_session: Session, paths: dict[str, str]) -> None:
    page = entered().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(paths["sending"])
    expect(page.locator("#standing .progress .figure")).to_have_text(f"27 / {READERS}")
    owner_session.execute(update(UpdateShare).values(sent=UpdateShare.sent + 10))
    owner_session.commit()
    expect(page.locator("#standing .progress .figure")).to_have_text(f"37 / {READERS}", timeout=9_000)
    owner_session.execute(update(Update).where(Update.id == _id(paths["sending"])).values(state="paused"))
    owner_session.commit()
    expect(page.get_by_role("button", name="Resume")).to_be_visible(timeout=9_000)
    assert said == []


def _id(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
