"""A batch from its first line to the figure: read, refused, counted once, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.paper import collecting
from app.paper.batches import PaperBatch, PaperErasure, PaperPage, PaperRefusal, PaperScan, PaperSignature
from app.paper.collecting import (
    BatchFacts,
    cancel_batch,
    get_batch,
    submit_batch,
    take_out_line,
    type_lines,
    withdraw_batch,
)  # fmt: skip
from app.paper.counting import count_paper
from app.paper.errors import BatchComplaint, BatchRefused
from app.paper.models import PrintKind
from app.paper.ordering import PrintWish, order_print
from app.paper.states import BatchState, LineReason
from app.paper.upkeep import empty_ended_batches, erase_address, take_out
from app.paper.uploading import add_scan
from app.petitions.wordings import open_wording
from tests.factories import add_petition
from tests.factories.paper import SCAN, add_counted_batch, begin_batch, read_all, somebody, type_in


def refusals(session: Session, batch: PaperBatch) -> dict[int, LineReason]:
    rows = session.scalars(select(PaperRefusal).where(PaperRefusal.batch_id == batch.id))
    return {row.line: row.reason for row in rows}


def reload(session: Session, batch: PaperBatch) -> PaperBatch:
    return session.scalars(
        select(PaperBatch).where(PaperBatch.id == batch.id).execution_options(populate_existing=True)
    ).one()


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PaperSignature)) or 0


def test_lines_are_read_and_counted_once_the_batch_is_closed(session, petition, keyring, public_keys):
    batch = begin_batch(session, petition)
    assert list(type_in(session, batch, [somebody(), somebody()], public_keys)) == [1, 2]
    assert list(type_in(session, batch, [["", " ", ""], somebody()], public_keys)) == [3]
    assert read_all(session, keyring) == 2
    read = reload(session, batch)
    assert (read.total, read.done, read.kept, count_paper(session, petition.id)) == (3, 3, 3, 0)
    add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    submit_batch(session, batch, actor="anna", now=utc_now())
    read_all(session, keyring)
    counted = reload(session, batch)
    assert (counted.state, counted.kept, count_paper(session, petition.id)) == (BatchState.COUNTED, 3, 3)
    assert counted.counted_at


def test_what_is_refused_is_known_by_its_number_and_nothing_else(session, petition, keyring, public_keys):
    batch = begin_batch(session, petition)
    lines = [somebody(), ["", "FR", ""], ["=1+1", "", ""], ["Ada", "Atlantis", ""], ["Bo", "", "bo@"]]
    type_in(session, batch, lines, public_keys)
    read_all(session, keyring)
    assert refusals(session, batch) == {
        2: LineReason.NAME_MISSING, 3: LineReason.FORMULA, 4: LineReason.COUNTRY_UNKNOWN, 5: LineReason.EMAIL_WRONG,
    }  # fmt: skip
    columns = set(PaperRefusal.__table__.columns.keys())
    assert columns == {"batch_id", "source", "line", "reason", "repeats_source", "repeats_line"}


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        (["Ada Sample", "FR", ""], ["ada  SAMPLE", "FR", ""], True),
        (["Ada Sample", "FR", ""], ["Ada Sample", "DE", ""], False),
        (["علي نمونه", "IR", ""], ["علی نمونه", "ایران", ""], True),
        (["Ada Sample", "FR", "ada@example.org"], ["A. Sample", "", "ADA+paper@example.org"], True),
        (["Ada Sample", "FR", "ada@example.org"], ["Ada Sample", "FR", "other@example.org"], False),
        (["Ada Sample", "FR", "ada@example.org"], ["Ada Sample", "FR", ""], True),
    ],
)
def test_one_person_on_two_lines_counts_once(session, petition, keyring, public_keys, first, second, is_one):
    batch = begin_batch(session, petition)
    type_in(session, batch, [first, somebody(), second], public_keys)
    read_all(session, keyring)
    assert reload(session, batch).kept == (2 if is_one else 3)
    assert refusals(session, batch) == ({3: LineReason.REPEATED} if is_one else {})
    if is_one:
        assert session.scalars(select(PaperRefusal.repeats_line)).one() == 1


def test_who_stands_on_an_earlier_sheet_is_a_number_and_no_line(session, petition, keyring, public_keys):
    ada = ["Ada Sample", "FR", "ada@example.org"]
    add_counted_batch(session, petition, keyring, public_keys, [ada, somebody()])
    later = add_counted_batch(session, petition, keyring, public_keys, [somebody(), ada])
    assert (later.kept, later.earlier, refusals(session, later)) == (1, 1, {})
    assert count_paper(session, petition.id) == 3


def test_the_same_person_may_sign_another_petition(session, petition, keyring, public_keys):
    ada = ["Ada Sample", "FR", "ada@example.org"]
    add_counted_batch(session, petition, keyring, public_keys, [ada])
    assert add_counted_batch(session, add_petition(session), keyring, public_keys, [ada]).kept == 1


def test_a_page_sent_twice_is_one(session, petition, keyring, public_keys):
    batch, page_id = begin_batch(session, petition), new_id()
    lines = [somebody(), somebody()]
    once = type_in(session, batch, lines, public_keys, page_id=page_id)
    assert type_in(session, batch, lines, public_keys, page_id=page_id) == once
    read_all(session, keyring)
    assert type_in(session, batch, lines, public_keys, page_id=page_id) == once
    assert reload(session, batch).total == 2


def test_a_page_whose_key_is_gone_is_refused_line_by_line_and_holds_up_nothing(
    session, petition, own_keys, public_keys
):
    batch = begin_batch(session, petition)
    type_in(session, batch, [somebody(), somebody()], public_keys)
    read_all(session, own_keys)
    assert refusals(session, batch) == {1: LineReason.UNREADABLE, 2: LineReason.UNREADABLE}
    assert reload(session, batch).done == 2


@pytest.mark.parametrize(
    ("lines", "has_scan", "complaint"),
    [(0, True, BatchComplaint.NO_LINES), (1, False, BatchComplaint.NO_SCAN)],
)
def test_a_batch_without_lines_or_evidence_is_not_closed(session, petition, public_keys, lines, has_scan, complaint):
    batch = begin_batch(session, petition)
    if lines:
        type_in(session, batch, [somebody()] * lines, public_keys)
    if has_scan:
        add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    with pytest.raises(BatchRefused) as refused:
        submit_batch(session, batch, actor="anna", now=utc_now())
    assert refused.value.complaint is complaint


def test_a_page_without_a_letter_is_no_page(session, petition, public_keys):
    with pytest.raises(BatchRefused) as refused:
        type_in(session, begin_batch(session, petition), [["", "", ""], [" ", "", ""]], public_keys)
    assert refused.value.complaint is BatchComplaint.NO_LINES


def test_a_batch_holds_so_many_lines_and_no_more(session, petition, public_keys, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_LINES", 2)
    batch = begin_batch(session, petition)
    type_in(session, batch, [somebody()], public_keys)
    with pytest.raises(BatchRefused) as refused:
        type_in(session, batch, [somebody(), somebody()], public_keys)
    assert refused.value.complaint is BatchComplaint.TOO_MANY_LINES
    assert reload(session, batch).total == 1


def test_a_cancelled_batch_counts_nobody_and_keeps_nobody(session, petition, keyring, public_keys):
    batch = begin_batch(session, petition)
    type_in(session, batch, [somebody(), ["", "FR", ""]], public_keys)
    read_all(session, keyring)
    type_in(session, batch, [somebody()], public_keys)
    cancel_batch(session, batch, actor="anna", now=utc_now())
    assert read_all(session, keyring) == 0
    empty_ended_batches(session)
    assert people(session) == 0
    assert session.scalars(select(PaperPage)).all() == []
    assert refusals(session, batch) == {2: LineReason.NAME_MISSING}


def test_a_withdrawn_batch_lowers_the_figure_and_its_people_may_be_put_in_anew(session, petition, keyring, public_keys):
    lines = [somebody(), somebody()]
    add_counted_batch(session, petition, keyring, public_keys, [somebody()])
    batch = add_counted_batch(session, petition, keyring, public_keys, lines)
    assert count_paper(session, petition.id) == 3
    withdraw_batch(session, batch, reason="typed for another petition", actor="anna", now=utc_now())
    assert count_paper(session, petition.id) == 1
    empty_ended_batches(session)
    assert (people(session), session.scalar(select(func.count()).select_from(PaperScan))) == (1, 1)
    assert reload(session, batch).kept == 0
    assert add_counted_batch(session, petition, keyring, public_keys, lines).kept == 2
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.withdrawn")).one()
    assert entry.details == {"reason": "typed for another petition"}


def test_what_has_ended_or_is_counted_takes_no_more_lines(session, petition, keyring, public_keys):
    batch = add_counted_batch(session, petition, keyring, public_keys, [somebody()])
    for act in (
        lambda: type_in(session, batch, [somebody()], public_keys),
        lambda: add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now()),
        lambda: submit_batch(session, batch, actor="anna", now=utc_now()),
        lambda: cancel_batch(session, batch, actor="anna", now=utc_now()),
    ):
        with pytest.raises(BatchRefused) as refused:
            act()
        assert refused.value.complaint is BatchComplaint.NOT_IN_THIS_STATE


def test_somebody_who_asks_is_taken_out(session, petition, keyring, public_keys):
    batch = add_counted_batch(session, petition, keyring, public_keys, [somebody(), ["", "", "x"], somebody()])
    take_out_line(session, batch, source=0, line=3, actor="anna", now=utc_now())
    assert take_out(session) == 1
    assert (reload(session, batch).kept, count_paper(session, petition.id)) == (1, 1)
    assert session.scalars(select(PaperErasure)).all() == []
    with pytest.raises(BatchRefused):
        take_out_line(session, batch, source=0, line=2, actor="anna", now=utc_now())


def test_an_address_is_erased_from_every_sheet(session, petition, keyring, public_keys):
    for each in (petition, add_petition(session)):
        lines = [somebody(email="ada@example.org"), somebody(email="bo@example.org")]
        add_counted_batch(session, each, keyring, public_keys, lines)
    assert erase_address(session, keyring, "ADA@example.org") == 2
    assert erase_address(session, keyring, "ada@example.org") == 0
    assert people(session) == 2


@pytest.mark.parametrize(
    ("facts", "complaint", "field"),
    [
        ({"sheet": "k7qf3ma"}, BatchComplaint.NO_SUCH_SHEET, "sheet"),
        ({"sheet": "nonsense"}, BatchComplaint.NO_SUCH_SHEET, "sheet"),
        ({"collected": "last summer"}, BatchComplaint.NOT_A_DATE, "collected"),
        ({"collected": "2999-01"}, BatchComplaint.IN_THE_FUTURE, "collected"),
        ({"place": "x" * 121}, BatchComplaint.TOO_LONG, "place"),
        ({"collected_by": "a\0b"}, BatchComplaint.TOO_LONG, "collected_by"),
        ({"wording_id": new_id()}, BatchComplaint.NO_WORDING, "wording_id"),
    ],
)
def test_what_is_known_of_a_batch_is_checked(session, petition, facts, complaint, field):
    with pytest.raises(BatchRefused) as refused:
        begin_batch(session, petition, BatchFacts(**facts))
    assert (refused.value.complaint, refused.value.field) == (complaint, field)


def test_a_sheets_code_says_which_wording_was_signed(session, petition):
    wish, own = PrintWish(kind=PrintKind.SHEET, language="fa"), petition.campaign.organisation_id
    sheet = order_print(session, petition.campaign.id, wish, organisation_id=own, actor="anna", now=utc_now())
    newer = open_wording(
        session, petition.petition, ask={"en": "Now"}, demands={"en": ["Now."]}, named_recipients=[], now=utc_now()
    )
    of_sheet = begin_batch(
        session, petition, BatchFacts(sheet=f"https://x.example/?s={sheet.code}", collected="2026-05")
    )
    assert (of_sheet.print_id, of_sheet.wording_id) == (sheet.id, petition.wording.id)
    assert begin_batch(session, petition).wording_id == newer.id
    assert begin_batch(session, petition, BatchFacts(wording_id=petition.wording.id)).wording_id == petition.wording.id


def test_sheets_that_come_long_after_closing_are_too_late(session):
    closed = add_petition(session, closes_at=utc_now() - timedelta(days=61))
    with pytest.raises(BatchRefused) as refused:
        begin_batch(session, closed)
    assert refused.value.complaint is BatchComplaint.TOO_LATE
    begin_batch(session, add_petition(session, closes_at=utc_now() - timedelta(days=59)))


def test_a_batch_of_another_petition_is_as_good_as_none(session, petition):
    batch = begin_batch(session, petition)
    assert get_batch(session, batch.id, petition_id=petition.id) is batch
    for batch_id, petition_id in ((batch.id, add_petition(session).id), (new_id(), petition.id)):
        with pytest.raises(NotFound):
            get_batch(session, batch_id, petition_id=petition_id)


def test_nothing_of_a_person_is_in_the_audit(session, petition, keyring, public_keys):
    batch = begin_batch(session, petition)
    type_lines(
        session, batch, [["Kanarya Probe", "FR", "kanarya@example.org"]], public_keys, page_id=new_id(), now=utc_now()
    )
    add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    submit_batch(session, batch, actor="anna", now=utc_now())
    read_all(session, keyring)
    written = repr([entry.details for entry in session.scalars(select(AuditEntry))])
    assert "anary" not in written
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == batch.id)).all()
    assert set(actions) == {"paper.opened", "paper.scan_added", "paper.submitted", "paper.counted"}
