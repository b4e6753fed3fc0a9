"""Deliveries as plain values, and a compile that needs nothing but a temporary folder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.deliveries.facts import DeliveryFacts, PackKeys, PackPlaces, PackResult, Profile, SignatoryRow
from app.deliveries.pack import compile_pack
from app.deliveries.sealing import open_sealed

PEOPLE = [
    ("Ada Lovelace", "GB"),
    ("مریم رجایی‌فر", "IR"),
    ("王小明", "CN"),
    ("김민준", "KR"),
    ("Иван Сидоров", "RU"),
    ("דוד כהן", "IL"),
    ("प्रिया शर्मा", "IN"),
    ("สมชาย ใจดี", "TH"),
    ("Նարե Հակոբյան", "AM"),
    ("=cmd|'/c calc'!A1", ""),
    ("𠮷野 家 ᏣᎳᎩ", "JP"),
]
"""Scripts our fonts have, a name that looks like a formula, and characters that no font of ours has."""

FACTS = DeliveryFacts(
    id=UUID("7c0e6f2a-93b4-4b0e-9a51-0d7f3f1c2b11"),
    language="en",
    profile=Profile.NUMBERS_ONLY,
    recipient_name="Sample recipient",
    recipient_office=("Sample office", "Sample town"),
    campaign_title="Sample campaign",
    hashtag="#SampleCampaign",
    prisoner_names={"en": "Sample Prisoner A", "fa": "زندانی نمونهٔ الف"},
    prisoner_language="fa",
    wording_number=2,
    wording_sha256="3f" * 32,
    ask="Release Sample Prisoner A.",
    demands=("Release the prisoner.", "Answer the complaint."),
    petition_text="One paragraph.\n\nAnother paragraph.",
    cut_off=datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    confirmed=12345,
    held=37,
    removed=112,
    by_country=(("DE", 9000), ("other", 45), ("", 3300)),
    by_month=(("2026-10", 5000), ("2026-11", 7345)),
    organisation="Sample organisation",
    base_url="https://vigil.example",
    is_sample=True,
    checkpoint="9b" * 32,
)


def unheard(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Workshop:
    """Compiles packs with keys of its own and opens what it sealed."""

    folder: Path
    signing: Ed25519PrivateKey
    identity: Any

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def identity_file(self) -> Path:
        path = self.folder / "identity.txt"
        path.write_text(f"# an age identity\n{self.identity}\n")
        return path

    @property
    def public_key(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()

    def facts(self, *, people: Sequence[tuple[str, str]] = (), **changes: Any) -> DeliveryFacts:
        profile = Profile.NAMES_AND_COUNTRIES if people else Profile.NUMBERS_ONLY
        return replace(FACTS, profile=profile, names=len(people), **changes)

    def compile(
        self,
        *,
        people: Sequence[tuple[str, str]] = (),
        rows: Iterator[SignatoryRow] | None = None,
        on_progress: Callable[[int, int], None] = unheard,
        **changes: Any,
    ) -> PackResult:
        listed = (SignatoryRow(number, *person) for number, person in enumerate(people, start=1))
        return compile_pack(
            self.facts(people=people, **changes),
            rows or (listed if people else None),
            places=PackPlaces(self.work, self.folder),
            keys=PackKeys(self.signing, (str(self.identity.to_public()),)),
            on_progress=on_progress,
        )

    def clear(self, pack: Path) -> Path:
        """Return the zip of a pack, decrypted if need be."""
        if pack.suffix != ".age":
            return pack
        open_sealed(pack, self.folder / "clear.zip", self.identity_file)
        return self.folder / "clear.zip"


def make_workshop(folder: Path) -> Workshop:
    (folder / "work").mkdir(mode=0o700)
    return Workshop(folder, Ed25519PrivateKey.from_private_bytes(b"k" * 32), pyrage.x25519.Identity.generate())


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return make_workshop(tmp_path)


@pytest.fixture
def people() -> list[tuple[str, str]]:
    return list(PEOPLE)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workshop, Path]:
    """One compiled pack with names, decrypted, for tests that only read it."""
    shop = make_workshop(tmp_path_factory.mktemp("finished"))
    return shop, shop.clear(shop.compile(people=PEOPLE).path)
