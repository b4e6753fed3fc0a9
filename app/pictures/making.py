"""Making the variants of pictures that wait, one at a time, no database session open meanwhile."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.core.db import unit_of_work
from app.core.folders import private_folder
from app.pictures.models import Picture, PictureState, PictureVariant, Refusal, VariantKind
from app.pictures.store import PictureStore

TIME_LIMIT_SECONDS: Final = 180.0
_DARKROOM: Final = Path(__file__).with_name("darkroom.py")


@dataclass(frozen=True, slots=True)
class Whole:
    """The file another portrait can be cut from."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came out of the darkroom: files, or why there are none."""

    refusal: Refusal | None = None
    variants: list[PictureVariant] = field(default_factory=list)
    whole: Whole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A picture that waits: what was uploaded, or the whole that it is cut from."""

    id: UUID
    focus: tuple[float, float]
    original: bytes | None
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class PictureMaker:
    """Works on uploads below ``work``, a folder in memory, and leaves what is finished in ``store``."""

    store: PictureStore
    work: Path
    time_limit_seconds: float = TIME_LIMIT_SECONDS

    def make_next(self) -> UUID | None:
        """Work on the next picture that waits; return its id, or None. A refusal is kept on the row."""
        with unit_of_work() as session:
            waiting = _find_waiting(session)
        if waiting is None:
            return None
        content = self._content(waiting)
        made = self._develop(waiting, content) if content else Made(refusal=Refusal.UNREADABLE)
        _finish(waiting.id, made)
        return waiting.id

    def _content(self, waiting: _Waiting) -> bytes | None:
        """The upload; or the whole of another picture, unless that is no longer there."""
        if waiting.original is not None or waiting.whole is None:
            return waiting.original
        path = self.store.path(f"{waiting.whole.digest}.jpg")
        return path.read_bytes() if path.is_file() else None

    def _develop(self, waiting: _Waiting, content: bytes) -> Made:
        folder = private_folder(private_folder(self.work) / f"picture-{waiting.id}")
        try:
            (folder / "original").write_bytes(content)
            result = run_darkroom(folder, *map(str, waiting.focus), time_limit_seconds=self.time_limit_seconds)
            if result["refusal"]:
                return Made(refusal=Refusal(result["refusal"]))
            variants = [self._keep(waiting.id, folder, variant) for variant in result["variants"]]
            return Made(variants=variants, whole=waiting.whole or self._keep_whole(folder, result["kept"]))
        finally:
            shutil.rmtree(folder)

    def _keep_whole(self, folder: Path, whole: dict[str, Any]) -> Whole:
        """Once, from the upload itself: what is cut from it later brings it along, and nothing is lost by it."""
        return Whole(self.store.add((folder / whole["name"]).read_bytes(), "jpg"), whole["width"], whole["height"])

    def _keep(self, picture_id: UUID, folder: Path, variant: dict[str, Any]) -> PictureVariant:
        kind = VariantKind(variant["kind"])
        digest = self.store.add((folder / variant["name"]).read_bytes(), kind.value)
        return PictureVariant(
            picture_id=picture_id, kind=kind, width=variant["width"], height=variant["height"], digest=digest
        )


def run_darkroom(folder: Path, *how: str, time_limit_seconds: float = TIME_LIMIT_SECONDS) -> dict[str, Any]:
    """Have ``original`` in this folder worked on; return what ``darkroom`` tells. ``how`` are its last arguments.

    Nobody listens to what it says: a diagnostic could quote the file.
    """
    program = [sys.executable, "-I", str(_DARKROOM), str(folder / "original"), str(folder), *how]
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, no shell, names of our own making
            program,
            check=False,
            timeout=time_limit_seconds,
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return {"refusal": Refusal.BROKE_THE_DARKROOM.value}
    if ended.returncode:
        return {"refusal": Refusal.BROKE_THE_DARKROOM.value}
    result: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return result


def _find_waiting(session: Session) -> _Waiting | None:
    """The next picture; the whole of another is only looked for in the same organisation's pictures."""
    query = select(Picture).where(Picture.state == PictureState.WAITING).options(undefer(Picture.original))
    picture = session.scalar(query.order_by(Picture.id).limit(1).execution_options(populate_existing=True))
    if picture is None:
        return None
    source = session.get(Picture, picture.cut_from_id) if picture.cut_from_id else None
    return _Waiting(
        id=picture.id,
        focus=(picture.focus_x, picture.focus_y),
        original=picture.original,
        whole=_whole_of(source) if source and source.organisation_id == picture.organisation_id else None,
    )


def _whole_of(picture: Picture) -> Whole | None:
    if picture.whole_digest is None:
        return None
    return Whole(picture.whole_digest, picture.whole_width or 0, picture.whole_height or 0)


def _finish(picture_id: UUID, made: Made) -> None:
    """Keep what came out, unless the picture was removed meanwhile; the upload goes either way."""
    with unit_of_work() as session:
        picture = session.get(Picture, picture_id, with_for_update=True, populate_existing=True)
        if picture is None or picture.state is not PictureState.WAITING:
            return
        picture.state = PictureState.REFUSED if made.refusal else PictureState.READY
        picture.refusal, picture.original, picture.cut_from_id = made.refusal, None, None
        if made.whole:
            picture.whole_digest = made.whole.digest
            picture.whole_width, picture.whole_height = made.whole.width, made.whole.height
        session.add_all(made.variants)
