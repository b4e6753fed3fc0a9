"""Turning switches, and what petitions get back after nobody could sign."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit.chain import iter_breaks
from app.audit.models import AuditEntry
from app.campaigns.models import CampaignState
from app.campaigns.queries import list_published
from app.cli.switches import group
from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from app.drafts.acting import _close
from app.petitions.models import Petition
from app.switches.errors import AlreadyTurned
from app.switches.models import Standstill, Switch
from app.switches.queries import find_standstill, is_bulk_mail_stopped, list_turned_on
from app.switches.services import extend_next, turn_off, turn_on
from app.switches.states import SwitchKind
from tests.factories import add_petition

SIGNING, BULK_MAIL, READ_ONLY = SwitchKind
NOW = utc_now().replace(microsecond=0)
HOUR = timedelta(hours=1)
Turn = Callable[..., None]


@pytest.fixture
def on(session: Session) -> Turn:
    return lambda kind, at=NOW: turn_on(session, kind, reason="A flood.", actor="operator", now=at)


@pytest.fixture
def off(session: Session) -> Turn:
    return lambda kind, at=NOW: turn_off(session, kind, reason="It is over.", actor="operator", now=at)


def petition(session: Session, **columns: Any) -> Petition:
    return session.get_one(Petition, add_petition(session, **columns).id)


def closing(session: Session, petition: Petition) -> Any:
    session.refresh(petition)
    return petition.closes_at


def test_a_turn_is_a_row_and_an_entry_of_the_audit(session: Session, on: Turn, off: Turn) -> None:
    on(BULK_MAIL)
    [switch] = list_turned_on(session)
    assert (switch.kind, switch.since, switch.reason, switch.standstill_since) == (BULK_MAIL, NOW, "A flood.", None)
    assert is_bulk_mail_stopped(session)
    off(BULK_MAIL)
    assert not list_turned_on(session)
    assert not is_bulk_mail_stopped(session)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(2)).all()
    assert [(each.action, each.details["reason"]) for each in entries] == [
        ("switch bulk_mail off", "It is over."),
        ("switch bulk_mail on", "A flood."),
    ]
    assert list(iter_breaks(session)) == []
    assert extend_next(session, now=NOW) is None


@pytest.mark.parametrize(("kind", "stopped"), [(SIGNING, False), (BULK_MAIL, True), (READ_ONLY, True)])
def test_nobody_gets_news_while_its_link_cannot_stop_it(
    session: Session, on: Turn, kind: SwitchKind, stopped: bool
) -> None:
    on(kind)
    assert is_bulk_mail_stopped(session) is stopped


def test_a_switch_turns_once(session: Session, on: Turn, off: Turn) -> None:
    with pytest.raises(AlreadyTurned):
        off(SIGNING)
    on(SIGNING)
    with pytest.raises(AlreadyTurned):
        on(SIGNING)


def test_open_petitions_end_as_much_later(session: Session, on: Turn, off: Turn) -> None:
    days = timedelta(days=30)
    running, ending = petition(session, closes_at=NOW + days), petition(session, closes_at=NOW + HOUR)
    over, endless = petition(session, closes_at=NOW - HOUR), petition(session)
    draft = petition(session, closes_at=NOW + days, is_published=False)
    on(SIGNING)
    off(SIGNING, NOW + 3 * HOUR)
    assert extend_next(session, now=NOW + 3 * HOUR) == 3
    assert extend_next(session, now=NOW + 3 * HOUR) is None
    assert [closing(session, each) for each in (running, ending, over, endless, draft)] == [
        NOW + days + 3 * HOUR, NOW + 4 * HOUR, NOW - HOUR, None, NOW + days + 3 * HOUR,
    ]  # fmt: skip
    assert running.extended_seconds == 3 * 3600
    shown = {each.petition.id: each.petition.closes_at for each in list_published(session)}
    assert shown[ending.id] == NOW + 4 * HOUR
    assert draft.id not in shown
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "deadlines extended")).one()
    assert entry.details == {"petitions": 3}


def test_two_switches_at_once_are_one_standstill(session: Session, on: Turn, off: Turn) -> None:
    running = petition(session, closes_at=NOW + timedelta(days=9))
    on(SIGNING)
    on(READ_ONLY, NOW + HOUR)
    off(SIGNING, NOW + 2 * HOUR)
    assert find_standstill(session) == NOW
    assert extend_next(session, now=NOW + 2 * HOUR) is None
    off(READ_ONLY, NOW + 3 * HOUR)
    assert extend_next(session, now=NOW + 3 * HOUR) == 1
    assert closing(session, running) == NOW + timedelta(days=9) + 3 * HOUR
    assert [(each.began_at, each.ended_at) for each in session.scalars(select(Standstill))] == [(NOW, NOW + 3 * HOUR)]


def test_what_was_closed_by_hand_meanwhile_stays_closed(session: Session, on: Turn, off: Turn) -> None:
    running = petition(session, closes_at=NOW + timedelta(days=9))
    on(SIGNING)
    _close(running, at=find_standstill(session) or NOW + HOUR)
    session.flush()
    off(SIGNING, NOW + 2 * HOUR)
    assert extend_next(session, now=NOW + 2 * HOUR) == 0
    assert closing(session, running) == NOW


def test_a_hidden_campaign_is_extended_and_stays_hidden(session: Session, on: Turn, off: Turn) -> None:
    hidden = add_petition(session, closes_at=NOW + timedelta(days=9), is_published=False)
    hidden.campaign.state = CampaignState.HIDDEN
    on(SIGNING)
    off(SIGNING, NOW + HOUR)
    assert extend_next(session, now=NOW + HOUR) == 1
    assert list_published(session) == []


def test_staff_alone_turn_a_switch(engines: dict[str, Engine], clean_tables: None) -> None:
    for scope, is_taken in ((Scope(), False), (Scope(is_staff=True), True)):
        with Session(engines["console"]) as console:
            enter_scope(console, scope)
            console.add(Switch(kind=BULK_MAIL, since=NOW, reason="x", turned_by="x"))
            if is_taken:
                console.flush()
            else:
                with pytest.raises(DBAPIError, match="row-level security"):
                    console.flush()


def test_the_public_web_is_not_told_why(engines: dict[str, Engine], clean_tables: None) -> None:
    with engines["public"].connect() as public, pytest.raises(DBAPIError) as refusal:
        public.execute(text("SELECT reason FROM published.switch"))
    assert isinstance(refusal.value.orig, InsufficientPrivilege)


@pytest.fixture
def run(operator_app: Flask) -> Callable[..., Result]:
    return lambda *words: operator_app.test_cli_runner().invoke(group, words)


def test_an_operator_turns_them_when_the_console_is_away(run: Callable[..., Result], owner_session: Session) -> None:
    assert run("stop", "signing").exit_code == 2
    assert run("stop", "signing", "--reason", "A flood.").exit_code == 0
    assert run("show").output.splitlines()[0].endswith("UTC: A flood.")
    assert isinstance(run("stop", "signing", "--reason", "Again.").exception, AlreadyTurned)
    assert run("resume", "signing", "--reason", "It is over.").exit_code == 0
    assert run("show").output == "signing: on\nbulk_mail: on\nread_only: on\n"
    assert owner_session.scalars(select(Standstill.petitions)).all() == [None]
