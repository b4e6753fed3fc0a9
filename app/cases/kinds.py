"""The closed vocabularies of a case. Event kinds follow the HURIDOCS micro-thesauri, as far as needed."""

from enum import StrEnum


class PrisonerStatus(StrEnum):
    """What is known of the person now; also that it is not known. The word "prisoner" stays, whatever the status."""

    UNKNOWN = "unknown"
    DETAINED = "detained"
    RELEASED = "released"
    EXECUTED = "executed"
    DIED_IN_CUSTODY = "died_in_custody"
    DISAPPEARED = "disappeared"


class FactKind(StrEnum):
    """A line of the case at a glance. What the state alleges and what the person did are always two facts."""

    CHARGE = "charge"
    ACTIVITY = "activity"
    SENTENCE = "sentence"
    PRISON = "prison"
    FAMILY_CONTACT = "family_contact"
    FURLOUGH = "furlough"
    HEALTH = "health"
    LEGAL_ACCESS = "legal_access"
    ILL_TREATMENT = "ill_treatment"


class EventKind(StrEnum):
    """What happened on one date of the case."""

    ARREST = "arrest"
    DISAPPEARANCE = "disappearance"
    CHARGES_BROUGHT = "charges_brought"
    TRIAL = "trial"
    SENTENCE = "sentence"
    APPEAL = "appeal"
    TRANSFER = "transfer"
    BANISHMENT = "banishment"
    SOLITARY_CONFINEMENT = "solitary_confinement"
    ILL_TREATMENT = "ill_treatment"
    DENIAL_OF_VISITS = "denial_of_visits"
    DENIAL_OF_CARE = "denial_of_care"
    THREAT = "threat"
    FURLOUGH = "furlough"
    HUNGER_STRIKE = "hunger_strike"
    COMPLAINT = "complaint"
    OPEN_LETTER = "open_letter"
    PUBLIC_CAMPAIGN = "public_campaign"
    OFFICIAL_ANSWER = "official_answer"
    EXECUTION_OF_RELATIVES = "execution_of_relatives"
    RELEASE = "release"
    EXECUTION = "execution"
    DEATH_IN_CUSTODY = "death_in_custody"


class RelationKind(StrEnum):
    """How somebody stands to the prisoner."""

    RELATIVE = "relative"
    CO_DEFENDANT = "co_defendant"


class Certainty(StrEnum):
    """How sure a claim is: found by ourselves, stated by a source, stated by the campaign, or disputed."""

    VERIFIED = "verified"
    AS_PUBLISHED = "as_published"
    ATTRIBUTED = "attributed"
    DISPUTED = "disputed"
