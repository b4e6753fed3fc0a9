"""Staff freeze an organisation and let it go; its members read why, and publish nothing."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Organisation
from app.accounts.security import Credentials
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.queries import list_published
from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from app.drafts.acting import carry_out_next
from app.drafts.freezing import hide_next_frozen
from app.petitions.publishing import publish_campaign
from tests.factories import add_account, add_organisation, add_petition
from tests.web.member import Member

WHY = {"reason": "somebody_in_danger", "words": "We were told that a witness is named."}


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    made = add_organisation(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def campaign(owner_session: Session, organisation: Organisation) -> Campaign:
    petition = add_petition(owner_session, organisation=organisation)
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    return petition.campaign


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def owner(console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation) -> Member:
    account = add_account(owner_session, tools, organisation=organisation, role=OrganisationRole.OWNER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_pages_open_in_both_languages(
    console_app: Flask, owner_session: Session, tools: Credentials, campaign: Campaign, language: str
) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER, language=language)
    owner_session.commit()
    member = Member(console_app, account).enter()
    page = f"/staff/organisations/{campaign.organisation_id}"
    for address in ("/staff/organisations/", page):
        assert member.get(address).language == language
    member.press(f"{page}/freeze", WHY)
    for address in ("/staff/organisations/", page):
        assert member.get(address).language == language


def test_a_frozen_organisation_is_gone_and_its_members_read_why(
    staff: Member, owner: Member, campaign: Campaign, organisation: Organisation, owner_session: Session
) -> None:
    page = staff.get(f"/staff/organisations/{organisation.id}")
    assert "1 public campaign is gone at once" in page.text
    page = staff.follow(f"/staff/organisations/{organisation.id}/freeze", WHY)
    assert "1 campaign is gone from the public site" in page.text
    owner_session.rollback()
    assert list_published(owner_session) == []
    home = owner.get(f"/organiser/{organisation.slug}/")
    for words in ("Staff froze this organisation", "Somebody is in danger", WHY["words"]):
        assert words in home.text
    base = f"/organiser/{organisation.slug}/campaigns/{campaign.id}"
    assert "Only they let it go" in owner.follow(f"{base}/act", {"kind": "show"}).text


def test_let_go_everything_is_there_again(
    staff: Member, owner: Member, campaign: Campaign, organisation: Organisation, owner_session: Session
) -> None:
    staff.press(f"/staff/organisations/{organisation.id}/freeze", WHY)
    page = staff.follow(f"/staff/organisations/{organisation.id}/let-go")
    assert "shown again within seconds" in page.text
    owner_session.rollback()
    enter_scope(owner_session, Scope(is_staff=True))
    assert hide_next_frozen(owner_session, now=utc_now()) is None
    while carry_out_next(owner_session, now=utc_now()):
        pass
    owner_session.commit()
    owner_session.expire_all()
    assert owner_session.get_one(Campaign, campaign.id).state is CampaignState.PUBLISHED
    assert "Staff froze" not in owner.get(f"/organiser/{organisation.slug}/").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Choose a reason."),
        ({"reason": "because"}, "Choose a reason."),
        ({"reason": "other"}, "Say the reason in at most 500 characters."),
        ({"reason": "other", "words": "x" * 501}, "Say the reason in at most 500 characters."),
    ],
)
def test_a_reason_is_asked_for(staff: Member, organisation: Organisation, form: dict[str, str], sentence: str) -> None:
    page = staff.refused(f"/staff/organisations/{organisation.id}/freeze", form)
    assert page.errors() == [sentence]
    assert page.value_of("words") == form.get("words", "")


def test_who_comes_second_is_told(staff: Member, organisation: Organisation) -> None:
    staff.press(f"/staff/organisations/{organisation.id}/freeze", WHY)
    assert "before you" in staff.follow(f"/staff/organisations/{organisation.id}/freeze", WHY).text
