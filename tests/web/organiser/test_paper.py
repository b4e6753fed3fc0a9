"""Paper as organisers meet it: sheets to print, lines typed or from a file, what was refused, and taking it back."""

import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.kinds import OrganisationRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.paper.batches import PaperBatch, PaperFile, PaperPage, PaperScan
from app.paper.columns import Role
from app.paper.counting import publish_paper
from app.paper.errors import BatchComplaint, StatementComplaint, TableComplaint
from app.paper.models import Print
from app.paper.partners import PartnerTally, StatedState
from app.paper.states import BatchState, LineReason
from app.paper.upkeep import empty_ended_batches, take_out
from app.pictures.store import PictureStore
from app.prints.making import PrintMaker
from app.web.organiser.paper.sentences import BATCHES, LINES, ROLES, STATED, STATEMENTS, STATES, TABLES
from tests.factories import OpenPetition, add_petition
from tests.factories.accounts import add_account
from tests.factories.paper import SCAN, add_counted_batch, read_all, somebody
from tests.web.member import Member
from tests.web.page import Page, read_page

CSV = "No.;Name;Country;E-Mail\n1;Ada Sample;FR;ada@example.org\n2;;FR;\n3;=1+1;FR;\n4;Bo Sample;Suisse;\n"


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    petition = add_petition(owner_session)
    owner_session.commit()
    return petition


@pytest.fixture
def join(console_app: Flask, owner_session: Session, tools: Credentials, petition: OpenPetition):
    """Sign somebody in, in a role of the petition's organisation, in a language."""

    def join_as(role: OrganisationRole = OrganisationRole.EDITOR, *, language: str = "en") -> Member:
        organisation = petition.campaign.organisation
        account = add_account(owner_session, tools, organisation=organisation, role=role, language=language)
        owner_session.commit()
        return Member(console_app, account).enter()

    owner_session.refresh(petition.campaign, ["organisation"])
    return join_as


@pytest.fixture
def editor(join) -> Member:
    return join()


@pytest.fixture
def paper(petition: OpenPetition) -> str:
    return f"/organiser/{petition.campaign.organisation.slug}/campaigns/{petition.campaign.id}/paper/"


def begin(editor: Member, paper: str, **given: str) -> str:
    return editor.press(f"{paper}batches/new", given)


def upload(editor: Member, path: str, field: str, content: bytes) -> TestResponse:
    """Post a file. The body is made here: the client would put a large one into a temporary file."""
    head = "--part\r\nContent-Disposition: form-data; name={}\r\n\r\n".format
    fields = f"{head('csrf_token')}{editor.csrf_token()}\r\n{head(f'{field}; filename=file')}".encode()
    body = fields + content + b"\r\n--part--\r\n"
    return editor.client.post(path, data=body, content_type="multipart/form-data; boundary=part")


def taken(editor: Member, path: str, field: str, content: bytes) -> str:
    answer = upload(editor, path, field, content)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def refused(editor: Member, path: str, field: str, content: bytes) -> Page:
    answer = upload(editor, path, field, content)
    assert answer.status_code == 422
    return read_page(answer, of_console=True)


def add_scan(editor: Member, batch: str, content: bytes = SCAN) -> str:
    return taken(editor, f"{batch}/scans", "scan", content)


def lines_of(*people: list[str]) -> dict[str, str]:
    fields = ("name", "country", "email")
    return {f"{field}-{number}": cell for number, person in enumerate(people)
            for field, cell in zip(fields, person, strict=True)}  # fmt: skip


def the_batch(session: Session) -> PaperBatch:
    session.rollback()
    return session.scalars(select(PaperBatch).execution_options(populate_existing=True)).one()


def work(session: Session, keyring: Keyring) -> None:
    read_all(session, keyring)
    session.commit()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_an_empty_desk_teaches_the_next_step(join, paper, language):
    page = join(language=language).get(paper)
    links = [link.get("href") for link in page.all("a")]
    assert f"{paper}batches/new" in links
    assert f"{paper}prints" in links


def test_lines_are_typed_page_after_page_and_counted(editor, paper, owner_session, keyring):
    batch = begin(editor, paper, place="Lyon", collected="May 2026", collected_by="A. B.")
    page = editor.get(f"{batch}/lines")
    form = lines_of(somebody(), somebody(email="ada@example.org")) | {"page": page.value_of("page")}
    assert editor.press(f"{batch}/lines", form) == f"{batch}/lines"
    again = editor.get(f"{batch}/lines")
    assert "Lines taken in: 1–2." in again.text
    assert again.value_of("name-0") == ""
    assert editor.press(f"{batch}/lines", lines_of(somebody()) | {"done": "yes"}) == batch
    add_scan(editor, batch)
    work(owner_session, keyring)
    shown = editor.get(batch)
    assert "3 / 3" in shown.text
    assert "Lyon" in shown.text
    assert "May 2026" in shown.text
    assert editor.press(f"{batch}/submit") == batch
    work(owner_session, keyring)
    assert the_batch(owner_session).state is BatchState.COUNTED
    assert "3 people on paper are counted" in editor.get(paper).text


