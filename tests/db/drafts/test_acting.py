"""Quiet at once, and what workers do with a campaign that is public: show, pause, close, declare, freeze."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.campaigns.kinds import OutcomeKind
from app.campaigns.models import Campaign, CampaignState, PublishedCampaign, QuietAddress
from app.campaigns.queries import list_published
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound
from app.drafts.acting import Declaration, ask_for, carry_out_next, freeze, hide, let_go
from app.drafts.errors import CampaignFrozen, NotAllowed, OutcomeIncomplete
from app.drafts.history import find_freeze, list_waiting_acts
from app.drafts.models import CampaignAct
from app.drafts.states import ActKind, ActState
from app.petitions.models import Petition
from tests.db.drafts.conftest import NOW, act_as
from tests.factories import OpenPetition, add_petition
from tests.factories.drafts import both

SAID = Declaration(kind=OutcomeKind.VICTORY, text=both("She is free."), day="2026-11", thanks=both("Thank you."))


@pytest.fixture
def console(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    """The console's session; nothing is seen before a scope is entered."""
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def shown(owner_session: Session) -> OpenPetition:
    """A public campaign that every connection sees."""
    made = add_petition(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def owner_there(shown: OpenPetition) -> Actor:
    return act_as(None, organisation_id=shown.campaign.organisation_id, role=OrganisationRole.OWNER)


@pytest.fixture
def inside(console: Session, shown: OpenPetition) -> Session:
    """The console in the scope of the campaign's organisation."""
    enter_scope(console, Scope(organisation_id=shown.campaign.organisation_id))
    return console


def carry_out(session: Session) -> None:
    while carry_out_next(session, now=NOW):
        session.commit()


def public(session: Session) -> list[Any]:
    session.rollback()
    session.expire_all()
    return list_published(session)


@pytest.mark.parametrize("says_quiet", [True, False])
def test_hiding_needs_no_worker(
    inside: Session, owner_session: Session, owner_there: Actor, shown: OpenPetition, says_quiet: bool
) -> None:
    hide(inside, owner_there, shown.campaign.id, says_quiet=says_quiet, now=NOW)
    inside.commit()
    assert public(owner_session) == []
    assert owner_session.get_one(Campaign, shown.campaign.id).state is CampaignState.HIDDEN
    quiet = owner_session.scalars(select(QuietAddress.slug)).all()
    assert quiet == ([shown.campaign.slug] if says_quiet else [])


@pytest.mark.parametrize("scope", [Scope(), Scope(organisation_id=uuid4())], ids=["nobody", "another"])
def test_nobody_hides_another_s_campaign(
    console: Session, owner_session: Session, owner_there: Actor, shown: OpenPetition, scope: Scope
) -> None:
    enter_scope(console, scope)
    with pytest.raises(NotFound):
        hide(console, owner_there, shown.campaign.id, says_quiet=False, now=NOW)
    console.rollback()
    assert len(public(owner_session)) == 1


def test_a_retired_campaign_no_longer_names_the_hidden_one(
    inside: Session, owner_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    retired = add_petition(owner_session)
    row = owner_session.get_one(PublishedCampaign, retired.campaign.id)
    row.document = {**row.document, "moved_to": shown.campaign.slug}
    owner_session.commit()
    hide(inside, owner_there, shown.campaign.id, says_quiet=False, now=NOW)
    inside.commit()
    [left] = public(owner_session)
    assert (left.id, left.moved_to) == (retired.campaign.id, None)


def test_showing_again_brings_everything_back(
    inside: Session, owner_session: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    [before] = public(owner_session)
    hide(inside, owner_there, shown.campaign.id, says_quiet=True, now=NOW)
    ask_for(inside, owner_there, shown.campaign.id, ActKind.SHOW, now=NOW)
    inside.commit()
    carry_out(worker_session)
    [after] = public(owner_session)
    assert (after.slug, after.petition) == (before.slug, before.petition)
    assert owner_session.scalars(select(QuietAddress.slug)).all() == []


def test_an_editor_hides_and_does_not_show(inside: Session, owner_there: Actor, shown: OpenPetition) -> None:
    editor = act_as(None, organisation_id=owner_there.organisation_id, role=OrganisationRole.EDITOR)
    hide(inside, editor, shown.campaign.id, says_quiet=False, now=NOW)
    with pytest.raises(NotAllowed):
        ask_for(inside, editor, shown.campaign.id, ActKind.SHOW, now=NOW)


@pytest.mark.parametrize(("kind", "is_paused"), [(ActKind.PAUSE, True), (ActKind.RESUME, False)])
def test_pausing_and_resuming(
    inside: Session, owner_session: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition,
    kind: ActKind, is_paused: bool,
) -> None:  # fmt: skip
    ask_for(inside, owner_there, shown.campaign.id, kind, now=NOW)
    inside.commit()
    assert [each.kind for each in list_waiting_acts(inside, shown.campaign.id)] == [kind]
    carry_out(worker_session)
    inside.rollback()
    assert list_waiting_acts(inside, shown.campaign.id) == []
    assert public(owner_session)[0].petition.is_paused is is_paused


def test_closing_closes_now(
    inside: Session, owner_session: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    ask_for(inside, owner_there, shown.campaign.id, ActKind.CLOSE, now=NOW)
    inside.commit()
    carry_out(worker_session)
    assert public(owner_session)[0].petition.closes_at == NOW


def test_what_has_not_opened_can_be_closed(
    inside: Session, owner_session: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    owner_session.get_one(Petition, shown.id).opens_at = NOW + timedelta(days=5)
    owner_session.commit()
    ask_for(inside, owner_there, shown.campaign.id, ActKind.CLOSE, now=NOW)
    inside.commit()
    carry_out(worker_session)
    assert public(owner_session)[0].petition.closes_at == NOW


def test_declaring_an_outcome_closes_and_thanks(
    inside: Session, owner_session: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    ask_for(inside, owner_there, shown.campaign.id, ActKind.DECLARE, declaration=SAID, now=NOW)
    inside.commit()
    carry_out(worker_session)
    [campaign] = public(owner_session)
    assert campaign.petition.closes_at == NOW
    assert (campaign.outcome.kind, campaign.outcome.text, campaign.outcome.thanks) == (
        "victory",
        both("She is free."),
        both("Thank you."),
    )


@pytest.mark.parametrize(
    "said",
    [
        None,
        Declaration(kind=OutcomeKind.VICTORY, text={"en": "Free"}, day="2026"),
        Declaration(kind=OutcomeKind.VICTORY, text=both("Free"), day="soon"),
        Declaration(kind=OutcomeKind.VICTORY, text=both("Free"), day="2026", thanks={"en": "Thanks"}),
    ],
)
def test_an_outcome_is_told_whole(
    inside: Session, owner_there: Actor, shown: OpenPetition, said: Declaration | None
) -> None:
    with pytest.raises(OutcomeIncomplete):
        ask_for(inside, owner_there, shown.campaign.id, ActKind.DECLARE, declaration=said, now=NOW)


@pytest.fixture
def as_staff(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    with Session(engines["console"], expire_on_commit=False) as session:
        enter_scope(session, Scope(is_staff=True))
        yield session


def test_what_staff_froze_only_staff_let_go(
    inside: Session, as_staff: Session, owner_session: Session, worker_session: Session, owner_there: Actor,
    shown: OpenPetition,
) -> None:  # fmt: skip
    staff = act_as(None, staff_role=StaffRole.REVIEWER)
    freeze(as_staff, staff, shown.campaign.id, words="We look into a complaint.", now=NOW)
    as_staff.commit()
    assert public(owner_session) == []
    frozen = find_freeze(inside, shown.campaign.id)
    assert frozen
    assert frozen.words == "We look into a complaint."
    with pytest.raises(CampaignFrozen):
        ask_for(inside, owner_there, shown.campaign.id, ActKind.SHOW, now=NOW)
    with pytest.raises(NotFound):
        let_go(inside, owner_there, shown.campaign.id, now=NOW)
    inside.rollback()
    let_go(as_staff, staff, shown.campaign.id, now=NOW)
    as_staff.commit()
    carry_out(worker_session)
    assert len(public(owner_session)) == 1


def test_what_was_asked_before_a_freeze_is_refused(
    inside: Session, as_staff: Session, worker_session: Session, owner_there: Actor, shown: OpenPetition
) -> None:
    ask_for(inside, owner_there, shown.campaign.id, ActKind.RESUME, now=NOW)
    inside.commit()
    freeze(as_staff, act_as(None, staff_role=StaffRole.LEAD), shown.campaign.id, words="", now=NOW)
    as_staff.commit()
    carry_out(worker_session)
    assert worker_session.scalars(select(CampaignAct.state)).all() == [ActState.REFUSED]


@pytest.mark.parametrize("campaign_id", [uuid4()])
def test_a_missing_campaign_is_not_found(inside: Session, owner_there: Actor, campaign_id: UUID) -> None:
    with pytest.raises(NotFound):
        ask_for(inside, owner_there, campaign_id, ActKind.PAUSE, now=NOW)
