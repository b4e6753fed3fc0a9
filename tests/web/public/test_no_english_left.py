"""No English shows on a page in another language, but for the words of a campaign that are marked as English."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import select
from sqlalchemy.orm import Session

import app
from app.campaigns.models import PublishedCampaign
from app.core.languages import LANGUAGES
from tests.factories import OpenPetition
from tests.web.page import Page, told
from tests.web.visitor import Visitor

CATALOGUES: Final = Path(app.__file__).parent / "translations"
PLAIN: Final = (
    "",
    "campaigns/",
    "how-we-count",
    "privacy",
    "private-page",
    "private-page/asked",
    "deleted",
    "api",
    "check",
    "checkpoints",
    f"check?digest={'ab' * 32}",
    "nowhere",
    "campaigns/?q=nobody",
    "prisoners/maryam-akbari-monfared",
    "prisons/prison-in-semnan",
    "groups/34-prisoners-with-long-sentences",
    "memorials/massacre-of-1988",
    "organisations/sample-lantern-circle",
    "campaigns/stop-torturing-maryam/letters/head-of-judiciary",
)
OF_A_CAMPAIGN: Final = ("", "/countries", "/share/mastodon", "/messages", "/messages/received")
STORIES: Final = ("check-mail", "thanks", "thanks?outcome=held")
SPOKEN: Final = ("alt", "aria-label", "title", "placeholder")
CODE: Final = frozenset({"code", "pre", "textarea", "style"})


@cache
def english_of(language: str) -> frozenset[str]:
    """What must not show: each stretch of an English message that its translation does not have too."""
    with (CATALOGUES / language / "LC_MESSAGES/messages.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    stretches = set()
    for message in messages:
        english, own = (" ".join(each if isinstance(each, tuple) else (each,)) for each in (message.id, message.string))
        stretches |= {part.strip() for part in re.split(r"%\(\w+\)s", english)} - {own}
    return frozenset(stretch for stretch in stretches if len(stretch) > 3 and " " in stretch)


def words_of(page: Page, language: str) -> Iterator[str]:
    """Every run of words that claims to be in the page's language, read or spoken."""
    for element in page.tree.iter():
        if element.tag in CODE:
            element.text, element[:] = "", []
        yield from (element.get(name, "") for name in SPOKEN)
    yield from (words for words, said_in in told(page.tree) if said_in == language)


def assert_own_words(page: Page, language: str) -> None:
    shown = " \n ".join(" ".join(words.split()) for words in words_of(page, language))
    assert not [english for english in english_of(language) if english in shown]


@pytest.mark.parametrize("lang", [language for language in LANGUAGES if language != "en"])
def test_no_english_is_left(visitor: Visitor, samples: None, owner_session: Session, lang: str) -> None:
    for path in PLAIN:
        assert_own_words(visitor.get(f"/{lang}/{path}", status=404 if path == "nowhere" else 200), lang)
    for row in owner_session.scalars(select(PublishedCampaign)):
        for page in OF_A_CAMPAIGN:
            assert_own_words(visitor.get(f"/{lang}/campaigns/{row.slug}{page}"), lang)
        for story in STORIES:
            assert_own_words(visitor.get(f"/{lang}/petitions/{row.petition_id}/{story}"), lang)


@pytest.mark.parametrize("lang", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "https://evil.example"}, {"email": "a@gmial.com"}, {"country": "?"}]
)
def test_no_english_is_left_in_errors(
    visitor: Visitor, petition: OpenPetition, lang: str, wrong: dict[str, str]
) -> None:
    assert_own_words(visitor.try_to_sign(petition.id, wrong, lang=lang), lang)
