"""Words of clusters, of why somebody is held, of acts and their reasons."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString, lazy_gettext

from app.core.languages import LANGUAGES
from app.core.numerals import locale_of
from app.integrity.queries import is_moving, is_waiting_for_yes
from app.integrity.states import ActKind, ActReason, ActState
from app.signatures.complaints import COUNTRIES
from app.signatures.states import ClusterKind, HoldReason

NO_COUNTRY: Final = "none"
"""Stands in addresses and forms for those who named no country; nothing stands for any."""
CLUSTER_KINDS: Final[Mapping[ClusterKind, LazyString]] = {
    ClusterKind.NETWORK: lazy_gettext("Networks"),
    ClusterKind.DOMAIN: lazy_gettext("Mail domains"),
    ClusterKind.NAME: lazy_gettext("Names"),
    ClusterKind.COUNTRY: lazy_gettext("Countries"),
    ClusterKind.HOUR: lazy_gettext("Hours"),
}
HOLD_REASONS: Final[Mapping[str, LazyString]] = {
    HoldReason.NETWORK: lazy_gettext("many from one network"),
    HoldReason.DOMAIN: lazy_gettext("many of one mail domain"),
    HoldReason.NAME: lazy_gettext("many names of one pattern"),
    HoldReason.HOUR: lazy_gettext("very many within an hour"),
    HoldReason.UNPROVEN: lazy_gettext("without proof of work"),
    "staff": lazy_gettext("held by staff"),
}
ACT_KINDS: Final[Mapping[ActKind, LazyString]] = {
    ActKind.REJECT: lazy_gettext("Reject"),
    ActKind.RELEASE: lazy_gettext("Release and count"),
    ActKind.HOLD: lazy_gettext("Hold for review"),
}
ACT_SAYS: Final[Mapping[ActKind, LazyString]] = {
    ActKind.REJECT: lazy_gettext("They are counted no more; the public figure says how many were removed."),
    ActKind.RELEASE: lazy_gettext("Those who are held are counted, from now on."),
    ActKind.HOLD: lazy_gettext("Those who are counted are under review until somebody releases them."),
}
ACT_REASONS: Final[Mapping[ActReason, LazyString]] = {
    ActReason.BURST: lazy_gettext("a burst that a program made"),
    ActReason.MADE_UP: lazy_gettext("names that are made up"),
    ActReason.ONE_PERSON: lazy_gettext("one person with many addresses"),
    ActReason.THROW_AWAY: lazy_gettext("throw-away addresses"),
    ActReason.RALLY: lazy_gettext("people who signed together, at a rally or a meeting"),
    ActReason.CALLED_UPON: lazy_gettext("an organisation had called upon its members"),
    ActReason.LOOKED_AT: lazy_gettext("looked at, and nothing was wrong"),
    ActReason.OTHER: lazy_gettext("another reason, in words"),
}
ACT_STATES: Final[Mapping[ActState, tuple[LazyString, str]]] = {
    ActState.COUNTING: (lazy_gettext("being counted"), ""),
    ActState.READY: (lazy_gettext("waits for your yes"), "light"),
    ActState.ACTING: (lazy_gettext("on its way"), "light"),
    ActState.ACTED: (lazy_gettext("done"), "good"),
    ActState.CANCELLED: (lazy_gettext("cancelled"), "bad"),
    ActState.UNDOING: (lazy_gettext("being given back"), "light"),
    ActState.UNDONE: (lazy_gettext("given back"), ""),
}
SIGNATURE_STATES: Final[Mapping[str, LazyString]] = {
    "confirmed": lazy_gettext("counted"),
    "held": lazy_gettext("held"),
    "rejected": lazy_gettext("removed"),
    "withdrawn": lazy_gettext("withdrawn"),
    "pending": lazy_gettext("not confirmed"),
    "expired": lazy_gettext("expired"),
    "waiting": lazy_gettext("waiting for their button"),
}
WORDS: Final[Mapping[str, Any]] = {
    "cluster_kinds": CLUSTER_KINDS,
    "hold_reasons": HOLD_REASONS,
    "act_kinds": ACT_KINDS,
    "act_says": ACT_SAYS,
    "act_reasons": ACT_REASONS,
    "act_states": ACT_STATES,
    "signature_states": SIGNATURE_STATES,
    "is_moving": is_moving,
    "is_waiting_for_yes": is_waiting_for_yes,
}
"""What every page of integrity says things with."""


def country_choices(language: str) -> list[tuple[str, str]]:
    """Return every country by name, in the reader's language, for a list to choose from."""
    names = locale_of(language if language in LANGUAGES else LANGUAGES[0]).territories
    return sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda choice: choice[1])
