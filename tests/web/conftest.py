"""A visitor, a petition to sign, the sample campaign, and what the intake holds."""

import sys
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.embedded.ports import answers, free_port
from app.embedded.processes import wait_until
from app.embedded.runner import Program, Runner
from app.embedded.stack import Stack
from app.sample.content import read_samples
from app.sample.letters import load_letters
from app.sample.loading import load_sample
from app.signatures.envelope import SealedForm, SignForm, open_sign_form
from app.signatures.models import Intake
from tests.factories import OpenPetition, add_petition
from tests.tables import Tables
from tests.web.visitor import Visitor


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Somebody who comes to the public site."""
    return Visitor(client)


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    """An open petition that everyone can see."""
    made = add_petition(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def campaign_path(petition: OpenPetition) -> str:
    """Where its campaign is read in English."""
    return f"/en/campaigns/{petition.campaign.slug}"


@pytest.fixture
def samples(owner_session: Session, tables: Tables) -> None:
    """Every sample campaign, as ``make run`` shows them: loaded once, then only put back."""
    if tables.has_kept:
        tables.fill()
    else:
        for sample in read_samples():
            load_sample(owner_session, sample, now=utc_now())
        load_letters(owner_session, now=utc_now())
        owner_session.commit()
        tables.keep()


@pytest.fixture
def count_intake(owner_session: Session) -> Callable[[], int]:
    """Say how many forms wait for a worker."""

    def count() -> int:
        owner_session.rollback()
        return owner_session.scalar(select(func.count()).select_from(Intake)) or 0

    return count


@pytest.fixture
def take_forms(owner_session: Session, keyring: Keyring) -> Callable[[], list[SignForm]]:
    """Take what was posted out of the intake and open it."""

    def take() -> list[SignForm]:
        rows = owner_session.execute(
            delete(Intake).returning(Intake.position, Intake.id, Intake.kind, Intake.key_day, Intake.sealed)
        ).all()
        owner_session.commit()
        forms = [SealedForm(id=r.id, kind=r.kind, key_day=r.key_day, sealed=r.sealed) for r in sorted(rows)]
        return [open_sign_form(form, keyring) for form in forms]

    return take


@pytest.fixture
def port(stack: Stack, keyring: Keyring, petition: OpenPetition) -> Iterator[int]:
    """The public site as production starts it, with one process that knows a petition."""
    chosen = free_port()
    environ = stack.environ() | {"PORT": str(chosen)}
    argv = [sys.executable, "-m", "app.cli", "run", "--workers", "1"]
    with Runner([Program(name="web", argv=argv, environ=environ)], output=StringIO()):
        assert wait_until(lambda: answers(chosen, "/ready"), seconds=30)
        yield chosen
