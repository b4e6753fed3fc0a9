"""The forms as pages show them: fields, labels, what was typed, and a sentence for each complaint."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from babel import Locale
from flask import request
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.core.alphabet import alphabetical
from app.core.text import without_control_characters
from app.signatures.complaints import COUNTRIES, Complaint
from app.web.public.typed import ENCODED, Typed, read_fields

SENTENCES: Final = {
    Complaint.NAME_MISSING: lazy_gettext("Write your name."),
    Complaint.NAME_TOO_LONG: lazy_gettext("That name is too long: at most 100 characters."),
    Complaint.NAME_UNREADABLE: lazy_gettext("That name has characters that cannot be stored. Type it again."),
    Complaint.NAME_IS_ADDRESS: lazy_gettext(
        "A name has no link, address or telephone number in it. Put a space after a full stop."
    ),
    Complaint.NAME_WITHOUT_LETTERS: lazy_gettext("Write your name in letters."),
    Complaint.EMAIL_MISSING: lazy_gettext("Write your email address."),
    Complaint.EMAIL_WRONG: lazy_gettext("That is not an email address. Check it for typing errors."),
    Complaint.COUNTRY_UNKNOWN: lazy_gettext("Choose a country from the list, or leave it open."),
    Complaint.COMMENT_TOO_LONG: lazy_gettext("At most 1,000 characters, please."),
    Complaint.COMMENT_UNREADABLE: lazy_gettext("Your words have characters that cannot be stored. Type them again."),
    Complaint.MESSAGE_MISSING: lazy_gettext("Write your message."),
    Complaint.SHOW_NAME_UNKNOWN: lazy_gettext("Choose one of the three."),
}


class AnonymousForm(FlaskForm):  # type: ignore[misc]
    """A form without session, cookie or Referer: there is nothing a forged request could take from anybody.

    It shows; judgement is in ``typed``, so that a form which is right never has to be built.
    """

    class Meta:
        """WTForms reads this."""

        csrf = False

        def get_translations(self, _form: FlaskForm) -> None:
            """Every sentence is ours and translated already."""

    def complain(self, complaints: Iterable[tuple[str, Complaint]]) -> None:
        """Put a sentence beside each field that is wrong."""
        for name, complaint in complaints:
            self[name].errors = [SENTENCES[complaint]]


class SignForm(AnonymousForm):
    """Name, address, country, comment and three separate choices."""

    name = StringField()
    email = StringField()
    country = SelectField(validate_choice=False)
    comment = TextAreaField()
    show_name = RadioField(choices=[], default="no", validate_choice=False)
    deliver_name = BooleanField()
    updates = BooleanField()
    source = HiddenField()
    wording = HiddenField()
    keep_email = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, formdata=None, **kwargs)
        self.country.choices = list_countries(str(get_locale()))


class MessageForm(AnonymousForm):
    """A message to the prisoner, and a name or none."""

    name = StringField()
    text = TextAreaField()


class AddressForm(AnonymousForm):
    """An address alone: the way to the private page."""

    email = StringField()


def show_again(typed: Typed, complaints: Iterable[tuple[str, Complaint]]) -> SignForm:
    """Return the form with what was typed, less what no page can show, and the complaints."""
    showable = {
        name: without_control_characters(value, allow_lines=name == "comment") if isinstance(value, str) else value
        for name, value in msgspec.structs.asdict(typed).items()
    }
    form = SignForm(**showable)
    form.complain(complaints)
    return form


def posted_fields() -> Mapping[str, str]:
    """Return the posted fields, the first of a name, with U+FFFD in place of bytes that are no UTF-8, to be refused.

    Werkzeug would leave such bytes as ``%FF``, and a name would be stored mangled. A file or JSON is no field.
    """
    return read_fields(request.get_data()) if request.mimetype == ENCODED else request.form.to_dict()


@lru_cache
def list_countries(language: str) -> tuple[SelectChoice, ...]:
    """Return "not said" and every country by its name (CLDR), in the order of its alphabet; made once a language."""
    names = Locale.parse(language).territories
    choices = [SelectChoice(code, names[code]) for code in COUNTRIES]
    choices.sort(key=lambda choice: alphabetical(choice.label, language))
    return SelectChoice("", lazy_gettext("Not said")), *choices
