"""Somebody with an account and a browser that keeps cookies: signs in, opens pages, presses buttons."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.accounts.security import Credentials
from app.accounts.sessions import open_session
from app.core.clock import utc_now
from app.core.db import unit_of_work
from tests.web.page import Page, read_page


class Member:
    """One browser on the console. Every page it opens is checked; every form carries the token of its page."""

    def __init__(self, flask_app: Flask, account: Account | None = None) -> None:
        self.flask_app = flask_app
        self.account = account
        self.client: FlaskClient = flask_app.test_client()

    @property
    def tools(self) -> Credentials:
        tools: Credentials = self.flask_app.extensions["vigil.credentials"]
        return tools

    def enter(self, *, second_factor: bool = True) -> "Member":
        """Be signed in, without the pages that lead there."""
        assert self.account
        with self.flask_app.app_context(), unit_of_work() as session:
            _row, token = open_session(session, self.account.id, second_factor=second_factor, now=utc_now())
        with self.client.session_transaction() as cookie:
            cookie["token"] = token
        return self

    def get(self, path: str, *, status: int = 200, **more: Any) -> Page:
        """Open a page that must come with this status."""
        answer = self.client.get(path, **more)
        assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
        return read_page(answer, of_console=True)

    def send(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Post a form with the token that its page would have carried."""
        return self.client.post(path, data={"csrf_token": self.csrf_token()} | (data or {}), **more)

    def press(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Post a form that must be taken; return where it leads."""
        answer = self.send(path, data)
        assert answer.status_code == 303, (path, answer.status_code, answer.get_data(as_text=True)[:3000])
        return str(answer.headers["Location"])

    def refused(self, path: str, data: dict[str, Any] | None = None, *, status: int = 422) -> Page:
        """Post a form that must be answered by a page with this status."""
        answer = self.send(path, data)
        assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
        return read_page(answer, of_console=True)

    def follow(self, path: str, data: dict[str, Any] | None = None) -> Page:
        """Post a form and open the page it leads to."""
        return self.get(self.press(path, data))

    def code(self) -> str:
        """The code that the account's app shows now."""
        assert self.account
        assert self.account.totp_secret
        return self.tools.totp_code(self.account.totp_secret, now=utc_now())

    def csrf_token(self) -> str:
        """Return the token of this browser's forms, as a page would show it."""
        with self.client.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.flask_app.secret_key or "", salt="wtf-csrf-token").dumps(secret))
