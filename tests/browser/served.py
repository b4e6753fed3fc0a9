"""The console of one process, over the tests' own database, with browsers in which somebody is signed in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from app.accounts.models import Account
from tests.web.member import Member

EnterAs = Callable[..., BrowserContext]


@contextmanager
def served(browser: Browser, console_app: Flask) -> Iterator[EnterAs]:
    """Serve the console; yield what opens a browser for an account: ``enter(account, color_scheme="dark")``."""
    server = make_server("127.0.0.1", 0, console_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    contexts: list[BrowserContext] = []

    def enter(account: Account, **options: Any) -> BrowserContext:
        name = console_app.config["SESSION_COOKIE_NAME"]
        cookie = Member(console_app, account).enter().client.get_cookie(name)
        assert cookie
        base_url = f"http://localhost:{server.server_port}"
        context = browser.new_context(base_url=base_url, **options)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": name, "value": cookie.value, "url": base_url}])
        contexts.append(context)
        return context

    yield enter
    for context in contexts:
        context.close()
    server.shutdown()
