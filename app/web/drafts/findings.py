"""What each finding of a check says to an editor and to staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, lazy_gettext

from app.drafts.document import DraftDocument
from app.drafts.findings import Finding, FindingCode
from app.drafts.kinds import Severity
from app.web.drafts.places import place_name


@dataclass(frozen=True, kw_only=True)
class Told:
    """A finding in words: where, what, and whether it keeps the campaign back. ``place`` is for links."""

    place: str
    called: str
    sentence: LazyString
    language: str | None
    is_blocking: bool


SENTENCES: Final[dict[FindingCode, LazyString]] = {
    FindingCode.NAME_MISSING: lazy_gettext("There is no name yet."),
    FindingCode.OWN_NAME_MISSING: lazy_gettext("The name in the person’s own script is missing."),
    FindingCode.STATUS_UNKNOWN: lazy_gettext("The status is not known: the page says so, and counts no days."),
    FindingCode.STATUS_UNVERIFIED: lazy_gettext("Nobody has said when the status was last verified."),
    FindingCode.STATUS_OLD: lazy_gettext(
        "The status was verified more than 90 days ago: the page will count no days of detention."
    ),
    FindingCode.TURN_WITHOUT_EVENT: lazy_gettext("The case has no event for this status: add when it came about."),
    FindingCode.TEXT_MISSING: lazy_gettext("There are no words yet."),
    FindingCode.SOURCE_MISSING: lazy_gettext("No source: nothing is published that rests on none."),
    FindingCode.SOURCE_UNKNOWN: lazy_gettext("It rests on a source that is no longer there."),
    FindingCode.SOURCE_UNUSED: lazy_gettext("Nothing rests on this source."),
    FindingCode.SOURCE_WITHOUT_ADDRESS: lazy_gettext("Readers cannot look it up: it has no web address."),
    FindingCode.SOURCE_NOT_ARCHIVED: lazy_gettext("Keep an archived copy, for the day the original goes."),
    FindingCode.ADDRESS_REFUSED: lazy_gettext("This is not a web address that a page can link to."),
    FindingCode.ATTRIBUTION_MISSING: lazy_gettext("Say who states it: it is attributed or disputed."),
    FindingCode.CHARGE_WITHOUT_ACTIVITY: lazy_gettext(
        "What the state alleges stands alone. Say beside it what the person actually did."
    ),
    FindingCode.DATE_MISSING: lazy_gettext("The date is missing. “Before 2010” or “about 1988” is a date as well."),
    FindingCode.DATE_UNREADABLE: lazy_gettext("This is not a date that can be read."),
    FindingCode.DATE_IN_FUTURE: lazy_gettext("This date lies in the future."),
    FindingCode.DATE_FAR: lazy_gettext("This date lies far back. Is the year right?"),
    FindingCode.VERIFIED_BEFORE_DETAINED: lazy_gettext("The status was verified before the detention began."),
    FindingCode.CONSENT_UNRECORDED: lazy_gettext("Record the family’s consent, or why there is none."),
    FindingCode.CONSENT_INCOMPLETE: lazy_gettext("Who gave consent and how it is recorded, or why there is none."),
    FindingCode.CHECKLIST_OPEN: lazy_gettext("The do-no-harm checklist is not finished."),
    FindingCode.SLUG_REFUSED: lazy_gettext("The address of the page is missing: small letters, digits and dashes."),
    FindingCode.PERSON_TWICE: lazy_gettext(
        "Somebody else of this campaign has this address: two people, or one twice?"
    ),
    FindingCode.HASHTAG_REFUSED: lazy_gettext("The hashtag is missing: # and one word."),
    FindingCode.THEME_MISSING: lazy_gettext("Choose at least one theme."),
    FindingCode.COUNTRY_MISSING: lazy_gettext("Say which state must answer."),
    FindingCode.PORTRAIT_MISSING: lazy_gettext("There is no picture: the page draws an emblem instead."),
    FindingCode.ALT_MISSING: lazy_gettext("Say in words what the picture shows."),
    FindingCode.NOT_DISCREET: lazy_gettext("Mails will name the cause in sender and subject: staff must agree."),
    FindingCode.SECOND_LANGUAGE_MISSING: lazy_gettext("A campaign speaks at least two languages."),
    FindingCode.TRANSLATION_MISSING: lazy_gettext("The words are missing in one language."),
    FindingCode.TRANSLATION_STALE: lazy_gettext("The words it was translated from have changed since."),
    FindingCode.DEMAND_MISSING: lazy_gettext("There is no demand yet."),
    FindingCode.TARGET_MISSING: lazy_gettext("Say who must decide."),
    FindingCode.RECIPIENT_MISSING: lazy_gettext("Say who will receive the signatures."),
    FindingCode.PERSECUTOR_NAMED: lazy_gettext("Names are never handed to a recipient of the persecuting state."),
    FindingCode.GOAL_MISSING: lazy_gettext("The goal is missing."),
    FindingCode.MILESTONES_REFUSED: lazy_gettext("Milestones rise and end with the goal."),
    FindingCode.DAY_REFUSED: lazy_gettext("There is no such day."),
    FindingCode.CLOSES_BEFORE_OPENING: lazy_gettext("It closes before it opens."),
    FindingCode.CLOSED_ALREADY: lazy_gettext("The closing lies in the past."),
    FindingCode.ADDRESS_TAKEN: lazy_gettext("Another campaign has this address."),
    FindingCode.PICTURE_NOT_READY: lazy_gettext("The picture is still being worked on, or was refused."),
    FindingCode.NEW_WORDING: lazy_gettext(
        "People have signed other words. These make a new wording; every signature keeps its own."
    ),
}


def told_findings(document: DraftDocument, findings: Iterable[Finding]) -> list[Told]:
    """Return findings in words, those that keep the campaign back first."""
    told = [
        Told(
            place=finding.place,
            called=place_name(document, finding.place),
            sentence=SENTENCES[finding.code],
            language=finding.language,
            is_blocking=finding.severity is Severity.BLOCKS,
        )
        for finding in findings
    ]
    return sorted(told, key=lambda each: not each.is_blocking)
