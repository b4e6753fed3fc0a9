"""What the console sees without asking for an organisation: nothing. With one: its own rows, whatever is asked."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.accounts.models import (
    Account,
    AccountSession,
    Membership,
    Organisation,
    Passkey,
    PasswordReset,
    RecoveryCode,
)
from app.accounts.security import Credentials
from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from tests.factories import OpenPetition, add_organisation, add_petition
from tests.factories.accounts import add_account

NOW = utc_now()
OF_ORGANISATIONS = (
    "campaign", "campaign_prisoner", "prisoner", "petition", "petition_recipient", "target", "wording",
    "wording_recipient",
)  # fmt: skip

SECRETS = ("account_session", "passkey", "recovery_code")


@pytest.fixture
def ours(owner_session: Session) -> Organisation:
    return add_organisation(owner_session)


@pytest.fixture
def petitions(owner_session: Session, ours: Organisation) -> list[OpenPetition]:
    """Two petitions of ours and one of somebody else."""
    made = [add_petition(owner_session, organisation=ours) for _ in range(2)] + [add_petition(owner_session)]
    owner_session.commit()
    return made


@pytest.fixture
def console(engines: dict[str, Engine], petitions: list[OpenPetition]) -> Iterator[Session]:
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


def count(session: Session, table: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM vigil.{table}")) or 0


@pytest.mark.parametrize("table", OF_ORGANISATIONS)
def test_without_a_scope_there_is_nothing(console: Session, table: str) -> None:
    assert count(console, table) == 0


@pytest.mark.parametrize("table", OF_ORGANISATIONS)
def test_an_organisation_sees_its_own(console: Session, ours: Organisation, table: str) -> None:
    enter_scope(console, Scope(is_staff=True))
    everything = count(console, table)
    enter_scope(console, Scope(organisation_id=ours.id))
    assert count(console, table) == everything * 2 // 3 > 0


def test_a_scope_lives_in_every_transaction_of_its_session_and_in_no_other(
    console: Session, engines: dict[str, Engine], ours: Organisation
) -> None:
    enter_scope(console, Scope(organisation_id=ours.id))
    assert count(console, "campaign") == 2
    console.rollback()
    assert count(console, "campaign") == 2
    console.close()
    with Session(engines["console"]) as another:
        assert count(another, "campaign") == 0


def test_another_campaign_is_as_one_that_is_missing(
    console: Session, ours: Organisation, petitions: list[OpenPetition]
) -> None:
    enter_scope(console, Scope(organisation_id=ours.id))
    assert console.get(Campaign, petitions[0].campaign.id) is not None
    assert console.get(Campaign, petitions[2].campaign.id) is None
    assert console.get(Campaign, UUID(int=1)) is None


def test_nobody_makes_himself_a_member(
    console: Session, owner_session: Session, tools: Credentials, petitions: list[OpenPetition], ours: Organisation
) -> None:
    account = add_account(owner_session, tools, has_app=False)
    owner_session.commit()
    enter_scope(console, Scope(account_id=account.id))
    console.add(Membership(account_id=account.id, organisation_id=ours.id, role="owner"))
    with pytest.raises(ProgrammingError, match="row-level security"):
        console.flush()


def test_an_organisation_changes_no_other(console: Session, ours: Organisation, petitions: list[OpenPetition]) -> None:
    enter_scope(console, Scope(organisation_id=ours.id))
    other = petitions[2].campaign.organisation_id
    changed = console.execute(update(Organisation).where(Organisation.id == other).values(slug="mine"))
    assert changed.rowcount == 0
    removed = console.execute(delete(Membership).where(Membership.organisation_id == other))
    assert removed.rowcount == 0


def test_a_member_finds_the_organisations_he_belongs_to(
    console: Session, owner_session: Session, tools: Credentials, ours: Organisation
) -> None:
    account = add_account(owner_session, tools, organisation=ours, has_app=False)
    owner_session.commit()
    enter_scope(console, Scope(account_id=account.id))
    assert console.scalars(select(Organisation.id)).all() == [ours.id]
    assert console.scalars(select(Membership.account_id)).all() == [account.id]
    assert count(console, "campaign") == 0


@pytest.mark.parametrize("role", ["owner", "worker"])
def test_those_who_work_for_all_see_all(engines: dict[str, Engine], petitions: list[OpenPetition], role: str) -> None:
    with Session(engines[role]) as session:
        assert count(session, "campaign") == 3


def test_no_row_of_any_protected_table_belongs_to_two(
    console: Session, owner_session: Session, ours: Organisation, petitions: list[OpenPetition]
) -> None:
    """Generated from the database: whatever is protected shows two organisations different rows, and nobody any.

    A source that both rest on is the one thing they may share.
    """
    theirs = petitions[2].campaign.organisation_id
    protected = dict(owner_session.execute(text(_PROTECTED)).all())
    assert len(protected) >= 20
    for table in protected.keys() - {"source"}:
        seen = {}
        for name, scope in (("ours", ours.id), ("theirs", theirs), ("nobody", None)):
            enter_scope(console, Scope(organisation_id=scope))
            seen[name] = set(console.scalars(text(f"SELECT ROW({protected[table]})::text FROM vigil.{table}")))
        assert seen["nobody"] == set(), table
        assert not seen["ours"] & seen["theirs"], table


_PROTECTED = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'vigil'::regnamespace AND c.relforcerowsecurity AND a.attnum > 0 AND NOT a.attisdropped
  AND has_column_privilege('vigil_console', c.oid, a.attname, 'SELECT')
GROUP BY 1
"""


