"""Giving a draft its portrait, or another cut of it: either waits for a worker, the draft names it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.actor import Actor
from app.audit.chain import record
from app.drafts.document import DraftDocument, DraftPortrait
from app.drafts.errors import DraftLocked
from app.drafts.saving import Saved, get_document, get_draft, lock_draft, save_section
from app.drafts.states import EDITABLE
from app.pictures.models import Picture
from app.pictures.services import add_picture, cut_anew


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file, what it shows in words, and its focal point in two parts of 1."""

    content: bytes
    alt: Mapping[str, str]
    focus: tuple[float, float]


def upload_portrait(session: Session, actor: Actor, campaign_id: UUID, upload: Upload, *, now: datetime) -> Saved:
    """Keep the file for the workers and make it the portrait of the newest revision; the one before stays in history.

    It must be described in the first language of the draft. Raises NotFound, DraftLocked, and what
    app/pictures/rules.py refuses.
    """
    draft = get_draft(session, campaign_id)
    picture = add_picture(
        session,
        upload.content,
        alt=upload.alt,
        focus=upload.focus,
        languages=draft.document.languages[:1],
        organisation_id=draft.row.organisation_id,
    )
    portrait = DraftPortrait(
        picture_id=picture.id.hex, alt=dict(picture.alt), focus_x=picture.focus_x, focus_y=picture.focus_y
    )
    record(
        session, actor=str(actor.account_id), action="picture uploaded", subject_kind="campaign",
        subject_id=campaign_id, now=now,
    )  # fmt: skip

    def change(document: DraftDocument) -> DraftDocument:
        return replace(document, portrait=portrait)

    return save_section(session, actor, campaign_id, based_on=draft.number, change=change, now=now)


def cut_portrait(
    session: Session, actor: Actor, campaign_id: UUID, *, number: int, focus: tuple[float, float], now: datetime
) -> DraftPortrait | None:
    """Return the portrait of revision ``number`` around another point, for the next revision to name; None where
    there is no portrait, or it has that point.

    It is another picture, which a worker cuts from the whole that was kept; what is public shows the earlier one until
    the draft is published. Raises NotFound where no whole is kept, DraftLocked, FocusOutside.
    """
    draft = lock_draft(session, campaign_id)
    if draft.state not in EDITABLE:
        raise DraftLocked(draft.state)
    portrait = get_document(session, campaign_id, number).portrait
    if portrait is None or (round(portrait.focus_x, 2), round(portrait.focus_y, 2)) == focus:
        return None
    picture = cut_anew(session, UUID(portrait.picture_id), focus=focus)
    record(
        session, actor=str(actor.account_id), action="picture cut anew", subject_kind="campaign",
        subject_id=campaign_id, now=now,
    )  # fmt: skip
    return replace(portrait, picture_id=picture.id.hex, focus_x=focus[0], focus_y=focus[1])


def find_picture(session: Session, portrait: DraftPortrait | None) -> Picture | None:
    """Return the picture that a draft names, in whatever state it is, with what was made of it."""
    if portrait is None:
        return None
    query = select(Picture).where(Picture.id == UUID(portrait.picture_id)).options(selectinload(Picture.variants))
    return session.scalar(query.execution_options(populate_existing=True))
