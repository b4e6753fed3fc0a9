"""What a delivery says, as plain values: all that the pack's files are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

UNKNOWN_COUNTRY: Final = ""
OTHER_COUNTRIES: Final = "other"
"""Stands in ``by_country`` for all groups too small to be shown."""


class Profile(StrEnum):
    """What a recipient gets. Recipients of a persecuting state only ever get numbers."""

    NUMBERS_ONLY = "numbers_only"
    NAMES_AND_COUNTRIES = "names_and_countries"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedFigure:
    """A number that a partner states and we have not counted. ``as_of`` is EDTF."""

    partner: str
    figure: int
    as_of: str
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryFacts:
    """One delivery, in the recipient's language.

    ``language`` is ``"en"`` or ``"fa"``; every text is plain and in that language, paragraphs of
    ``petition_text`` are parted by an empty line. ``prisoner_names`` is language to name, and
    ``prisoner_language`` the key of the person's own script. ``cut_off`` is aware. ``names`` is how many
    people agreed to hand their name to this recipient: exactly as many rows must follow, none for numbers
    only. ``by_country`` holds ISO 3166 alpha-2 codes, ``UNKNOWN_COUNTRY`` or ``OTHER_COUNTRIES``, with groups
    too small to be shown already folded; ``by_month`` holds ``("2026-11", count)``. ``checkpoint`` is the hex
    digest of the last public checkpoint before the cut-off. ``paper`` is counted apart, ``stated`` not by us: both
    are in no other figure.
    """

    id: UUID
    language: str
    profile: Profile
    recipient_name: str
    recipient_office: tuple[str, ...]
    campaign_title: str
    hashtag: str
    prisoner_names: Mapping[str, str]
    prisoner_language: str
    wording_number: int
    wording_sha256: str
    ask: str
    demands: tuple[str, ...]
    petition_text: str
    cut_off: datetime
    confirmed: int
    held: int
    removed: int
    by_country: tuple[tuple[str, int], ...]
    by_month: tuple[tuple[str, int], ...]
    organisation: str
    base_url: str
    is_sample: bool
    checkpoint: str | None = None
    paper: int = 0
    stated: tuple[StatedFigure, ...] = ()
    names: int = 0

    def counts(self) -> dict[str, int]:
        """Return the counts as the manifest states them."""
        return {
            "confirmed": self.confirmed,
            "held": self.held,
            "removed": self.removed,
            "paper": self.paper,
            "names": self.names,
        }


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """One line of the list: its number from 1, the name as the person wrote it, alpha-2 code or ``""``."""

    number: int
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class PackPlaces:
    """``work``: a folder of mode 0700 on tmpfs, emptied before and after; ``destination``: the pack's."""

    work: Path
    destination: Path


@dataclass(frozen=True, slots=True)
class PackKeys:
    """The key that signs, and the age public keys (``age1...``) that may open a pack with names."""

    signing: Ed25519PrivateKey
    age_recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack as the manifest lists it: size in bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackResult:
    """A finished pack: where it lies, the hex digest of its manifest, its files, its own size and digest."""

    path: Path
    manifest_sha256: str
    files: tuple[PackFile, ...]
    size: int
    sha256: str
