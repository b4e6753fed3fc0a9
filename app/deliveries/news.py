"""The draft of an update that tells of a hand-over, in every language of the campaign, for its organisers to go on."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask_babel import force_locale, gettext, ngettext

from app.core.formats import format_day, format_number
from app.core.languages import words_in


class HandedOver(NamedTuple):
    """What is told: how many signatures went to whom on which day, and until when an answer was asked for."""

    delivery_id: UUID
    recipient: dict[str, str]
    confirmed: int
    day: date
    reply_due: date | None


class Draft(NamedTuple):
    """Subject and body by language."""

    subject: dict[str, str]
    body: dict[str, str]


def draft_news(told: HandedOver, languages: list[str], *, base_url: str) -> Draft:
    """Write the draft. Needs an application context, for the words of the site."""
    subjects, bodies = {}, {}
    for language in languages:
        with force_locale(language):
            recipient = words_in(told.recipient, language)
            subjects[language] = gettext("Delivery to %(recipient)s", recipient=recipient)
            bodies[language] = _body(told, recipient, language, base_url=base_url)
    return Draft(subjects, bodies)


def _body(told: HandedOver, recipient: str, language: str, *, base_url: str) -> str:
    sentences = [
        ngettext(
            "On %(day)s, %(shown)s signature was handed over to: %(recipient)s.",
            "On %(day)s, %(shown)s signatures were handed over to: %(recipient)s.",
            told.confirmed,
            day=format_day(told.day, language),
            shown=format_number(told.confirmed, language),
            recipient=recipient,
        )
    ]
    if told.reply_due:
        due = format_day(told.reply_due, language)
        sentences.append(gettext("An answer was asked for by %(day)s.", day=due))
    address = f"{base_url}/{language}/deliveries/{told.delivery_id}"
    return f"{' '.join(sentences)}\n\n[{gettext('See where the signatures went')}]({address})\n"
