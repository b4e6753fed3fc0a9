"""Alembic's environment. The address comes from the command; every wait in a migration has an end."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

import app.accounts.models  # noqa: F401
import app.audit.models  # noqa: F401
import app.campaigns.models  # noqa: F401
import app.cases.models  # noqa: F401
import app.checkpoints.models  # noqa: F401
import app.deliveries.models  # noqa: F401
import app.drafts.models  # noqa: F401
import app.exports.models  # noqa: F401
import app.letters.models  # noqa: F401
import app.mail.models  # noqa: F401
import app.messages.models  # noqa: F401
import app.paper.batches  # noqa: F401
import app.paper.models  # noqa: F401
import app.paper.partners  # noqa: F401
import app.petitions.models  # noqa: F401
import app.pictures.models  # noqa: F401
import app.privacy.models  # noqa: F401
import app.signatures.models  # noqa: F401
import app.switches.models  # noqa: F401
import app.tallies.models  # noqa: F401
from app.core.db import Base


def include_name(name, kind, _parents):
    """Look at our two schemas only."""
    return kind != "schema" or name in ("vigil", "published")


engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
with engine.connect() as connection:
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.execute(text("SET search_path = ''"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        include_name=include_name,
        version_table="alembic_version",
        version_table_schema="public",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
