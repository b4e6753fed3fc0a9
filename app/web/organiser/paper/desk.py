"""What every page about paper needs: the campaign it is for, its petition, and where one is."""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.campaigns.models import Campaign
from app.core.crypto import PublicKeys
from app.core.settings import Settings
from app.drafts.dates import understand
from app.drafts.errors import DateNotUnderstood
from app.paper.ordering import get_petition_id


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A campaign of the actor's organisation. ``title`` is ``{language: words}``."""

    campaign_id: UUID
    petition_id: UUID
    title: dict[str, str]


def get_desk(session: Session, actor: Actor, campaign_id: UUID) -> Desk:
    """Return the campaign of the address; another organisation's is as good as none: NotFound."""
    petition_id = get_petition_id(session, campaign_id, organisation_id=actor.acting_for)
    title = session.get_one(Campaign, campaign_id).title
    return Desk(campaign_id=campaign_id, petition_id=petition_id, title=title)


def as_edtf(typed: str) -> str:
    """Return a date as people type it as EDTF; what is not understood stays, to be refused where it belongs."""
    try:
        understood = understand(typed)
    except DateNotUnderstood:
        return typed
    return understood.edtf if understood else ""


def public_keys() -> PublicKeys:
    """What this process may read of the key folder: it seals with them, and opens nothing."""
    settings: Settings = current_app.extensions["vigil.settings"]
    keys: PublicKeys = current_app.extensions.setdefault("vigil.public_keys", PublicKeys(settings.keys))
    return keys
