"""The closed vocabularies of a campaign. Pure."""

from enum import StrEnum


class Theme(StrEnum):
    """What a campaign is about, for lists and filters; a campaign may have several."""

    FAIR_TRIAL = "fair_trial"
    ILL_TREATMENT = "ill_treatment"
    MEDICAL_CARE = "medical_care"
    FAMILY_CONTACT = "family_contact"
    TRUTH_AND_JUSTICE = "truth_and_justice"
    WOMEN = "women"
    DEATH_PENALTY = "death_penalty"
    CONSCIENCE = "conscience"


class OutcomeKind(StrEnum):
    """How a campaign ended, as its organisers declared."""

    VICTORY = "victory"
    PARTIAL = "partial"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    MOVED = "moved"
