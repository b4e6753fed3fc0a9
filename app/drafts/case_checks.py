"""Checks of the case: no claim without a source, no date that cannot be, no harm unconsidered. Pure."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus
from app.cases.rules import VERIFIED_WITHIN_DAYS
from app.core import edtf
from app.core.edtf import Edtf, EdtfError
from app.drafts.document import (
    DraftConsent,
    DraftDocument,
    DraftEvent,
    DraftFact,
    DraftPrisoner,
    DraftRelative,
    DraftSource,
    Texts,
)
from app.drafts.entries import Case, iter_cases, iter_claims
from app.drafts.findings import Finding, FindingCode, advice
from app.drafts.kinds import ConsentKind, HarmCheck
from app.drafts.places import join

FIRST_YEAR: Final = 1850
"""A case that began earlier is likelier a typing error."""
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TURNS: Final = {
    PrisonerStatus.RELEASED: EventKind.RELEASE,
    PrisonerStatus.EXECUTED: EventKind.EXECUTION,
    PrisonerStatus.DIED_IN_CUSTODY: EventKind.DEATH_IN_CUSTODY,
    PrisonerStatus.DISAPPEARED: EventKind.DISAPPEARANCE,
}


def check_case(document: DraftDocument, *, today: date) -> Iterator[Finding]:
    """Yield what is wrong with everybody's record, with the sources, and with consent and checklist."""
    for person, case in iter_cases(document):
        for finding in _check_record(case, today):
            yield dataclasses.replace(finding, place=join(person, finding.place))
    yield from _check_addresses(document)
    yield from _check_sources(document, today)
    yield from _check_consent(document.consent, today)
    if set(document.checklist) != set(HarmCheck):
        yield Finding(code=FindingCode.CHECKLIST_OPEN, place="checklist")


def _check_record(case: Case, today: date) -> Iterator[Finding]:
    """What is wrong with one person's case, at the places that it has within the case."""
    yield from _check_prisoner(case, today)
    for kind, entries in (("facts", case.facts), ("events", case.events)):
        for entry in entries:
            yield from _check_claim(entry, join(kind, entry.key))
    for event in case.events:
        yield from check_date(event.date, join("events", event.key, "date"), today, is_needed=True)
    for relative in case.relatives:
        yield from _check_relative(relative, join("relatives", relative.key))
    yield from _check_balance(case)


def _check_addresses(document: DraftDocument) -> Iterator[Finding]:
    """Two people with one address would be one record."""
    taken = {document.prisoner.slug}
    for fellow in document.others:
        if fellow.prisoner.slug in taken - {""}:
            yield Finding(code=FindingCode.PERSON_TWICE, place=join("others", fellow.key, "prisoner/slug"))
        taken.add(fellow.prisoner.slug)


def has_words(texts: Texts) -> bool:
    """Whether there are words in any language."""
    return any(words.strip() for words in texts.values())


