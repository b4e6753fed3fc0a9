"""How the readers of one language get an update: as a mail and on the page, before anybody does."""

from dataclasses import dataclass

from markupsafe import Markup

from app.campaigns.markup import to_html
from app.campaigns.models import Campaign
from app.core.languages import language_of
from app.updates.emails import cast_update
from app.updates.models import Update
from app.updates.rules import list_whole

_LINK = "…/unsubscribe/…"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What readers of ``language`` get; ``tongue`` is the language of the words themselves."""

    language: str
    tongue: str
    mail_subject: str
    mail_text: str
    subject: str
    html: Markup


def preview_of(update: Update, campaign: Campaign, language: str) -> Preview | None:
    """Return what readers of a language get; None while no language is whole."""
    whole = list_whole(update.subject, update.body)
    if not whole:
        return None
    tongue = language_of(dict.fromkeys(whole), language)
    mould = cast_update(update, campaign, language)
    return Preview(
        language=language,
        tongue=tongue,
        mail_subject=mould.subject,
        mail_text=mould.fill({"unsubscribe_url": _LINK})[0],
        subject=update.subject[tongue],
        html=Markup(to_html(update.body[tongue])),  # noqa: S704 - cleaned by to_html
    )
