"""Which texts of a draft lack a language, and which were translated from words that have changed since. Pure."""

import hashlib
from dataclasses import dataclass

import msgspec

from app.drafts.document import Basis, DraftDocument, Texts
from app.drafts.kinds import TranslationState
from app.drafts.places import iter_texts


@dataclass(frozen=True, kw_only=True)
class TextStanding:
    """One text with how it stands in each language of the draft but the first, which the others follow."""

    place: str
    texts: Texts
    states: dict[str, TranslationState]


def list_standings(document: DraftDocument) -> list[TextStanding]:
    """Return every text that has words in any language, in the order of the document."""
    return [
        TextStanding(
            place=place,
            texts=texts,
            states={language: _state(document, place, texts, language) for language in document.languages[1:]},
        )
        for place, texts in iter_texts(document)
        if _has_words(texts)
    ]


def count_states(document: DraftDocument, language: str) -> dict[TranslationState, int]:
    """Return how many texts stand in each state in one language."""
    states = [standing.states[language] for standing in list_standings(document)]
    return {state: states.count(state) for state in TranslationState}


def with_basis(document: DraftDocument, *, before: DraftDocument) -> DraftDocument:
    """Return the document with what each translation was made from, given the revision it was made of.

    Words that are new were made from the first language as it stands; words that stayed keep what they were made
    from. Where another language became the first, what was current stays so.
    """
    were = dict(iter_texts(before))
    basis: Basis = {}
    for place, texts in iter_texts(document):
        made_from = {
            language: digest
            for language in texts
            if language != document.languages[0]
            and texts[language].strip()
            and (digest := _made_from(document, before, place, texts, were.get(place, {}), language))
        }
        if made_from:
            basis[place] = made_from
    return msgspec.structs.replace(document, basis=basis)


def confirm_translation(document: DraftDocument, place: str, language: str) -> DraftDocument:
    """Return the document with a translation said to be right for the words it now stands beside."""
    words = dict(iter_texts(document)).get(place, {}).get(document.languages[0], "")
    basis = {**document.basis, place: {**document.basis.get(place, {}), language: _digest(words)}}
    return msgspec.structs.replace(document, basis=basis)


def _made_from(
    document: DraftDocument, before: DraftDocument, place: str, texts: Texts, was: Texts, language: str
) -> str | None:
    source = texts.get(document.languages[0], "")
    confirmed = document.basis.get(place, {}).get(language)
    is_new = texts[language] != was.get(language)
    has_moved = document.languages[0] != before.languages[0]
    if not is_new and has_moved:
        was_current = _state(before, place, was, language) is TranslationState.CURRENT
        return _digest(source) if was_current else confirmed
    if is_new or confirmed == _digest(source):
        return _digest(source) if source.strip() else None
    return before.basis.get(place, {}).get(language)


def _state(document: DraftDocument, place: str, texts: Texts, language: str) -> TranslationState:
    """A name in another script is none that follows: it can be missing and never stale."""
    if not texts.get(language, "").strip():
        return TranslationState.MISSING
    made_from = document.basis.get(place, {}).get(language)
    if made_from in (None, _digest(texts.get(document.languages[0], ""))) or place.endswith("/names"):
        return TranslationState.CURRENT
    return TranslationState.STALE


def _has_words(texts: Texts) -> bool:
    return any(words.strip() for words in texts.values())


def _digest(words: str) -> str:
    return hashlib.sha256(words.strip().encode()).hexdigest()[:16]
