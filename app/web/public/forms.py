"""The forms that supporters fill in. Shape only: nothing here looks anybody up."""

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from babel import Locale
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.limits import COMMENT_LENGTH, EMAIL_LENGTH, NAME_LENGTH, SOURCE_CODE_LENGTH
from app.core.text import (
    has_control_characters,
    has_letter,
    looks_like_address,
    tidy,
    without_control_characters,
)

_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
COUNTRIES: Final = frozenset(
    code for code in map(str, Locale.parse("en").territories) if re.fullmatch(r"[A-Z]{2}", code)
).difference(_NOT_COUNTRIES)
"""ISO 3166 alpha-2."""

_SOURCE_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")
_UNREADABLE: Final = "\ufffd"


class AnonymousForm(FlaskForm):  # type: ignore[misc]
    """A form without session, cookie or Referer: there is nothing a forged request could take from anybody."""

    class Meta:
        """WTForms reads this."""

        csrf = False

        def get_translations(self, _form: FlaskForm) -> None:
            """Every message is ours and translated already: Flask-WTF would read its own anew for each form."""

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            """Take the fields of a posted form alone: a file or JSON where a text is expected is nothing."""
            return None if formdata is None or request.method != "POST" else posted_fields()

    def keep_showable(self) -> None:
        """Drop from what was typed what no page can show, so that it can be shown again."""
        for field in self:
            if isinstance(field.data, str):
                field.data = without_control_characters(field.data, allow_lines=isinstance(field, TextAreaField))


class SignForm(AnonymousForm):
    """Name, address, country, comment and three separate choices."""

    name = StringField(
        lazy_gettext("Your name"),
        filters=[lambda value: tidy(value) if value and not has_control_characters(value) else value],
        validators=[InputRequired(lazy_gettext("Write your name.")), Length(max=NAME_LENGTH, message=lazy_gettext(
            "That name is too long: at most 100 characters."))],
    )  # fmt: skip
    email = StringField(
        lazy_gettext("Your email address"),
        filters=[lambda value: value.strip(" \t") if value else value],
        validators=[InputRequired(lazy_gettext("Write your email address."))],
    )
    country = SelectField(
        lazy_gettext("Country"),
        validate_choice=False,
        filters=[lambda value: (value or "").strip().upper()],
    )
    comment = TextAreaField(
        lazy_gettext("Your words"),
        filters=[lambda value: (value or "").replace("\r\n", "\n").strip()],  # a browser counts a line's end as one
        validators=[Length(max=COMMENT_LENGTH, message=lazy_gettext("At most 1,000 characters, please."))],
    )
    show_name = RadioField(
        lazy_gettext("Show my name publicly"),
        choices=[
            SelectChoice("no", lazy_gettext("No")),
            SelectChoice("initials", lazy_gettext("Initials and country")),
            SelectChoice("full", lazy_gettext("Full name and country")),
        ],
        default="no",
        validate_choice=False,
    )
    deliver_name = BooleanField(lazy_gettext("Hand my name and country to the named recipients"), false_values=("",))
    updates = BooleanField(lazy_gettext("Send me updates"), false_values=("",))
    source = HiddenField(filters=[lambda value: tidy_source(value or "")])
    wording = HiddenField()
    keep_email = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = list_countries(str(get_locale()))

    def validate_name(self, field: StringField) -> None:
        """Any real name in any script; no line breaks, overrides of direction, links or addresses."""
        if _UNREADABLE in field.data or has_control_characters(field.data):
            raise ValidationError(lazy_gettext("That name has characters that cannot be stored. Type it again."))
        if looks_like_address(field.data):
            raise ValidationError(lazy_gettext("A name has no link and no email address in it."))
        if not has_letter(field.data):
            raise ValidationError(lazy_gettext("Write your name in letters."))

    def validate_email(self, field: StringField) -> None:
        """The shape of an address (RFC 5321), no look-up."""
        check_email(field.data)

    def validate_country(self, field: SelectField) -> None:
        """A code of the list, or nothing."""
        if field.data and field.data not in COUNTRIES:
            raise ValidationError(lazy_gettext("Choose a country from the list, or leave it open."))

    def validate_comment(self, field: TextAreaField) -> None:
        """Lines are welcome, control characters are not."""
        if _UNREADABLE in field.data or has_control_characters(field.data, allow_lines=True):
            raise ValidationError(lazy_gettext("Your words have characters that cannot be stored. Type them again."))

    def validate_show_name(self, field: RadioField) -> None:
        """One of the three."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(lazy_gettext("Choose one of the three."))


class AddressForm(AnonymousForm):
    """An address alone: the way to the private page."""

    email = StringField(
        lazy_gettext("Your email address"),
        filters=[lambda value: value.strip(" \t") if value else value],
        validators=[InputRequired(lazy_gettext("Write your email address."))],
    )

    def validate_email(self, field: StringField) -> None:
        """The shape of an address (RFC 5321), no look-up."""
        check_email(field.data)


def posted_fields() -> MultiDict[str, str]:
    """Return the posted fields with U+FFFD in place of bytes that are no UTF-8, to be refused.

    Werkzeug would leave such bytes as ``%FF``, and a name would be stored mangled.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return request.form
    body = request.get_data().decode("utf-8", "replace")
    return MultiDict(parse_qsl(body, keep_blank_values=True, errors="replace"))


def check_email(address: str) -> None:
    """Raise ValidationError unless this is the shape of a mail address."""
    if len(address) > EMAIL_LENGTH or _UNREADABLE in address or has_control_characters(address):
        raise ValidationError(lazy_gettext("That is not an email address. Check it for typing errors."))
    try:
        validate_email(address, check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        raise ValidationError(lazy_gettext("That is not an email address. Check it for typing errors.")) from None


def tidy_source(code: str) -> str:
    """Return a source code as far as it counts: letters, digits, dashes; of anything else nothing."""
    return code[:SOURCE_CODE_LENGTH] if _SOURCE_CODE.fullmatch(code) else ""


@lru_cache
def list_countries(language: str) -> tuple[SelectChoice, ...]:
    """Return "not said" and every country by its name (CLDR), in the order of those names; made once a language."""
    names = Locale.parse(language).territories
    choices = sorted((SelectChoice(code, names[code]) for code in COUNTRIES), key=lambda choice: choice.label)
    return SelectChoice("", lazy_gettext("Not said")), *choices
