"""Writing an update, having it approved, and stopping it. ``by`` is the account that does it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.campaigns.models import Campaign, CampaignState
from app.core.errors import NotFound
from app.updates.errors import (
    ApprovedByAuthor,
    CampaignNotPublic,
    ChangedMeanwhile,
    NotAllowedNow,
    NotWhole,
    TooManyThisWeek,
)
from app.updates.models import Update
from app.updates.queries import count_done
from app.updates.rules import HOLD, list_whole, may_begin
from app.updates.states import MOVES, UpdateState

S = UpdateState


def write_update(
    session: Session, campaign: Campaign, *, subject: Mapping[str, str], body: Mapping[str, str],
    is_mailed: bool = True, by: UUID, now: datetime,
) -> Update:  # fmt: skip
    """Begin an update of a campaign: a draft, which only its organisation sees."""
    _lock(session, campaign.id)
    last = session.scalar(select(func.max(Update.number)).where(Update.campaign_id == campaign.id))
    made = Update(
        organisation_id=campaign.organisation_id,
        campaign_id=campaign.id,
        number=(last or 0) + 1,
        subject=dict(subject),
        body=dict(body),
        is_mailed=is_mailed,
        author_id=by,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def change_update(
    session: Session, given: Update, *, revision: int, subject: Mapping[str, str], body: Mapping[str, str],
    is_mailed: bool, by: UUID, now: datetime,
) -> None:  # fmt: skip
    """Save a draft. Raises ChangedMeanwhile where ``revision`` is no longer the newest, NotAllowedNow for no draft."""
    saved = session.scalar(
        update(Update)
        .where(Update.id == given.id, Update.state == S.DRAFT, Update.revision == revision)
        .values(
            subject=dict(subject), body=dict(body), is_mailed=is_mailed, revision=revision + 1, author_id=by,
            approver_id=None, approved_at=None, held_until=None, changed_at=now,
        )
        .returning(Update.id)
    )  # fmt: skip
    session.refresh(given)
    if saved is None:
        raise ChangedMeanwhile("another version was saved") if given.state is S.DRAFT else NotAllowedNow(given.state)


def delete_draft(session: Session, given: Update) -> None:
    """Throw a draft away. Raises NotAllowedNow for anything that may have been read."""
    if given.state is not S.DRAFT:
        raise NotAllowedNow(given.state)
    session.delete(given)
    session.flush()


def ask_for_approval(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Give a draft to a second person. Raises NotWhole where no language is written to the end."""
    if not list_whole(given.subject, given.body):
        raise NotWhole("no language is whole")
    _move(session, given, S.READY, out_of={S.DRAFT}, by=by, now=now)


def take_back(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Make a draft again of what waits for approval or is held."""
    nobody: dict[str, Any] = {"approver_id": None, "approved_at": None, "held_until": None, "audience": None}
    _move(session, given, S.DRAFT, out_of={S.READY, S.APPROVED}, by=by, now=now, **nobody)


def approve(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Let an update go out, or be published, once the hold is over.

    Raises ApprovedByAuthor, CampaignNotPublic, TooManyThisWeek or NotAllowedNow.
    """
    if given.author_id == by:
        raise ApprovedByAuthor("its author")
    _lock(session, given.campaign_id)
    if session.scalar(select(Campaign.state).where(Campaign.id == given.campaign_id)) is not CampaignState.PUBLISHED:
        raise CampaignNotPublic("nobody can see the campaign")
    held_until = now + HOLD
    if given.is_mailed and not may_begin(_list_begun(session, given.campaign_id), at=held_until):
        raise TooManyThisWeek("three in a week")
    _move(
        session, given, S.APPROVED, out_of={S.READY}, by=by, now=now,
        approver_id=by, approved_at=now, held_until=held_until,
    )  # fmt: skip


def pause(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Let no more mails out for now; those on their way arrive."""
    _move(session, given, S.PAUSED, out_of={S.SENDING}, by=by, now=now)


def resume(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Go on where it stopped."""
    done = count_done(session, given.id).done
    _move(session, given, S.SENDING, out_of={S.PAUSED}, by=by, now=now, resumed_at=now, done_before=done)


def cancel(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """End it for good. What was mailed was mailed; its page stays until it is hidden."""
    _move(session, given, S.CANCELLED, out_of={S.APPROVED, S.SENDING, S.PAUSED}, by=by, now=now, ended_at=now)


def hide(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Take the page of an update away. Raises NotAllowedNow where it never had one."""
    _set_hidden(session, given, True, by=by, now=now)


def show(session: Session, given: Update, *, by: UUID, now: datetime) -> None:
    """Show the page of an update again. Raises NotAllowedNow where it never had one."""
    _set_hidden(session, given, False, by=by, now=now)


def _set_hidden(session: Session, given: Update, is_hidden: bool, *, by: UUID, now: datetime) -> None:
    if given.started_at is None:
        raise NotAllowedNow(given.state)
    given.is_hidden = is_hidden
    session.flush()
    _record(session, given, "hide" if is_hidden else "show", by=by, now=now)


def get_update(session: Session, update_id: UUID, *, organisation_id: UUID, campaign_id: UUID | None = None) -> Update:
    """Return an organisation's update (of a campaign, if named), or raise NotFound: another's is as if it were not."""
    query = select(Update).where(Update.id == update_id, Update.organisation_id == organisation_id)
    if campaign_id is not None:
        query = query.where(Update.campaign_id == campaign_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such update")
    return found


def get_campaign(session: Session, campaign_id: UUID, *, organisation_id: UUID) -> Campaign:
    """Return an organisation's campaign, or raise NotFound: another's is as if it were not."""
    query = select(Campaign).where(Campaign.id == campaign_id, Campaign.organisation_id == organisation_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such campaign")
    return found


def _move(
    session: Session, given: Update, to: UpdateState, *, out_of: Collection[UpdateState], by: UUID, now: datetime,
    **values: Any,
) -> None:  # fmt: skip
    """Move in one statement, so that of two who press at once one is told where it stands."""
    assert all((state, to) in MOVES for state in out_of)  # noqa: S101 - a slip of ours, not of a user
    moved = session.scalar(
        update(Update)
        .where(Update.id == given.id, Update.state.in_(list(out_of)))
        .values(state=to, **values)
        .returning(Update.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(given)
    if moved is None:
        raise NotAllowedNow(given.state)
    _record(session, given, to.value, by=by, now=now)


def _record(session: Session, given: Update, act: str, *, by: UUID, now: datetime) -> None:
    record(session, actor=str(by), action=f"update.{act}", subject_kind="update", subject_id=given.id, now=now)


def _list_begun(session: Session, campaign_id: UUID) -> list[datetime]:
    """When mailed updates of a campaign began, or will."""
    at = func.coalesce(Update.started_at, Update.held_until)
    is_counted = (Update.started_at.is_not(None)) | (Update.state == S.APPROVED)
    return list(session.scalars(select(at).where(Update.campaign_id == campaign_id, Update.is_mailed, is_counted)))


def _lock(session: Session, campaign_id: UUID) -> None:
    """One after another for a campaign, until the transaction ends. The console may not lock rows it cannot change."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"update|{campaign_id}", 0))))
