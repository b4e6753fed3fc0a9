"""What becomes of a posted form. Judgement only: plain values in, a decision out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.folding import fold
from app.signatures.states import COUNTED, ClusterKind, HoldReason, SignatureState

CLUSTER_AT_LEAST: Final = 10
"""Fewer forms are shown to nobody as a group, and named after no domain."""


class Decision(StrEnum):
    """What a worker does with a form. Whatever it is, the supporter has already had the same answer."""

    ASK_TO_CONFIRM = "ask_to_confirm"
    TELL_ALREADY_SIGNED = "tell_already_signed"
    PASS_OVER = "pass_over"  # noqa: S105 - no password


def decide(state: SignatureState, *, is_holder: bool, is_repeat: bool) -> Decision:
    """Decide on a form whose person has a signature in ``state``, confirmed from this mailbox or from another.

    The same form within ten minutes is a double press. "You have already signed" goes to the holder alone: to
    another spelling it would say who has signed. That one is asked to confirm, as anybody is, and counts no
    second time.
    """
    if is_repeat:
        return Decision.PASS_OVER
    if state in COUNTED and is_holder:
        return Decision.TELL_ALREADY_SIGNED
    return Decision.ASK_TO_CONFIRM


_USUAL_SHARE: Final = {ClusterKind.NETWORK: 0.05, ClusterKind.DOMAIN: 0.1, ClusterKind.NAME: 0.01}


@dataclass(frozen=True, kw_only=True)
class BurstLimits:
    """How many forms of one petition may have something in common within an hour before the others are held.

    Nought is no limit. Nobody is turned away by any of them: who is held may be released, and is told so.
    """

    network: int = 0
    domain: int = 0
    name: int = 0
    hour: int = 0


def find_bursts(limits: BurstLimits, counts: Mapping[ClusterKind, int]) -> list[HoldReason]:
    """Return why a form is to be held. ``counts`` are the forms of this hour in its clusters, itself included.

    Where a petition is signed by thousands an hour, a common name and a large carrier come up often: nobody is held for
    what no more than a small share of them have in common.
    """
    most = {
        HoldReason.NETWORK: (ClusterKind.NETWORK, limits.network),
        HoldReason.DOMAIN: (ClusterKind.DOMAIN, limits.domain),
        HoldReason.NAME: (ClusterKind.NAME, limits.name),
        HoldReason.HOUR: (ClusterKind.HOUR, limits.hour),
    }
    in_all = counts.get(ClusterKind.HOUR, 0)
    return [
        reason
        for reason, (kind, limit) in most.items()
        if 0 < limit < counts.get(kind, 0) and counts.get(kind, 0) > in_all * _USUAL_SHARE.get(kind, 0)
    ]


def name_pattern(name: str) -> str:
    """Return what a program's names have in common: one form for all spellings, and one number for all numbers."""
    return re.sub(r"\d+", "9", fold(name))


def name_shape(name: str) -> str:
    """Return what staff read in place of the names of a pattern: ``"Ada L0velace"`` is ``"Aa A9a"``."""
    return re.sub(r"(.)\1+", r"\1", "".join(map(_class_of, name.strip())))


def _class_of(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isupper():
        return "A"
    return "a" if character.isalpha() else " " if character.isspace() else "-"
