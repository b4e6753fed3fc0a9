"""Signatures, the posted forms behind them, and the sealed letter box they arrive in.

No column here holds a name, an address or a comment in clear, a precise time, or anything that links one
person's signatures on two petitions.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id
from app.signatures.states import ClusterKind, ShowName, SignatureState, SubmissionState


class IntakeKind(StrEnum):
    """What a sealed form asks for."""

    SIGN = "sign"
    ACCESS = "access"
    MESSAGE = "message"
    MAIL_REPORT = "mail_report"


class Intake(Base):
    """One sealed form, as the public process left it. A worker opens it, acts and deletes it, in one transaction."""

    __tablename__ = "intake"

    position: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    id: Mapped[UUID]
    kind: Mapped[IntakeKind] = mapped_column(choice(IntakeKind, "kind"))
    key_day: Mapped[date]
    sealed: Mapped[bytes]


class UnreadableIntake(Base):
    """A row that could not be opened or made no sense, set aside: nothing is lost, nothing waits behind it."""

    __tablename__ = "unreadable_intake"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key_day: Mapped[date]
    sealed: Mapped[bytes]
    reason: Mapped[str]


class Cluster(Base):
    """What forms of one petition have in common, counted while they are read; workers prepare it for staff.

    ``mark`` tells it from others, keyed where it would tell anything. ``label`` is what staff read: a country, an hour,
    the shape of a name, and a mail domain once ten people share it; until then that is sealed, to the row's id.
    ``states`` and ``reasons`` are as of ``refreshed_at``; ``posted`` counts forms, not people.
    """

    __tablename__ = "cluster"
    __table_args__ = (
        UniqueConstraint("petition_id", "kind", "mark"),
        CheckConstraint("posted >= 0 AND in_hour >= 0", name="counts_something"),
        Index("ix_cluster_due", "refresh_after", postgresql_where="posted >= 10 OR kind = 'petition'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id", ondelete="CASCADE"))
    kind: Mapped[ClusterKind] = mapped_column(choice(ClusterKind, "kind"))
    mark: Mapped[bytes] = mapped_column(deferred=True)
    label: Mapped[str] = mapped_column(default="")
    label_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    first_hour: Mapped[datetime]
    last_hour: Mapped[datetime]
    in_hour: Mapped[int]
    """Forms of ``last_hour``."""
    posted: Mapped[int]
    is_trusted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Staff have looked at it: nobody else is held for it."""
    states: Mapped[dict[str, int]] = mapped_column(default=dict, server_default="{}")
    reasons: Mapped[dict[str, int]] = mapped_column(default=dict, server_default="{}")
    """Of those who are held, by HoldReason."""
    held: Mapped[int] = mapped_column(default=0, server_default="0")
    refreshed_at: Mapped[datetime | None]
    refresh_after: Mapped[datetime]


