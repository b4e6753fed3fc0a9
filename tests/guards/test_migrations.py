"""One line of migrations, and a database that is exactly what the models say."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Session

from app.cli.database import alembic_config
from app.core.db import Base

TRIGGERS = {
    ("wording", "refuse_change_of_open_wording"),
    ("wording_recipient", "refuse_change_of_named_recipients"),
    ("signature", "refuse_unknown_move"),
    ("signature", "append_tally_event_on_birth_or_death"),
    ("signature", "append_tally_event_on_move"),
    ("update", "refuse_unknown_update_move"),
    ("draft", "refuse_unknown_move_of_draft"),
    ("draft_revision", "refuse_change_of_revision"),
    ("draft_review", "refuse_change_of_review"),
    ("delivery", "refuse_unknown_move_of_delivery"),
    ("delivery_entry", "refuse_change_of_entry"),
    ("export", "refuse_unknown_move_of_export"),
    ("delivery_correction", "refuse_change_of_correction"),
    ("checkpoint", "refuse_change_of_checkpoint"),
    ("checkpoint", "refuse_truncation_of_checkpoint"),
    ("audit_entry", "refuse_change_of_audit"),
    ("audit_entry", "refuse_truncation_of_audit"),
    ("paper_batch", "refuse_unknown_move_of_paper"),
    ("paper_signature", "count_people_on_paper_more"),
    ("paper_signature", "count_people_on_paper_fewer"),
    ("partner_tally", "refuse_change_of_stated_number"),
}
CHECKS_OF_MIGRATIONS_ONLY = {"ck_signature_counted_has_an_hour"}


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("")).get_heads()) == 1


def test_every_version_is_numbered() -> None:
    versions = sorted(path.name[:4] for path in Path("migrations/versions").glob("*.py"))
    assert versions == [f"{number:04}" for number in range(1, len(versions) + 1)]


def test_a_migration_never_blocks_the_site() -> None:
    """Time-outs are set once for all of them, in env.py."""
    program = [Path(sys.executable).with_name("squawk"), "--assume-in-transaction"]
    program += [
        "--exclude",
        "require-lock-timeout,require-statement-timeout",
        *sorted(Path("migrations/sql").glob("*")),
    ]
    found = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "Found 0 issues" in found.stdout + found.stderr, found.stdout


def test_the_database_is_what_the_models_say(session: Session) -> None:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "schema" or name in ("vigil", "published")

    options = {"include_schemas": True, "include_name": ours, "compare_type": True, "compare_server_default": True}
    session.execute(text("SET LOCAL search_path = ''"))
    context = MigrationContext.configure(session.connection(), opts=options)
    assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_a_model_stands_in_the_database(session: Session) -> None:
    checks = session.scalars(
        text(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace::regnamespace::text <> 'pg_catalog'"
        )
    )
    modelled = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    prefixed = {name for name in checks if name.startswith("ck_")}
    assert prefixed - CHECKS_OF_MIGRATIONS_ONLY == modelled


def test_every_trigger_stands_and_is_enabled(session: Session) -> None:
    found = session.execute(
        text("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    )
    assert {(table.rpartition(".")[2], name) for table, name in found} == TRIGGERS


@pytest.mark.parametrize(
    "table", ["signature", "submission", "outgoing_mail", "intake", "paper_page", "paper_scan", "paper_signature"]
)
def test_no_column_holds_personal_data_in_clear(table: str) -> None:
    clear = {"name", "email", "address", "comment", "ip", "user_agent", "signed_at", "created_at", "confirmed_at"}
    assert clear & set(Base.metadata.tables[f"vigil.{table}"].columns.keys()) == set()
