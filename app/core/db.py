"""The database session and the base class of every model.

Two schemas: ``vigil`` holds the truth, ``published`` holds what anyone may read. A third, ``door``, has only
functions: the public process acts through them, one token at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Enum, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, registry

NAMING_CONVENTION: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
PUBLISHED: Final = "published"


class Base(DeclarativeBase):
    """Every model's base: named constraints, aware times, text without a length, JSON as JSONB."""

    registry = registry(
        metadata=MetaData(schema="vigil", naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            UUID: Uuid(),
            str: Text(),
            bytes: LargeBinary(),
            int: BigInteger(),
            dict[str, str]: JSONB(),
            dict[str, int]: JSONB(),
            dict[str, list[str]]: JSONB(),
            dict[str, Any]: JSONB(),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def choice(states: type[StrEnum], name: str) -> Enum:
    """A column type that holds one value of a StrEnum as text, with a named check constraint."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Commit everything or nothing. Used at the edge (tasks, commands, views), never inside a service."""
    session: Session = db.session  # type: ignore[assignment]
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def psycopg_url(url: str) -> str:
    """Name SQLAlchemy's driver in a libpq address."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
