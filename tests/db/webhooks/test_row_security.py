"""The console sees its own organisation's webhooks and no other's, whatever its queries forget to ask."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.models import Organisation
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.webhooks.models import Webhook, WebhookKey
from app.webhooks.noticing import publish_key
from app.webhooks.services import add_webhook, send_test
from tests.factories import add_organisation

TABLES = ["webhook", "webhook_event", "webhook_call", "webhook_try"]
NOW = utc_now()


@pytest.fixture
def organisations(owner_session: Session, keyring: Keyring) -> list[Organisation]:
    """Two organisations with a webhook each, tested once."""
    publish_key(owner_session, keyring)
    made = [add_organisation(owner_session), add_organisation(owner_session)]
    for organisation in made:
        owner = Actor(
            account_id=new_id(), language="en", organisation_id=organisation.id, role=OrganisationRole.OWNER
        )  # fmt: skip
        webhook = add_webhook(
            owner_session, owner, address="https://hooks.example.org/", events=[], loopback_too=False, now=NOW
        ).webhook
        call = send_test(owner_session, webhook, now=NOW)
        owner_session.execute(
            text("INSERT INTO vigil.webhook_try (call_id, at, status, milliseconds) VALUES (:call, now(), 200, 1)"),
            {"call": call.id},
        )
    owner_session.commit()
    return made


@pytest.fixture
def console(engines: dict[str, Engine]) -> Iterator[Session]:
    """The console's session."""
    with Session(engines["console"]) as session:
        yield session


def _count(console: Session, table: str) -> int:
    return console.scalar(text(f"SELECT count(*) FROM vigil.{table}")) or 0


@pytest.mark.parametrize("table", TABLES)
def test_nobody_named_sees_nothing(console: Session, organisations: list[Organisation], table: str) -> None:
    assert _count(console, table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_an_organisation_sees_its_own(console: Session, organisations: list[Organisation], table: str) -> None:
    enter_scope(console, Scope(organisation_id=organisations[0].id))
    assert _count(console, table) == 1


def test_an_organisation_writes_for_nobody_else(console: Session, organisations: list[Organisation]) -> None:
    enter_scope(console, Scope(organisation_id=organisations[0].id))
    stranger = Actor(
        account_id=new_id(), language="en", organisation_id=organisations[1].id, role=OrganisationRole.OWNER
    )  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"):
        add_webhook(console, stranger, address="https://x.example/", events=[], loopback_too=False, now=NOW)


def test_the_key_is_read_by_all_and_written_by_none(console: Session, organisations: list[Organisation]) -> None:
    assert console.scalar(select(WebhookKey.public_key))
    with pytest.raises(ProgrammingError, match="permission denied"):
        console.execute(text("UPDATE vigil.webhook_key SET public_key = ''"))


def test_the_console_cannot_open_what_it_sealed(
    console: Session, organisations: list[Organisation], keyring: Keyring
) -> None:
    enter_scope(console, Scope(organisation_id=organisations[0].id))
    webhook = console.scalars(select(Webhook)).one()
    assert b"whsec_" not in webhook.secret_sealed
    assert keyring.open_webhook_secret(webhook.secret_sealed, row=webhook.id).startswith("whsec_")
