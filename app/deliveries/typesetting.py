"""From data to a PDF: lays out the work of one typesetter, starts it, and waits no longer than allowed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.errors import VigilError

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "documents"
FONTS: Final = TEMPLATES / "fonts"
TIME_LIMIT_SECONDS: Final = 180.0
_TYPESETTER: Final = Path(__file__).with_name("typesetter.py")


class TypesettingFailed(VigilError):
    """A PDF could not be made. Says which and how it ended, never what was in it."""


@dataclass(frozen=True, slots=True)
class Typesetting:
    """Makes PDFs in ``scratch``, a folder of its own; ``moment`` (aware) is the date they all carry."""

    scratch: Path
    moment: datetime
    time_limit_seconds: float = TIME_LIMIT_SECONDS

    def make(
        self,
        template: str,
        data: Mapping[str, object],
        output: Path,
        *,
        tagged: bool = True,
        enclosed: Iterable[Path] = (),
    ) -> None:
        """Typeset ``template`` (``report`` for ``report.typ``) with ``data``. Raises TypesettingFailed.

        ``enclosed`` are pictures that the template finds beside it under their own names.
        """
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(mode=0o700)
        for source in [*TEMPLATES.glob("*.typ"), *enclosed]:
            shutil.copy(source, self.scratch)
        (self.scratch / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        try:
            self._run(template, output, tags="tagged" if tagged else "untagged")
        finally:
            shutil.rmtree(self.scratch)

    def _run(self, template: str, output: Path, *, tags: str) -> None:
        seconds = str(int(self.moment.timestamp()))
        places = [str(self.scratch), f"{template}.typ", str(output), seconds, str(FONTS), tags]
        try:
            ended = subprocess.run(  # noqa: S603 - our own program, no shell, names of our own making
                [sys.executable, "-I", str(_TYPESETTER), *places],
                check=False,
                timeout=self.time_limit_seconds,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise TypesettingFailed(f"{output.name} took longer than {self.time_limit_seconds:g} s") from None
        if ended.returncode:
            raise TypesettingFailed(f"{output.name} could not be typeset (exit {ended.returncode})")
