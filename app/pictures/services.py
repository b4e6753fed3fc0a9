"""Taking a picture in, and letting it go."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.pictures.models import Picture
from app.pictures.rules import check_focus, check_upload


def add_picture(
    session: Session,
    content: bytes,
    *,
    alt: Mapping[str, str],
    focus: tuple[float, float],
    languages: Sequence[str],
    organisation_id: UUID | None = None,
) -> Picture:
    """Keep an uploaded file for the workers, of an organisation or of nobody. Raises what rules.py refuses."""
    check_upload(content, alt=alt, focus=focus, languages=languages)
    picture = Picture(
        alt={language: text.strip() for language, text in alt.items() if text.strip()},
        focus_x=focus[0],
        focus_y=focus[1],
        original=content,
        organisation_id=organisation_id,
    )
    session.add(picture)
    session.flush()
    return picture


def cut_anew(session: Session, picture_id: UUID, *, focus: tuple[float, float]) -> Picture:
    """Have another picture cut from the whole of one, around another point; return it, waiting for a worker.

    The one it is cut from stays: what is public shows it until the other is published. Raises NotFound where it is
    not there, or keeps no whole, and FocusOutside.
    """
    check_focus(focus)
    given = session.get(Picture, picture_id)
    if given is None or given.whole_digest is None:
        raise NotFound("no such picture")
    picture = Picture(
        alt=given.alt,
        focus_x=focus[0],
        focus_y=focus[1],
        cut_from_id=given.id,
        organisation_id=given.organisation_id,
    )
    session.add(picture)
    session.flush()
    return picture


def remove_picture(session: Session, picture_id: UUID) -> None:
    """Forget a picture that nothing shows any more; its files go when the folder is next swept."""
    session.execute(delete(Picture).where(Picture.id == picture_id))
