"""README.txt: what is in the pack, and how to check it, in the recipient's language and in English."""

from typing import Final

from app.core.signing import key_fingerprint
from app.deliveries.documents import Documents, document_words
from app.deliveries.facts import Profile
from app.deliveries.localised import localised_count
from app.deliveries.typesetting import TEMPLATES

PACK_NAME: Final = "vigil-delivery-{id}.zip"
"""What a pack is called by the delivery's id; one with names ends in ``.age`` besides."""


def pack_name(documents: Documents) -> str:
    """Return the file name of the finished pack."""
    sealed = documents.facts.profile is Profile.NAMES_AND_COUNTRIES
    return f"{PACK_NAME.format(id=documents.facts.id)}{'.age' if sealed else ''}"


def write_readme(documents: Documents) -> str:
    """Return the whole text; a line parts the languages."""
    first = documents.facts.language
    languages = [first] if first == "en" else [first, "en"]
    return f"\n{'-' * 72}\n\n".join(_readme(documents, language) for language in languages)


def _readme(documents: Documents, language: str) -> str:
    facts, words = documents.facts, document_words(language)
    template = (TEMPLATES / f"readme.{language}.txt").read_text("utf-8")
    return template.format(
        delivery=facts.id,
        recipient=facts.recipient_name,
        campaign=facts.campaign_title,
        hashtag=facts.hashtag,
        cut_off=documents.moment_in(language),
        confirmed=localised_count(facts.confirmed, language),
        sample=f"\n*** {words['sample_band']} ***\n" if facts.is_sample else "",
        contents="\n".join(f"- {line}" for line in _contents(documents, language)),
        pack=_checked_as(documents),
        fingerprint=key_fingerprint(documents.key),
        base_url=facts.base_url,
    )


def _checked_as(documents: Documents) -> str:
    """Return what to give to the command that checks the pack."""
    sealed = documents.facts.profile is Profile.NAMES_AND_COUNTRIES
    return pack_name(documents) + (" --identity YOUR-AGE-KEY-FILE" if sealed else "")


def _contents(documents: Documents, language: str) -> list[str]:
    facts, words = documents.facts, document_words(language)
    lines = [f"covering-letter.pdf – {words['letter_title']}", words["letter_enclosed_report"]]
    if facts.profile is Profile.NAMES_AND_COUNTRIES:
        lines.append(words["letter_enclosed_names"].format(names=localised_count(facts.names, language)))
    return [*lines, words["letter_enclosed_manifest"]]
