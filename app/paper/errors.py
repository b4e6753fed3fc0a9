"""What is refused about paper."""

from enum import StrEnum

from app.core.errors import VigilError


class NothingToPrint(VigilError):
    """The campaign is not public, so a QR code of it would lead nowhere."""


class TooManyPrints(VigilError):
    """So many prints of this organisation wait already that another would hold up everybody's."""


class PrintWishRefused(VigilError):
    """A sheet or poster was asked for in a way there is none of; ``field`` says what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class TableComplaint(StrEnum):
    """What is wrong with a file of lines as a whole; the console has a sentence for each."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    SPREADSHEET = "spreadsheet"
    NOT_A_TABLE = "not_a_table"
    BROKEN_ENCODING = "broken_encoding"
    ENCODING_UNKNOWN = "encoding_unknown"
    QUOTES = "quotes"
    NO_HEADER = "no_header"
    NO_LINES = "no_lines"
    NO_NAME = "no_name"
    NAME_TWICE = "name_twice"
    ROLE_TWICE = "role_twice"
    ROLES_MISSING = "roles_missing"


class TableRefused(VigilError):
    """A file of lines cannot be read, or its columns make no sense. ``line`` is where in the file, if anywhere."""

    def __init__(self, complaint: TableComplaint, *, line: int | None = None) -> None:
        self.complaint, self.line = complaint, line
        super().__init__(complaint.value)


class BatchComplaint(StrEnum):
    """Why something cannot be done with a batch; the console has a sentence for each."""

    NO_SUCH_SHEET = "no_such_sheet"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG = "too_long"
    NO_WORDING = "no_wording"
    TOO_LATE = "too_late"
    TOO_MANY_LINES = "too_many_lines"
    NO_LINES = "no_lines"
    NO_SCAN = "no_scan"
    SCAN_TOO_LARGE = "scan_too_large"
    SCAN_UNKNOWN_KIND = "scan_unknown_kind"
    TOO_MANY_SCANS = "too_many_scans"
    FILE_UNCONFIRMED = "file_unconfirmed"
    NOT_IN_THIS_STATE = "not_in_this_state"
    NO_SUCH_LINE = "no_such_line"


class BatchRefused(VigilError):
    """Something cannot be done with a batch; ``field`` names the form's field, where it is one's fault."""

    def __init__(self, complaint: BatchComplaint, *, field: str = "") -> None:
        self.complaint, self.field = complaint, field
        super().__init__(complaint.value)


class StatementComplaint(StrEnum):
    """Why a partner's number cannot be taken as it is; the console has a sentence for each."""

    PARTNER = "partner"
    FIGURE = "figure"
    EVIDENCE = "evidence"
    NOTE = "note"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    SAME_PERSON = "same_person"
    NOT_IN_THIS_STATE = "not_in_this_state"


class StatementRefused(VigilError):
    """A partner's number cannot be taken or decided; ``field`` names the form's field, where it is one's fault."""

    def __init__(self, complaint: StatementComplaint, *, field: str = "") -> None:
        self.complaint, self.field = complaint, field
        super().__init__(complaint.value)
