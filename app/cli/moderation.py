"""Reading what supporters wrote before anybody else does. Runs where the workers' keys and role are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from uuid import UUID

import click
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy.orm import Session

from app import create_app
from app.audit.chain import record
from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.messages.models import MessageState
from app.messages.services import decide_message, list_waiting_messages
from app.signatures.comments import decide_comment, list_waiting_comments
from app.signatures.models import Verdict

comments = AppGroup("comment", help="Comments of signatories.")
messages = AppGroup("message", help="Messages of solidarity to prisoners.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(comments)
    parent.add_command(messages)


@contextmanager
def _as_worker() -> Iterator[tuple[Session, Keyring]]:
    flask_app = create_app("worker")
    with flask_app.app_context(), unit_of_work() as session:
        yield session, cast(Keyring, flask_app.extensions["vigil.keyring"])


@comments.command("list", with_appcontext=False)
@click.option("--limit", default=20, show_default=True)
def list_comments(limit: int) -> None:
    """Show comments that wait, with how they would be signed."""
    with _as_worker() as (session, keyring):
        for each in list_waiting_comments(session, keyring, limit=limit):
            click.echo(f"{each.id}  [{each.language}]  {each.signed_as or '(a supporter)'}\n{each.text}\n")


@comments.command("publish", with_appcontext=False)
@click.argument("comment", type=click.UUID)
def publish_comment(comment: UUID) -> None:
    """Let COMMENT be shown."""
    _decide_comment(comment, Verdict.PUBLISHED)


@comments.command("reject", with_appcontext=False)
@click.argument("comment", type=click.UUID)
def reject_comment(comment: UUID) -> None:
    """Let COMMENT never be shown, or no longer."""
    _decide_comment(comment, Verdict.REJECTED)


def _decide_comment(comment: UUID, verdict: Verdict) -> None:
    with _as_worker() as (session, _keyring):
        decide_comment(session, comment, verdict)
        _note(session, f"comment {verdict.value}", comment)


@messages.command("list", with_appcontext=False)
@click.option("--limit", default=20, show_default=True)
def list_messages(limit: int) -> None:
    """Show messages that wait."""
    with _as_worker() as (session, keyring):
        for each in list_waiting_messages(session, keyring, limit=limit):
            click.echo(f"{each.id}  [{each.language}]  {each.name or '(no name)'}\n{each.text}\n")


@messages.command("publish", with_appcontext=False)
@click.argument("message", type=click.UUID)
def publish_message(message: UUID) -> None:
    """Let MESSAGE be shown, and printed for the prisoner."""
    _decide_message(message, MessageState.PUBLISHED)


@messages.command("reject", with_appcontext=False)
@click.argument("message", type=click.UUID)
def reject_message(message: UUID) -> None:
    """Let MESSAGE never be shown, or no longer."""
    _decide_message(message, MessageState.REJECTED)


def _decide_message(message: UUID, state: MessageState) -> None:
    with _as_worker() as (session, _keyring):
        decide_message(session, message, state, today=day_of(utc_now()))
        _note(session, f"message {state.value}", message)


def _note(session: Session, action: str, subject_id: UUID) -> None:
    kind = action.partition(" ")[0]
    record(session, actor="operator", action=action, subject_kind=kind, subject_id=subject_id, now=utc_now())
