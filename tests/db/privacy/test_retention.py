"""Every rule is carried out by a task that beat rings, noted with how much went, and shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app.cli.retention import group
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.jobs import celery
from app.mail.models import MailCap
from app.privacy.retention import RULES, carry_out
from app.privacy.runs import RuleName, find_oldest_run, list_runs
from app.web.promises import PROMISES
from tasks import accounts, integrity, paper, updates, upkeep

NOW = utc_now()
TASKS = (
    upkeep.settle_addresses, upkeep.expire, upkeep.rotate_keys, integrity.forget, paper.forget, updates.remove_lists,
    accounts.forget,
)  # fmt: skip


def test_every_rule_can_be_carried_out_and_is_explained() -> None:
    assert list(RULES) == list(PROMISES) == list(RuleName)
    assert all(name is rule.name for name, rule in RULES.items())


def test_what_went_is_noted_then_and_in_all(session: Session, keyring: Keyring) -> None:
    rule = RULES[RuleName.NETWORKS]
    for count, hours in ((2, 0), (1, 1), (0, 2)):
        for number in range(count):
            session.add(
                MailCap(
                    mail_id=new_id(), address_trace=bytes([number]), content_trace=b"c",
                    planned_at=NOW - timedelta(days=3),
                )
            )  # fmt: skip
        session.flush()
        assert carry_out(session, keyring, rule, now=NOW + timedelta(hours=hours)) == count
    session.expire_all()
    run = list_runs(session)[RuleName.NETWORKS]
    assert (run.last_at, run.last_rows, run.rows) == (NOW + timedelta(hours=2), 0, 3)


def test_it_is_known_since_when_all_were_kept_once_all_were(session: Session, keyring: Keyring) -> None:
    first, *others = RULES.values()
    for rule in others:
        carry_out(session, keyring, rule, now=NOW)
    assert find_oldest_run(session) is None
    carry_out(session, keyring, first, now=NOW - timedelta(hours=1))
    assert find_oldest_run(session) == NOW - timedelta(hours=1)


def test_beat_carries_out_every_rule(worker_app: Flask, owner_session: Session) -> None:
    celery.flask_app = worker_app
    for task in TASKS:
        task()
    del celery.flask_app
    assert set(list_runs(owner_session)) == set(RuleName)


@pytest.fixture
def run(operator_app: Flask) -> Callable[..., Result]:
    return lambda *words: operator_app.test_cli_runner().invoke(group, words)


def test_an_operator_sees_and_does_it_by_hand(run: Callable[..., Result]) -> None:
    assert run("show").output.count("never") == len(RuleName)
    done = run("run")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines()] == [name.value for name in RuleName]
    shown = run("show").output
    assert "never" not in shown
    assert shown.count(" UTC  ") == len(RuleName)