def check_date(text: str | None, place: str, today: date, *, is_needed: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with a date of something that has happened."""
    if text is None:
        if is_needed:
            yield Finding(code=FindingCode.DATE_MISSING, place=place)
        return
    given = _read(text)
    if given is None:
        yield Finding(code=FindingCode.DATE_UNREADABLE, place=place)
    elif given.earliest is not None and given.earliest > today:
        yield Finding(code=FindingCode.DATE_IN_FUTURE, place=place)
    elif given.latest is not None and given.latest.year < FIRST_YEAR:
        yield advice(FindingCode.DATE_FAR, place)


def _read(text: str) -> Edtf | None:
    try:
        return edtf.parse(text)
    except EdtfError:
        return None


def _check_prisoner(case: Case, today: date) -> Iterator[Finding]:
    prisoner = case.prisoner
    if not has_words(prisoner.names):
        yield Finding(code=FindingCode.NAME_MISSING, place="prisoner/names")
    elif not prisoner.names.get(prisoner.own_language, "").strip():
        yield Finding(code=FindingCode.OWN_NAME_MISSING, place="prisoner/names")
    if not SLUG.fullmatch(prisoner.slug):
        yield Finding(code=FindingCode.SLUG_REFUSED, place="prisoner/slug")
    yield from check_date(prisoner.detained_since, "prisoner/detained_since", today)
    yield from check_date(prisoner.status_verified, "prisoner/status_verified", today)
    if prisoner.status is PrisonerStatus.UNKNOWN:
        yield advice(FindingCode.STATUS_UNKNOWN, "prisoner/status")
    else:
        yield from _check_status(prisoner, today)
    if prisoner.prison and not prisoner.prison.slug and not has_words(prisoner.prison.name):
        yield Finding(code=FindingCode.TEXT_MISSING, place="prisoner/prison/name")
    turn = _TURNS.get(prisoner.status)
    if turn and all(event.kind is not turn for event in case.events):
        yield advice(FindingCode.TURN_WITHOUT_EVENT, "prisoner/status")


def _check_status(prisoner: DraftPrisoner, today: date) -> Iterator[Finding]:
    verified = _read(prisoner.status_verified or "")
    since = _read(prisoner.detained_since or "")
    if verified is None or verified.earliest is None or verified.latest is None:
        yield advice(FindingCode.STATUS_UNVERIFIED, "prisoner/status_verified")
        return
    if (today - verified.latest).days > VERIFIED_WITHIN_DAYS:
        yield advice(FindingCode.STATUS_OLD, "prisoner/status_verified")
    if since and since.earliest and verified.latest < since.earliest:
        yield Finding(code=FindingCode.VERIFIED_BEFORE_DETAINED, place="prisoner/status_verified")


def _check_claim(claim: DraftFact | DraftEvent, place: str) -> Iterator[Finding]:
    if not has_words(claim.text):
        yield Finding(code=FindingCode.TEXT_MISSING, place=join(place, "text"))
    if not claim.sources:
        yield Finding(code=FindingCode.SOURCE_MISSING, place=join(place, "sources"))
    if claim.certainty in (Certainty.ATTRIBUTED, Certainty.DISPUTED) and not has_words(claim.attribution):
        yield Finding(code=FindingCode.ATTRIBUTION_MISSING, place=join(place, "attribution"))
    prison = claim.prison if isinstance(claim, DraftEvent) else None
    if prison and not prison.slug and not has_words(prison.name):
        yield Finding(code=FindingCode.TEXT_MISSING, place=join(place, "prison/name"))


def _check_relative(relative: DraftRelative, place: str) -> Iterator[Finding]:
    """Only who is shown needs a name and a source."""
    if not relative.is_public:
        return
    if not has_words(relative.names):
        yield Finding(code=FindingCode.NAME_MISSING, place=join(place, "names"))
    if not relative.sources:
        yield Finding(code=FindingCode.SOURCE_MISSING, place=join(place, "sources"))


def _check_balance(case: Case) -> Iterator[Finding]:
    """What the state alleges never stands alone."""
    kinds = {fact.kind: fact.key for fact in case.facts}
    if FactKind.CHARGE in kinds and FactKind.ACTIVITY not in kinds:
        yield advice(FindingCode.CHARGE_WITHOUT_ACTIVITY, join("facts", kinds[FactKind.CHARGE]))


def _check_sources(document: DraftDocument, today: date) -> Iterator[Finding]:
    known = {source.key for source in document.sources}
    used: set[str] = set()
    for place, claim in iter_claims(document):
        used |= set(claim.sources)
        if not set(claim.sources) <= known:
            yield Finding(code=FindingCode.SOURCE_UNKNOWN, place=join(place, "sources"))
    for source in document.sources:
        yield from _check_source(source, join("sources", source.key), today)
        if source.key not in used:
            yield advice(FindingCode.SOURCE_UNUSED, join("sources", source.key))


def _check_source(source: DraftSource, place: str, today: date) -> Iterator[Finding]:
    for field, texts in (("title", source.title), ("publisher", source.publisher)):
        if not has_words(texts):
            yield Finding(code=FindingCode.TEXT_MISSING, place=join(place, field))
    yield from check_date(source.date, join(place, "date"), today)
    for field, address in (("url", source.url), ("archived_url", source.archived_url)):
        if address and not is_web_address(address):
            yield Finding(code=FindingCode.ADDRESS_REFUSED, place=join(place, field))
    if not source.url:
        yield advice(FindingCode.SOURCE_WITHOUT_ADDRESS, join(place, "url"))
    elif not source.archived_url:
        yield advice(FindingCode.SOURCE_NOT_ARCHIVED, join(place, "archived_url"))


def is_web_address(address: str) -> bool:
    """Whether it is a plain address of the web, without a name or password in it."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("https", "http") and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        return False


def _check_consent(consent: DraftConsent, today: date) -> Iterator[Finding]:
    if consent.kind is ConsentKind.UNKNOWN:
        yield Finding(code=FindingCode.CONSENT_UNRECORDED, place="consent")
    if consent.kind is ConsentKind.GIVEN and not (consent.given_by.strip() and consent.recorded_how.strip()):
        yield Finding(code=FindingCode.CONSENT_INCOMPLETE, place="consent")
    if consent.kind is ConsentKind.ABSENT and not consent.why_absent.strip():
        yield Finding(code=FindingCode.CONSENT_INCOMPLETE, place="consent/why_absent")
    yield from check_date(consent.day, "consent/day", today, is_needed=consent.kind is ConsentKind.GIVEN)
