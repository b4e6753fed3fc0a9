"""Exports in sentences: what a column holds and of whom, what is wrong with a wish, where an export stands."""

from typing import Final

from flask_babel import LazyString, lazy_gettext

from app.exports.errors import (
    FileGone,
    KeyComplaint,
    KeyNotUsable,
    NotInThisState,
    NotYours,
    RequestDiffers,
    SamePerson,
)
from app.exports.rules import Column, Complaint, Consent, Format, Purpose
from app.exports.states import ExportState

PURPOSES: Final[dict[Purpose, tuple[LazyString, LazyString]]] = {
    Purpose.FIGURES: (
        lazy_gettext("Figures"),
        lazy_gettext("Counting and comparing. No column that says who somebody is is needed."),
    ),
    Purpose.CHECK: (
        lazy_gettext("Checking signatures"),
        lazy_gettext("Looking for what is not right, also among those that are held or rejected."),
    ),
    Purpose.HAND_OVER: (
        lazy_gettext("Handing names over"),
        lazy_gettext(
            "To an office that the petition named to its signatories. A delivery does this with its documents."
        ),
    ),
    Purpose.UPDATES: (
        lazy_gettext("Writing to those who asked for updates"),
        lazy_gettext("From elsewhere, should the updates here not do."),
    ),
}
COLUMNS: Final[dict[Column, tuple[LazyString, LazyString]]] = {
    Column.ROW: (
        lazy_gettext("Row number"),
        lazy_gettext("Within this file; it says nothing of when somebody signed."),
    ),
    Column.NAME_FOR_RECIPIENT: (
        lazy_gettext("Name, for the recipient"),
        lazy_gettext("Of those who agreed to hand it to exactly this office; else the cell is empty."),
    ),
    Column.SHOWN_NAME: (
        lazy_gettext("Name, as it shows publicly"),
        lazy_gettext("The full name or initials of those who chose so; else the cell is empty."),
    ),
    Column.ADDRESS: (
        lazy_gettext("Email address"),
        lazy_gettext("Only of those who asked for updates, beside the row number and language and nothing else."),
    ),
    Column.COUNTRY: (
        lazy_gettext("Country"),
        lazy_gettext("Beside a name only where its signatory agreed to both together."),
    ),
    Column.LANGUAGE: (lazy_gettext("Language"), lazy_gettext("In which somebody signed.")),
    Column.MONTH: (lazy_gettext("Month of confirming"), lazy_gettext("As 2026-05, in UTC.")),
    Column.HOUR: (
        lazy_gettext("Hour of confirming"),
        lazy_gettext("Never beside a name, an address or a country: together they would point at people."),
    ),
    Column.STATE: (lazy_gettext("State"), lazy_gettext("confirmed, held or rejected.")),
    Column.SHOW_NAME: (lazy_gettext("How the name shows"), lazy_gettext("no, initials or full.")),
    Column.DELIVER_NAME: (lazy_gettext("Agreed to hand the name over"), lazy_gettext("yes or no.")),
    Column.UPDATES: (lazy_gettext("Asked for updates"), lazy_gettext("yes or no.")),
    Column.COMMENT: (
        lazy_gettext("State of the comment"),
        lazy_gettext("none, waiting, published or rejected; never its words."),
    ),
}
CONSENTS: Final[dict[Consent, LazyString]] = {
    Consent.ANY: lazy_gettext("Everybody, whatever they agreed to"),
    Consent.SHOWN: lazy_gettext("Only who shows a name or initials"),
    Consent.DELIVERY: lazy_gettext("Only who agreed to hand the name over"),
    Consent.UPDATES: lazy_gettext("Only who asked for updates"),
}
STATES_OF_SIGNATURES: Final[dict[str, LazyString]] = {
    "confirmed": lazy_gettext("Confirmed, counted"),
    "held": lazy_gettext("Held, under review"),
    "rejected": lazy_gettext("Rejected"),
}
FORMATS: Final[dict[Format, tuple[LazyString, LazyString]]] = {
    Format.CSV: (lazy_gettext("CSV"), lazy_gettext("Opens everywhere; nothing in it is run as a formula.")),
    Format.XLSX: (lazy_gettext("XLSX, a workbook"), lazy_gettext("Every cell is text.")),
    Format.JSON_LINES: (lazy_gettext("JSON Lines"), lazy_gettext("For programs: an object a line.")),
    Format.PARQUET: (lazy_gettext("Parquet"), lazy_gettext("For programs that reckon with columns.")),
}
COMPLAINTS: Final[dict[Complaint, tuple[str, LazyString]]] = {
    Complaint.PURPOSE: ("purpose", lazy_gettext("Choose what it is for.")),
    Complaint.WORDS: (
        "words",
        lazy_gettext("Say what it is for, in at most 2,000 letters: whoever approves it reads that."),
    ),
    Complaint.NO_COLUMN: ("columns", lazy_gettext("Choose at least one column besides the row number.")),
    Complaint.NAME_NEEDS_RECIPIENT: (
        "recipient",
        lazy_gettext(
            "Names for a recipient need the purpose “Handing names over” and an office that this petition named."
        ),
    ),
    Complaint.ADDRESS_NEEDS_PURPOSE: (
        "columns",
        lazy_gettext(
            "Addresses were given for updates alone: choose that purpose, and below only those who asked for updates."
        ),
    ),
    Complaint.ADDRESS_ALONE: (
        "columns",
        lazy_gettext("An address stands beside the row number and the language only. Take the other columns out."),
    ),
    Complaint.HOUR_ALONE: (
        "columns",
        lazy_gettext("The hour never stands beside a name, an address or a country, chosen or filtered by."),
    ),
    Complaint.ONLY_CONFIRMED: (
        "states",
        lazy_gettext("Names and addresses leave of confirmed signatures alone. Choose only these."),
    ),
    Complaint.STATES: ("states", lazy_gettext("Choose at least one state.")),
    Complaint.COUNTRIES: ("countries", lazy_gettext("Write two-letter codes with commas between, as in FR, DE.")),
    Complaint.COUNTRY_BESIDE_NAME: (
        "countries",
        lazy_gettext(
            "Who shows a name or gave an address did not agree to the country beside it: leave the countries empty."
        ),
    ),
    Complaint.PERIOD: (
        "first_month",
        lazy_gettext("Write months as 2026-05, the earlier one first, or leave them empty."),
    ),
}
"""The field that each is said beside, and what to do."""
STANDINGS: Final[dict[ExportState, tuple[LazyString, str]]] = {
    ExportState.ASKED: (lazy_gettext("waits for a second person"), "light"),
    ExportState.APPROVED: (lazy_gettext("approved"), "light"),
    ExportState.COMPILING: (lazy_gettext("being compiled"), "light"),
    ExportState.READY: (lazy_gettext("ready to be fetched"), "good"),
    ExportState.FETCHED: (lazy_gettext("fetched"), ""),
    ExportState.REJECTED: (lazy_gettext("rejected"), "bad"),
    ExportState.CANCELLED: (lazy_gettext("cancelled"), ""),
    ExportState.FAILED: (lazy_gettext("failed"), "bad"),
    ExportState.EXPIRED: (lazy_gettext("over"), ""),
}
KEY_COMPLAINTS: Final[dict[KeyComplaint, LazyString]] = {
    KeyComplaint.NOT_A_KEY: lazy_gettext(
        "That is no age public key. It begins with age1 and has 62 letters and digits."
    ),
    KeyComplaint.PRIVATE_KEY: lazy_gettext(
        "That is the private half, which nobody else may see. Make a new key, and give its public half (age1…)."
    ),
    KeyComplaint.KNOWN: lazy_gettext("This key was registered before. A revoked one stays revoked: make a new key."),
}
FAILURES: Final[dict[str, LazyString]] = {
    "KeyNotUsable": lazy_gettext("The key was revoked before it was compiled."),
    "KeyGone": lazy_gettext("The petition’s names were destroyed, as was promised."),
    "RequestDiffers": lazy_gettext("The request is not what was approved. Nothing left. Tell an operator at once."),
}
REFUSALS: Final[dict[type[Exception], LazyString]] = {
    SamePerson: lazy_gettext("You asked for it, so somebody else of the staff decides."),
    RequestDiffers: lazy_gettext("That was not the request on this page. Read it again before you approve it."),
    NotInThisState: lazy_gettext("It has moved on meanwhile; nothing was changed."),
    NotYours: lazy_gettext("Only whoever asked for an export fetches it."),
    KeyNotUsable: lazy_gettext("Its key was revoked or cannot be used yet; nothing leaves for it."),
    FileGone: lazy_gettext("The file is not there any more. Ask for the export again."),
}
