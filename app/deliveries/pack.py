"""Compiles the pack of one delivery: its files, its manifest, its signature, and the one file it travels as.

Everything in clear lies in the work folder, which is emptied before and after, whatever happens. The same
facts and rows give the same bytes of every file, so a compile that was killed can simply start anew.
"""

import hashlib
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.core.age import age_keys
from app.core.errors import VigilError
from app.core.folders import settle
from app.core.signing import public_key_text
from app.deliveries.container import sha256_of, write_container_of
from app.deliveries.documents import LANGUAGES_OF_DOCUMENTS, Documents
from app.deliveries.facts import (
    DeliveryFacts,
    PackFile,
    PackKeys,
    PackPlaces,
    PackResult,
    Profile,
    SignatoryRow,
)
from app.deliveries.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, write_manifest
from app.deliveries.progress import Progress
from app.deliveries.readme import pack_name, write_readme
from app.deliveries.sealing import seal_file
from app.deliveries.signatories import write_signatories
from app.deliveries.typesetting import Typesetting

_PRIVATE: Final = 0o700


class PackRefused(VigilError):
    """What was asked for would break a rule of deliveries; the text says which."""


def compile_pack(
    facts: DeliveryFacts,
    rows: Iterator[SignatoryRow] | None,
    *,
    places: PackPlaces,
    keys: PackKeys,
    on_progress: Callable[[int, int], None],
) -> PackResult:
    """Compile a delivery and return the finished pack.

    ``rows`` is None for numbers only. ``on_progress`` is told (done, total): one for each row listed, each
    row typeset and each other document; what it raises ends the compile. Raises PackRefused, NotSealable,
    UnexpectedRows or TypesettingFailed; then there is no pack, and the work folder is empty.
    """
    _refuse_what_breaks_a_rule(facts, rows, keys)
    with _emptied(places.work):
        contents = places.work / "contents"
        contents.mkdir(mode=_PRIVATE)
        progress = Progress(on_progress, total=2 * facts.names + 3)
        documents = Documents(facts, keys.signing.public_key())
        typesetting = Typesetting(places.work / "typesetting", facts.cut_off)
        typesetting.make("letter", documents.letter(), contents / "covering-letter.pdf")
        progress.add(1)
        typesetting.make("report", documents.report(), contents / "tally-report.pdf")
        progress.add(1)
        if rows is not None:
            write_signatories(rows, documents, typesetting, folder=contents, progress=progress)
        result = _sign_and_close(documents, contents, places=places, keys=keys)
        progress.add(1)
        return result


def _refuse_what_breaks_a_rule(facts: DeliveryFacts, rows: Iterator[SignatoryRow] | None, keys: PackKeys) -> None:
    names = facts.profile is Profile.NAMES_AND_COUNTRIES
    if names != (rows is not None):
        raise PackRefused("rows belong to a delivery of names, and to no other")
    if facts.names and not names:
        raise PackRefused("a delivery of numbers only has no names to count")
    if names and not keys.age_recipients:
        raise PackRefused("names leave only encrypted, and the recipient has no age key")
    if facts.language not in LANGUAGES_OF_DOCUMENTS:
        raise PackRefused("the documents do not speak the recipient's language")
    if facts.cut_off.tzinfo is None:
        raise PackRefused("the cut-off has no time zone")
    age_keys(keys.age_recipients)


@contextmanager
def _emptied(folder: Path) -> Iterator[None]:
    """Keep a work folder empty before and after. Raises PackRefused if others may look into it."""
    if stat.S_IMODE(folder.stat().st_mode) != _PRIVATE:
        raise PackRefused("the work folder must be closed to everybody else (mode 0700)")
    _empty(folder)
    try:
        yield
    finally:
        _empty(folder)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _sign_and_close(documents: Documents, contents: Path, *, places: PackPlaces, keys: PackKeys) -> PackResult:
    """Write what speaks of the other files, sign it, and put the pack into its place."""
    public_key = keys.signing.public_key()
    (contents / "README.txt").write_text(write_readme(documents), "utf-8")
    (contents / PUBLIC_KEY).write_text(public_key_text(public_key), "utf-8")
    files = tuple(_described(path) for path in sorted(contents.iterdir(), key=lambda path: path.name))
    manifest = write_manifest(documents.facts, files, public_key)
    (contents / MANIFEST).write_bytes(manifest)
    (contents / SIGNATURE).write_bytes(keys.signing.sign(manifest))
    path = _publish(documents, contents, places=places, keys=keys)
    return PackResult(
        path=path,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        files=files,
        size=path.stat().st_size,
        sha256=_described(path).sha256,
    )


def _described(path: Path) -> PackFile:
    with path.open("rb") as content:
        return PackFile(name=path.name, size=path.stat().st_size, sha256=sha256_of(content))


def _publish(documents: Documents, contents: Path, *, places: PackPlaces, keys: PackKeys) -> Path:
    """Put the pack whole into the destination, or not at all."""
    clear = places.work / "pack.zip"
    with clear.open("wb") as target:
        write_container_of(contents, target)
    path = places.destination / pack_name(documents)
    draft = path.with_name(f".{path.name}.draft")
    try:
        if documents.facts.profile is Profile.NAMES_AND_COUNTRIES:
            seal_file(clear, draft, keys.age_recipients)
        else:
            shutil.copyfile(clear, draft)
        settle(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path
