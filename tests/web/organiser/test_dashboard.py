"""A campaign's dashboard, as its organisers open it; and what nobody else, and nothing in it, gets to see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.security import Credentials
from app.core.clock import day_of, to_hour, utc_now
from app.core.crypto import Keyring
from app.core.formats import format_day
from app.tallies.countries import publish_countries
from app.tallies.folding import fold_tally
from app.tallies.loads import fold_loads, write_loads
from app.tallies.telling import tell_figures
from tests.factories import OpenPetition, add_campaign, add_petition, add_signature
from tests.factories.accounts import add_account
from tests.web.member import Member

NOW = utc_now()
NAME = "Kanarya Probevogel"


@pytest.fixture
def petition(owner_session: Session, keyring: Keyring) -> OpenPetition:
    """A petition with 30 signatures yesterday and 110 today, and what was told of them."""
    made = add_petition(owner_session)
    yesterday = NOW - timedelta(days=1)
    for _ in range(30):
        add_signature(owner_session, keyring, made, now=yesterday, country="DE", language="fa", source_code="poster")
    fold_tally(owner_session, now=yesterday)
    for n in range(110):
        add_signature(owner_session, keyring, made, now=NOW, country="SE", name=NAME, email=f"kanarya{n}@x.example")
    fold_tally(owner_session, now=NOW)
    write_loads(owner_session, {(made.id, to_hour(NOW), "poster"): 900})
    fold_loads(owner_session)
    publish_countries(owner_session, now=NOW.replace(hour=12))
    tell_figures(owner_session, keyring, now=NOW.replace(hour=12))
    owner_session.commit()
    return made


@pytest.fixture
def viewer(console_app: Flask, owner_session: Session, tools: Credentials, petition: OpenPetition) -> Member:
    """Somebody who may look and no more."""
    account = add_account(
        owner_session, tools, organisation=petition.campaign.organisation, role=OrganisationRole.VIEWER
    )
    owner_session.commit()
    return Member(console_app, account).enter()


def _path(petition: OpenPetition, rest: str = "") -> str:
    slug = petition.campaign.organisation.slug
    return f"/organiser/{slug}/campaigns/{petition.campaign.id}/dashboard{rest}"


def test_shows_the_figure_and_where_it_comes_from(viewer: Member, petition: OpenPetition) -> None:
    page = viewer.get(_path(petition))
    for words in ("140", "110", "Germany", "Sweden", "Persian", "poster", "reached on", "360 to go"):
        assert words in page.text, words
    assert "As of" in page.text


def test_knows_nobody(viewer: Member, petition: OpenPetition) -> None:
    for rest in ("", "/figure.csv", "/sources.csv", "/countries.csv"):
        answer = viewer.client.get(_path(petition, rest)).get_data(as_text=True)
        assert "anarya" not in answer
        assert "@x.example" not in answer


@pytest.mark.parametrize("by", ["hour", "day"])
def test_the_period_stands_in_the_address(viewer: Member, petition: OpenPetition, by: str) -> None:
    today = day_of(NOW)
    page = viewer.get(_path(petition, f"?from={today}&until={today}&by={by}"))
    assert "In the period 110" in page.text
    assert f'value="{today}"' in page.response.get_data(as_text=True)


def test_groups_follow_the_period(viewer: Member, petition: OpenPetition) -> None:
    yesterday = day_of(NOW) - timedelta(days=1)
    page = viewer.get(_path(petition, f"?from={yesterday}&until={yesterday}"))
    assert "In the period 30" in page.text
    assert f"{format_day(yesterday, 'en')} to {format_day(yesterday, 'en')}" in page.text
    assert "No group of ten in this period." in page.text, "nothing was told on that day"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=gestern", "That is not a date."),
        ("from=2026-11-25&until=2026-11-20", "ends before it begins"),
        ("from=2999-01-01&until=2999-01-02", "has not begun yet"),
        ("from=2026-10-01&until=2026-10-31&by=hour", "at most three days"),
        ("from=1990-01-01", "longer than five years"),
    ],
)
def test_a_bad_period_is_said_and_kept(viewer: Member, petition: OpenPetition, query: str, words: str) -> None:
    page = viewer.get(_path(petition, f"?{query}"), status=422)
    assert words in page.text
    assert query.partition("=")[2].partition("&")[0] in page.response.get_data(as_text=True)
    assert "140" in page.text


def test_what_is_typed_is_never_markup(viewer: Member, petition: OpenPetition) -> None:
    page = viewer.get(_path(petition, "?from=%22%3E%3Cscript%3Ex"), status=422)
    assert "<script>x" not in page.response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["figure", "countries", "languages", "sources", "funnel", "milestones"])
def test_every_table_is_a_file(viewer: Member, petition: OpenPetition, name: str) -> None:
    answer = viewer.client.get(_path(petition, f"/{name}.csv"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert f"{petition.campaign.slug}-{name}-" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_there_is_no_file_of_a_bad_period(viewer: Member, petition: OpenPetition) -> None:
    assert viewer.client.get(_path(petition, "/figure.csv?from=x")).status_code == 404
    assert viewer.client.get(_path(petition, "/names.csv")).status_code == 404


def test_in_persian(viewer: Member, petition: OpenPetition, owner_session: Session) -> None:
    viewer.press("/account/language", {"language": "fa"})
    page = viewer.get(_path(petition))
    assert "۱۴۰" in page.text
    assert "آلمان" in page.text


def test_another_organisations_campaign_is_not_there(
    viewer: Member, petition: OpenPetition, owner_session: Session
) -> None:
    other = add_petition(owner_session)
    owner_session.commit()
    ours = petition.campaign.organisation.slug
    for campaign_id in (other.campaign.id, uuid4()):
        for rest in ("", "/figure.csv"):
            path = f"/organiser/{ours}/campaigns/{campaign_id}/dashboard{rest}"
            assert viewer.client.get(path).status_code == 404


def test_a_campaign_without_petition_says_the_next_step(
    viewer: Member, petition: OpenPetition, owner_session: Session
) -> None:
    campaign = add_campaign(owner_session)
    campaign.organisation_id = petition.campaign.organisation_id
    owner_session.commit()
    slug = petition.campaign.organisation.slug
    page = viewer.get(f"/organiser/{slug}/campaigns/{campaign.id}/dashboard")
    assert "No petition yet" in page.text
    assert viewer.client.get(f"/organiser/{slug}/campaigns/{campaign.id}/dashboard/figure.csv").status_code == 404


def test_before_anybody_signed(console_app: Flask, owner_session: Session, tools: Credentials) -> None:
    petition = add_petition(owner_session)
    account = add_account(owner_session, tools, organisation=petition.campaign.organisation)
    owner_session.commit()
    page = Member(console_app, account).enter().get(_path(petition))
    assert "No light burns yet" in page.text


def test_the_organisations_page_shows_each_campaign(viewer: Member, petition: OpenPetition) -> None:
    page = viewer.get(f"/organiser/{petition.campaign.organisation.slug}/")
    assert "140" in page.text
    assert _path(petition) in page.response.get_data(as_text=True)
