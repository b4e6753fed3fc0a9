"""Mailboxes that are left alone."""

import click
from flask.cli import AppGroup, FlaskGroup

from app.audit.chain import record
from app.cli.keys import operator_keyring
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.privacy.reports import lift_suppressions

group = AppGroup("suppression", help="Mailboxes that are left alone.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("lift")
@click.argument("email")
def lift(email: str) -> None:
    """Write again to EMAIL after a bounce or a complaint. Who asked never to be written to stays left alone."""
    with unit_of_work() as session:
        lifted = lift_suppressions(session, operator_keyring(), email)
        record(
            session, actor="operator", action="suppression lifted", subject_kind="suppression", now=utc_now(),
            details={"rows": lifted},
        )  # fmt: skip
    click.echo(f"{lifted} lifted")
