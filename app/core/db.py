"""The database session and the base class of every model.

Two schemas: ``vigil`` holds the truth, ``published`` holds what anyone may read. A third, ``door``, has only
functions: the public process acts through them, one token at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Enum,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry

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


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose rows the console's sessions see: the policies of row-level security read it. Nothing given, no rows.

    ``token_hash`` is what is stored of something that somebody holds: the one row sees him that it opens. It is the
    hash of a mailed link or of a session's token, or a passkey's public id.
    """

    account_id: UUID | None = None
    organisation_id: UUID | None = None
    is_staff: bool = False
    token_hash: bytes | None = None


_SET_SCOPE: Final = select(
    *(func.set_config(f"vigil.{name}", bindparam(name), True) for name in ("account", "organisation", "staff", "token"))
)
_SCOPE_KEY: Final = "vigil.scope"


def enter_scope(session: Session, scope: Scope) -> None:
    """See the rows of this scope from now on, and in every transaction that this session begins."""
    session.info[_SCOPE_KEY] = scope
    if session.in_transaction():
        session.execute(_SET_SCOPE, _settings_of(scope))


@event.listens_for(Session, "after_begin")
def _begin_in_scope(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """A setting lives no longer than its transaction, so that a connection carries nobody's scope to the next."""
    if (scope := session.info.get(_SCOPE_KEY)) is not None:
        connection.execute(_SET_SCOPE, _settings_of(scope))


def _settings_of(scope: Scope) -> dict[str, str]:
    return {
        "account": str(scope.account_id or ""),
        "organisation": str(scope.organisation_id or ""),
        "staff": "yes" if scope.is_staff else "",
        "token": scope.token_hash.hex() if scope.token_hash else "",
    }


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Commit everything or nothing. Used at the edge (tasks, commands, views), never inside a service."""
    session: Session = db.session()
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
