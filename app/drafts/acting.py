"""What organisers and staff do with a campaign that was published: hide, show, pause, close, declare, freeze.

Hiding works at once, by a function of the database that needs no worker. Everything else is a row that a worker
carries out within seconds.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.audit.chain import record
from app.campaigns.kinds import OutcomeKind
from app.campaigns.models import Campaign, CampaignState, Outcome
from app.core import edtf
from app.core.edtf import EdtfError
from app.core.errors import NotFound
from app.drafts.errors import CampaignFrozen, NotAllowed, OutcomeIncomplete
from app.drafts.history import find_freeze, find_organisation_freeze
from app.drafts.models import CampaignAct, CampaignFreeze
from app.drafts.publishing import WORKER
from app.drafts.states import ActKind, ActState
from app.petitions.models import Petition
from app.petitions.publishing import publish_campaign
from app.switches.queries import find_standstill

Texts = dict[str, str]
_MOMENT: Final = timedelta(seconds=1)


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """How a campaign ended: what came of it in words, the day as EDTF, and thanks to those who signed."""

    kind: OutcomeKind
    text: Texts
    day: str
    thanks: Texts = {}


def hide(session: Session, actor: Actor, campaign_id: UUID, *, says_quiet: bool, now: datetime) -> None:
    """Take a campaign away from the public at once, also while no worker runs; nothing of it is lost.

    With ``says_quiet`` its address says that quiet was asked for; else it is as if it had never been. Raises NotFound.
    """
    if not session.scalar(select(func.vigil.hide_campaign(campaign_id, says_quiet))):
        raise NotFound("no such campaign")
    session.expire_all()
    _note(session, actor, "campaign hidden", campaign_id, now=now)


def ask_for(
    session: Session, actor: Actor, campaign_id: UUID, kind: ActKind, *, now: datetime,
    declaration: Declaration | None = None,
) -> CampaignAct:  # fmt: skip
    """Write down what a worker shall do with a campaign. Showing it again is for owners and staff.

    Raises NotFound, CampaignFrozen, NotAllowed, and OutcomeIncomplete where a declaration lacks a language.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound("no such campaign")
    if find_freeze(session, campaign_id) is not None:
        raise CampaignFrozen
    if kind is ActKind.SHOW and not (actor.is_staff or actor.role is OrganisationRole.OWNER):
        raise NotAllowed
    if kind is ActKind.DECLARE:
        _require_whole(declaration, campaign)
    act = CampaignAct(
        organisation_id=campaign.organisation_id,
        campaign_id=campaign_id,
        kind=kind,
        details=msgspec.to_builtins(declaration) if declaration else {},
        asked_by=actor.account_id,
        asked_at=now,
    )
    session.add(act)
    session.flush()
    _note(session, actor, f"campaign {kind.value} asked", campaign_id, now=now)
    return act


def freeze(session: Session, actor: Actor, campaign_id: UUID, *, words: str, now: datetime) -> None:
    """Take a campaign away for as long as staff want; its organisation reads why. Raises NotFound for others."""
    campaign = session.get(Campaign, campaign_id) if actor.is_staff else None
    if campaign is None:
        raise NotFound("no such campaign")
    if session.get(CampaignFreeze, campaign_id) is None:
        session.add(
            CampaignFreeze(
                campaign_id=campaign_id,
                organisation_id=campaign.organisation_id,
                words=words,
                frozen_by=actor.account_id,
                frozen_at=now,
            )
        )
        session.flush()
    hide(session, actor, campaign_id, says_quiet=False, now=now)
    _note(session, actor, "campaign frozen", campaign_id, now=now)


def let_go(session: Session, actor: Actor, campaign_id: UUID, *, now: datetime) -> None:
    """End a freeze and show the campaign again; with its organisation, where that is frozen as well.

    Raises NotFound where there is none, or for who is not staff.
    """
    frozen = session.get(CampaignFreeze, campaign_id) if actor.is_staff else None
    if frozen is None:
        raise NotFound("no such freeze")
    session.delete(frozen)
    session.flush()
    _note(session, actor, "campaign let go", campaign_id, now=now)
    over_all = find_organisation_freeze(session, frozen.organisation_id)
    if over_all is None:
        ask_for(session, actor, campaign_id, ActKind.SHOW, now=now)
    else:
        over_all.campaign_ids = [*(each for each in over_all.campaign_ids if each != campaign_id), campaign_id]
        session.flush()


def carry_out_next(session: Session, *, now: datetime) -> UUID | None:
    """Carry out what was asked first and still waits; return its id, or None. Frozen campaigns stay as they are."""
    query = select(CampaignAct).where(CampaignAct.state == ActState.WAITING)
    query = query.order_by(CampaignAct.asked_at, CampaignAct.id).limit(1)
    act = session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if act is None:
        return None
    petition = session.scalar(select(Petition).where(Petition.campaign_id == act.campaign_id))
    if petition is None or find_freeze(session, act.campaign_id) is not None:
        act.state = ActState.REFUSED
    else:
        _carry_out(session, act, petition, now=now)
        act.state = ActState.DONE
    session.flush()
    record(
        session, actor=WORKER, action=f"campaign {act.kind.value} {act.state.value}", subject_kind="campaign",
        subject_id=act.campaign_id, now=now,
    )  # fmt: skip
    return act.id


def _carry_out(session: Session, act: CampaignAct, petition: Petition, *, now: datetime) -> None:
    campaign = session.get_one(Campaign, act.campaign_id, populate_existing=True)
    if act.kind in (ActKind.PAUSE, ActKind.RESUME):
        petition.is_paused = act.kind is ActKind.PAUSE
    if act.kind in (ActKind.CLOSE, ActKind.DECLARE):
        _close(petition, at=find_standstill(session) or now)
    if act.kind is ActKind.DECLARE:
        _declare(session, campaign, act.details)
    session.flush()
    if act.kind is ActKind.SHOW or campaign.state is CampaignState.PUBLISHED:
        publish_campaign(session, petition.id, now=now)


def _close(petition: Petition, *, at: datetime) -> None:
    """Close what is not closed; what has not opened yet closes as soon as it would have opened.

    While nobody can sign it closes as of the last moment when somebody could: it gets nothing back that would open it.
    """
    if petition.closes_at is None or petition.closes_at > at:
        petition.opens_at = min(petition.opens_at, at - _MOMENT)
        petition.closes_at = at


def _declare(session: Session, campaign: Campaign, details: dict[str, Any]) -> None:
    said = msgspec.convert(details, Declaration)
    outcome = session.get(Outcome, campaign.id) or Outcome(campaign_id=campaign.id)
    outcome.kind, outcome.text, outcome.day, outcome.thanks = said.kind, said.text, said.day, said.thanks
    session.add(outcome)
    session.flush()


def _require_whole(declaration: Declaration | None, campaign: Campaign) -> None:
    """The words must be there in every language of the campaign, and the day must be a date."""
    if declaration is None:
        raise OutcomeIncomplete(list(campaign.title))
    missing = [language for language in campaign.title if not declaration.text.get(language, "").strip()]
    if any(words.strip() for words in declaration.thanks.values()):
        missing += [language for language in campaign.title if not declaration.thanks.get(language, "").strip()]
    try:
        edtf.parse(declaration.day)
    except EdtfError:
        missing.append("day")
    if missing:
        raise OutcomeIncomplete(missing)


def _note(session: Session, actor: Actor, action: str, campaign_id: UUID, *, now: datetime) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="campaign", subject_id=campaign_id, now=now
    )
