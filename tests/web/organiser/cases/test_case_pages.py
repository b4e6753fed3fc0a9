"""Every page of the case opens, whole or blank, in both languages, and for those who only read."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account, Membership
from tests.web.organiser.cases.desk import CaseDesk

LISTS = ["facts", "events", "sources", "relatives"]
PAGES = ["prisoner", "consent", *LISTS]
ENTRIES = ["facts/f1", "events/e2", "sources/s1", "sources/s1/remove", "relatives/r1"]


@pytest.mark.parametrize("page", PAGES)
def test_a_blank_draft_has_every_page(page: str, blank: CaseDesk) -> None:
    opened = blank.open(page)
    current = [link for link in opened.all("a") if link.get("aria-current") == "page"]
    assert [link.get("href") for link in current] == [f"{blank.base}/edit/{page}"]


@pytest.mark.parametrize("page", [*PAGES, *ENTRIES, *(f"{name}/new" for name in LISTS)])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_whole_draft_has_every_page(
    page: str, language: str, desk: CaseDesk, account: Account, owner_session: Session
) -> None:
    owner_session.execute(update(Account).where(Account.id == account.id).values(language=language))
    owner_session.commit()
    assert desk.open(page).language == language


@pytest.mark.parametrize("page", [*PAGES, *ENTRIES])
def test_viewers_read_and_have_nothing_to_press(page: str, desk: CaseDesk, owner_session: Session) -> None:
    owner_session.execute(update(Membership).values(role=OrganisationRole.VIEWER))
    owner_session.commit()
    opened = desk.open(page)
    pressed = {button.get("value") for button in opened.all("button") if button.get("name") == "act"}
    assert not pressed
    assert desk.send(page.removesuffix("/remove"), {}).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_an_entry_that_is_not_there_is_not_found(name: str, desk: CaseDesk) -> None:
    desk.open(f"{name}/none", status=404)
    assert desk.send(f"{name}/none", {"text-en": "x", "title-en": "x", "names-en": "x"}).status_code == 404