def test_a_page_sent_twice_is_one(editor, paper, owner_session):
    batch = begin(editor, paper)
    form = lines_of(somebody()) | {"page": str(new_id())}
    editor.press(f"{batch}/lines", form)
    editor.press(f"{batch}/lines", form)
    assert the_batch(owner_session).total == 1


def test_what_is_wrong_on_a_page_is_said_with_what_was_typed_and_can_be_sent_all_the_same(
    editor, paper, owner_session, keyring
):
    batch = begin(editor, paper)
    form = lines_of(["Ada Sample", "FR", ""], ["Bo <b>", "Atlantis", "bo@"], ["", "", ""], ["Cleo", "", "x@"])
    page = editor.refused(f"{batch}/lines", form)
    assert page.errors() == [str(LINES[LineReason.COUNTRY_UNKNOWN]), str(LINES[LineReason.EMAIL_WRONG])]
    assert (page.value_of("name-1"), page.value_of("country-1")) == ("Bo <b>", "Atlantis")
    assert the_batch(owner_session).total == 0
    editor.press(f"{batch}/lines", form | {"anyway": "yes"})
    work(owner_session, keyring)
    batch_row = the_batch(owner_session)
    assert (batch_row.total, batch_row.kept) == (3, 1)
    sheet = editor.client.get(f"{batch}/refused.csv").get_data().decode("utf-8-sig")
    assert [row.split(",")[:3] for row in sheet.splitlines()[1:]] == [
        ["0", "2", "country_unknown"], ["0", "3", "email_wrong"],
    ]  # fmt: skip
    assert "Bo" not in sheet


def test_a_file_is_looked_at_by_its_columns_and_read(editor, paper, owner_session, keyring):
    batch = begin(editor, paper)
    address = taken(editor, f"{batch}/files", "table", CSV.encode("utf-16"))
    page = editor.get(address)
    assert [page.value_of(f"column-{n}") for n in range(4)] == ["ignored", "name", "country", "email"]
    assert "UTF-16" in page.text
    assert "Ada" not in page.text
    roles = {f"column-{n}": page.value_of(f"column-{n}") for n in range(4)}
    assert editor.press(address, roles) == batch
    work(owner_session, keyring)
    shown = editor.get(batch).text
    assert "file 1, line 3" in shown
    assert str(LINES[LineReason.NAME_MISSING]) in shown
    assert str(LINES[LineReason.FORMULA]) in shown
    assert the_batch(owner_session).kept == 2
    assert "select" not in {element.tag for element in editor.get(address).tree.iter()}


def test_columns_that_make_no_person_are_refused_and_chosen_again(editor, paper, owner_session):
    batch = begin(editor, paper)
    address = taken(editor, f"{batch}/files", "table", CSV.encode())
    page = editor.refused(address, {"column-1": "country", "column-2": "country"})
    assert str(TABLES[TableComplaint.NO_NAME]) in page.text
    assert page.value_of("column-1") == "country"
    assert editor.press(f"{address}/discard") == batch
    owner_session.rollback()
    assert owner_session.scalar(select(func.count()).select_from(PaperFile)) == 0
    assert owner_session.scalar(select(func.count()).select_from(PaperPage)) == 0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", TableComplaint.EMPTY),
        (b"PK\x03\x04spreadsheet", TableComplaint.SPREADSHEET),
        (b"%PDF-1.7", TableComplaint.NOT_A_TABLE),
        (b"Ada Sample,FR\n", TableComplaint.NO_HEADER),
        (b"Name,Country\n", TableComplaint.NO_LINES),
        (b'Name,Country\n"Ada,FR\n', TableComplaint.QUOTES),
        ("Name;Land\nPaweł;PL\n".encode("windows-1250"), TableComplaint.ENCODING_UNKNOWN),
        (b"Name,Country\n" + b"Ada,FR\n" * 800_000, TableComplaint.TOO_LARGE),
    ],
    ids=["empty", "spreadsheet", "pdf", "no header", "no lines", "quotes", "encoding", "large"],
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_lost(editor, paper, content, complaint):
    batch = begin(editor, paper)
    editor.press(f"{batch}/lines", lines_of(somebody()))
    page = refused(editor, f"{batch}/files", "table", content)
    assert any(str(TABLES[complaint]) in error for error in page.errors())
    assert "0 / 1" in page.text


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"<svg/>", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"%PDF-" + b"x" * (25 << 20), BatchComplaint.SCAN_TOO_LARGE),
    ],
    ids=["nothing", "svg", "large"],
)
def test_a_bad_scan_is_refused_with_a_sentence(editor, paper, content, complaint):
    batch = begin(editor, paper)
    page = refused(editor, f"{batch}/scans", "scan", content)
    assert page.errors() == [str(BATCHES[complaint])]


