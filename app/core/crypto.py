"""The only module that holds a key.

Keys are files in a folder outside the database and its backups: ``public/`` is all the web may read,
``private/`` is for workers. What is sealed for a day cannot be read once that day's key is destroyed, in a
backup either.

Sealing to the workers uses HPKE (RFC 9180) with the hybrid of ML-KEM-768 and X25519 (X-Wing): a supporters'
list copied today must stay unreadable after a quantum computer exists. At rest it is AES-256-GCM with the
row's purpose and id as associated data; fingerprints are HMAC-SHA-256.
"""

import hmac
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from app.core.challenge_keys import ChallengeKeys
from app.core.errors import VigilError
from app.core.key_files import days_of, shred, write_whole
from app.core.sealing import SUITE, NotOurs, opener, public_pair, seal, unseal, webhook_bound

INTAKE_KEY_DAYS: Final = 9
"""How long a day's intake and address keys live; after that no backup can be read."""
TRACE_KEY_DAYS: Final = 2
"""How long the keys of network prefixes and of mail caps live."""
TOKEN_BYTES: Final = 16
_DAILY: Final = dict.fromkeys(("intake", "address", "access"), INTAKE_KEY_DAYS) | dict.fromkeys(
    ("prefix", "cap"), TRACE_KEY_DAYS
)
_DAYS_AHEAD: Final = {"cap": 2}
"""Mails over the cap are planned for the next day, under its key: a day more than that, should a rotation fail."""
_LASTING: Final = ("mail", "suppression", "updates", "delivery", "webhooks", "markers")


class KeyGone(VigilError):
    """The key was destroyed or never made; what it sealed is unreadable, as promised."""


class PublicKeys:
    """The half of the key folder that the web process may read: today's intake key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "public"
        self.challenges = ChallengeKeys(folder)
        self._loaded: tuple[date, MLKEM768X25519PublicKey] | None = None

    def seal_intake(self, plaintext: bytes, *, bound_to: bytes, today: date) -> tuple[date, bytes]:
        """Seal for the workers; return the key's day and the sealed bytes (``len(plaintext) + 1136``)."""
        day, key = self._key_for(today)
        return day, SUITE.encrypt(plaintext, key, info=bound_to)

    def delivery_key(self) -> bytes:
        """Return the public key (PEM) that manifests are checked with. Raises KeyGone before there is one."""
        try:
            return (self._folder / "delivery.pub").read_bytes()
        except FileNotFoundError:
            raise KeyGone("there is no delivery key: run `vigil keys init`") from None

    def _key_for(self, today: date) -> tuple[date, MLKEM768X25519PublicKey]:
        if self._loaded is None or self._loaded[0] != today:
            self._loaded = self._load(today)
        return self._loaded

    def _load(self, today: date) -> tuple[date, MLKEM768X25519PublicKey]:
        """Take today's key, or the newest there is: a rotation that failed must not turn people away."""
        days = sorted(day for day in days_of(self._folder, "intake", ".pub") if day <= today)
        if not days:
            raise KeyGone("there is no intake key: run `vigil keys init`")
        return days[-1], public_pair((self._folder / f"intake-{days[-1]}.pub").read_bytes())


