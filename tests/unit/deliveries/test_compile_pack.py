"""A pack holds what the delivery says, the same each time, and leaves nothing behind."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest

from app.deliveries.facts import PackKeys, PackPlaces, SignatoryRow
from app.deliveries.pack import PackRefused, compile_pack
from app.deliveries.signatories import UnexpectedRows
from app.deliveries.typesetting import Typesetting, TypesettingFailed

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
COMMON = ["README.txt", "covering-letter.pdf", "manifest.json", "manifest.sig"]


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def reads(text: str, figure: str) -> bool:
    """Whether a text taken out of a PDF has a figure; pypdf turns digits round in Persian lines."""
    return figure in text or figure[::-1] in text


def contents(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_numbers_only_holds_no_list(workshop):
    result = workshop.compile()
    assert sorted(contents(result.path)) == [*COMMON, "tally-report.pdf", "vigil-public-key.txt"]
    assert result.path.name.endswith("0d7f3f1c2b11.zip")


def test_names_leave_only_encrypted(workshop, people):
    result = workshop.compile(people=people)
    assert result.path.name.endswith(".zip.age")
    assert result.path.read_bytes().startswith(b"age-encryption.org/v1")
    names = sorted(contents(workshop.clear(result.path)))
    lists = ["signatures-001.pdf", "signatures.csv", "signatures.xlsx"]
    assert names == [*COMMON, *lists, "tally-report.pdf", "vigil-public-key.txt"]


def test_nothing_in_clear_lies_beside_the_pack(workshop, people):
    result = workshop.compile(people=people)
    assert [path.name for path in workshop.folder.iterdir() if path.is_file()] == [result.path.name]
    assert not list(workshop.work.iterdir())


def test_the_same_facts_give_the_same_bytes(workshop, people):
    first = workshop.compile(people=people)
    before = contents(workshop.clear(first.path))
    second = workshop.compile(people=people)
    assert contents(workshop.clear(second.path)) == before
    assert (first.files, first.manifest_sha256) == (second.files, second.manifest_sha256)


def test_numbers_only_is_the_same_pack_to_the_byte(workshop):
    assert workshop.compile().sha256 == workshop.compile().sha256


def test_the_manifest_states_the_counts(workshop, people):
    manifest = json.loads(contents(workshop.clear(workshop.compile(people=people).path))["manifest.json"])
    assert manifest["counts"] == {"confirmed": 12345, "held": 37, "names": 11, "paper": 0, "removed": 112}
    assert manifest["cut_off"] == "2026-11-22T14:00:00Z"
    assert "Lovelace" not in json.dumps(manifest)


def test_csv_keeps_names_and_defuses_formulas(finished, people):
    text = contents(finished[1])["signatures.csv"]
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["row", "name", "country_code", "country"]
    names = [row[1] for row in rows[1:]]
    assert names[9] == "'=cmd|'/c calc'!A1"
    assert names[:9] == [name for name, _ in people[:9]]
    assert rows[1] == ["1", "Ada Lovelace", "GB", "United Kingdom"]


def test_xlsx_keeps_names_as_text(finished, people):
    book = openpyxl.load_workbook(io.BytesIO(contents(finished[1])["signatures.xlsx"]))
    cells = list(book.active.iter_rows(min_row=2, min_col=2, max_col=2))
    assert [cell.value for (cell,) in cells] == [name for name, _ in people]
    assert {cell.data_type for (cell,) in cells} == {"s"}


def test_pdf_list_holds_names_of_many_scripts(finished):
    text = words_of(contents(finished[1])["signatures-001.pdf"])
    for name in ("Ada Lovelace", "王小明", "김민준", "Иван Сидоров", "Նարե Հակոբյան"):
        assert name in text


def test_letter_and_report_say_the_figures(finished):
    files = contents(finished[1])
    letter, report = words_of(files["covering-letter.pdf"]), words_of(files["tally-report.pdf"])
    assert "12,345" in letter
    assert "22 November 2026" in letter
    assert "Sample data" in letter
    assert all(word in report for word in ("12,345", "Germany", "72.9%", "3f" * 32, "9b" * 32))


def test_persian_documents_have_persian_digits_and_calendar(workshop):
    report = words_of(contents(workshop.compile(language="fa").path)["tally-report.pdf"])
    assert reads(report, "۱۲٬۳۴۵")
    assert reads(report, "۱۴۰۵")
    assert "12,345" not in report


def test_readme_speaks_persian_and_english(workshop):
    readme = contents(workshop.compile(language="fa").path)["README.txt"].decode()
    assert "۱ آذر ۱۴۰۵" in readme
    assert "22 November 2026, 14:00 UTC" in readme


def test_a_long_list_comes_in_volumes(workshop, people, monkeypatch):
    monkeypatch.setattr("app.deliveries.signatories.ROWS_A_VOLUME", 4)
    monkeypatch.setattr("app.deliveries.documents.ROWS_A_VOLUME", 4)
    files = contents(workshop.clear(workshop.compile(people=people).path))
    assert [name for name in files if name.startswith("signatures-")] == [
        f"signatures-00{volume}.pdf" for volume in (1, 2, 3)
    ]
    assert "rows 9 to 11 of 11" in words_of(files["signatures-003.pdf"])


def test_progress_ends_at_its_total(workshop, people):
    seen = []
    workshop.compile(people=people, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 25)
    assert seen[-1] == (25, 25)
    assert seen == sorted(seen)


def test_a_cancel_leaves_nothing(workshop, people):
    def cancel(done: int, total: int) -> None:
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workshop.compile(people=people, on_progress=cancel)
    assert not list(workshop.work.iterdir())
    assert not [path for path in workshop.folder.iterdir() if path.is_file()]


@pytest.mark.parametrize("numbers", [[1, 2], [1, 2, 3, 4], [1, 3, 4]])
def test_rows_that_do_not_fit_are_refused_without_a_name(workshop, people, numbers):
    rows = (SignatoryRow(number, "Secret Person", "DE") for number in numbers)
    with pytest.raises(UnexpectedRows) as refused:
        workshop.compile(people=people[:3], rows=rows)
    assert "Secret" not in str(refused.value)
    assert not list(workshop.work.iterdir())


def test_what_an_earlier_kill_left_is_removed(workshop):
    (workshop.work / "left").mkdir()
    (workshop.work / "left" / "signatures.csv").write_text("x")
    assert "signatures.csv" not in contents(workshop.compile().path)


def test_numbers_only_takes_no_rows(workshop):
    with pytest.raises(PackRefused):
        workshop.compile(rows=iter([SignatoryRow(1, "Secret Person", "DE")]))


def test_names_need_an_age_key(workshop, people):
    places, keys = PackPlaces(workshop.work, workshop.folder), PackKeys(workshop.signing)
    facts = workshop.facts(people=people)
    with pytest.raises(PackRefused, match="age key"):
        compile_pack(facts, iter(()), places=places, keys=keys, on_progress=print)


def test_an_open_work_folder_is_refused(workshop):
    workshop.work.chmod(0o755)
    with pytest.raises(PackRefused, match="0700"):
        workshop.compile()


def test_a_document_that_fails_says_no_name(tmp_path):
    typesetting = Typesetting(tmp_path / "t", MOMENT, time_limit_seconds=30)
    with pytest.raises(TypesettingFailed) as failed:
        typesetting.make("list", {"rows": "Secret Person"}, tmp_path / "list.pdf")
    assert str(failed.value) == "list.pdf could not be typeset (exit 1)"
    assert not list(tmp_path.iterdir())


def test_a_document_that_takes_too_long_is_given_up(tmp_path):
    typesetting = Typesetting(tmp_path / "t", MOMENT, time_limit_seconds=0.001)
    with pytest.raises(TypesettingFailed, match="longer than"):
        typesetting.make("list", {}, tmp_path / "list.pdf")
