"""The closed vocabularies of a draft. Pure."""

from enum import StrEnum


class ConsentKind(StrEnum):
    """Whether the family agreed to the campaign. Unknown is an answer, and one that keeps it from the public."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    ABSENT = "absent"


class HarmCheck(StrEnum):
    """What an editor has thought through before a campaign is published; each is ticked by hand."""

    PRISONER_NOT_ENDANGERED = "prisoner_not_endangered"
    FAMILY_NOT_ENDANGERED = "family_not_endangered"
    OTHERS_NOT_ENDANGERED = "others_not_endangered"
    SOURCES_PROTECTED = "sources_protected"
    CHILDREN_PROTECTED = "children_protected"
    DIGNITY_KEPT = "dignity_kept"
    PICTURES_SAFE = "pictures_safe"


class FreezeReason(StrEnum):
    """Why staff froze an organisation; pages have a sentence for each."""

    TAKEN_OVER = "taken_over"
    SOMEBODY_IN_DANGER = "somebody_in_danger"
    FALSE_SIGNATURES = "false_signatures"
    FALSE_CLAIMS = "false_claims"
    WHO_SPEAKS_DISPUTED = "who_speaks_disputed"
    RULES_BROKEN = "rules_broken"
    ASKED_FOR = "asked_for"
    OTHER = "other"


class Severity(StrEnum):
    """Whether a finding keeps a campaign from being submitted, or is advice."""

    BLOCKS = "blocks"
    ADVISES = "advises"


class TranslationState(StrEnum):
    """How a text stands in one language. Stale: the words it was translated from have changed since."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"
