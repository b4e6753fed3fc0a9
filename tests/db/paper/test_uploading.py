"""A file of lines and scans, on their way in sealed: what the console keeps it cannot read, and a worker can."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.core.clock import utc_now
from app.core.crypto import KeyGone
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import NotOurs
from app.paper import uploading
from app.paper.batches import PaperBatch, PaperFile, PaperPage, PaperRefusal, PaperScan, PaperSignature, ScanKind
from app.paper.collecting import submit_batch
from app.paper.columns import Role, guess_roles
from app.paper.envelope import open_rows, open_scan
from app.paper.errors import BatchComplaint, BatchRefused, TableComplaint, TableRefused
from app.paper.importing import read_next_page
from app.paper.states import LineReason
from app.paper.uploading import add_file, add_scan, confirm_file, discard_file, get_file, list_files, list_scans
from tests.factories.paper import SCAN, begin_batch, read_all, somebody, type_in

CSV = b"No.;Nom;Pays;E-mail\n1;Ada Sample;FR;ada@example.org\n2;;FR;\n3;Bo Sample;Suisse;\n4;Ada Sample;FR;\n"


def reload(session, batch):
    return session.scalars(
        select(PaperBatch).where(PaperBatch.id == batch.id).execution_options(populate_existing=True)
    ).one()


def add(session, batch, content, keys):
    return add_file(session, batch, content, keys, now=utc_now())


def test_a_file_is_read_once_its_columns_are_confirmed(session, petition, keyring, public_keys):
    batch = begin_batch(session, petition)
    file = add(session, batch, CSV, public_keys)
    assert (file.number, file.encoding, file.separator, file.lines) == (1, "utf-8", ";", 4)
    assert read_all(session, keyring) == 0
    assert reload(session, batch).total == 0
    confirm_file(session, batch, file, guess_roles(file.headers))
    assert read_all(session, keyring) == 1
    read = reload(session, batch)
    assert (read.total, read.done, read.kept) == (4, 4, 2)
    refused = {row.line: (row.source, row.reason) for row in session.scalars(select(PaperRefusal))}
    assert refused == {3: (1, LineReason.NAME_MISSING), 5: (1, LineReason.REPEATED)}


def test_nothing_of_a_file_is_stored_in_clear(session, petition, public_keys, keyring):
    batch = begin_batch(session, petition)
    file = add(session, batch, CSV, public_keys)
    page = session.scalars(select(PaperPage).options(undefer(PaperPage.sealed))).one()
    assert b"Sample" not in page.sealed
    assert "Sample" not in repr((file.headers, file.encoding))
    rows = open_rows(page.sealed, keyring, page_id=page.id, day=page.key_day)
    assert rows[0] == (2, ["1", "Ada Sample", "FR", "ada@example.org"])
    with pytest.raises(NotOurs):
        open_rows(page.sealed, keyring, page_id=new_id(), day=page.key_day)


def test_a_page_is_emptied_once_it_is_read(session, petition, public_keys, keyring):
    batch = begin_batch(session, petition)
    type_in(session, batch, [somebody(email="ada@example.org")], public_keys)
    read_all(session, keyring)
    assert session.scalars(select(PaperPage.sealed)).all() == [None]
    person = session.scalars(select(PaperSignature)).one()
    assert b"ada@example.org" not in person.fingerprint + person.trace + person.name_sealed


def test_long_files_are_read_in_pages_and_their_lines_keep_their_numbers(
    session, petition, public_keys, keyring, monkeypatch
):
    monkeypatch.setattr(uploading, "LINES_A_PAGE", 3)
    batch = begin_batch(session, petition)
    lines = "\n".join(",".join(somebody()) for _ in range(10))
    file = add(session, batch, f"Name,Country,Email\n{lines}\n".encode(), public_keys)
    confirm_file(session, batch, file, guess_roles(file.headers))
    assert read_all(session, keyring) == 4
    assert sorted(session.scalars(select(PaperSignature.line))) == list(range(2, 12))


def test_a_reader_that_is_killed_goes_on_where_it_was(session, petition, public_keys, keyring, monkeypatch):
    monkeypatch.setattr(uploading, "LINES_A_PAGE", 2)
    batch = begin_batch(session, petition)
    lines = "\n".join(",".join(somebody()) for _ in range(6))
    file = add(session, batch, f"Name,Country,Email\n{lines}\n".encode(), public_keys)
    confirm_file(session, batch, file, guess_roles(file.headers))
    with pytest.raises(RuntimeError), session.begin_nested():
        read_and_be_killed(session, keyring)
    assert read_all(session, keyring) == 3
    read = reload(session, batch)
    assert (read.done, read.kept) == (6, 6)


def read_and_be_killed(session, keyring):
    assert read_next_page(session, keyring)
    raise RuntimeError("killed")


def test_a_batch_is_not_closed_while_a_file_waits_and_a_file_can_be_forgotten(session, petition, public_keys):
    batch = begin_batch(session, petition)
    type_in(session, batch, [somebody()], public_keys)
    add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    file = add(session, batch, CSV, public_keys)
    with pytest.raises(BatchRefused) as refused:
        submit_batch(session, batch, actor="anna", now=utc_now())
    assert refused.value.complaint is BatchComplaint.FILE_UNCONFIRMED
    discard_file(session, batch, file)
    assert list_files(session, batch.id) == []
    submit_batch(session, batch, actor="anna", now=utc_now())


def test_a_confirmed_file_cannot_be_forgotten_and_is_confirmed_once(session, petition, public_keys):
    batch = begin_batch(session, petition)
    file = add(session, batch, CSV, public_keys)
    confirm_file(session, batch, file, guess_roles(file.headers))
    confirm_file(session, batch, file, [Role.IGNORED, Role.NAME, Role.IGNORED, Role.IGNORED])
    assert file.roles == ["ignored", "name", "country", "email"]
    assert reload(session, batch).total == 4
    with pytest.raises(BatchRefused):
        discard_file(session, batch, file)


def test_columns_that_make_no_person_are_refused_and_nothing_is_lost(session, petition, public_keys):
    batch = begin_batch(session, petition)
    file = add(session, batch, CSV, public_keys)
    with pytest.raises(TableRefused) as refused:
        confirm_file(session, batch, file, [Role.IGNORED] * 4)
    assert refused.value.complaint is TableComplaint.NO_NAME
    assert get_file(session, batch, file.id).roles is None


def test_a_file_of_another_batch_is_as_good_as_none(session, petition, public_keys):
    batch, other = begin_batch(session, petition), begin_batch(session, petition)
    file = add(session, batch, CSV, public_keys)
    for file_id in (file.id, new_id()):
        with pytest.raises(NotFound):
            get_file(session, other, file_id)


def test_a_file_that_is_no_table_leaves_nothing(session, petition, public_keys):
    with pytest.raises(TableRefused):
        add(session, begin_batch(session, petition), b"PK\x03\x04", public_keys)
    assert session.scalars(select(PaperFile)).all() == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(SCAN, ScanKind.PDF), (b"\xff\xd8\xff\xe0 x", ScanKind.JPG), (b"\x89PNG\r\n\x1a\n x", ScanKind.PNG)],
)
def test_a_scan_comes_in_sealed_and_is_sealed_again_for_as_long_as_the_petition(
    session, petition, public_keys, keyring, content, kind
):
    batch = begin_batch(session, petition)
    scan_id = add_scan(session, batch, content, public_keys, actor="anna", now=utc_now())
    scan = session.scalars(select(PaperScan).options(undefer(PaperScan.sealed))).one()
    assert (scan.kind, scan.size_bytes) == (kind, len(content))
    assert content not in scan.sealed
    assert open_scan(scan.sealed, keyring, scan_id=scan_id, day=scan.key_day) == content
    read_all(session, keyring)
    session.refresh(scan, ["sealed", "key_day"])
    assert scan.key_day is None
    assert keyring.open_scan(scan.sealed, petition_id=petition.id, row=scan_id) == content


def test_a_scan_ends_with_its_petitions_key(session, petition, own_keys):
    sealed = own_keys.seal_scan(SCAN, petition_id=petition.id, row=petition.id)
    assert own_keys.destroy_scans(petition.id)
    assert not own_keys.destroy_scans(petition.id)
    with pytest.raises(KeyGone):
        own_keys.open_scan(sealed, petition_id=petition.id, row=petition.id)


def test_a_scan_that_no_key_opens_is_emptied_and_holds_up_nothing(session, petition, public_keys, own_keys):
    batch = begin_batch(session, petition)
    add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    read_all(session, own_keys)
    assert session.scalars(select(PaperScan.sealed)).all() == [None]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"GIF89a", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"<svg onload=alert(1)>", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"MZ\x90", BatchComplaint.SCAN_UNKNOWN_KIND),
        (b"%PDF-" + b"x" * uploading.SCAN_BYTES, BatchComplaint.SCAN_TOO_LARGE),
    ],
    ids=["nothing", "gif", "svg", "program", "too large"],
)
def test_what_is_no_scan_is_refused(session, petition, public_keys, content, complaint):
    with pytest.raises(BatchRefused) as refused:
        add_scan(session, begin_batch(session, petition), content, public_keys, actor="anna", now=utc_now())
    assert (refused.value.complaint, refused.value.field) == (complaint, "scan")


def test_a_batch_has_so_many_scans_and_no_more(session, petition, public_keys, monkeypatch):
    monkeypatch.setattr(uploading, "MOST_SCANS", 1)
    batch = begin_batch(session, petition)
    add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    with pytest.raises(BatchRefused):
        add_scan(session, batch, SCAN, public_keys, actor="anna", now=utc_now())
    assert len(list_scans(session, batch.id)) == 1
