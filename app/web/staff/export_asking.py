"""Asking for an export: what for, of whom, which columns, as what file, for which key."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.exports.asking import ask, list_named
from app.exports.errors import KeyNotUsable
from app.exports.keys import list_usable_keys
from app.exports.queries import list_titles
from app.exports.rules import Column, Complaint, Consent, Filters, Format, Purpose, Wish, find_complaints
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed
from app.web.staff.export_words import COLUMNS, COMPLAINTS, CONSENTS, FORMATS, PURPOSES, STATES_OF_SIGNATURES

_LINES: Final = ("petition", "purpose", "words", "format", "consent", "countries", "first_month", "last_month",
                 "recipient", "key")  # fmt: skip
_AT_FIRST: Final = {
    "purpose": Purpose.FIGURES.value, "format": Format.CSV.value, "consent": Consent.ANY.value,
    "columns": [Column.ROW.value, Column.COUNTRY.value, Column.LANGUAGE.value, Column.MONTH.value],
    "states": ["confirmed"],
}  # fmt: skip
Fields = dict[str, Any]


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/exports/new", "export_new", show, methods=["GET"])
    site.add_url_rule("/exports/new", "export_ask", take, methods=["POST"])


@needs_staff(fresh=True)
def show(actor: Actor) -> str:
    """Show the form. It asks for a fresh second factor first, so that nothing typed is lost to that."""
    return _page(actor, dict.fromkeys(_LINES, "") | _AT_FIRST, {})


@needs_staff(fresh=True)
def take(actor: Actor) -> Response:
    """Ask for the export, or say what speaks against it."""
    fields: Fields = {name: typed(name) for name in _LINES}
    fields |= {name: request.form.getlist(name) for name in ("columns", "states")}
    with unit_of_work() as session:
        errors = _errors(session, actor, fields)
    if errors:
        return make_response(_page(actor, fields, errors), 422)
    try:
        with unit_of_work() as session:
            export_id = ask(session, actor, _wish(fields), key_id=UUID(fields["key"]), now=utc_now())
    except KeyNotUsable:
        return make_response(_page(actor, fields, {"key": gettext("Choose one of your own keys.")}), 422)
    flash(gettext("It waits for a second person now, and everyone on staff is told."))
    return go_to("staff.export", export_id=export_id)


def _errors(session: Session, actor: Actor, fields: Fields) -> dict[str, str]:
    """Return what speaks against a wish, by field."""
    keys = {str(key.id) for key in list_usable_keys(session, actor.account_id, now=utc_now())}
    named = {(str(petition_id), str(office.id)) for petition_id, office in list_named(session)}
    errors = {}
    if fields["petition"] not in {str(each) for each in list_titles(session)}:
        errors["petition"] = gettext("Choose a petition.")
    if fields["key"] not in keys:
        errors["key"] = gettext("Choose one of your own keys.")
    if not _are_choices(fields) or not is_paragraph(fields["words"]):
        complaints = [Complaint.PURPOSE if is_paragraph(fields["words"]) else Complaint.WORDS]
    elif fields["recipient"] and (fields["petition"], fields["recipient"]) not in named:
        complaints = [Complaint.NAME_NEEDS_RECIPIENT]
    else:
        complaints = [] if "petition" in errors else find_complaints(_wish(fields))
    for complaint in complaints:
        name, sentence = COMPLAINTS[complaint]
        errors.setdefault(name, str(sentence))
    return errors


def _are_choices(fields: Fields) -> bool:
    """Whether everything chosen is one of what there is to choose from."""
    return (
        fields["purpose"] in set(Purpose)
        and fields["format"] in set(Format)
        and fields["consent"] in set(Consent)
        and set(fields["columns"]) <= set(Column)
    )


def _wish(fields: Fields) -> Wish:
    countries = fields["countries"].upper().replace(";", ",").split(",")
    return Wish(
        petition_id=UUID(fields["petition"]),
        purpose=Purpose(fields["purpose"]),
        words=fields["words"],
        columns=tuple(column for column in Column if column in fields["columns"]),
        format=Format(fields["format"]),
        recipient_id=UUID(fields["recipient"]) if fields["recipient"] else None,
        filters=Filters(
            states=tuple(state for state in STATES_OF_SIGNATURES if state in fields["states"]),
            countries=tuple(code.strip() for code in countries if code.strip()),
            first_month=fields["first_month"],
            last_month=fields["last_month"],
            consent=Consent(fields["consent"]),
        ),
    )


def _page(actor: Actor, fields: Fields, errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        titles = list_titles(session)
        named, keys = list_named(session), list_usable_keys(session, actor.account_id, now=utc_now())
    return render_template(
        "staff/exports/new.html", fields=fields, errors=errors, titles=titles, named=named, keys=keys,
        purposes=PURPOSES, columns=COLUMNS, formats=FORMATS, consents=CONSENTS, states=STATES_OF_SIGNATURES,
    )  # fmt: skip
