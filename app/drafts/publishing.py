"""What workers do with drafts: publish what staff approved, and carry out what organisers ask of what is public."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.campaigns.models import Campaign, CampaignState
from app.drafts.applying import apply_document
from app.drafts.errors import AddressTaken
from app.drafts.history import find_freeze
from app.drafts.models import Draft, DraftReview, OrganisationFreeze
from app.drafts.saving import get_document
from app.drafts.states import DraftState, ReviewOutcome, ReviewReason
from app.petitions.publishing import publish_campaign

WORKER: Final = "worker"
"""The actor of the audit where a worker acts on what a person decided."""


def publish_next(session: Session, *, now: datetime) -> UUID | None:
    """Write the revision that staff approved first into the tables and publish it; return the campaign's id, or None.

    A campaign that is hidden or frozen is written and stays away; while its organisation is frozen it waits. What
    cannot be published, because its address was taken meanwhile, goes back to its organisers and says so.
    """
    is_frozen = Draft.organisation_id.in_(select(OrganisationFreeze.organisation_id))
    query = select(Draft).where(Draft.state == DraftState.APPROVED, ~is_frozen)
    query = query.order_by(Draft.submitted_at, Draft.id).limit(1)
    draft = session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if draft is None:
        return None
    try:
        with session.begin_nested():
            _publish(session, draft, now=now)
    except AddressTaken as taken:
        _give_back(session, draft, taken, now=now)
    session.flush()
    return draft.id


def _publish(session: Session, draft: Draft, *, now: datetime) -> None:
    document = get_document(session, draft.id, draft.head)
    before = get_document(session, draft.id, draft.published_number) if draft.published_number else None
    stands = session.get(Campaign, draft.id)
    petition_id = apply_document(
        session,
        document,
        campaign_id=draft.id,
        organisation_id=draft.organisation_id,
        now=now,
        is_sample=stands is not None and stands.is_sample,
        before=before,
    )
    draft.state, draft.published_number = DraftState.PUBLISHED, draft.head
    campaign = session.get_one(Campaign, draft.id)
    if campaign.state is not CampaignState.HIDDEN and find_freeze(session, draft.id) is None:
        publish_campaign(session, petition_id, now=now)
    _note(session, draft, "draft published", now=now)


def _give_back(session: Session, draft: Draft, taken: AddressTaken, *, now: datetime) -> None:
    session.add(
        DraftReview(
            draft_id=draft.id,
            number=draft.head,
            outcome=ReviewOutcome.SENT_BACK,
            reasons=[ReviewReason.ADDRESS_TAKEN.value],
            words=taken.place,
            submitted_by=draft.submitted_by,
            reviewer_id=None,
            decided_at=now,
        )
    )
    draft.state = DraftState.SENT_BACK
    _note(session, draft, "draft given back", now=now)


def _note(session: Session, draft: Draft, action: str, *, now: datetime) -> None:
    record(
        session, actor=WORKER, action=action, subject_kind="campaign", subject_id=draft.id,
        details={"revision": draft.head}, now=now,
    )  # fmt: skip
