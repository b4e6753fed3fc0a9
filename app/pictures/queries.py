"""What there is to see of a picture."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.pictures.models import Picture, PictureState, PictureVariant


def find_ready_picture(session: Session, picture_id: UUID | None) -> Picture | None:
    """Return a finished picture with its variants, the narrowest first; None where there is none yet."""
    return session.scalar(
        select(Picture)
        .where(Picture.id == picture_id, Picture.state == PictureState.READY)
        .options(selectinload(Picture.variants))
        .execution_options(populate_existing=True)
    )


def list_variant_digests(session: Session) -> set[str]:
    """Return the digest of every file that some picture is made of."""
    return set(session.scalars(select(PictureVariant.digest)))
