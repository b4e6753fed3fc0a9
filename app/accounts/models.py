"""Organisations, the people in them, and who may do what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.kinds import ApplicationState, Notice, OrganisationRole, RefusalReason, StaffRole
from app.core.db import Base, choice
from app.core.ids import new_id


class Organisation(Base):
    """A group that runs campaigns. ``name`` and ``about`` are ``{language: words}``; about is a plain paragraph."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    about: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    is_sample: Mapped[bool] = mapped_column(default=False)


class Account(Base):
    """A person who works here. ``email`` is as typed; ``mailbox`` is its keyless canonical form, and unique.

    ``password``, ``active``, ``fs_uniquifier`` and ``fs_webauthn_user_handle`` are what Flask-Security calls them;
    ``totp_secret`` is sealed by it, and ``totp_counter`` the last code's number, so that none is taken twice.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email LIKE '%_@_%'", name="email_is_one"),
        CheckConstraint("language IN ('en', 'fa')", name="language_of_the_console"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    mailbox: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(unique=True)
    totp_secret: Mapped[str | None]
    totp_counter: Mapped[int | None]
    staff_role: Mapped[StaffRole | None] = mapped_column(choice(StaffRole, "staff_role"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Membership(Base):
    """What one account may do in one organisation."""

    __tablename__ = "membership"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("vigil.organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[OrganisationRole] = mapped_column(choice(OrganisationRole, "role"))

    account: Mapped[Account] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class AccountSession(Base):
    """One browser that is signed in. The cookie's token is stored as SHA-256; revoked means gone at the next click.

    ``second_factor_at`` is None while only the password was given; ``proved_at`` is when the person last proved to
    be there (freshness). Neither a network address nor a user agent is kept.
    """

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")


class RecoveryCode(Base):
    """One code that stands in for a lost second factor, once. Stored as a keyed hash."""

    __tablename__ = "recovery_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)


class Passkey(Base):
    """A WebAuthn credential. ``sign_count`` must grow where the authenticator counts."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    transports: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")


class Invitation(Base):
    """A mailed link that makes its holder a member of an organisation, or staff; it works once.

    ``token_hash`` is written by the worker that sends the mail, and ``email`` emptied when the link is used or its
    time is over.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) = (role IS NULL)", name="role_in_an_organisation"),
        CheckConstraint("(role IS NULL) <> (staff_role IS NULL)", name="either_member_or_staff"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("vigil.organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[OrganisationRole | None] = mapped_column(choice(OrganisationRole, "role"))
    staff_role: Mapped[StaffRole | None] = mapped_column(choice(StaffRole, "staff_role"))
    email: Mapped[str | None]
    language: Mapped[str]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.account.id", ondelete="SET NULL"), index=True)
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class PasswordReset(Base):
    """A mailed link that sets a new password, once.

    Where somebody typed an address that nobody has here, a row is written all the same, with an id that is no
    account's, so that the answer takes as long; a worker removes it. A foreign key would be looked up for one alone.
    """

    __tablename__ = "password_reset"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountNotice(Base):
    """Something the holder of an account, or an applicant, is to be told by mail. Gone once it is in the queue."""

    __tablename__ = "account_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("vigil.application.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Notice] = mapped_column(choice(Notice, "kind"))
    created_at: Mapped[datetime]


class Application(Base):
    """An organisation that would like to run campaigns here. ``email`` is emptied with the decision."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_for_a_reason"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    language: Mapped[str]
    website: Mapped[str]
    about: Mapped[str]
    email: Mapped[str | None]
    state: Mapped[ApplicationState] = mapped_column(
        choice(ApplicationState, "state"), default=ApplicationState.WAITING, index=True
    )
    refusal: Mapped[RefusalReason | None] = mapped_column(choice(RefusalReason, "refusal"))
    note: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.account.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("vigil.organisation.id", ondelete="SET NULL"), index=True
    )


class Attempt(Base):
    """How often something was tried under one key: a moment, as in ``app.accounts.limits``.

    ``trace`` is an HMAC of an address, an account or a network, under a key of the day.
    """

    __tablename__ = "attempt"

    trace: Mapped[bytes] = mapped_column(primary_key=True)
    at_rest: Mapped[datetime] = mapped_column(index=True)
