"""Writing, approving and stopping an update: two people, half an hour, three a week, one place at a time."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.campaigns.models import CampaignState
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.updates.errors import (
    ApprovedByAuthor,
    CampaignNotPublic,
    ChangedMeanwhile,
    NotAllowedNow,
    NotWhole,
    TooManyThisWeek,
)
from app.updates.models import Update
from app.updates.rules import HOLD
from app.updates.services import (
    approve,
    ask_for_approval,
    cancel,
    change_update,
    delete_draft,
    get_update,
    hide,
    pause,
    resume,
    take_back,
)
from app.updates.states import UpdateState
from tests.factories import OpenPetition, add_organisation, add_update

HER, HIM, NOW = new_id(), new_id(), utc_now()


@pytest.fixture
def draft(session: Session, petition: OpenPetition) -> Update:
    return add_update(session, petition.campaign, by=HER)


@pytest.fixture
def ready(session: Session, draft: Update) -> Update:
    ask_for_approval(session, draft, by=HER, now=NOW)
    return draft


def change(session: Session, update: Update, *, revision: int, words: str = "new", by: UUID = HER) -> None:
    change_update(
        session, update, revision=revision, subject={"en": words}, body={"en": words}, is_mailed=True, by=by, now=NOW
    )


def test_updates_of_a_campaign_are_numbered(session: Session, petition: OpenPetition, draft: Update) -> None:
    assert (draft.number, add_update(session, petition.campaign).number) == (1, 2)


def test_the_later_of_two_editors_is_told_and_overwrites_nothing(session: Session, draft: Update) -> None:
    change(session, draft, revision=1, words="first")
    with pytest.raises(ChangedMeanwhile):
        change(session, draft, revision=1, words="second", by=HIM)
    assert (draft.subject, draft.revision, draft.author_id) == ({"en": "first"}, 2, HER)
    change(session, draft, revision=2, words="second", by=HIM)
    assert (draft.subject, draft.revision, draft.author_id) == ({"en": "second"}, 3, HIM)


def test_a_second_person_approves_and_half_an_hour_passes(session: Session, ready: Update) -> None:
    with pytest.raises(ApprovedByAuthor):
        approve(session, ready, by=HER, now=NOW)
    approve(session, ready, by=HIM, now=NOW)
    assert (ready.state, ready.approver_id, ready.held_until) == (UpdateState.APPROVED, HIM, NOW + HOLD)
    assert timedelta(minutes=30) == HOLD


def test_who_changed_the_words_last_is_who_cannot_approve(session: Session, draft: Update) -> None:
    change(session, draft, revision=1, by=HIM)
    ask_for_approval(session, draft, by=HER, now=NOW)
    with pytest.raises(ApprovedByAuthor):
        approve(session, draft, by=HIM, now=NOW)


def test_what_was_approved_can_be_taken_back_and_needs_approval_again(session: Session, ready: Update) -> None:
    approve(session, ready, by=HIM, now=NOW)
    take_back(session, ready, by=HER, now=NOW)
    assert (ready.state, ready.approver_id, ready.held_until) == (UpdateState.DRAFT, None, None)
    with pytest.raises(NotAllowedNow):
        approve(session, ready, by=HIM, now=NOW)


def test_an_update_without_a_whole_language_asks_nobody(session: Session, petition: OpenPetition) -> None:
    half = add_update(session, petition.campaign, subject={"en": "s", "fa": ""}, body={"en": "", "fa": "b"})
    with pytest.raises(NotWhole):
        ask_for_approval(session, half, by=HER, now=NOW)


def test_a_fourth_within_a_week_waits(session: Session, petition: OpenPetition, ready: Update) -> None:
    for _ in range(3):
        add_update(session, petition.campaign, is_approved=True)
    with pytest.raises(TooManyThisWeek):
        approve(session, ready, by=HIM, now=NOW)
    approve(session, ready, by=HIM, now=NOW + timedelta(days=8))


def test_one_that_is_mailed_to_nobody_is_not_counted(session: Session, petition: OpenPetition, ready: Update) -> None:
    for _ in range(3):
        add_update(session, petition.campaign, is_out=True)
    approve(session, ready, by=HIM, now=NOW)


def test_what_was_cancelled_before_it_began_is_not_counted(
    session: Session, petition: OpenPetition, ready: Update
) -> None:
    for _ in range(3):
        cancel(session, add_update(session, petition.campaign, is_approved=True), by=HIM, now=NOW)
    approve(session, ready, by=HIM, now=NOW)


def test_nothing_goes_out_for_a_campaign_that_nobody_sees(
    session: Session, petition: OpenPetition, ready: Update
) -> None:
    petition.campaign.state = CampaignState.HIDDEN
    session.flush()
    with pytest.raises(CampaignNotPublic):
        approve(session, ready, by=HIM, now=NOW)


def test_of_two_who_press_at_once_one_is_told_where_it_stands(session: Session, ready: Update) -> None:
    approve(session, ready, by=HIM, now=NOW)
    with pytest.raises(NotAllowedNow) as told:
        approve(session, ready, by=new_id(), now=NOW)
    assert told.value.state is UpdateState.APPROVED


@pytest.mark.parametrize("act", [pause, resume, cancel])
def test_a_draft_is_neither_paused_nor_resumed_nor_cancelled(session: Session, draft: Update, act: object) -> None:
    with pytest.raises(NotAllowedNow):
        act(session, draft, by=HER, now=NOW)  # type: ignore[operator]


def test_a_draft_is_thrown_away_and_nothing_else_is(session: Session, petition: OpenPetition, draft: Update) -> None:
    delete_draft(session, draft)
    assert session.scalars(select(Update)).all() == []
    approved = add_update(session, petition.campaign, is_approved=True)
    with pytest.raises(NotAllowedNow):
        delete_draft(session, approved)


def test_only_what_has_a_page_is_hidden(session: Session, petition: OpenPetition, draft: Update) -> None:
    out = add_update(session, petition.campaign, is_out=True)
    hide(session, out, by=HER, now=NOW)
    assert out.is_hidden
    with pytest.raises(NotAllowedNow):
        hide(session, draft, by=HER, now=NOW)


def test_another_organisations_update_is_as_if_it_were_not(
    session: Session, petition: OpenPetition, draft: Update
) -> None:
    own, others = petition.campaign.organisation_id, add_organisation(session).id
    assert get_update(session, draft.id, organisation_id=own) is draft
    with pytest.raises(NotFound):
        get_update(session, draft.id, organisation_id=others)


def test_every_step_is_written_down_with_who_took_it(session: Session, ready: Update) -> None:
    approve(session, ready, by=HIM, now=NOW)
    cancel(session, ready, by=HER, now=NOW)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(each.action, each.actor) for each in entries] == [
        ("update.ready", str(HER)), ("update.approved", str(HIM)), ("update.cancelled", str(HER)),
    ]  # fmt: skip
    assert {each.subject_id for each in entries} == {ready.id}
