"""A whole organisation frozen: gone at once, for as long as staff want, also what would become public meanwhile."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Organisation
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign, CampaignState, QuietAddress
from app.campaigns.queries import list_published
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound
from app.drafts.acting import ask_for, carry_out_next, freeze, let_go
from app.drafts.errors import AlreadyFrozen, CampaignFrozen
from app.drafts.freezing import (
    freeze_organisation,
    hide_next_frozen,
    list_standings,
    release_organisation,
)
from app.drafts.history import find_freeze, find_organisation_freeze
from app.drafts.kinds import FreezeReason
from app.drafts.models import Draft, OrganisationFreeze
from app.drafts.publishing import publish_next
from app.drafts.reviewing import approve, submit
from app.drafts.saving import get_draft, save_section
from app.drafts.states import ActKind, DraftState
from app.petitions.models import Petition
from app.petitions.publishing import hide_campaign, publish_campaign
from tests.db.drafts.conftest import NOW, act_as
from tests.factories import add_organisation, add_petition

REASON = FreezeReason.TAKEN_OVER
STAFF = act_as(None, staff_role=StaffRole.LEAD)


@pytest.fixture
def as_staff(session: Session) -> Session:
    """The database itself asks who hides a campaign."""
    enter_scope(session, Scope(is_staff=True))
    return session


def add_public(session: Session, organisation: Organisation) -> Campaign:
    petition = add_petition(session, organisation=organisation)
    publish_campaign(session, petition.id, now=NOW)
    return petition.campaign


def take_away(session: Session, organisation: Organisation) -> int:
    return freeze_organisation(session, STAFF, organisation.id, reason=REASON, words="We look into it.", now=NOW)


def work(session: Session) -> None:
    """What a worker does every second."""
    while hide_next_frozen(session, now=NOW) or publish_next(session, now=NOW) or carry_out_next(session, now=NOW):
        session.expire_all()


def public_slugs(session: Session) -> set[str]:
    session.expire_all()
    return {each.slug for each in list_published(session)}


def test_everything_of_it_is_gone_at_once_and_nothing_of_others(as_staff: Session, organisation: Organisation) -> None:
    ours = [add_public(as_staff, organisation) for _ in range(2)]
    other = add_public(as_staff, add_organisation(as_staff))
    assert take_away(as_staff, organisation) == 2
    assert public_slugs(as_staff) == {other.slug}
    assert {each.state for each in ours} == {CampaignState.HIDDEN}
    assert other.state is CampaignState.PUBLISHED


def test_let_go_shows_what_was_public_and_nothing_that_was_hidden(
    as_staff: Session, organisation: Organisation
) -> None:
    shown, quiet = add_public(as_staff, organisation), add_public(as_staff, organisation)
    hide_campaign(as_staff, quiet, says_quiet=True)
    take_away(as_staff, organisation)
    assert release_organisation(as_staff, STAFF, organisation.id, now=NOW) == 1
    work(as_staff)
    assert public_slugs(as_staff) == {shown.slug}
    assert as_staff.scalars(select(QuietAddress.slug)).all() == [quiet.slug]
    assert find_organisation_freeze(as_staff, organisation.id) is None


def test_what_becomes_public_meanwhile_is_hidden_and_shown_later(as_staff: Session, organisation: Organisation) -> None:
    campaign = add_public(as_staff, organisation)
    hide_campaign(as_staff, campaign)
    take_away(as_staff, organisation)
    petition = as_staff.scalars(select(Petition).where(Petition.campaign_id == campaign.id)).one()
    publish_campaign(as_staff, petition.id, now=NOW)
    work(as_staff)
    assert public_slugs(as_staff) == set()
    release_organisation(as_staff, STAFF, organisation.id, now=NOW)
    work(as_staff)
    assert public_slugs(as_staff) == {campaign.slug}


def test_members_ask_for_nothing_and_submit_nothing(
    as_staff: Session, organisation: Organisation, draft: Draft, editor: Actor, owner: Actor
) -> None:
    campaign = add_public(as_staff, organisation)
    take_away(as_staff, organisation)
    with pytest.raises(CampaignFrozen):
        ask_for(as_staff, owner, campaign.id, ActKind.SHOW, now=NOW)
    with pytest.raises(CampaignFrozen):
        submit(as_staff, editor, draft.id, number=1, now=NOW)
    saved = save_section(as_staff, editor, draft.id, based_on=1, change=lambda given: given, now=NOW)
    assert saved.document == get_draft(as_staff, draft.id).document


def test_nothing_is_approved_and_what_was_waits(
    as_staff: Session, organisation: Organisation, draft: Draft, editor: Actor, staff: Actor
) -> None:
    submit(as_staff, editor, draft.id, number=1, now=NOW)
    take_away(as_staff, organisation)
    with pytest.raises(CampaignFrozen):
        approve(as_staff, staff, draft.id, number=1, now=NOW)
    release_organisation(as_staff, STAFF, organisation.id, now=NOW)
    approve(as_staff, staff, draft.id, number=1, now=NOW)
    take_away(as_staff, organisation)
    work(as_staff)
    assert (draft.state, public_slugs(as_staff)) == (DraftState.APPROVED, set())
    release_organisation(as_staff, STAFF, organisation.id, now=NOW)
    work(as_staff)
    assert public_slugs(as_staff) == {"free-laleh"}


def test_a_campaign_frozen_by_itself_stays_so(as_staff: Session, organisation: Organisation) -> None:
    campaign = add_public(as_staff, organisation)
    take_away(as_staff, organisation)
    freeze(as_staff, STAFF, campaign.id, words="It alone.", now=NOW)
    assert release_organisation(as_staff, STAFF, organisation.id, now=NOW) == 0
    work(as_staff)
    assert public_slugs(as_staff) == set()
    assert find_freeze(as_staff, campaign.id) is not None


def test_a_campaign_let_go_comes_back_with_its_organisation(as_staff: Session, organisation: Organisation) -> None:
    campaign = add_public(as_staff, organisation)
    freeze(as_staff, STAFF, campaign.id, words="It alone.", now=NOW)
    take_away(as_staff, organisation)
    let_go(as_staff, STAFF, campaign.id, now=NOW)
    work(as_staff)
    assert public_slugs(as_staff) == set()
    assert release_organisation(as_staff, STAFF, organisation.id, now=NOW) == 1
    work(as_staff)
    assert public_slugs(as_staff) == {campaign.slug}


def test_it_is_frozen_once_and_by_staff_alone(as_staff: Session, organisation: Organisation, owner: Actor) -> None:
    with pytest.raises(NotFound):
        freeze_organisation(as_staff, owner, organisation.id, reason=REASON, words="", now=NOW)
    take_away(as_staff, organisation)
    with pytest.raises(AlreadyFrozen):
        take_away(as_staff, organisation)
    with pytest.raises(NotFound):
        release_organisation(as_staff, owner, organisation.id, now=NOW)


def test_both_stand_in_the_audit_with_reason_and_numbers(as_staff: Session, organisation: Organisation) -> None:
    add_public(as_staff, organisation)
    take_away(as_staff, organisation)
    release_organisation(as_staff, STAFF, organisation.id, now=NOW)
    entries = as_staff.scalars(
        select(AuditEntry).where(AuditEntry.subject_kind == "organisation").order_by(AuditEntry.number)
    )
    assert [(each.action, each.actor, each.details) for each in entries] == [
        ("organisation frozen", str(STAFF.account_id), {"reason": "taken_over", "hidden": 1}),
        ("organisation let go", str(STAFF.account_id), {"shown": 1}),
    ]


def test_staff_see_the_frozen_first(as_staff: Session, organisation: Organisation) -> None:
    free = add_organisation(as_staff)
    add_public(as_staff, free)
    take_away(as_staff, organisation)
    standings = list_standings(as_staff)
    assert [(each.organisation, each.public) for each in standings if each.organisation in (free, organisation)] == [
        (organisation, 0),
        (free, 1),
    ]
    assert standings[0].freeze is not None


@pytest.fixture
def console(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


def test_members_read_their_freeze_and_cannot_lift_it(console: Session, owner_session: Session) -> None:
    ours, theirs = add_organisation(owner_session), add_organisation(owner_session)
    for each in (ours, theirs):
        owner_session.add(
            OrganisationFreeze(
                organisation_id=each.id, reason=REASON, words="Why", campaign_ids=[], frozen_by=each.id, frozen_at=NOW
            )
        )
    owner_session.commit()
    enter_scope(console, Scope(organisation_id=ours.id))
    assert console.scalars(select(OrganisationFreeze.organisation_id)).all() == [ours.id]
    console.execute(OrganisationFreeze.__table__.delete())
    console.rollback()
    enter_scope(console, Scope(is_staff=True))
    assert console.scalar(select(func.count()).select_from(OrganisationFreeze)) == 2


def test_the_console_freezes_with_its_own_rights(console: Session, owner_session: Session) -> None:
    petition = add_petition(owner_session)
    publish_campaign(owner_session, petition.id, now=NOW)
    owner_session.commit()
    enter_scope(console, Scope(is_staff=True))
    organisation_id = petition.campaign.organisation_id
    assert freeze_organisation(console, STAFF, organisation_id, reason=REASON, words="", now=NOW) == 1
    console.commit()
    assert public_slugs(owner_session) == set()
    enter_scope(console, Scope(is_staff=True))
    assert release_organisation(console, STAFF, organisation_id, now=NOW) == 1
    console.commit()
    enter_scope(console, Scope(organisation_id=organisation_id))
    owner_there = act_as(None, organisation_id=organisation_id, role=OrganisationRole.OWNER)
    assert (
        ask_for(console, owner_there, petition.campaign.id, ActKind.PAUSE, now=NOW).organisation_id == organisation_id
    )
