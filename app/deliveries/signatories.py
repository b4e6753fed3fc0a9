"""The files that list people: one pass over the rows writes CSV, XLSX and the volumes of the PDF."""

from collections.abc import Iterator
from pathlib import Path

from app.core.errors import VigilError
from app.deliveries.documents import ROWS_A_VOLUME, Documents
from app.deliveries.facts import SignatoryRow
from app.deliveries.progress import Progress
from app.deliveries.spreadsheets import CsvList, XlsxList
from app.deliveries.typesetting import Typesetting

CSV_LIST = "signatures.csv"
XLSX_LIST = "signatures.xlsx"


class UnexpectedRows(VigilError):
    """The rows are not numbered 1, 2, 3, ..., or are not as many as the delivery states."""


def write_signatories(
    rows: Iterator[SignatoryRow],
    documents: Documents,
    typesetting: Typesetting,
    *,
    folder: Path,
    progress: Progress,
) -> None:
    """Write the list into ``folder``. Raises UnexpectedRows, TypesettingFailed."""
    scratch = folder.with_name("spreadsheets")
    scratch.mkdir(mode=0o700)
    numbered = _checked(rows, expected=documents.facts.names)
    with (
        CsvList(folder / CSV_LIST) as comma,
        XlsxList(folder / XLSX_LIST, scratch=scratch, created=documents.facts.cut_off) as excel,
    ):
        for number, volume in enumerate(_volumes(numbered), start=1):
            for row in volume:
                line = (row.number, row.name, row.country, documents.country(row.country))
                comma.add(line)
                excel.add(line)
                progress.add(1)
            output = folder / f"signatures-{number:03}.pdf"
            typesetting.make("list", documents.volume(volume, number=number), output, tagged=False)
            progress.add(len(volume))
    scratch.rmdir()


def _checked(rows: Iterator[SignatoryRow], *, expected: int) -> Iterator[SignatoryRow]:
    seen = 0
    for seen, row in enumerate(rows, start=1):
        if row.number != seen or seen > expected:
            raise UnexpectedRows(f"row {seen} of {expected} was not expected as it came")
        yield row
    if seen != expected:
        raise UnexpectedRows(f"{seen} rows came where the delivery states {expected}")


def _volumes(rows: Iterator[SignatoryRow]) -> Iterator[list[SignatoryRow]]:
    volume: list[SignatoryRow] = []
    for row in rows:
        volume.append(row)
        if len(volume) == ROWS_A_VOLUME:
            yield volume
            volume = []
    if volume:
        yield volume
