"""Whether a draft may go to the public: every check of it, in the order in which an editor meets them. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from app.drafts.case_checks import SLUG, check_case, check_date, has_words
from app.drafts.document import DraftCampaign, DraftDocument, DraftPetition, LocalMidnight
from app.drafts.findings import Finding, FindingCode, advice
from app.drafts.kinds import Severity, TranslationState
from app.drafts.places import join
from app.drafts.translations import list_standings

LEAST_LANGUAGES: Final = 2
_HASHTAG: Final = re.compile(r"#\w+")
_COUNTRY: Final = re.compile("[A-Z]{2}")


@dataclass(frozen=True, kw_only=True)
class PlainWording:
    """What a signatory assents to: the ask, and the demands in each language."""

    ask: dict[str, str]
    demands: dict[str, list[str]]


def check_draft(document: DraftDocument, *, now: datetime, open_wording: PlainWording | None = None) -> list[Finding]:
    """Return everything that keeps a draft from being published, and everything that is advised.

    ``open_wording`` is the wording that is signed at present: it is locked, and other words make a new one.
    """
    today = now.date()
    findings = [*check_case(document, today=today), *_check_campaign(document, today)]
    findings += [*_check_petition(document.petition, now), *_check_languages(document)]
    if open_wording and wording_of(document) != open_wording:
        findings.append(advice(FindingCode.NEW_WORDING, "petition/ask"))
    return findings


def is_publishable(findings: Sequence[Finding]) -> bool:
    """Whether nothing that was found keeps the draft back."""
    return all(finding.severity is not Severity.BLOCKS for finding in findings)


def wording_of(document: DraftDocument) -> PlainWording:
    """Return the words of the petition, in the languages of the draft and no other."""
    petition = document.petition
    return PlainWording(
        ask={language: words for language in document.languages if (words := petition.ask.get(language, "").strip())},
        demands={
            language: [demand.text.get(language, "").strip() for demand in petition.demands]
            for language in document.languages
            if any(demand.text.get(language, "").strip() for demand in petition.demands)
        },
    )


def _check_campaign(document: DraftDocument, today: date) -> Iterator[Finding]:
    campaign = document.campaign
    for field, texts in (("title", campaign.title), ("summary", campaign.summary), ("story", campaign.story)):
        if not has_words(texts):
            yield Finding(code=FindingCode.TEXT_MISSING, place=join("campaign", field))
    yield from _check_codes(campaign)
    yield from check_date(campaign.begins, "campaign/begins", today, is_needed=True)
    if not campaign.is_discreet:
        yield advice(FindingCode.NOT_DISCREET, "campaign/is_discreet")
    if document.portrait is None:
        yield advice(FindingCode.PORTRAIT_MISSING, "portrait")
    elif not has_words(document.portrait.alt):
        yield Finding(code=FindingCode.ALT_MISSING, place="portrait/alt")


def _check_codes(campaign: DraftCampaign) -> Iterator[Finding]:
    if not SLUG.fullmatch(campaign.slug):
        yield Finding(code=FindingCode.SLUG_REFUSED, place="campaign/slug")
    if not _HASHTAG.fullmatch(campaign.hashtag):
        yield Finding(code=FindingCode.HASHTAG_REFUSED, place="campaign/hashtag")
    if not campaign.themes:
        yield Finding(code=FindingCode.THEME_MISSING, place="campaign/themes")
    if not campaign.country:
        yield advice(FindingCode.COUNTRY_MISSING, "campaign/country")
    elif not _COUNTRY.fullmatch(campaign.country):
        yield Finding(code=FindingCode.COUNTRY_MISSING, place="campaign/country")


def _check_petition(petition: DraftPetition, now: datetime) -> Iterator[Finding]:
    if not has_words(petition.ask):
        yield Finding(code=FindingCode.TEXT_MISSING, place="petition/ask")
    yield from _check_lists(petition)
    if petition.goal <= 0:
        yield Finding(code=FindingCode.GOAL_MISSING, place="petition/goal")
    elif petition.milestones != sorted({*petition.milestones, petition.goal}) or petition.milestones[0] <= 0:
        yield Finding(code=FindingCode.MILESTONES_REFUSED, place="petition/milestones")
    yield from _check_times(petition, now)


def _check_lists(petition: DraftPetition) -> Iterator[Finding]:
    for code, field, entries in (
        (FindingCode.DEMAND_MISSING, "demands", petition.demands),
        (FindingCode.TARGET_MISSING, "targets", petition.targets),
        (FindingCode.RECIPIENT_MISSING, "recipients", petition.recipients),
    ):
        if not entries:
            yield Finding(code=code, place=join("petition", field))
    words = [(join("demands", each.key, "text"), each.text) for each in petition.demands]
    words += [(join("targets", each.key, "name"), each.name) for each in petition.targets]
    words += [(join("recipients", each.key, "name"), each.name) for each in petition.recipients if not each.slug]
    for place, texts in words:
        if not has_words(texts):
            yield Finding(code=FindingCode.TEXT_MISSING, place=join("petition", place))
    for each in petition.recipients:
        if each.is_persecuting and each.takes_names:
            yield Finding(code=FindingCode.PERSECUTOR_NAMED, place=join("petition", "recipients", each.key))


def _check_times(petition: DraftPetition, now: datetime) -> Iterator[Finding]:
    opens, closes = _moment(petition.opens), _moment(petition.closes)
    for field, given, moment in (("opens", petition.opens, opens), ("closes", petition.closes, closes)):
        if given and moment is None:
            yield Finding(code=FindingCode.DAY_REFUSED, place=join("petition", field))
    if closes and closes <= (opens or now):
        code = FindingCode.CLOSES_BEFORE_OPENING if opens else FindingCode.CLOSED_ALREADY
        yield Finding(code=code, place="petition/closes")


def _moment(given: LocalMidnight | None) -> datetime | None:
    """The moment, or None where none is given or there is no such day or zone."""
    try:
        return given.moment() if given else None
    except (ValueError, OSError, OverflowError, ZoneInfoNotFoundError):
        return None


def _check_languages(document: DraftDocument) -> Iterator[Finding]:
    """Every text that has words has them in every language of the draft, of which there are at least two."""
    if len(set(document.languages)) < LEAST_LANGUAGES:
        yield Finding(code=FindingCode.SECOND_LANGUAGE_MISSING, place="languages")
    for standing in list_standings(document):
        source = document.languages[0]
        if not standing.texts.get(source, "").strip():
            yield Finding(code=FindingCode.TRANSLATION_MISSING, place=standing.place, language=source)
        for language, state in standing.states.items():
            if state is TranslationState.MISSING:
                code = FindingCode.ALT_MISSING if standing.place == "portrait/alt" else FindingCode.TRANSLATION_MISSING
                yield Finding(code=code, place=standing.place, language=language)
            elif state is TranslationState.STALE:
                yield advice(FindingCode.TRANSLATION_STALE, standing.place, language)
