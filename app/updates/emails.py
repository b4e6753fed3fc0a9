"""The words of an update as a mail: rendered once a language, then filled with what differs between people."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

from flask import current_app
from markupsafe import Markup

from app.campaigns.markup import to_html, to_text
from app.campaigns.models import Campaign
from app.core.languages import language_of, words_in
from app.core.settings import Settings
from app.mail.letters import Letter, Mould, cast_mould
from app.updates.models import Update
from app.updates.rules import list_whole

_MARKS: Final = ("unsubscribe_url",)
_NO_MARKS: Final = {0xE000: None, 0xE001: None}
"""Characters for private use that stand around marks: somebody else's in a text would be taken for one."""


@dataclass(frozen=True)
class _Words:
    """What a mail says, for one language; hashable, so that its mould is cast once."""

    title: str
    title_tongue: str
    subject: str
    text: str
    html: str
    tongue: str
    page_url: str
    discreet: bool
    sample: bool


def cast_update(update: Update, campaign: Campaign, language: str) -> Mould:
    """Return the mould of an update for readers of one language; ``campaign`` is the update's."""
    return _mould(language, _words(update, campaign, language))


def letter_to(mould: Mould, *, language: str, token: str) -> Letter:
    """Return the letter to one reader, whose link ``token`` is."""
    url = f"{_site()}/{language}/unsubscribe/{token}"
    return Letter(mould, {"unsubscribe_url": url}, unsubscribe_url=url)


def _words(update: Update, campaign: Campaign, language: str) -> _Words:
    whole = list_whole(update.subject, update.body)
    bodies = {code: update.body[code].translate(_NO_MARKS) for code in whole}
    tongue, title_tongue = language_of(bodies, language), language_of(campaign.title, language)
    return _Words(
        title=words_in(campaign.title, language),
        title_tongue=title_tongue,
        subject=update.subject[tongue].translate(_NO_MARKS),
        text=_to_text(bodies[tongue]),
        html=_to_html(bodies[tongue]),
        tongue=tongue,
        page_url=f"{_site()}/{language}/campaigns/{campaign.slug}/updates/{update.number}",
        discreet=campaign.is_discreet,
        sample=campaign.is_sample,
    )


def _site() -> str:
    """The public site: the console, which previews mails, has another address."""
    settings: Settings = current_app.extensions["vigil.settings"]
    return settings.base_url


_to_html: Final = lru_cache(maxsize=64)(to_html)
_to_text: Final = lru_cache(maxsize=64)(to_text)
"""Rendered once and not with each batch."""


@lru_cache(maxsize=64)
def _mould(language: str, words: _Words) -> Mould:
    html = Markup(words.html)  # noqa: S704 - cleaned by to_html
    return cast_mould("update", language, marks=_MARKS, words=asdict(words) | {"html": html})