class Signature(Base):
    """One person's assent to one petition. The person is a fingerprint, keyed for this petition alone.

    The fingerprint is of the *canonical* address: one person counts once. It may join two people, so it opens
    nothing: ``holder`` does, the mailbox whose mail was confirmed.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("petition_id", "fingerprint", name="uq_signature_one_per_person"),
        CheckConstraint("confirmed_hour = date_trunc('hour', confirmed_hour, 'UTC')", name="confirmed_to_the_hour"),
        CheckConstraint("(address_sealed IS NULL) = (address_key IS NULL)", name="address_has_its_key"),
        Index("ix_signature_petition_state", "petition_id", "state"),
        Index(
            "ix_signature_commented",
            "petition_id",
            "id",
            postgresql_where="state = 'confirmed' AND comment_sealed IS NOT NULL",
        ),
        Index("ix_signature_to_publish", "petition_id", postgresql_where="publish_name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    fingerprint: Mapped[bytes]
    holder: Mapped[bytes | None]
    """The mailbox, under the petition's key, of the form that was confirmed; before that, nobody's."""
    state: Mapped[SignatureState] = mapped_column(choice(SignatureState, "state"), default=SignatureState.PENDING)
    state_before: Mapped[SignatureState | None] = mapped_column(choice(SignatureState, "state_before"))
    submission_id: Mapped[UUID | None]
    """The submission whose button was pressed: names are sealed to its id."""
    wording_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    language: Mapped[str]
    name_sealed: Mapped[bytes | None]
    comment_sealed: Mapped[bytes | None]
    country: Mapped[str]
    show_name: Mapped[ShowName] = mapped_column(choice(ShowName, "show_name"), default=ShowName.NO)
    deliver_name: Mapped[bool] = mapped_column(default=False)
    updates: Mapped[bool] = mapped_column(default=False)
    source_code: Mapped[str] = mapped_column(default="")
    confirmed_hour: Mapped[datetime | None]
    address_sealed: Mapped[bytes | None]
    address_key: Mapped[str | None]
    publish_name: Mapped[bool] = mapped_column(default=False)
    """Left by the button or the private page: a worker has yet to publish the name, or to publish it otherwise."""

    @property
    def shown_country(self) -> str:
        """The country beside what is shown: whoever chose the full name agreed to the name alone."""
        return self.country if self.show_name is ShowName.INITIALS else ""


class Submission(Base):
    """One posted form. Its token confirms exactly this name and these choices, none other.

    One that was pressed and is not its signature's own belongs to another mailbox of the same person: it counts
    no second time, its holder sees it as confirmed, and it takes over when the other lets go.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_expiring", "expires_at", postgresql_where="state = 'live'"),
        Index(
            "ix_submission_unsettled",
            "id",
            postgresql_where="state <> 'live' AND (address_sealed IS NOT NULL OR prefix_trace IS NOT NULL)",
        ),
        *(
            Index(f"ix_submission_{column}", column, postgresql_where=f"{column} IS NOT NULL")
            for column in ("network_cluster", "domain_cluster", "name_cluster")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.signature.id", ondelete="CASCADE"), index=True)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    holder: Mapped[bytes | None]
    """The mailbox that was typed, under the petition's key."""
    state: Mapped[SubmissionState] = mapped_column(choice(SubmissionState, "state"), default=SubmissionState.LIVE)
    language: Mapped[str]
    name_sealed: Mapped[bytes | None]
    comment_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    address_key: Mapped[str | None]
    country: Mapped[str]
    show_name: Mapped[ShowName] = mapped_column(choice(ShowName, "show_name"))
    deliver_name: Mapped[bool]
    updates: Mapped[bool]
    source_code: Mapped[str]
    hold_reason: Mapped[str | None]
    """``HoldReason``s joined by commas: whoever presses the button is held, and counted once somebody has looked."""
    network_cluster: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.cluster.id", ondelete="SET NULL"))
    domain_cluster: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.cluster.id", ondelete="SET NULL"))
    name_cluster: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.cluster.id", ondelete="SET NULL"))
    prefix_trace: Mapped[bytes | None]
    confirm_hash: Mapped[bytes] = mapped_column(unique=True)
    not_me_hash: Mapped[bytes] = mapped_column(unique=True)
    for_holder: Mapped[bytes]
    """Name and suppression fingerprint, sealed to the token of the mail's two links: see ``seal_for_holder``."""
    for_not_me: Mapped[bytes]
    expires_at: Mapped[datetime]
    is_reminded: Mapped[bool] = mapped_column(default=False, server_default=false())


class FormStep(StrEnum):
    """How far a posted form came, as far as it can be counted without its signature."""

    SUBMITTED = "submitted"
    MAILED = "mailed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class FormCount(Base):
    """How many forms of a petition came so far. ``mailed``: only those whose mail's row is gone, see ``steps``.

    ``bounced``: only those whose mail was taken first and came back later.
    """

    __tablename__ = "form_count"
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)

    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[FormStep] = mapped_column(choice(FormStep, "step"), primary_key=True)
    count: Mapped[int]


class ProofDial(Base):
    """A petition that asks for proof of work for a while, or the whole site. Staff turn it, the public reads it."""

    __tablename__ = "proof_dial"
    __table_args__ = ({"schema": PUBLISHED},)

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class UsedProof(Base):
    """A challenge that was solved once: nobody else's form is proven by it. Gone once it would be too old anyway."""

    __tablename__ = "used_proof"

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PublishedSupporter(Base):
    """A name somebody chose to show. Its id says nothing of the signature, its place nothing of the time."""

    __tablename__ = "supporter"
    __table_args__ = (Index("ix_supporter_petition", "petition_id", "id"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID]
    shown_as: Mapped[str]
    country: Mapped[str]


class Verdict(StrEnum):
    """What a moderator said of words that somebody wrote."""

    PUBLISHED = "published"
    REJECTED = "rejected"


class CommentVerdict(Base):
    """What was decided on the comment of one form. Another form's comment is another comment."""

    __tablename__ = "comment_verdict"

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.signature.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))


class PublishedComment(Base):
    """A supporter's words, read by a person before anybody saw them. ``shown_as`` is empty for "a supporter"."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_petition", "petition_id", "id"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("published.campaign.petition_id", ondelete="CASCADE"))
    shown_as: Mapped[str]
    country: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]


class CommentShown(Base):
    """Which public comment is whose, and how its author chose to sign: should that change, it is made anew.

    It outlives the signature, so that a worker finds what has to go.
    """

    __tablename__ = "comment_shown"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("published.comment.id", ondelete="CASCADE"), primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    show_name: Mapped[ShowName] = mapped_column(choice(ShowName, "show_name"))


class SignatureShown(Base):
    """Which public line belongs to which signature, so that hiding it takes one deletion."""

    __tablename__ = "signature_shown"

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.signature.id", ondelete="CASCADE"), primary_key=True)
    supporter_id: Mapped[UUID] = mapped_column(unique=True)
