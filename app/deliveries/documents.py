"""What the letter, the report, the list and the README say, as plain data for their templates.

Numbers and dates are already words in the recipient's language: a template only lays them out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.languages import direction
from app.core.signing import key_fingerprint
from app.deliveries.facts import DeliveryFacts, Profile, SignatoryRow
from app.deliveries.localised import (
    localised_count,
    localised_country,
    localised_day,
    localised_digits,
    localised_month,
    localised_share,
    localised_time,
)
from app.deliveries.typesetting import TEMPLATES

LANGUAGES_OF_DOCUMENTS: Final = ("en", "fa")
"""Those that have words in ``templates/documents/words`` and a README."""
ROWS_A_VOLUME: Final = 10_000
"""A longer list in one document would take gigabytes of memory to typeset."""
_LABELLED_MONTHS: Final = 12
_LEFT_TO_RIGHT: Final = "\u200e"
"""Keeps the mark of a Latin hashtag at its beginning inside Persian words."""

Data = dict[str, Any]


@cache
def document_words(language: str) -> dict[str, Any]:
    """Return the fixed words of the documents in one language."""
    words: dict[str, Any] = json.loads((TEMPLATES / "words" / f"{language}.json").read_text("utf-8"))
    return words


@dataclass(frozen=True, slots=True)
class Documents:
    """The texts of one delivery. ``key`` is the public half of the key that signs it."""

    facts: DeliveryFacts
    key: Ed25519PublicKey

    @property
    def _words(self) -> dict[str, Any]:
        return document_words(self.facts.language)

    def _count(self, number: int) -> str:
        return localised_count(number, self.facts.language)

    def moment(self) -> str:
        """Return the cut-off in words of the recipient's language."""
        return self.moment_in(self.facts.language)

    def moment_in(self, language: str) -> str:
        """Return the cut-off in words of any language the documents speak."""
        cut_off = self.facts.cut_off
        day, time = localised_day(cut_off, language), localised_time(cut_off, language)
        return str(document_words(language)["moment"]).format(day=day, time=time)

    def frame(self) -> Data:
        """Return what every document needs: direction, running head, band, names of the prisoner."""
        facts = self.facts
        others = [name for key, name in facts.prisoner_names.items() if key != facts.language]
        own = facts.prisoner_names.get(facts.language)
        own_script = facts.prisoner_names.get(facts.prisoner_language)
        return {
            "language": facts.language,
            "direction": direction(facts.language),
            "words": self._words,
            "delivery": str(facts.id),
            "wording_sha256": facts.wording_sha256,
            "is_sample": facts.is_sample,
            "prisoner": own or own_script or (others[0] if others else ""),
            "prisoner_own": own_script if own_script != own and own else None,
            "prisoner_own_direction": direction(facts.prisoner_language),
            "campaign": facts.campaign_title,
            "organisation": facts.organisation,
            "confirmed": self._count(facts.confirmed),
            "moment": self.moment(),
            "day": localised_day(facts.cut_off, facts.language),
            "recipient": facts.recipient_name,
            "recipient_office": list(facts.recipient_office),
            "ask": facts.ask,
            "demands": list(facts.demands),
        }

    def letter(self) -> Data:
        """Return the data of ``letter.typ``."""
        facts, words = self.facts, self._words
        names = facts.profile is Profile.NAMES_AND_COUNTRIES
        hashtag = _LEFT_TO_RIGHT + facts.hashtag
        enclosed = [words["letter_enclosed_report"], words["letter_enclosed_manifest"]]
        if names:
            enclosed.insert(1, words["letter_enclosed_names"].format(names=self._count(facts.names)))
        return self.frame() | {
            "opening": words["letter_opening"].format(
                organisation=facts.organisation, campaign=facts.campaign_title, hashtag=hashtag
            ),
            "signed": words["letter_signed"].format(moment=self.moment()),
            "about_names": words["letter_names" if names else "letter_numbers_only"],
            "enclosed": enclosed,
        }

    def report(self) -> Data:
        """Return the data of ``report.typ``."""
        facts, words = self.facts, self._words
        paragraphs = [part.strip() for part in facts.petition_text.split("\n\n")]
        return self.frame() | {
            "as_of": words["report_as_of"].format(moment=self.moment()),
            "figures": self._figures(),
            "stated": self._stated(),
            "months": self._months(),
            "countries": self._countries(),
            "countries_total": self._count(sum(count for _, count in facts.by_country)),
            "countries_differ": sum(count for _, count in facts.by_country) != facts.confirmed,
            "wording_number": words["wording_number"].format(
                number=localised_digits(str(facts.wording_number), facts.language)
            ),
            "paragraphs": [part for part in paragraphs if part],
            "check": [line.format(base_url=facts.base_url) for line in words["check"]],
            "fingerprint": key_fingerprint(self.key),
            "checkpoint": facts.checkpoint,
        }

    def _figures(self) -> list[list[str]]:
        facts, words = self.facts, self._words
        figures = [
            (words["figure_confirmed"], facts.confirmed),
            (words["figure_held"], facts.held),
            (words["figure_removed"], facts.removed),
            (words["figure_paper"], facts.paper),
        ]
        if facts.profile is Profile.NAMES_AND_COUNTRIES:
            figures.append((words["figure_names"], facts.names))
        return [[label, self._count(number)] for label, number in figures]

    def _stated(self) -> list[Data]:
        return [
            {
                "partner": each.partner,
                "figure": self._count(each.figure),
                "as_of": localised_digits(each.as_of, self.facts.language),
                "evidence": each.evidence,
            }
            for each in self.facts.stated
        ]

    def _months(self) -> list[Data]:
        """Return the months with the height of each bar (0 to 1) and whether there is room for its label."""
        language, months = self.facts.language, self.facts.by_month
        highest = max((count for _, count in months), default=0) or 1
        step = -(-len(months) // _LABELLED_MONTHS) or 1
        return [
            {
                "month": localised_month(month, language),
                "brief": localised_month(month, language, brief=True),
                "count": self._count(count),
                "height": count / highest,
                "labelled": place % step == 0,
            }
            for place, (month, count) in enumerate(months)
        ]

    def _countries(self) -> list[Data]:
        """Return the countries as given, each with its share and the length of its bar (0 to 1)."""
        language, rows = self.facts.language, self.facts.by_country
        total = sum(count for _, count in rows) or 1
        highest = max((count for _, count in rows), default=0) or 1
        return [
            {
                "country": localised_country(code, language, self._words),
                "count": self._count(count),
                "share": localised_share(count / total, language),
                "length": count / highest,
            }
            for code, count in rows
        ]

    def country(self, code: str) -> str:
        """Return a country's name for a row of the list; empty where the signatory left it open."""
        return localised_country(code, self.facts.language, self._words) if code else ""

    def volume(self, rows: Sequence[SignatoryRow], *, number: int) -> Data:
        """Return the data of ``list.typ`` for one volume, numbered from 1."""
        facts, words = self.facts, self._words
        language = facts.language
        heading = words["list_volume"].format(
            volume=self._count(number),
            volumes=self._count(-(-facts.names // ROWS_A_VOLUME)),
            first=self._count(rows[0].number),
            last=self._count(rows[-1].number),
            names=self._count(facts.names),
        )
        return self.frame() | {
            "heading": heading,
            "note": words["list_note"].format(recipient=facts.recipient_name),
            "rows": [
                [localised_digits(str(row.number), language), row.name, self.country(row.country)] for row in rows
            ],
        }