def test_what_is_far_too_large_is_not_read_at_all(editor, paper):
    batch = begin(editor, paper)
    answer = upload(editor, f"{batch}/files", "table", b"x" * (7 << 20))
    assert answer.status_code == 413


def test_an_upload_is_never_written_to_a_disk(editor, paper, tmp_path, monkeypatch, owner_session):
    batch = begin(editor, paper)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError), tempfile.TemporaryFile():
        pass
    add_scan(editor, batch, b"%PDF-" + b"x" * (3 << 20))
    owner_session.rollback()
    assert owner_session.scalars(select(PaperScan.size_bytes)).all() == [(3 << 20) + 5]


def test_a_batch_without_evidence_is_not_closed(editor, paper):
    batch = begin(editor, paper)
    editor.press(f"{batch}/lines", lines_of(somebody()))
    page = editor.refused(f"{batch}/submit")
    assert str(BATCHES[BatchComplaint.NO_SCAN]) in page.text


def test_taking_back_says_what_it_does_and_does_it(editor, paper, petition, owner_session, keyring, public_keys):
    add_counted_batch(owner_session, petition, keyring, public_keys, [somebody() for _ in range(3)])
    second = add_counted_batch(owner_session, petition, keyring, public_keys, [somebody(), somebody()])
    owner_session.commit()
    address = f"{paper}batches/{second.id}/withdraw"
    assert "2 people stop counting: the figure of paper goes from 5 to 3." in editor.get(address).text
    page = editor.follow(address, {"reason": "typed for another petition"})
    assert "taken back" in page.text
    empty_ended_batches(owner_session)
    publish_paper(owner_session, now=utc_now())
    owner_session.commit()
    assert "3 people on paper are counted" in editor.get(paper).text


def test_giving_up_and_taking_out(editor, paper, petition, owner_session, keyring, public_keys):
    counted = add_counted_batch(owner_session, petition, keyring, public_keys, [somebody(), somebody()])
    owner_session.commit()
    address = f"{paper}batches/{counted.id}"
    assert editor.refused(f"{address}/take-out", {"source": "0", "line": "x"}).errors() == [
        str(BATCHES[BatchComplaint.NO_SUCH_LINE])
    ]
    editor.press(f"{address}/take-out", {"source": "0", "line": "2"})
    take_out(owner_session)
    owner_session.commit()
    assert "1 person on paper is counted" in editor.get(paper).text
    batch = begin(editor, paper)
    editor.press(f"{batch}/cancel")
    assert "cancelled" in editor.get(batch).text
    assert editor.refused(f"{batch}/cancel").all("li")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"sheet": "nothing"}, BatchComplaint.NO_SUCH_SHEET),
        ({"collected": "some day"}, BatchComplaint.NOT_A_DATE),
        ({"collected": "2999"}, BatchComplaint.IN_THE_FUTURE),
        ({"place": "x" * 121}, BatchComplaint.TOO_LONG),
    ],
)
def test_a_bad_beginning_is_said_beside_its_field_with_what_was_typed(editor, paper, given, complaint):
    page = editor.refused(f"{paper}batches/new", given)
    assert page.errors() == [str(BATCHES[complaint])]
    ((name, value),) = given.items()
    assert page.value_of(name) == value


def test_sheets_and_posters_are_ordered_made_and_fetched(editor, paper, owner_session, worker_app, tmp_path: Path):
    assert editor.press(f"{paper}prints", {"kind": "sheet", "language": "fa", "label": "Stall"}) == f"{paper}prints"
    assert editor.press(f"{paper}prints", {"kind": "poster-a3", "language": "de"}) == f"{paper}prints"
    assert "being typeset" in editor.get(f"{paper}prints").text
    with worker_app.app_context():
        maker = PrintMaker(PictureStore(tmp_path), tmp_path / "work", "https://vigil.example")
        while maker.make_next():
            pass
    page = editor.get(f"{paper}prints")
    files = [link.get("href") for link in page.all("a") if str(link.get("href")).endswith(".pdf")]
    assert len(files) == 2
    answer = editor.client.get(files[0])
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = owner_session.scalars(select(Print).where(Print.kind == "sheet")).one()
    batch = begin(editor, paper, sheet=f"https://vigil.example/fa/campaigns/x?s={sheet.code}")
    assert sheet.code[:3].upper() in editor.get(batch).text


def test_a_print_that_cannot_be_is_said_beside_its_field(editor, paper):
    page = editor.refused(f"{paper}prints", {"kind": "sheet", "language": "xx", "label": "x"})
    assert page.errors() == ["Choose one of the languages."]
    assert page.value_of("label") == "x"


