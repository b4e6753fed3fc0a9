"""Pictures: what was uploaded, until it is worked on, and what was made of it."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, choice
from app.core.ids import new_id


class PictureState(StrEnum):
    """Where a picture stands."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a file was not taken. All but the last are said by the darkroom, which looked into it."""

    SVG = "svg"
    ANIMATED = "animated"
    UNREADABLE = "unreadable"
    TOO_SMALL = "too_small"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKE_THE_DARKROOM = "broke_the_darkroom"


class VariantKind(StrEnum):
    """How a variant is encoded; the value is the end of its file's name."""

    AVIF = "avif"
    WEBP = "webp"
    JPG = "jpg"


class Picture(Base):
    """A job that is a row: ``original`` is what was uploaded, with all a camera wrote into it, until it is worked on.

    Of a finished one the whole is kept, upright and silent about the camera: a file named ``whole_digest``, shown to
    its organisation alone. A picture with ``cut_from_id`` waits to be cut anew from the whole of that one.

    The focal point is two parts of 1, from the left and from the top of the picture as it is seen upright.
    """

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("focus_x BETWEEN 0 AND 1 AND focus_y BETWEEN 0 AND 1", name="focus_inside"),
        CheckConstraint(
            "(state = 'waiting') = (original IS NOT NULL OR cut_from_id IS NOT NULL)", name="source_goes_when_worked_on"
        ),
        CheckConstraint("original IS NULL OR cut_from_id IS NULL", name="uploaded_or_cut"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_for_a_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    """Who uploaded it; without one, staff and operators alone see it in the console."""
    alt: Mapped[dict[str, str]]
    focus_x: Mapped[float] = mapped_column(Float(53))
    focus_y: Mapped[float] = mapped_column(Float(53))
    state: Mapped[PictureState] = mapped_column(choice(PictureState, "state"), default=PictureState.WAITING, index=True)
    refusal: Mapped[Refusal | None] = mapped_column(choice(Refusal, "refusal"))
    original: Mapped[bytes | None] = mapped_column(deferred=True)
    cut_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.picture.id", ondelete="CASCADE"), index=True)
    whole_digest: Mapped[str | None] = mapped_column(index=True)
    whole_width: Mapped[int | None]
    whole_height: Mapped[int | None]

    variants: Mapped[list["PictureVariant"]] = relationship(
        lazy="raise", order_by="PictureVariant.width", passive_deletes=True
    )


class PictureVariant(Base):
    """One file made of a picture; ``digest`` is the SHA-256 of its bytes in hex, and its name."""

    __tablename__ = "picture_variant"

    picture_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.picture.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[VariantKind] = mapped_column(choice(VariantKind, "kind"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