class Keyring:
    """The private keys. Only workers and the operator's commands have one."""

    def __init__(self, folder: Path) -> None:
        self.challenges = ChallengeKeys(folder)
        self._public = folder / "public"
        self._private = folder / "private"
        self._private_path = str(self._private)  # a path made anew for each mail is what sealing would cost most
        self._read: dict[str, bytes] = {}

    # -- making and destroying ---------------------------------------------------------------------------

    def rotate(self, today: date) -> list[str]:
        """Make the lasting keys, today's and tomorrow's; destroy what is too old. Return the names destroyed."""
        for folder in (self._public, self._private):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700 if folder is self._private else 0o755)
        for name in _LASTING:
            self._make(name)
        for kind in _DAILY:
            for ahead in range(_DAYS_AHEAD.get(kind, 1) + 1):
                self._make(f"{kind}-{today + timedelta(days=ahead)}")
        for day in (today, today + timedelta(days=1)):
            self._publish_intake(day)
        self._publish_delivery()
        self.challenges.rotate(today)
        return list(self._destroy_old(today))

    def _make(self, name: str) -> bytes:
        """Create a key once, whoever is first; a half-written file is never seen."""
        path = self._private / f"{name}.key"
        if not path.exists():
            size = 96 if name.startswith(("intake-", "webhooks")) else 32
            draft = path.with_suffix(f".{os.urandom(6).hex()}")
            draft.touch(mode=0o600)
            draft.write_bytes(os.urandom(size))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_bytes()

    def _publish_intake(self, day: date) -> None:
        path = self._public / f"intake-{day}.pub"
        if not path.exists():
            write_whole(path, self._public_half(f"intake-{day}"))

    def _publish_delivery(self) -> None:
        path = self._public / "delivery.pub"
        if not path.exists():
            pem, whole = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            write_whole(path, self.delivery_key().public_key().public_bytes(pem, whole))

    def _destroy_old(self, today: date) -> Iterator[str]:
        for kind, lives_days in _DAILY.items():
            for day in days_of(self._private, kind, ".key"):
                if day < today - timedelta(days=lives_days):
                    shred(self._private / f"{kind}-{day}.key")
                    (self._public / f"{kind}-{day}.pub").unlink(missing_ok=True)
                    yield f"{kind}-{day}"
        self._read.clear()

    # -- reading -----------------------------------------------------------------------------------------

    def _key(self, name: str) -> bytes:
        """Read a key once; but look each time whether it still stands: destroyed means destroyed here too."""
        path = f"{self._private_path}/{name}.key"
        try:
            is_destroyed = os.stat(path).st_size == 0  # noqa: PTH116 - ten times a mail, and a Path costs more
        except FileNotFoundError:
            is_destroyed = True
        if is_destroyed:
            self._read.pop(name, None)
            raise KeyGone(f"the key {name} is gone")
        if name not in self._read:
            self._read[name] = Path(path).read_bytes()
        return self._read[name]

    def has(self, name: str) -> bool:
        """Whether a key is there: neither destroyed nor never made."""
        return any(path.stat().st_size for path in self._private.glob(f"{name}.key"))

    def destroy_fingerprints(self, petition_id: UUID) -> bool:
        """Destroy the key of a petition's fingerprints for good; return whether it was still there."""
        return self._destroy_petition_key(petition_id, "fingerprint")

    def destroy_scans(self, petition_id: UUID) -> bool:
        """Destroy the key of a petition's scans of paper for good; return whether it was still there."""
        return self._destroy_petition_key(petition_id, "scans")

    def _destroy_petition_key(self, petition_id: UUID, use: str) -> bool:
        """Destroy a key; its name stays, empty, so that nobody makes a new key under it by mistake."""
        path = self._private / f"petition-{petition_id}-{use}.key"
        if path.exists() and path.stat().st_size == 0:
            return False
        if path.exists():
            shred(path)
        path.touch(mode=0o600)
        return True

    def _petition_key(self, petition_id: UUID, use: str) -> bytes:
        name = f"petition-{petition_id}-{use}"
        if name not in self._read:
            self._make(name)
        return self._key(name)

    def _pair(self, name: str) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        seed = self._key(name)
        return MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])

    def _public_half(self, name: str) -> bytes:
        kem, curve = self._pair(name)
        return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()

    def webhook_key(self) -> bytes:
        """The public key under which consoles seal the secrets of webhooks (``seal_to``)."""
        self._make("webhooks")
        return self._public_half("webhooks")

    def delivery_key(self) -> Ed25519PrivateKey:
        """The key that signs manifests and checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(self._key("delivery"))

    # -- sealing and opening -----------------------------------------------------------------------------

    def open_intake(self, sealed: bytes, *, day: date, bound_to: bytes) -> bytes:
        """Open what the web sealed. Raises KeyGone, or NotOurs where it was altered."""
        return self._open_paired(f"intake-{day}", sealed, bound_to)

    def open_webhook_secret(self, sealed: bytes, *, row: UUID) -> str:
        """Open the secret of a webhook. Raises NotOurs where it was altered or belongs to another row."""
        return self._open_paired("webhooks", sealed, webhook_bound(row)).decode()

    def _open_paired(self, name: str, sealed: bytes, bound_to: bytes) -> bytes:
        try:
            return SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*self._pair(name)), info=bound_to)
        except (InvalidTag, ValueError):
            raise NotOurs("what was sealed for the workers cannot be opened") from None

    def seal_address(self, address: str, *, key: str, row: UUID) -> bytes:
        """Seal a mail address under ``key``: ``"address-YYYY-MM-DD"`` of its day, or ``"updates"``."""
        return seal(self._key(key), address.encode(), b"address|" + row.bytes)

    def open_address(self, sealed: bytes, *, key: str, row: UUID) -> str:
        """Open a mail address. Raises KeyGone once the day's key is destroyed."""
        return unseal(self._key(key), sealed, b"address|" + row.bytes).decode()

    def seal_words(self, words: str, *, petition_id: UUID, row: UUID) -> bytes:
        """Seal a name or a comment under the petition's key, bound to its submission."""
        return seal(self._petition_key(petition_id, "names"), words.encode(), b"words|" + row.bytes)

    def open_words(self, sealed: bytes, *, petition_id: UUID, row: UUID) -> str:
        """Open a name or a comment."""
        return unseal(self._petition_key(petition_id, "names"), sealed, b"words|" + row.bytes).decode()

    def words_opener(self, petition_id: UUID) -> Callable[[bytes, bytes], str]:
        """Return what opens many names of one petition: (sealed, id of the submission as 16 bytes) → words."""
        open_one = opener(self._petition_key(petition_id, "names"))
        return lambda sealed, row: open_one(sealed, b"words|" + row).decode()

    def addresses_opener(self) -> Callable[[bytes, bytes], str]:
        """Return what opens many addresses kept for updates: (sealed, id of the signature as 16 bytes) → address."""
        open_one = opener(self._key("updates"))
        return lambda sealed, row: open_one(sealed, b"address|" + row).decode()

    def seal_scan(self, content: bytes, *, petition_id: UUID, row: UUID) -> bytes:
        """Seal a picture of signed sheets under the petition's own key for such, which ends with its fingerprints."""
        return seal(self._petition_key(petition_id, "scans"), content, b"scan|" + row.bytes)

    def open_scan(self, sealed: bytes, *, petition_id: UUID, row: UUID) -> bytes:
        """Open a picture of signed sheets. Raises KeyGone once the petition's key is destroyed."""
        return unseal(self._petition_key(petition_id, "scans"), sealed, b"scan|" + row.bytes)

    # -- fingerprints and tokens -------------------------------------------------------------------------

    def fingerprint(self, canonical_address: str, *, petition_id: UUID) -> bytes:
        """One person on one petition: says nothing about the same person on another."""
        return _hmac(self._petition_key(petition_id, "fingerprint"), canonical_address.encode())

    def holder(self, mailbox: str, *, petition_id: UUID) -> bytes:
        """The mailbox that a form or a signature of one petition belongs to for certain (``app.mail.addresses``)."""
        return _hmac(self._petition_key(petition_id, "fingerprint"), b"\0holder\0" + mailbox.encode())

    def suppression(self, mailbox: str) -> bytes:
        """A mailbox that is never to be written to again."""
        return _hmac(self._key("suppression"), mailbox.encode())

    def cap(self, canonical_address: str, *, day: date) -> bytes:
        """An address on one day, to count the mails sent to it."""
        return _hmac(self._key(f"cap-{day}"), canonical_address.encode())

    def prefix(self, network_prefix: str, *, day: date) -> bytes:
        """A network on one day, to see a burst without keeping where it came from."""
        return _hmac(self._key(f"prefix-{day}"), network_prefix.encode())

    def content(self, content: bytes, *, petition_id: UUID) -> bytes:
        """What was chosen, to tell a repeat from a correction."""
        return _hmac(self._petition_key(petition_id, "fingerprint"), b"content|" + content)

    def marker(self, words: str) -> bytes:
        """Of an invented signatory of an export: its name says nothing to whoever has the database alone."""
        return _hmac(self._key("markers"), words.encode())

    def token(self, purpose: str, row: UUID) -> str:
        """The token of a link: 128 bits, recomputed when a mail is rendered, so that none is ever stored."""
        return _hmac(self._key("mail"), purpose.encode() + b"|" + row.bytes)[:TOKEN_BYTES].hex()

    def access_token(self, page: UUID, *, day: date) -> str:
        """The token of a link to a private page made on ``day``. With its key goes what a backup has of the page."""
        return _hmac(self._key(f"access-{day}"), page.bytes)[:TOKEN_BYTES].hex()

    def message_id(self, row: UUID) -> str:
        """The local part of a Message-ID: the same for every copy of one mail."""
        return _hmac(self._key("mail"), b"message-id|" + row.bytes)[:TOKEN_BYTES].hex()


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
