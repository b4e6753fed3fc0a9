"""Somebody with a browser that has neither cookies nor scripts, and says nothing about itself."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.page import Page, read_page

FORM: Final = {"name": "Sample Supporter", "email": "supporter@example.org", "show_name": "no"}


class Visitor:
    """Fetches pages, checks each of them, and posts forms."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, *, status: int = 200, **more: Any) -> Page:
        """Fetch a page that must come with this status."""
        return self.read(self.client.get(path, **more), status)

    def post(self, path: str, data: Any = None, *, status: int, **more: Any) -> Page:
        """Post a form that must be answered by a page with this status."""
        return self.read(self.client.post(path, data=data, **more), status)

    def send(self, path: str, data: Any = None, **more: Any) -> TestResponse:
        """Post a form that must be taken: the answer leads away with 303, sets nothing and names nobody."""
        answer = self.client.post(path, data=data, **more)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        return answer

    def follow(self, path: str, data: Any = None) -> Page:
        """Post a form and read the page it leads to."""
        return self.get(self.send(path, data).headers["Location"])

    def sign(self, petition_id: UUID, *, lang: str = "en", **fields: Any) -> TestResponse:
        """Sign, and be sent to the page that says to check the mail."""
        answer = self.send(sign_path(petition_id, lang), FORM | fields)
        assert answer.headers["Location"] == f"/{lang}/petitions/{petition_id}/check-mail"
        return answer

    def try_to_sign(self, petition_id: UUID, fields: Mapping[str, Any], *, lang: str = "en", status: int = 422) -> Page:
        """Post a form that is refused."""
        page = self.post(sign_path(petition_id, lang), FORM | dict(fields), status=status)
        assert page.language == lang
        return page

    @staticmethod
    def read(answer: TestResponse, status: int) -> Page:
        """Check an answer's status, then the page."""
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return read_page(answer)


def sign_path(petition_id: UUID, lang: str = "en") -> str:
    """Where the form posts to."""
    return f"/{lang}/petitions/{petition_id}/sign"
