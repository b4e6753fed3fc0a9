"""Ordering a print: for the organisation's own public campaigns, in bounds, and seen by nobody else."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.paper import ordering
from app.paper.errors import NothingToPrint, PrintWishRefused, TooManyPrints
from app.paper.models import Print, PrintKind, PrintSize, PrintState
from app.paper.ordering import PrintWish, order_print
from tests.factories import OpenPetition, add_petition


def order(session: Session, petition: OpenPetition, **wishes: object) -> Print:
    wish = PrintWish(**({"kind": PrintKind.SHEET, "language": "fa"} | wishes))
    own = petition.campaign.organisation_id
    return order_print(session, petition.campaign.id, wish, organisation_id=own, actor="anna", now=utc_now())


def test_an_order_waits_and_stands_in_the_audit(session, petition):
    ordered = order(session, petition, label=" Stall  in Lyon ", return_to="12 Example Street")
    assert (ordered.state, ordered.label, ordered.size) == (PrintState.WAITING, "Stall in Lyon", PrintSize.A4)
    assert ordered.wording_id == petition.wording.id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == ordered.id)).one()
    assert (entry.actor, entry.action, entry.details["code"]) == ("anna", "print.ordered", ordered.code)


def test_a_sheet_is_always_a4_and_a_poster_as_wished(session, petition):
    assert order(session, petition, size=PrintSize.A3).size is PrintSize.A4
    assert order(session, petition, kind=PrintKind.POSTER, size=PrintSize.A3).size is PrintSize.A3


def test_another_organisations_campaign_is_as_good_as_none(session, petition):
    wish = PrintWish(kind=PrintKind.SHEET, language="en")
    for campaign_id, organisation_id in (
        (petition.campaign.id, add_petition(session).campaign.organisation_id),
        (new_id(), petition.campaign.organisation_id),
    ):
        with pytest.raises(NotFound):
            order_print(session, campaign_id, wish, organisation_id=organisation_id, actor="x", now=utc_now())


def test_what_is_not_public_is_not_printed(session):
    with pytest.raises(NothingToPrint):
        order(session, add_petition(session, is_published=False))


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "xx"), ("label", "x" * 81), ("return_to", "x" * 201), ("label", "a\0b"), ("return_to", "a\u202eb")],
)
def test_a_wish_that_cannot_be_printed_says_which_field(session, petition, field, value):
    with pytest.raises(PrintWishRefused) as refused:
        order(session, petition, **{field: value})
    assert refused.value.field == field
    assert "line" in str(refused.value) or "language" in str(refused.value)


def test_one_organisation_cannot_hold_up_all_others(session, petition, monkeypatch):
    monkeypatch.setattr(ordering, "MOST_WAITING", 2)
    order(session, petition), order(session, petition)
    with pytest.raises(TooManyPrints):
        order(session, petition)
    order(session, add_petition(session))


def test_the_console_sees_the_prints_of_the_organisation_that_is_set_and_no_others(owner_session, engines):
    ours, theirs = add_petition(owner_session), add_petition(owner_session)
    seen, hidden = order(owner_session, ours), order(owner_session, theirs)
    owner_session.commit()
    with Session(engines["console"]) as console:
        assert console.scalars(select(Print.id)).all() == []
        console.execute(_SET, {"id": str(ours.campaign.organisation_id)})
        assert console.scalars(select(Print.id)).all() == [seen.id]
        assert console.get(Print, hidden.id) is None


_SET = text("SELECT set_config('vigil.organisation', :id, true)")
