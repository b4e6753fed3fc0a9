"""Partners' numbers: approved by another person, replaced and never rewritten, shown under their names."""

from itertools import permutations

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.paper.apart import PartnerFigure, list_apart
from app.paper.errors import StatementComplaint, StatementRefused
from app.paper.partners import STATED_MOVES, PartnerTally, PublishedPartnerTally, StatedState
from app.paper.stating import (
    Statement,
    approve_tally,
    get_tally,
    list_approved,
    list_tallies,
    publish_partners,
    refuse_tally,
    state_tally,
    withdraw_tally,
)  # fmt: skip
from tests.factories import OpenPetition, add_petition

GIVEN = {"partner": "Lantern Friends", "figure": 5000, "as_of": "2026-05", "evidence": "https://lantern.example/count"}


def state(session: Session, petition: OpenPetition, *, actor: str = "anna", **given: object) -> PartnerTally:
    own = petition.campaign.organisation_id
    statement = Statement(**(GIVEN | given))
    return state_tally(session, petition.campaign.id, statement, organisation_id=own, actor=actor, now=utc_now())


def approve(session: Session, tally: PartnerTally, actor: str = "bo") -> None:
    approve_tally(session, tally, actor=actor, now=utc_now())
    session.expire_all()


def shown(session: Session, petition: OpenPetition) -> list[PartnerFigure]:
    publish_partners(session)
    apart = list_apart(session).get(petition.id)
    return apart.partners if apart else []


def test_a_number_is_shown_once_another_person_approved_it(session, petition):
    tally = state(session, petition)
    assert shown(session, petition) == []
    with pytest.raises(StatementRefused) as refused:
        approve(session, tally, actor="anna")
    assert refused.value.complaint is StatementComplaint.SAME_PERSON
    approve(session, tally)
    assert shown(session, petition) == [PartnerFigure(**GIVEN)]
    assert publish_partners(session) == 0


def test_a_newer_number_takes_the_place_of_the_older_which_stays_as_history(session, petition):
    first = state(session, petition)
    approve(session, first)
    second = state(session, petition, figure=6000, as_of="2026-06", replaces=first.id)
    assert [each.figure for each in shown(session, petition)] == [5000]
    approve(session, second)
    assert [each.figure for each in shown(session, petition)] == [6000]
    assert [(each.figure, each.state) for each in list_tallies(session, petition.id)] == [
        (6000, StatedState.APPROVED), (5000, StatedState.SUPERSEDED),
    ]  # fmt: skip


def test_partners_stand_beside_each_other_the_largest_first(session, petition):
    for partner, figure in (("Small Circle", 10), ("Large Circle", 900)):
        approve(session, state(session, petition, partner=partner, figure=figure))
    approve(session, state(session, add_petition(session), partner="Elsewhere"))
    assert [each.partner for each in shown(session, petition)] == ["Large Circle", "Small Circle"]
    assert [each.partner for each in list_approved(session, petition.id)] == ["Large Circle", "Small Circle"]


def test_a_refused_or_withdrawn_number_is_not_shown(session, petition):
    refused, withdrawn = state(session, petition), state(session, petition)
    refuse_tally(session, refused, actor="bo", now=utc_now())
    approve(session, withdrawn)
    assert len(shown(session, petition)) == 1
    withdraw_tally(session, withdrawn, actor="anna", now=utc_now())
    assert shown(session, petition) == []
    with pytest.raises(StatementRefused) as again:
        approve_tally(session, refused, actor="bo", now=utc_now())
    assert again.value.complaint is StatementComplaint.NOT_IN_THIS_STATE


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"partner": ""}, StatementComplaint.PARTNER),
        ({"partner": "123"}, StatementComplaint.PARTNER),
        ({"partner": "x" * 121}, StatementComplaint.PARTNER),
        ({"partner": "a\0b"}, StatementComplaint.PARTNER),
        ({"figure": 0}, StatementComplaint.FIGURE),
        ({"figure": -5}, StatementComplaint.FIGURE),
        ({"figure": 100_000_001}, StatementComplaint.FIGURE),
        ({"evidence": ""}, StatementComplaint.EVIDENCE),
        ({"evidence": "javascript:alert(1)"}, StatementComplaint.EVIDENCE),
        ({"evidence": "https://user:secret@x.example/"}, StatementComplaint.EVIDENCE),
        ({"evidence": "https://x.example/" + "x" * 500}, StatementComplaint.EVIDENCE),
        ({"note": "x" * 301}, StatementComplaint.NOTE),
        ({"as_of": "May"}, StatementComplaint.NOT_A_DATE),
        ({"as_of": "2999"}, StatementComplaint.IN_THE_FUTURE),
    ],
)
def test_a_statement_is_checked(session, petition, given, complaint):
    with pytest.raises(StatementRefused) as refused:
        state(session, petition, **given)
    assert refused.value.complaint is complaint


def test_what_belongs_to_another_is_as_good_as_none(session, petition):
    other = add_petition(session)
    tally = state(session, petition)
    for tally_id, petition_id in ((tally.id, other.id), (new_id(), petition.id)):
        with pytest.raises(NotFound):
            get_tally(session, tally_id, petition_id=petition_id)
    with pytest.raises(NotFound):
        state(session, other, replaces=tally.id)


def test_every_act_stands_in_the_audit(session, petition):
    tally = state(session, petition)
    approve(session, tally)
    withdraw_tally(session, tally, actor="cleo", now=utc_now())
    acts = session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.number)).all()
    assert [tuple(act) for act in acts] == [
        ("partner_tally.proposed", "anna"), ("partner_tally.approved", "bo"), ("partner_tally.withdrawn", "cleo"),
    ]  # fmt: skip


@pytest.mark.parametrize("pair", list(permutations(StatedState, 2)), ids=lambda pair: "-".join(pair))
def test_the_database_allows_exactly_the_moves(session, petition, pair):
    before, after = pair
    tally = state(session, petition)
    session.execute(text("ALTER TABLE vigil.partner_tally DISABLE TRIGGER refuse_change_of_stated_number"))
    session.execute(update(PartnerTally).values(state=before, decided_by="bo"))
    session.execute(text("ALTER TABLE vigil.partner_tally ENABLE TRIGGER refuse_change_of_stated_number"))
    move = update(PartnerTally).where(PartnerTally.id == tally.id).values(state=after)
    if pair in STATED_MOVES:
        session.execute(move)
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(move)


@pytest.mark.parametrize("change", [{"figure": 9}, {"partner": "Others"}, {"as_of": "2026"}, {"proposed_by": "bo"}])
def test_what_was_stated_is_never_rewritten(session, petition, change):
    state(session, petition)
    with pytest.raises(IntegrityError, match="never rewritten"):
        session.execute(update(PartnerTally).values(**change))


def test_nobody_approves_his_own_whatever_the_service_says(session, petition):
    state(session, petition)
    with pytest.raises(IntegrityError, match="decided_by_another"):
        session.execute(update(PartnerTally).values(state=StatedState.APPROVED, decided_by="anna"))


def test_the_console_decides_and_publishes_nothing(owner_session, engines):
    petition = add_petition(owner_session)
    tally = state(owner_session, petition)
    owner_session.commit()
    with Session(engines["console"]) as console:
        assert console.scalars(select(PartnerTally.id)).all() == []
        see = text("SELECT set_config('vigil.organisation', :id, true)")
        console.execute(see, {"id": str(petition.campaign.organisation_id)})
        approve_tally(console, console.get_one(PartnerTally, tally.id), actor="bo", now=utc_now())
        assert console.scalars(select(PublishedPartnerTally)).all() == []
