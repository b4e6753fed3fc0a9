"""Freezing a whole organisation: everything of it is gone from the public at once, and only staff let it go.

What is public is hidden in the same transaction, by the function of the database that needs no worker. A worker looks
every second for what was published in between.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.models import Membership, Organisation
from app.audit.chain import record
from app.campaigns.models import Campaign, CampaignState
from app.core.errors import NotFound
from app.drafts.errors import AlreadyFrozen
from app.drafts.history import find_organisation_freeze
from app.drafts.kinds import FreezeReason
from app.drafts.models import CampaignAct, CampaignFreeze, OrganisationFreeze
from app.drafts.publishing import WORKER
from app.drafts.states import ActKind
from app.petitions.publishing import hide_campaign

_IS_PUBLIC: Final = Campaign.state == CampaignState.PUBLISHED


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An organisation as staff see it: how much of it is public, how many belong to it, and its freeze, if any."""

    organisation: Organisation
    public: int
    members: int
    freeze: OrganisationFreeze | None


def list_standings(session: Session) -> list[Standing]:
    """Return every organisation, those that are frozen first, then by address."""
    public = Counter(session.scalars(select(Campaign.organisation_id).where(_IS_PUBLIC)))
    members = Counter(session.scalars(select(Membership.organisation_id)))
    freezes = {each.organisation_id: each for each in session.scalars(select(OrganisationFreeze))}
    standings = [
        Standing(
            organisation=each,
            public=public[each.id],
            members=members[each.id],
            freeze=freezes.get(each.id),
        )
        for each in session.scalars(select(Organisation).order_by(Organisation.slug))
    ]
    return sorted(standings, key=lambda each: each.freeze is None)


def list_public(session: Session, organisation_id: UUID) -> Sequence[Campaign]:
    """Return the campaigns of an organisation that the public sees, by their addresses."""
    query = select(Campaign).where(Campaign.organisation_id == organisation_id, _IS_PUBLIC)
    return session.scalars(query.order_by(Campaign.slug)).all()


def freeze_organisation(
    session: Session, actor: Actor, organisation_id: UUID, *, reason: FreezeReason, words: str, now: datetime
) -> int:
    """Take everything of an organisation away; return how many campaigns were public. Its members read why.

    Raises NotFound for others than staff, and AlreadyFrozen.
    """
    if not actor.is_staff or session.get(Organisation, organisation_id) is None:
        raise NotFound("no such organisation")
    if find_organisation_freeze(session, organisation_id) is not None:
        raise AlreadyFrozen
    campaign_ids = [each.id for each in list_public(session, organisation_id)]
    session.add(
        OrganisationFreeze(
            organisation_id=organisation_id,
            reason=reason,
            words=words,
            campaign_ids=campaign_ids,
            frozen_by=actor.account_id,
            frozen_at=now,
        )
    )
    session.flush()
    for campaign_id in campaign_ids:
        session.execute(select(func.vigil.hide_campaign(campaign_id, False)))
    session.expire_all()
    _note(
        session, actor, "organisation frozen", organisation_id, now=now, reason=reason.value, hidden=len(campaign_ids)
    )
    return len(campaign_ids)


def release_organisation(session: Session, actor: Actor, organisation_id: UUID, *, now: datetime) -> int:
    """End the freeze; return how many campaigns a worker shows again. One that is frozen by itself stays away.

    Raises NotFound where there is no freeze, or for others than staff.
    """
    frozen = find_organisation_freeze(session, organisation_id) if actor.is_staff else None
    if frozen is None:
        raise NotFound("no such freeze")
    held = set(session.scalars(select(CampaignFreeze.campaign_id)))
    shown = [campaign_id for campaign_id in frozen.campaign_ids if campaign_id not in held]
    session.delete(frozen)
    session.add_all(
        CampaignAct(
            organisation_id=organisation_id,
            campaign_id=campaign_id,
            kind=ActKind.SHOW,
            details={},
            asked_by=actor.account_id,
            asked_at=now,
        )
        for campaign_id in shown
    )
    session.flush()
    _note(session, actor, "organisation let go", organisation_id, now=now, shown=len(shown))
    return len(shown)


def hide_next_frozen(session: Session, *, now: datetime) -> UUID | None:
    """Hide one campaign that became public while its organisation is frozen; return its id, or None."""
    query = select(Campaign, OrganisationFreeze).join(
        OrganisationFreeze, OrganisationFreeze.organisation_id == Campaign.organisation_id
    )
    found = session.execute(query.where(_IS_PUBLIC).limit(1)).first()
    if found is None:
        return None
    campaign, freeze = found
    hide_campaign(session, campaign)
    freeze.campaign_ids = [*freeze.campaign_ids, campaign.id]
    session.flush()
    record(
        session, actor=WORKER, action="campaign hidden", subject_kind="campaign", subject_id=campaign.id, now=now
    )  # fmt: skip
    return campaign.id


def _note(
    session: Session, actor: Actor, action: str, organisation_id: UUID, *, now: datetime, **details: str | int
) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="organisation", subject_id=organisation_id,
        details=dict(details), now=now,
    )  # fmt: skip
