"""Handing a draft to staff, and what they decide. A submitted revision is frozen: what they read is published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.drafts.document import DraftDocument
from app.drafts.errors import (
    AlreadyDecided,
    CampaignFrozen,
    DraftChanged,
    NotReady,
    OwnWork,
    ReasonMissing,
    SecondFactorNeeded,
)
from app.drafts.findings import Finding, FindingCode
from app.drafts.history import find_freeze
from app.drafts.models import Draft, DraftReview, DraftRevision
from app.drafts.rules import PlainWording, check_draft, is_publishable
from app.drafts.saving import get_document, lock_draft
from app.drafts.states import SUBMITTABLE, DraftState, ReviewOutcome, ReviewReason, may_move
from app.petitions.models import Petition, Wording
from app.pictures.models import Picture, PictureState


def check(session: Session, campaign_id: UUID, document: DraftDocument, *, now: datetime) -> list[Finding]:
    """Return everything that is found against publishing a document, also what only the database knows."""
    findings = check_draft(document, now=now, open_wording=_open_wording(session, campaign_id))
    return findings + _stored_findings(session, campaign_id, document)


def submit(session: Session, actor: Actor, campaign_id: UUID, *, number: int, now: datetime) -> Draft:
    """Hand revision ``number``, the newest, to staff; it cannot be changed until they decide or it is withdrawn.

    Raises SecondFactorNeeded, CampaignFrozen, AlreadyDecided, DraftChanged where it is no longer the newest, and
    NotReady with what the checks found.
    """
    _require_second_factor(actor)
    draft = lock_draft(session, campaign_id)
    if find_freeze(session, campaign_id) is not None:
        raise CampaignFrozen
    if draft.state not in SUBMITTABLE:
        raise AlreadyDecided
    document = get_document(session, campaign_id, draft.head)
    if draft.head != number:
        base = get_document(session, campaign_id, number)
        raise DraftChanged(base=base, mine=base, newer=document, number=draft.head, places=())
    _require_ready(check(session, campaign_id, document, now=now))
    draft.submitted_number, draft.submitted_by, draft.submitted_at = number, actor.account_id, now
    _move(session, draft, DraftState.SUBMITTED)
    _note(session, actor, "draft submitted", draft, now=now)
    return draft


def withdraw(session: Session, actor: Actor, campaign_id: UUID, *, now: datetime) -> Draft:
    """Take a draft back from staff, to edit it. Raises AlreadyDecided where they were quicker."""
    draft = lock_draft(session, campaign_id)
    _move(session, draft, DraftState.EDITING)
    _note(session, actor, "draft withdrawn", draft, now=now)
    return draft


def approve(session: Session, actor: Actor, campaign_id: UUID, *, number: int, now: datetime) -> DraftReview:
    """Let a submitted revision be published; a worker does it within seconds.

    Raises NotFound for who is not staff, SecondFactorNeeded, OwnWork, CampaignFrozen, AlreadyDecided, and NotReady.
    """
    draft = _under_review(session, actor, campaign_id, number=number)
    if find_freeze(session, campaign_id) is not None:
        raise CampaignFrozen
    _require_ready(check(session, campaign_id, get_document(session, campaign_id, number), now=now))
    return _decide(session, actor, draft, ReviewOutcome.APPROVED, reasons=(), words="", now=now)


def send_back(
    session: Session, actor: Actor, campaign_id: UUID, *, number: int, reasons: Sequence[ReviewReason], words: str,
    now: datetime,
) -> DraftReview:  # fmt: skip
    """Give a submitted revision back to its organisers with reasons. Raises as ``approve`` does, and ReasonMissing."""
    draft = _under_review(session, actor, campaign_id, number=number)
    return _decide(session, actor, draft, ReviewOutcome.SENT_BACK, reasons=reasons, words=words, now=now)


def reject(
    session: Session, actor: Actor, campaign_id: UUID, *, number: int, reasons: Sequence[ReviewReason], words: str,
    now: datetime,
) -> DraftReview:  # fmt: skip
    """Refuse a campaign for good. Raises as ``approve`` does, and ReasonMissing."""
    draft = _under_review(session, actor, campaign_id, number=number)
    return _decide(session, actor, draft, ReviewOutcome.REJECTED, reasons=reasons, words=words, now=now)


def _under_review(session: Session, actor: Actor, campaign_id: UUID, *, number: int) -> Draft:
    """Return the draft that this member of staff may decide on now."""
    if not actor.is_staff:
        raise NotFound("no such draft")
    _require_second_factor(actor)
    draft = lock_draft(session, campaign_id)
    if draft.state is not DraftState.SUBMITTED or draft.submitted_number != number:
        raise AlreadyDecided
    authors = select(DraftRevision.author_id).where(DraftRevision.draft_id == campaign_id)
    if actor.account_id == draft.submitted_by or actor.account_id in set(session.scalars(authors)):
        raise OwnWork
    return draft


_STATES: Final = {
    ReviewOutcome.APPROVED: DraftState.APPROVED,
    ReviewOutcome.SENT_BACK: DraftState.SENT_BACK,
    ReviewOutcome.REJECTED: DraftState.REJECTED,
}


def _decide(
    session: Session, actor: Actor, draft: Draft, outcome: ReviewOutcome, *, reasons: Sequence[ReviewReason],
    words: str, now: datetime,
) -> DraftReview:  # fmt: skip
    if outcome is not ReviewOutcome.APPROVED and not reasons:
        raise ReasonMissing
    assert draft.submitted_number is not None  # noqa: S101 - for the type checker: the draft is submitted
    review = DraftReview(
        draft_id=draft.id,
        number=draft.submitted_number,
        outcome=outcome,
        reasons=[reason.value for reason in reasons],
        words=words,
        submitted_by=draft.submitted_by,
        reviewer_id=actor.account_id,
        decided_at=now,
    )
    session.add(review)
    _move(session, draft, _STATES[outcome])
    _note(session, actor, f"draft {outcome.value}", draft, now=now)
    return review


def _move(session: Session, draft: Draft, after: DraftState) -> None:
    if not may_move(draft.state, after):
        raise AlreadyDecided
    draft.state = after
    session.flush()


def _require_second_factor(actor: Actor) -> None:
    if not actor.has_second_factor:
        raise SecondFactorNeeded


def _require_ready(findings: Sequence[Finding]) -> None:
    if not is_publishable(findings):
        raise NotReady(findings)


def _open_wording(session: Session, campaign_id: UUID) -> PlainWording | None:
    wording = session.scalar(
        select(Wording)
        .join(Petition, Petition.id == Wording.petition_id)
        .where(Petition.campaign_id == campaign_id, Wording.opened_at.is_not(None))
        .order_by(Wording.number.desc())
        .limit(1)
    )
    return PlainWording(ask=wording.ask, demands=wording.demands) if wording else None


def _stored_findings(session: Session, campaign_id: UUID, document: DraftDocument) -> list[Finding]:
    findings = []
    taken = select(Campaign.id).where(Campaign.slug == document.campaign.slug, Campaign.id != campaign_id)
    if session.scalar(taken) is not None:
        findings.append(Finding(code=FindingCode.ADDRESS_TAKEN, place="campaign/slug"))
    if document.portrait and not _is_made(session, document.portrait.picture_id):
        findings.append(Finding(code=FindingCode.PICTURE_NOT_READY, place="portrait"))
    return findings


def _is_made(session: Session, picture_id: str) -> bool:
    state = session.scalar(select(Picture.state).where(Picture.id == UUID(picture_id)))
    return state is PictureState.READY


def _note(session: Session, actor: Actor, action: str, draft: Draft, *, now: datetime) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="campaign", subject_id=draft.id,
        details={"revision": draft.submitted_number}, now=now,
    )  # fmt: skip
