"""An editor with a draft of a case before her: opens its pages, fills in forms, reads what was saved."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.drafts.document import DraftDocument
from app.drafts.saving import get_draft
from tests.web.member import Member
from tests.web.page import Page


@dataclass(frozen=True)
class CaseDesk:
    """One draft as one member works on it."""

    member: Member
    session: Session
    organisation: str
    campaign_id: UUID

    @property
    def base(self) -> str:
        return f"/organiser/{self.organisation}/campaigns/{self.campaign_id}"

    def open(self, page: str, *, status: int = 200) -> Page:
        """Open a page of the editor: ``facts``, ``events/new``."""
        return self.member.get(f"{self.base}/edit/{page}", status=status)

    def save(self, page: str, form: dict[str, Any], *, based_on: int | None = None) -> str:
        """Post a form that must be taken; return where it leads."""
        return self.member.press(f"{self.base}/edit/{page}", self._form(form, based_on))

    def refused(self, page: str, form: dict[str, Any], *, status: int = 422, based_on: int | None = None) -> Page:
        """Post a form that must come back as a page."""
        return self.member.refused(f"{self.base}/edit/{page}", self._form(form, based_on), status=status)

    def send(self, page: str, form: dict[str, Any]) -> TestResponse:
        """Post whatever it is."""
        return self.member.send(f"{self.base}/edit/{page}", self._form(form, None))

    @property
    def number(self) -> int:
        """The number of the newest revision."""
        return self._read()[0]

    @property
    def document(self) -> DraftDocument:
        """The newest revision."""
        return self._read()[1]

    def _form(self, form: dict[str, Any], based_on: int | None) -> dict[str, Any]:
        return {"based_on": str(based_on or self.number)} | form

    def _read(self) -> tuple[int, DraftDocument]:
        self.session.rollback()
        draft = get_draft(self.session, self.campaign_id)
        return draft.number, draft.document
