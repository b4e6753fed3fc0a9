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


def list_digests(session: Session) -> set[str]:
    """Return the digest of every file that some picture is made of, or that a portrait can be cut from."""
    wholes = select(Picture.whole_digest).where(Picture.whole_digest.is_not(None))
    return {digest for digest in session.scalars(select(PictureVariant.digest).union(wholes)) if digest}


def has_file(session: Session, digest: str) -> bool:
    """Whether a file belongs to a picture that this session may see."""
    of_variant = select(PictureVariant.picture_id).where(PictureVariant.digest == digest)
    whole = select(Picture.id).where(Picture.whole_digest == digest)
    return session.scalar(of_variant.union(whole).limit(1)) is not None
