"""Every reason about paper in a sentence: what is wrong, and what to do."""

from typing import Final

from flask_babel import LazyString, lazy_gettext

from app.paper.columns import Role
from app.paper.errors import BatchComplaint, StatementComplaint, TableComplaint
from app.paper.partners import StatedState
from app.paper.states import BatchState, LineReason

TABLES: Final[dict[TableComplaint, LazyString]] = {
    TableComplaint.EMPTY: lazy_gettext("The file is empty."),
    TableComplaint.TOO_LARGE: lazy_gettext("The file is larger than 5 MB. Part it into several."),
    TableComplaint.TOO_MANY_LINES: lazy_gettext("The file has more than 20,000 lines. Part it into several batches."),
    TableComplaint.TOO_MANY_COLUMNS: lazy_gettext("A line has more than 50 columns. Check its separators."),
    TableComplaint.CELL_TOO_LONG: lazy_gettext(
        "A cell has more than 1,000 letters. A quotation mark may lack its end."
    ),
    TableComplaint.SPREADSHEET: lazy_gettext(
        "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and choose that file."
    ),
    TableComplaint.NOT_A_TABLE: lazy_gettext("This is no table of text. Save your list as “CSV UTF-8”."),
    TableComplaint.BROKEN_ENCODING: lazy_gettext(
        "The file is damaged: some letters cannot be read. Save it again as “CSV UTF-8”."
    ),
    TableComplaint.ENCODING_UNKNOWN: lazy_gettext(
        "We cannot tell for certain how the letters are written, and will not guess at names. Save it as “CSV UTF-8”."
    ),
    TableComplaint.QUOTES: lazy_gettext("A quotation mark does not close, or stands in the middle of a cell."),
    TableComplaint.NO_HEADER: lazy_gettext(
        "The first line must name the columns, for example: Name, Country, Email. Nothing was kept."
    ),
    TableComplaint.NO_LINES: lazy_gettext("There are no lines below the first."),
    TableComplaint.NO_NAME: lazy_gettext("Say which column holds the name."),
    TableComplaint.NAME_TWICE: lazy_gettext("Choose either one column with the whole name, or given and family name."),
    TableComplaint.ROLE_TWICE: lazy_gettext("Two columns cannot hold the same thing."),
    TableComplaint.ROLES_MISSING: lazy_gettext("Say of every column what it holds."),
}
BATCHES: Final[dict[BatchComplaint, LazyString]] = {
    BatchComplaint.NO_SUCH_SHEET: lazy_gettext(
        "No sheet of this campaign has that code. Leave it empty if it has none."
    ),
    BatchComplaint.NOT_A_DATE: lazy_gettext("Write the date as 2026-05-17, 2026-05 or 2026."),
    BatchComplaint.IN_THE_FUTURE: lazy_gettext("That day is still to come."),
    BatchComplaint.TOO_LONG: lazy_gettext("At most 120 letters, on one line."),
    BatchComplaint.NO_WORDING: lazy_gettext("Choose one of the wordings that were open."),
    BatchComplaint.TOO_LATE: lazy_gettext(
        "The petition closed more than 60 days ago: no sheets are taken in any more."
    ),
    BatchComplaint.TOO_MANY_LINES: lazy_gettext("A batch holds 20,000 lines. Open another for the rest."),
    BatchComplaint.NO_LINES: lazy_gettext("There are no lines yet."),
    BatchComplaint.NO_SCAN: lazy_gettext("Add a scan of the sheets first: it is the evidence for the figure."),
    BatchComplaint.SCAN_TOO_LARGE: lazy_gettext("A scan may have 25 MB. Part it, or scan it in grey."),
    BatchComplaint.SCAN_UNKNOWN_KIND: lazy_gettext("Choose a PDF, JPEG or PNG."),
    BatchComplaint.TOO_MANY_SCANS: lazy_gettext("A batch takes 40 scans. Open another for the rest."),
    BatchComplaint.FILE_UNCONFIRMED: lazy_gettext("A file waits for you to say what its columns hold."),
    BatchComplaint.NOT_IN_THIS_STATE: lazy_gettext("The batch has moved on meanwhile; nothing was changed."),
    BatchComplaint.NO_SUCH_LINE: lazy_gettext("There is no such line that counts somebody."),
}
LINES: Final[dict[LineReason, LazyString]] = {
    LineReason.NAME_MISSING: lazy_gettext("No name."),
    LineReason.NAME_TOO_LONG: lazy_gettext("The name has more than 100 letters."),
    LineReason.NAME_UNREADABLE: lazy_gettext("The name has characters that cannot be stored."),
    LineReason.NAME_IS_ADDRESS: lazy_gettext("A link, an address or a telephone number stands in place of a name."),
    LineReason.NAME_WITHOUT_LETTERS: lazy_gettext("The name has no letters."),
    LineReason.FORMULA: lazy_gettext("A cell begins like a formula (=, +, - or @)."),
    LineReason.COUNTRY_UNKNOWN: lazy_gettext(
        "The country is not known. Write its name or two-letter code, or nothing."
    ),
    LineReason.EMAIL_WRONG: lazy_gettext("The email address is not one. Leave it out where it cannot be read."),
    LineReason.WRONG_COLUMNS: lazy_gettext("The line has more or fewer columns than the first."),
    LineReason.REPEATED: lazy_gettext("The same person stands on another line of this batch."),
    LineReason.UNREADABLE: lazy_gettext("The line could not be read any more. Put it in again."),
}
STATEMENTS: Final[dict[StatementComplaint, LazyString]] = {
    StatementComplaint.PARTNER: lazy_gettext("Write the partner’s name, in at most 120 letters."),
    StatementComplaint.FIGURE: lazy_gettext("Write the number in digits: more than nought, at most 100 million."),
    StatementComplaint.EVIDENCE: lazy_gettext("Give the address (https://…) where the partner states the number."),
    StatementComplaint.NOTE: lazy_gettext("At most 300 letters, on one line."),
    StatementComplaint.NOT_A_DATE: lazy_gettext("Write the date as 2026-05-17, 2026-05 or 2026."),
    StatementComplaint.IN_THE_FUTURE: lazy_gettext("That day is still to come."),
    StatementComplaint.SAME_PERSON: lazy_gettext(
        "Whoever proposed a number does not decide on it: ask another member."
    ),
    StatementComplaint.NOT_IN_THIS_STATE: lazy_gettext("It was decided meanwhile; nothing was changed."),
}
STATES: Final[dict[BatchState, tuple[LazyString, str]]] = {
    BatchState.DRAFT: (lazy_gettext("being put in"), ""),
    BatchState.IMPORTING: (lazy_gettext("being read"), "light"),
    BatchState.COUNTED: (lazy_gettext("counted"), "good"),
    BatchState.CANCELLED: (lazy_gettext("cancelled"), ""),
    BatchState.WITHDRAWN: (lazy_gettext("taken back"), "bad"),
}
"""A word for each state, and the kind of its mark."""
STATED: Final[dict[StatedState, tuple[LazyString, str]]] = {
    StatedState.PROPOSED: (lazy_gettext("waits for approval"), "light"),
    StatedState.APPROVED: (lazy_gettext("shown"), "good"),
    StatedState.REFUSED: (lazy_gettext("refused"), "bad"),
    StatedState.SUPERSEDED: (lazy_gettext("replaced by a newer one"), ""),
    StatedState.WITHDRAWN: (lazy_gettext("taken back"), ""),
}
ROLES: Final[dict[Role, LazyString]] = {
    Role.NAME: lazy_gettext("whole name"),
    Role.GIVEN: lazy_gettext("given name"),
    Role.FAMILY: lazy_gettext("family name"),
    Role.COUNTRY: lazy_gettext("country"),
    Role.EMAIL: lazy_gettext("email"),
    Role.IGNORED: lazy_gettext("not used"),
}


def marks_and_reasons() -> dict[str, object]:
    """Return what templates look up: the mark of a batch and of a stated number, and why a line is refused."""
    return {"batch_states": STATES, "stated_states": STATED, "line_reasons": LINES, "column_roles": ROLES}
