"""Handing a draft to staff and their decision: who may, when, and that nobody decides on his own work."""

from itertools import product
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.errors import NotFound
from app.drafts.errors import (
    AlreadyDecided,
    DraftChanged,
    NotReady,
    OwnWork,
    ReasonMissing,
    SecondFactorNeeded,
)
from app.drafts.findings import FindingCode
from app.drafts.history import age_of, list_reviews, list_submitted
from app.drafts.models import Draft, DraftReview
from app.drafts.reviewing import approve, check, reject, send_back, submit, withdraw
from app.drafts.saving import get_draft, save_section, start_draft
from app.drafts.states import DraftState, ReviewReason, may_move
from app.pictures.models import Picture, PictureState
from tests.db.drafts.conftest import NOW, act_as
from tests.factories import add_campaign

DISABLE = text("ALTER TABLE vigil.draft DISABLE TRIGGER refuse_unknown_move_of_draft")
ENABLE = text("ALTER TABLE vigil.draft ENABLE TRIGGER refuse_unknown_move_of_draft")
REASONS = [ReviewReason.SOURCE_WEAK, ReviewReason.HARM_POSSIBLE]


@pytest.fixture
def submitted(session: Session, editor: Actor, draft: Draft) -> Draft:
    return submit(session, editor, draft.id, number=1, now=NOW)


def test_submitting_freezes_the_newest_revision(session: Session, submitted: Draft, editor: Actor) -> None:
    assert (submitted.state, submitted.submitted_number) == (DraftState.SUBMITTED, 1)
    assert (submitted.submitted_by, age_of(submitted, now=NOW)) == (editor.account_id, 0)
    assert [each.id for each in list_submitted(session)] == [submitted.id]


def test_submitting_needs_a_second_factor(session: Session, draft: Draft, organisation: object) -> None:
    with pytest.raises(SecondFactorNeeded):
        submit(session, act_as(None, has_second_factor=False), draft.id, number=1, now=NOW)


def test_what_the_checks_block_is_not_submitted(session: Session, editor: Actor) -> None:
    blank = start_draft(session, editor, now=NOW)
    with pytest.raises(NotReady) as raised:
        submit(session, editor, blank.id, number=1, now=NOW)
    assert FindingCode.CONSENT_UNRECORDED in {each.code for each in raised.value.findings}


def test_only_what_was_read_is_submitted(session: Session, editor: Actor, colleague: Actor, draft: Draft) -> None:
    save_section(
        session, colleague, draft.id, based_on=1, now=NOW,
        change=lambda document: replace(document, relatives=[]),
    )  # fmt: skip
    with pytest.raises(DraftChanged) as changed:
        submit(session, editor, draft.id, number=1, now=NOW)
    assert changed.value.number == 2


def test_a_picture_that_is_not_made_yet_keeps_it_back(session: Session, draft: Draft, picture: Picture) -> None:
    document = get_draft(session, draft.id).document
    assert check(session, draft.id, document, now=NOW) == []
    session.execute(update(Picture).values(state=PictureState.WAITING, original=b"x"))
    session.expire_all()
    assert {each.code for each in check(session, draft.id, document, now=NOW)} == {FindingCode.PICTURE_NOT_READY}


def test_an_address_that_is_taken_keeps_it_back(session: Session, draft: Draft) -> None:
    other = add_campaign(session)
    document = get_draft(session, draft.id).document
    taken = replace(document, campaign=replace(document.campaign, slug=other.slug))
    assert {each.code for each in check(session, draft.id, taken, now=NOW)} == {FindingCode.ADDRESS_TAKEN}


def test_withdrawing_gives_it_back_to_edit(session: Session, editor: Actor, submitted: Draft) -> None:
    assert withdraw(session, editor, submitted.id, now=NOW).state is DraftState.EDITING
    with pytest.raises(AlreadyDecided):
        withdraw(session, editor, submitted.id, now=NOW)


def test_staff_approve_what_they_read(session: Session, staff: Actor, submitted: Draft) -> None:
    review = approve(session, staff, submitted.id, number=1, now=NOW)
    assert (submitted.state, review.reviewer_id, review.number) == (DraftState.APPROVED, staff.account_id, 1)
    with pytest.raises(AlreadyDecided):
        approve(session, staff, submitted.id, number=1, now=NOW)


def test_staff_send_back_with_reasons(session: Session, staff: Actor, editor: Actor, submitted: Draft) -> None:
    send_back(session, staff, submitted.id, number=1, reasons=REASONS, words="Who says so?", now=NOW)
    [review] = list_reviews(session, submitted.id)
    assert (submitted.state, review.reasons, review.words) == (
        DraftState.SENT_BACK,
        ["source_weak", "harm_possible"],
        "Who says so?",
    )
    assert submit(session, editor, submitted.id, number=1, now=NOW).state is DraftState.SUBMITTED


def test_what_is_rejected_stays_so(session: Session, staff: Actor, editor: Actor, submitted: Draft) -> None:
    reject(session, staff, submitted.id, number=1, reasons=[ReviewReason.OUT_OF_SCOPE], words="", now=NOW)
    assert submitted.state is DraftState.REJECTED
    with pytest.raises(AlreadyDecided):
        submit(session, editor, submitted.id, number=1, now=NOW)


def test_sending_back_without_a_reason_is_refused(session: Session, staff: Actor, submitted: Draft) -> None:
    with pytest.raises(ReasonMissing):
        send_back(session, staff, submitted.id, number=1, reasons=[], words="no", now=NOW)


def test_organisers_decide_nothing(session: Session, editor: Actor, submitted: Draft) -> None:
    with pytest.raises(NotFound):
        approve(session, editor, submitted.id, number=1, now=NOW)


def test_staff_without_a_second_factor_decide_nothing(session: Session, submitted: Draft) -> None:
    hurried = act_as(None, staff_role=StaffRole.LEAD, has_second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        approve(session, hurried, submitted.id, number=1, now=NOW)


@pytest.mark.parametrize("what", ["submitted", "wrote"])
def test_nobody_approves_his_own_work(
    session: Session, editor: Actor, colleague: Actor, draft: Draft, what: str
) -> None:
    submit(session, colleague, draft.id, number=1, now=NOW)
    own = editor if what == "wrote" else colleague
    with pytest.raises(OwnWork):
        approve(
            session, act_as(None, account_id=own.account_id, staff_role=StaffRole.LEAD), draft.id, number=1, now=NOW
        )


def test_the_database_refuses_a_review_of_one_s_own(session: Session, submitted: Draft) -> None:
    session.add(
        DraftReview(
            draft_id=submitted.id, number=1, outcome="approved", reasons=[], words="",
            submitted_by=submitted.submitted_by, reviewer_id=submitted.submitted_by, decided_at=NOW,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="reviewed_by_another"):
        session.flush()


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(DraftState, DraftState) if pair[0] != pair[1]])
def test_the_database_knows_the_same_moves(
    session: Session, draft: Draft, before: DraftState, after: DraftState
) -> None:
    """A draft is put into a state past the trigger, then moved with it."""
    values = {"submitted_number": 1, "submitted_by": uuid4(), "published_number": 1}
    session.execute(update(Draft).values(**values))
    session.execute(DISABLE)
    session.execute(update(Draft).values(state=before))
    session.execute(ENABLE)
    if may_move(before, after):
        session.execute(update(Draft).values(state=after))
        assert session.scalar(select(Draft.state)) is after
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(update(Draft).values(state=after))
