"""The private page: what is held of one person, sealed to the token in the mail that leads there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class PrivatePage(Base):
    """Lives 24 hours. ``sealed`` opens with the token alone: the database and the web cannot read it without."""

    __tablename__ = "private_page"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    language: Mapped[str]
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PrivatePageSignature(Base):
    """A signature that this page may change. The address waits under the update key, should updates be started."""

    __tablename__ = "private_page_signature"

    private_page_id: Mapped[UUID] = mapped_column(
        ForeignKey("vigil.private_page.id", ondelete="CASCADE"), primary_key=True
    )
    signature_id: Mapped[UUID] = mapped_column(
        ForeignKey("vigil.signature.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    address_sealed: Mapped[bytes]
