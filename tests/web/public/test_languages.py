"""One petition, many languages: words that a campaign lacks are shown in another language, and marked as such."""

from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from markupsafe import Markup

from app.core.languages import LANGUAGES
from app.web.templating import in_an_address
from tests.factories import OpenPetition
from tests.web.page import Page, told
from tests.web.visitor import Visitor

ENGLISH = ("Parvaneh Sample", "Release her", "She taught", "Lantern Watch", "Office ", "The court")
UNWRITTEN = [language for language in LANGUAGES if language not in ("en", "fa")]


def body(page: Page) -> Element:
    return page.all("body")[0]


@pytest.mark.parametrize("lang", UNWRITTEN)
@pytest.mark.parametrize(
    "path",
    [
        "",
        "campaigns/",
        "campaigns/{slug}",
        "campaigns/{slug}/messages",
        "campaigns/{slug}/countries",
        "petitions/{id}/thanks",
        "petitions/{id}/check-mail",
    ],
)
def test_words_in_another_language_are_marked(visitor: Visitor, petition: OpenPetition, lang: str, path: str) -> None:
    page = visitor.get(f"/{lang}/{path.format(slug=petition.campaign.slug, id=petition.id)}")
    english = [(words, language) for words, language in told(body(page)) if any(each in words for each in ENGLISH)]
    assert len(english) >= 1
    assert {language for _, language in english} == {"en"}
    assert all(
        element.get("dir") == "ltr"
        for element in body(page).iter()
        if element.get("lang") == "en" and element.tag != "a"
    )


@pytest.mark.parametrize("lang", UNWRITTEN)
def test_a_page_says_that_the_campaign_does_not_speak_its_language(
    visitor: Visitor, petition: OpenPetition, lang: str
) -> None:
    def bands(language: str) -> list[Element]:
        page = visitor.get(f"/{language}/campaigns/{petition.campaign.slug}")
        return [aside for aside in page.all("aside") if aside.get("class") == "sample-band"]

    assert len(bands(lang)) == 1
    assert not bands("en")
    assert not bands("fa")


def test_search_engines_learn_of_the_languages_a_campaign_is_in(visitor: Visitor, petition: OpenPetition) -> None:
    path = f"campaigns/{petition.campaign.slug}"
    links = alternates(visitor.get(f"/fr/{path}"))
    assert links == {"en": f"/en/{path}", "fa": f"/fa/{path}", "x-default": f"/en/{path}"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plain_pages_are_in_all_languages(visitor: Visitor, lang: str) -> None:
    everywhere = {code: f"/{code}/privacy" for code in LANGUAGES}
    assert alternates(visitor.get(f"/{lang}/privacy")) == everywhere | {"x-default": "/en/privacy"}
    assert alternates(visitor.get(f"/{lang}/"))["x-default"] == "/"


@pytest.mark.parametrize("words", ["L’État d'urgence & moi", Markup.escape("L’État d'urgence & moi")])
def test_shared_words_are_what_was_written_not_what_html_needs(words: str) -> None:
    assert unquote(in_an_address(words)) == "L’État d'urgence & moi"


def alternates(page: Page) -> dict[str | None, str]:
    links = [link for link in page.all("link") if link.get("hreflang")]
    return {link.get("hreflang"): "/" + (link.get("href") or "").split("/", 3)[3] for link in links}
