"""What keeps a draft from the public: each check by a draft that is whole but for one thing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from app.cases.kinds import Certainty, PrisonerStatus
from app.drafts.document import DraftConsent, DraftDocument, DraftPrison, LocalMidnight
from app.drafts.findings import FindingCode as Code
from app.drafts.kinds import ConsentKind, HarmCheck, Severity
from app.drafts.rules import check_draft, is_publishable, wording_of
from app.drafts.translations import with_basis
from tests.factories.drafts import both, whole_draft

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WHOLE = whole_draft()
PRISONER, CAMPAIGN, PETITION = WHOLE.prisoner, WHOLE.campaign, WHOLE.petition
EVENT, FACT, SOURCE, RELATIVE = WHOLE.events[0], WHOLE.facts[0], WHOLE.sources[0], WHOLE.relatives[0]


def prisoner(**fields: Any) -> DraftDocument:
    return whole_draft(prisoner=replace(PRISONER, **fields))


def campaign(**fields: Any) -> DraftDocument:
    return whole_draft(campaign=replace(CAMPAIGN, **fields))


def petition(**fields: Any) -> DraftDocument:
    return whole_draft(petition=replace(PETITION, **fields))


def event(**fields: Any) -> DraftDocument:
    return whole_draft(events=[replace(EVENT, **fields)])


def source(**fields: Any) -> DraftDocument:
    return whole_draft(sources=[replace(SOURCE, **fields)])


BLOCKING = [
    (prisoner(names={}), Code.NAME_MISSING, "prisoner/names"),
    (prisoner(own_language="ku"), Code.OWN_NAME_MISSING, "prisoner/names"),
    (prisoner(slug="Laleh!"), Code.SLUG_REFUSED, "prisoner/slug"),
    (prisoner(detained_since="2027"), Code.DATE_IN_FUTURE, "prisoner/detained_since"),
    (prisoner(detained_since="someday"), Code.DATE_UNREADABLE, "prisoner/detained_since"),
    (prisoner(status_verified="2019"), Code.VERIFIED_BEFORE_DETAINED, "prisoner/status_verified"),
    (prisoner(prison=DraftPrison()), Code.TEXT_MISSING, "prisoner/prison/name"),
    (event(sources=[]), Code.SOURCE_MISSING, "events/e1/sources"),
    (event(sources=["gone"]), Code.SOURCE_UNKNOWN, "events/e1/sources"),
    (event(date=None), Code.DATE_MISSING, "events/e1/date"),
    (event(text={}), Code.TEXT_MISSING, "events/e1/text"),
    (event(prison=DraftPrison()), Code.TEXT_MISSING, "events/e1/prison/name"),
    (event(certainty=Certainty.DISPUTED), Code.ATTRIBUTION_MISSING, "events/e1/attribution"),
    (whole_draft(facts=[replace(FACT, sources=[])]), Code.SOURCE_MISSING, "facts/f1/sources"),
    (whole_draft(relatives=[replace(RELATIVE, sources=[])]), Code.SOURCE_MISSING, "relatives/r1/sources"),
    (whole_draft(relatives=[replace(RELATIVE, names={})]), Code.NAME_MISSING, "relatives/r1/names"),
    (source(title={}), Code.TEXT_MISSING, "sources/s1/title"),
    (source(url="javascript:alert(1)"), Code.ADDRESS_REFUSED, "sources/s1/url"),
    (source(url="https://user:secret@paper.example"), Code.ADDRESS_REFUSED, "sources/s1/url"),
    (source(archived_url="https://["), Code.ADDRESS_REFUSED, "sources/s1/archived_url"),
    (source(date="2030"), Code.DATE_IN_FUTURE, "sources/s1/date"),
    (whole_draft(consent=DraftConsent()), Code.CONSENT_UNRECORDED, "consent"),
    (whole_draft(consent=DraftConsent(kind=ConsentKind.ABSENT)), Code.CONSENT_INCOMPLETE, "consent/why_absent"),
    (whole_draft(consent=replace(WHOLE.consent, recorded_how="")), Code.CONSENT_INCOMPLETE, "consent"),
    (whole_draft(consent=replace(WHOLE.consent, day=None)), Code.DATE_MISSING, "consent/day"),
    (whole_draft(checklist=list(HarmCheck)[1:]), Code.CHECKLIST_OPEN, "checklist"),
    (campaign(title={}), Code.TEXT_MISSING, "campaign/title"),
    (campaign(slug=""), Code.SLUG_REFUSED, "campaign/slug"),
    (campaign(hashtag="FreeLaleh"), Code.HASHTAG_REFUSED, "campaign/hashtag"),
    (campaign(themes=[]), Code.THEME_MISSING, "campaign/themes"),
    (campaign(country="Iran"), Code.COUNTRY_MISSING, "campaign/country"),
    (campaign(begins=None), Code.DATE_MISSING, "campaign/begins"),
    (whole_draft(portrait=replace(WHOLE.portrait, alt={})), Code.ALT_MISSING, "portrait/alt"),
    (whole_draft(portrait=replace(WHOLE.portrait, alt={"en": "A lamp"})), Code.ALT_MISSING, "portrait/alt"),
    (whole_draft(languages=["en"]), Code.SECOND_LANGUAGE_MISSING, "languages"),
    (campaign(story={"en": "Only here"}), Code.TRANSLATION_MISSING, "campaign/story"),
    (campaign(story={"fa": "فقط اینجا"}), Code.TRANSLATION_MISSING, "campaign/story"),
    (petition(ask={}), Code.TEXT_MISSING, "petition/ask"),
    (petition(demands=[]), Code.DEMAND_MISSING, "petition/demands"),
    (petition(targets=[]), Code.TARGET_MISSING, "petition/targets"),
    (petition(targets=[replace(PETITION.targets[0], name={})]), Code.TEXT_MISSING, "petition/targets/t1/name"),
    (petition(recipients=[]), Code.RECIPIENT_MISSING, "petition/recipients"),
    (
        petition(recipients=[replace(PETITION.recipients[0], takes_names=True)]),
        Code.PERSECUTOR_NAMED,
        "petition/recipients/p1",
    ),
    (petition(goal=0), Code.GOAL_MISSING, "petition/goal"),
    (petition(milestones=[100]), Code.MILESTONES_REFUSED, "petition/milestones"),
    (petition(milestones=[]), Code.MILESTONES_REFUSED, "petition/milestones"),
    (petition(milestones=[0, 1000]), Code.MILESTONES_REFUSED, "petition/milestones"),
    (petition(opens=LocalMidnight(day="2026-02-30")), Code.DAY_REFUSED, "petition/opens"),
    (petition(closes=LocalMidnight(day="2027-01-01", zone="../etc")), Code.DAY_REFUSED, "petition/closes"),
    (
        petition(closes=LocalMidnight(day="2026-12-01", zone="Asia/Tehran")),
        Code.CLOSES_BEFORE_OPENING,
        "petition/closes",
    ),
    (petition(opens=None, closes=LocalMidnight(day="2026-11-25")), Code.CLOSED_ALREADY, "petition/closes"),
]
ADVISED = [
    (prisoner(status_verified=None), Code.STATUS_UNVERIFIED, "prisoner/status_verified"),
    (prisoner(status_verified="2026-05"), Code.STATUS_OLD, "prisoner/status_verified"),
    (prisoner(status=PrisonerStatus.RELEASED), Code.TURN_WITHOUT_EVENT, "prisoner/status"),
    (event(date="1388"), Code.DATE_FAR, "events/e1/date"),
    (whole_draft(facts=[FACT]), Code.CHARGE_WITHOUT_ACTIVITY, "facts/f1"),
    (source(url=None), Code.SOURCE_WITHOUT_ADDRESS, "sources/s1/url"),
    (source(archived_url=None), Code.SOURCE_NOT_ARCHIVED, "sources/s1/archived_url"),
    (whole_draft(sources=[SOURCE, replace(SOURCE, key="s2")]), Code.SOURCE_UNUSED, "sources/s2"),
    (campaign(country=None), Code.COUNTRY_MISSING, "campaign/country"),
    (campaign(is_discreet=False), Code.NOT_DISCREET, "campaign/is_discreet"),
    (whole_draft(portrait=None), Code.PORTRAIT_MISSING, "portrait"),
]


def found(document: DraftDocument) -> set[tuple[Code, str, Severity]]:
    return {(each.code, each.place, each.severity) for each in check_draft(document, now=NOW)}


def test_a_whole_draft_has_nothing_against_it() -> None:
    assert check_draft(WHOLE, now=NOW) == []
    assert is_publishable([])


@pytest.mark.parametrize(("document", "code", "place"), BLOCKING, ids=lambda value: str(value)[:40])
def test_one_thing_wrong_blocks_at_its_place(document: DraftDocument, code: Code, place: str) -> None:
    assert (code, place, Severity.BLOCKS) in found(document)
    assert not is_publishable(check_draft(document, now=NOW))


@pytest.mark.parametrize(("document", "code", "place"), ADVISED, ids=lambda value: str(value)[:40])
def test_what_is_only_advised_blocks_nothing(document: DraftDocument, code: Code, place: str) -> None:
    assert found(document) == {(code, place, Severity.ADVISES)}
    assert is_publishable(check_draft(document, now=NOW))


def test_a_blank_draft_is_checked_without_complaint_of_the_machine() -> None:
    codes = {each.code for each in check_draft(DraftDocument(), now=NOW)}
    assert {Code.NAME_MISSING, Code.CONSENT_UNRECORDED, Code.CHECKLIST_OPEN, Code.GOAL_MISSING} <= codes


def test_a_stale_translation_is_advised_and_names_its_language() -> None:
    changed = replace(WHOLE, campaign=replace(CAMPAIGN, summary=both("Otherwise", CAMPAIGN.summary["fa"])))
    [stale] = check_draft(with_basis(changed, before=WHOLE), now=NOW)
    assert (stale.code, stale.place, stale.language) == (Code.TRANSLATION_STALE, "campaign/summary", "fa")


def test_other_words_than_are_signed_make_a_new_wording() -> None:
    signed = wording_of(WHOLE)
    assert check_draft(WHOLE, now=NOW, open_wording=signed) == []
    [told] = check_draft(petition(ask=both("Let her go.")), now=NOW, open_wording=signed)
    assert (told.code, told.severity) == (Code.NEW_WORDING, Severity.ADVISES)


def test_a_wording_has_the_languages_of_the_draft_alone() -> None:
    words = wording_of(petition(ask={**PETITION.ask, "de": "Nicht hier"}))
    assert (set(words.ask), set(words.demands)) == ({"en", "fa"}, {"en", "fa"})
    assert words.demands["en"] == ["Release her.", "Let her call."]


def test_unfinished_relatives_are_nobody_s_matter_while_they_are_not_shown() -> None:
    hidden = whole_draft(relatives=[replace(RELATIVE, is_public=False, names={}, text={}, sources=[])])
    assert check_draft(hidden, now=NOW) == []


@pytest.mark.parametrize("kind", [ConsentKind.GIVEN, ConsentKind.ABSENT])
def test_consent_or_its_recorded_absence_will_do(kind: ConsentKind) -> None:
    consent = replace(WHOLE.consent, kind=kind, why_absent="She asked for it herself.")
    assert check_draft(whole_draft(consent=consent), now=NOW) == []
