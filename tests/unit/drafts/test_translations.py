"""A translation is stale when the words it was made from have changed, whoever saved what in between."""

from msgspec.structs import replace

from app.drafts.document import DraftDocument
from app.drafts.kinds import TranslationState
from app.drafts.translations import confirm_translation, count_states, list_standings, with_basis
from tests.factories.drafts import whole_draft

BASE = whole_draft()
TITLE = "campaign/title"


def saved(document: DraftDocument, **words: str) -> DraftDocument:
    """Change words of the title and save."""
    campaign = document.campaign
    changed = replace(document, campaign=replace(campaign, title={**campaign.title, **words}))
    return with_basis(changed, before=document)


def state(document: DraftDocument, language: str = "fa", place: str = TITLE) -> TranslationState:
    return next(each.states[language] for each in list_standings(document) if each.place == place)


def test_what_was_written_together_is_current() -> None:
    assert {state for each in list_standings(BASE) for state in each.states.values()} == {TranslationState.CURRENT}


def test_changing_the_words_it_was_made_from_makes_it_stale() -> None:
    assert state(saved(BASE, en="Release Laleh")) is TranslationState.STALE


def test_changing_the_words_back_makes_it_current_again() -> None:
    assert state(saved(saved(BASE, en="Otherwise"), en="Free Laleh")) is TranslationState.CURRENT


def test_translating_anew_makes_it_current() -> None:
    stale = saved(BASE, en="Release Laleh")
    assert state(saved(stale, fa="لاله را رها کنید")) is TranslationState.CURRENT
    assert state(saved(saved(stale, fa="لاله را رها کنید"), en="Let her go")) is TranslationState.STALE


def test_saying_that_it_is_right_makes_it_current() -> None:
    stale = saved(BASE, en="Release Laleh")
    right = with_basis(confirm_translation(stale, TITLE, "fa"), before=stale)
    assert state(right) is TranslationState.CURRENT
    assert state(saved(right, en="Another")) is TranslationState.STALE


def test_a_missing_language_is_missing() -> None:
    assert state(saved(BASE, fa=" ")) is TranslationState.MISSING
    assert state(replace(BASE, languages=["en", "fa", "de"]), "de") is TranslationState.MISSING


def test_a_translation_that_came_first_is_not_called_stale() -> None:
    blank = DraftDocument()
    assert state(saved(saved(blank, fa="نخست"), en="Later")) is TranslationState.CURRENT


def test_a_name_in_another_script_is_never_stale() -> None:
    renamed = replace(BASE, prisoner=replace(BASE.prisoner, names={**BASE.prisoner.names, "en": "Laleh S."}))
    assert state(with_basis(renamed, before=BASE), place="prisoner/names") is TranslationState.CURRENT


def test_another_first_language_keeps_what_was_current() -> None:
    stale = saved(BASE, en="Release Laleh")
    turned = with_basis(replace(BASE, languages=["fa", "en"]), before=BASE)
    assert state(turned, "en") is TranslationState.CURRENT
    assert state(saved(turned, fa="دیگر"), "en") is TranslationState.STALE
    assert count_states(stale, "fa")[TranslationState.STALE] == 1


def test_nothing_is_remembered_of_texts_that_are_gone() -> None:
    without = with_basis(replace(BASE, events=[]), before=BASE)
    assert not any(place.startswith("events/") for place in without.basis)
