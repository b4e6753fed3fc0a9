"""A new campaign made from one that is there: for the same prisoner, or with the same demands for another."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.drafts.document import DraftConsent, DraftDocument
from app.drafts.models import Draft
from app.drafts.saving import get_draft, start_draft


def clone_draft(session: Session, actor: Actor, campaign_id: UUID, *, now: datetime) -> Draft:
    """Begin a draft with everything that the newest revision of another says, or raise NotFound."""
    return start_draft(session, actor, document=cloned(get_draft(session, campaign_id).document), now=now, note="clone")


def cloned(document: DraftDocument) -> DraftDocument:
    """Return a document without what holds for its own campaign alone.

    Address, beginning and dates are another's; consent was given to one campaign, and whether a new one harms must
    be thought through again.
    """
    return replace(
        document,
        consent=DraftConsent(),
        checklist=[],
        campaign=replace(document.campaign, slug="", begins=None, is_discreet=True, is_urgent=False),
        petition=replace(document.petition, opens=None, closes=None),
    )
