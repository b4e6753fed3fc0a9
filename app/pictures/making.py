"""Making the variants of pictures that wait, one at a time, no database session open meanwhile."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.core.db import unit_of_work
from app.core.folders import private_folder
from app.pictures.models import Picture, PictureState, PictureVariant, Refusal, VariantKind
from app.pictures.store import PictureStore

TIME_LIMIT_SECONDS: Final = 180.0
_DARKROOM: Final = Path(__file__).with_name("darkroom.py")


@dataclass(frozen=True, slots=True)
class PictureMaker:
    """Works on uploads below ``work``, a folder in memory, and leaves what is finished in ``store``."""

    store: PictureStore
    work: Path
    time_limit_seconds: float = TIME_LIMIT_SECONDS

    def make_next(self) -> UUID | None:
        """Work on the next picture that waits; return its id, or None. A refusal is kept on the row."""
        with unit_of_work() as session:
            picture = session.scalar(
                select(Picture)
                .where(Picture.state == PictureState.WAITING)
                .options(undefer(Picture.original))
                .order_by(Picture.id)
                .limit(1)
            )
        if picture is None or picture.original is None:
            return None
        refusal, variants = self._develop(picture.id, picture.original, focus=(picture.focus_x, picture.focus_y))
        _finish(picture.id, refusal, variants)
        return picture.id

    def _develop(
        self, picture_id: UUID, content: bytes, *, focus: tuple[float, float]
    ) -> tuple[Refusal | None, list[PictureVariant]]:
        folder = private_folder(private_folder(self.work) / f"picture-{picture_id}")
        try:
            (folder / "original").write_bytes(content)
            result = run_darkroom(folder, *map(str, focus), time_limit_seconds=self.time_limit_seconds)
            if result["refusal"]:
                return Refusal(result["refusal"]), []
            return None, [self._keep(picture_id, folder, variant) for variant in result["variants"]]
        finally:
            shutil.rmtree(folder)

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


def _finish(picture_id: UUID, refusal: Refusal | None, variants: list[PictureVariant]) -> None:
    """Keep what came out, unless the picture was removed meanwhile; the upload goes either way."""
    with unit_of_work() as session:
        picture = session.get(Picture, picture_id, with_for_update=True)
        if picture is None or picture.state is not PictureState.WAITING:
            return
        picture.state = PictureState.REFUSED if refusal else PictureState.READY
        picture.refusal, picture.original = refusal, None
        session.add_all(variants)
