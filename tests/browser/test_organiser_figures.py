"""Dashboard and webhooks in a real browser: for everybody to read, in both directions, by day and by night."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account
from app.accounts.security import Credentials
from app.accounts.sessions import open_session
from app.core.clock import day_of, to_hour, utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.embedded.ports import free_port
from app.tallies.countries import publish_countries
from app.tallies.folding import fold_tally
from app.tallies.loads import fold_loads, write_loads
from app.tallies.telling import tell_figures
from app.webhooks.models import WebhookTry
from app.webhooks.noticing import publish_key
from app.webhooks.services import add_webhook, send_test
from app.webhooks.states import CHOOSABLE, CallState
from tests.browser.album import keep_picture
from tests.browser.test_quality import complaints
from tests.factories import OpenPetition, add_petition, add_signature
from tests.factories.accounts import add_account

pytestmark = pytest.mark.browser
NOW = utc_now()
TODAY = day_of(NOW)
DASHBOARDS = ["", "?by=hour&from={from}&until={until}", "?from=x", "?from=2020-01-01&until=2020-01-02"]
Entered = Callable[..., BrowserContext]


@pytest.fixture
def petition(owner_session: Session, keyring: Keyring) -> OpenPetition:
    """A petition of which there is something to draw, one day with more who left than came."""
    made = add_petition(owner_session)
    for days, count in ((3, 60), (2, 12), (0, 40)):
        then = NOW - timedelta(days=days)
        for number in range(count):
            add_signature(
                owner_session, keyring, made, now=then, country="DE" if number % 3 else "SE", source_code="poster"
            )  # fmt: skip
        fold_tally(owner_session, now=then)
    write_loads(owner_session, {(made.id, to_hour(NOW), "poster"): 900})
    fold_loads(owner_session)
    publish_countries(owner_session, now=NOW)
    tell_figures(owner_session, keyring, now=NOW)
    owner_session.commit()
    return made


@pytest.fixture
def owner(owner_session: Session, tools: Credentials, petition: OpenPetition) -> Account:
    """Whoever owns the organisation."""
    account = add_account(owner_session, tools, organisation=petition.campaign.organisation)
    owner_session.commit()
    return account


@pytest.fixture
def webhook_path(owner_session: Session, keyring: Keyring, owner: Account, petition: OpenPetition) -> str:
    """A webhook that was called, once in vain and once not."""
    publish_key(owner_session, keyring)
    actor = Actor(
        account_id=owner.id, language="en", organisation_id=petition.campaign.organisation_id,
        role=OrganisationRole.OWNER,
    )  # fmt: skip
    webhook = add_webhook(
        owner_session, actor, address="https://hooks.example.org/vigil", events=list(CHOOSABLE), loopback_too=False,
        now=NOW,
    ).webhook  # fmt: skip
    call = send_test(owner_session, webhook, now=NOW)
    call.state, call.attempts = CallState.TAKEN, 2
    for status, failure in ((None, "too_slow"), (200, None)):
        owner_session.add(WebhookTry(call_id=call.id, at=NOW, status=status, failure=failure, milliseconds=87))
    owner_session.commit()
    return f"/webhooks/{webhook.id}"


@pytest.fixture
def entered(browser: Browser, console_app: Flask, owner: Account) -> Iterator[Entered]:
    """Open a browser in which the owner is signed in, in a language."""
    port = free_port()
    server = make_server("127.0.0.1", port, console_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    contexts: list[BrowserContext] = []

    def enter(**options: object) -> BrowserContext:
        with console_app.app_context(), unit_of_work() as session:
            _row, token = open_session(session, owner.id, second_factor=True, now=utc_now())
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


def _paths(petition: OpenPetition, webhook_path: str) -> list[str]:
    root = f"/organiser/{petition.campaign.organisation.slug}"
    dates = {"{from}": str(TODAY - timedelta(days=2)), "{until}": str(TODAY)}
    dashboards = [f"{root}/campaigns/{petition.campaign.id}/dashboard{query}" for query in DASHBOARDS]
    for place, day in dates.items():
        dashboards = [path.replace(place, day) for path in dashboards]
    return [f"{root}/", *dashboards, f"{root}/webhooks", f"{root}{webhook_path}"]


def _speak(session: Session, account: Account, language: str) -> None:
    account.language = language
    session.commit()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing(
    entered: Entered, owner_session: Session, owner: Account, petition: OpenPetition, webhook_path: str,
    language: str, scheme: str,
) -> None:  # fmt: skip
    _speak(owner_session, owner, language)
    page = entered(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844}).new_page()
    found, paths = [], _paths(petition, webhook_path)
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        for closed in page.locator("main details:not([open]) > summary").all():
            closed.click()
        found += complaints(page)
        keep_picture(page, f"figures {paths.index(path)}-{language}-{scheme}-390")
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_runs_out_of_the_page_and_nothing_is_forbidden(
    entered: Entered, owner_session: Session, owner: Account, petition: OpenPetition, webhook_path: str,
    language: str, width: int,
) -> None:  # fmt: skip
    _speak(owner_session, owner, language)
    page = entered(viewport={"width": width, "height": 844}).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    paths = _paths(petition, webhook_path)
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        keep_picture(page, f"figures closed {paths.index(path)}-{language}-light-{width}")
    assert [words for words in said if "422" not in words] == []