def test_every_table_of_an_organisation_is_protected(owner_session: Session) -> None:
    """A table with an ``organisation_id``, or with a foreign key to one that is protected, is protected too."""
    unprotected = owner_session.scalars(text(_UNPROTECTED)).all()
    assert set(unprotected) == set()


_UNPROTECTED = """
WITH RECURSIVE protected AS (
    SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = 'vigil'::regnamespace AND c.relforcerowsecurity
), readable AS (
    SELECT c.oid, c.relname FROM pg_class c
    WHERE c.relnamespace = 'vigil'::regnamespace AND c.relkind = 'r'
      AND has_table_privilege('vigil_console', c.oid, 'SELECT')
)
SELECT DISTINCT r.relname FROM readable r
WHERE r.oid NOT IN (SELECT oid FROM protected)
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attname IN
              ('organisation_id', 'campaign_id', 'petition_id', 'prisoner_id', 'draft_id', 'update_id', 'batch_id')
              AND NOT a.attisdropped)
"""


@pytest.fixture
def holders(owner_session: Session, tools: Credentials) -> list[Account]:
    """Two people, each with a session, a passkey, a recovery code, and a link to set a password."""
    made = [add_account(owner_session, tools) for _ in range(2)]
    for number, account in enumerate(made):
        mark = bytes([number + 1]) * 32
        owner_session.add_all([
            AccountSession(account_id=account.id, token_hash=mark, created_at=NOW, last_seen_at=NOW, proved_at=NOW),
            Passkey(account_id=account.id, credential_id=mark, public_key=b"k", sign_count=0, transports=[], name="key",
                    created_at=NOW),
            RecoveryCode(account_id=account.id, code_hash=mark),
            PasswordReset(account_id=account.id, token_hash=mark, created_at=NOW, expires_at=NOW + timedelta(hours=1)),
        ])  # fmt: skip
    owner_session.commit()
    return made


@pytest.mark.usefixtures("holders")
@pytest.mark.parametrize("table", [*SECRETS, "password_reset"])
def test_what_opens_accounts_is_shown_to_nobody_who_holds_nothing(
    console: Session, ours: Organisation, table: str
) -> None:
    assert count(console, table) == 0
    enter_scope(console, Scope(organisation_id=ours.id))
    assert count(console, table) == 0


@pytest.mark.parametrize("table", SECRETS)
def test_everybody_sees_what_opens_his_own_account(console: Session, holders: list[Account], table: str) -> None:
    enter_scope(console, Scope(account_id=holders[0].id))
    assert console.scalars(text(f"SELECT account_id FROM vigil.{table}")).all() == [holders[0].id]


@pytest.mark.parametrize("table", ["account_session", "passkey", "password_reset"])
def test_who_holds_something_sees_the_one_row_it_belongs_to(
    console: Session, holders: list[Account], table: str
) -> None:
    enter_scope(console, Scope(token_hash=bytes([2]) * 32))
    assert console.scalars(text(f"SELECT account_id FROM vigil.{table}")).all() == [holders[1].id]


def test_nobody_ends_anothers_session(console: Session, holders: list[Account]) -> None:
    enter_scope(console, Scope(account_id=holders[0].id))
    assert console.execute(
        update(AccountSession).values(revoked_at=NOW).returning(AccountSession.account_id)
    ).all() == [(holders[0].id,)]


def test_the_console_writes_no_link_of_its_own(console: Session, holders: list[Account]) -> None:
    """The token of a mailed link is a worker's: a hash that the console brought along would be a key to an account."""
    forged = PasswordReset(account_id=holders[0].id, token_hash=b"x" * 32, created_at=NOW, expires_at=NOW)
    console.add(forged)
    with pytest.raises(ProgrammingError, match="row-level security"):
        console.flush()


def test_the_console_reads_no_notice_again(console: Session) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        count(console, "account_notice")
