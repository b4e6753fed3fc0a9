"""What checking a draft finds: a code, how much it weighs, and the place it is about. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.drafts.kinds import Severity


class FindingCode(StrEnum):
    """What may be wrong with a draft; pages have the words."""

    NAME_MISSING = "name_missing"
    OWN_NAME_MISSING = "own_name_missing"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_UNVERIFIED = "status_unverified"
    STATUS_OLD = "status_old"
    TURN_WITHOUT_EVENT = "turn_without_event"
    TEXT_MISSING = "text_missing"
    SOURCE_MISSING = "source_missing"
    SOURCE_UNKNOWN = "source_unknown"
    SOURCE_UNUSED = "source_unused"
    SOURCE_WITHOUT_ADDRESS = "source_without_address"
    SOURCE_NOT_ARCHIVED = "source_not_archived"
    ADDRESS_REFUSED = "address_refused"
    ATTRIBUTION_MISSING = "attribution_missing"
    CHARGE_WITHOUT_ACTIVITY = "charge_without_activity"
    DATE_MISSING = "date_missing"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    DATE_FAR = "date_far"
    VERIFIED_BEFORE_DETAINED = "verified_before_detained"
    CONSENT_UNRECORDED = "consent_unrecorded"
    CONSENT_INCOMPLETE = "consent_incomplete"
    CHECKLIST_OPEN = "checklist_open"
    SLUG_REFUSED = "slug_refused"
    PERSON_TWICE = "person_twice"
    HASHTAG_REFUSED = "hashtag_refused"
    THEME_MISSING = "theme_missing"
    COUNTRY_MISSING = "country_missing"
    PORTRAIT_MISSING = "portrait_missing"
    ALT_MISSING = "alt_missing"
    NOT_DISCREET = "not_discreet"
    SECOND_LANGUAGE_MISSING = "second_language_missing"
    TRANSLATION_MISSING = "translation_missing"
    TRANSLATION_STALE = "translation_stale"
    DEMAND_MISSING = "demand_missing"
    TARGET_MISSING = "target_missing"
    RECIPIENT_MISSING = "recipient_missing"
    PERSECUTOR_NAMED = "persecutor_named"
    GOAL_MISSING = "goal_missing"
    MILESTONES_REFUSED = "milestones_refused"
    DAY_REFUSED = "day_refused"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    CLOSED_ALREADY = "closed_already"
    ADDRESS_TAKEN = "address_taken"
    PICTURE_NOT_READY = "picture_not_ready"
    NEW_WORDING = "new_wording"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that checking found. ``language`` says in which one, where it is about words."""

    code: FindingCode
    place: str
    severity: Severity = Severity.BLOCKS
    language: str | None = None


def advice(code: FindingCode, place: str, language: str | None = None) -> Finding:
    """Return a finding that does not keep a draft from being submitted."""
    return Finding(code=code, place=place, severity=Severity.ADVISES, language=language)
