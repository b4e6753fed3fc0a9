"""The database: its roles and its migrations."""

import json
import os
from pathlib import Path

import click
import psycopg
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.core.db import psycopg_url
from app.core.roles import close_catalogue, create_extensions, create_roles
from app.core.settings import Settings

_MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
group = AppGroup("db", help="The database: roles and migrations.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for one database address."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = psycopg_url(url)
    return config


@group.command("upgrade", with_appcontext=True)
def upgrade() -> None:
    """Migrate to the newest version."""
    settings: Settings = current_app.extensions["vigil.settings"]
    command.upgrade(alembic_config(settings.database_urls["owner"]), "head")


@group.command("roles", with_appcontext=False)
@click.option("--database", default="vigil", show_default=True, help="The database to create or adopt.")
def roles(database: str) -> None:
    """Create the login roles, the database and its extensions, as the user of ADMIN_DATABASE_URL.

    Passwords come as JSON, role to password, in ROLE_PASSWORDS.
    """
    url = os.environ.get("ADMIN_DATABASE_URL", "")
    if not url:
        raise click.UsageError("ADMIN_DATABASE_URL is not set")
    passwords = json.loads(os.environ.get("ROLE_PASSWORDS", "{}"))
    with psycopg.connect(url, autocommit=True) as connection:
        create_roles(connection, database, passwords=passwords)
    with psycopg.connect(url, dbname=database, autocommit=True) as connection:
        create_extensions(connection)
        still_open = close_catalogue(connection)
    if still_open:
        click.echo(
            f"{len(still_open)} functions that tell how much is written stay open to every role: only the server's"
            " own superuser can close them. Give the public web's role to nobody else."
        )
