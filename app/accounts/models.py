"""Organisations. Their members, roles and ways of signing in stand on top of this table."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id


class Organisation(Base):
    """A group that runs campaigns. ``name`` and ``about`` are ``{language: words}``; about is a plain paragraph."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    about: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    is_sample: Mapped[bool] = mapped_column(default=False)