def test_a_partners_number_is_proposed_by_one_and_shown_by_another(join, paper, owner_session):
    editor, owner = join(), join(OrganisationRole.OWNER)
    given = {
        "partner": "Lantern Friends",
        "figure": "۵٬۰۰۰",
        "as_of": "اردیبهشت ۱۴۰۵",
        "evidence": "https://x.example/a",
    }
    editor.press(f"{paper}partners", given)
    tally = owner_session.scalars(select(PartnerTally)).one()
    assert (tally.figure, tally.partner) == (5000, "Lantern Friends")
    assert editor.send(f"{paper}partners/{tally.id}/approve").status_code == 403
    owner.press(f"{paper}partners/{tally.id}/approve")
    owner_session.rollback()
    assert owner_session.scalars(select(PartnerTally.state)).all() == [StatedState.APPROVED]
    editor.press(f"{paper}partners", given | {"figure": "6000", "replaces": str(tally.id)})
    newer = owner_session.scalars(select(PartnerTally).where(PartnerTally.figure == 6000)).one()
    assert newer.series_id == tally.series_id
    owner.press(f"{paper}partners/{newer.id}/refuse")
    editor.press(f"{paper}partners/{tally.id}/withdraw")
    assert "taken back" in editor.get(f"{paper}partners").text


def test_an_owner_does_not_approve_his_own(join, paper, owner_session):
    owner = join(OrganisationRole.OWNER)
    given = {"partner": "Lantern Friends", "figure": "5000", "as_of": "2026", "evidence": "https://x.example/a"}
    owner.press(f"{paper}partners", given)
    tally = owner_session.scalars(select(PartnerTally)).one()
    page = owner.refused(f"{paper}partners/{tally.id}/approve")
    assert str(STATEMENTS[StatementComplaint.SAME_PERSON]) in page.text


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"partner": ""}, StatementComplaint.PARTNER),
        ({"figure": "many"}, StatementComplaint.FIGURE),
        ({"figure": "-5"}, StatementComplaint.FIGURE),
        ({"as_of": "soon"}, StatementComplaint.NOT_A_DATE),
        ({"evidence": "javascript:alert(1)"}, StatementComplaint.EVIDENCE),
    ],
)
def test_a_bad_number_is_said_beside_its_field(editor, paper, given, complaint):
    whole = {"partner": "Friends", "figure": "5", "as_of": "2026", "evidence": "https://x.example/a"} | given
    page = editor.refused(f"{paper}partners", whole)
    assert page.errors() == [str(STATEMENTS[complaint])]
    assert page.value_of("partner") == whole["partner"]


def test_a_viewer_reads_and_changes_nothing(join, paper, petition, owner_session, keyring, public_keys):
    viewer = join(OrganisationRole.VIEWER)
    counted = add_counted_batch(owner_session, petition, keyring, public_keys, [somebody()])
    owner_session.commit()
    for path in (paper, f"{paper}prints", f"{paper}partners", f"{paper}batches/{counted.id}"):
        page = viewer.get(path)
        actions = [form.get("action") for form in page.all("form") if form.get("action") != "/account/sign-out"]
        assert actions == []
    for path in ("batches/new", f"batches/{counted.id}/submit", f"batches/{counted.id}/scans", "prints", "partners"):
        assert viewer.send(f"{paper}{path}").status_code == 403


def test_of_another_organisation_everything_is_missing(
    console_app, tools, owner_session, editor, paper, petition, keyring, public_keys
):
    other = add_petition(owner_session)
    batch = add_counted_batch(owner_session, other, keyring, public_keys, [somebody()])
    owner_session.commit()
    for campaign_id, batch_id in (
        (other.campaign.id, batch.id), (petition.campaign.id, batch.id), (petition.campaign.id, new_id()),
        (new_id(), new_id()),
    ):  # fmt: skip
        at = f"/organiser/{petition.campaign.organisation.slug}/campaigns/{campaign_id}/paper/batches/{batch_id}"
        assert editor.client.get(at).status_code == 404
        assert editor.send(f"{at}/submit").status_code == 404
        assert editor.client.get(f"{at}/refused.csv").status_code == 404


@pytest.mark.parametrize(
    ("choices", "sentences"),
    [(TableComplaint, TABLES), (BatchComplaint, BATCHES), (StatementComplaint, STATEMENTS), (LineReason, LINES),
     (BatchState, STATES), (StatedState, STATED), (Role, ROLES)],
)  # fmt: skip
def test_every_reason_has_its_sentence(choices: Any, sentences: dict[Any, Any]) -> None:
    assert set(choices) == set(sentences)


def test_names_of_parts_are_no_ids_in_the_addresses(editor, paper):
    batch = begin(editor, paper)
    assert UUID(re.split("/batches/", batch)[1])
