"""``make demo``: the whole chain without hands, and the numbers of it that must be equal."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pyrage

from app.embedded.crowd import Post, Site, confirm_all, sign_all
from app.embedded.desk import Desk, export, register_key
from app.embedded.errors import ServerFailed
from app.embedded.folders import private_folder
from app.embedded.ports import answers, free_port
from app.embedded.runner import Runner
from app.embedded.site import prepare, programs
from app.embedded.stack import NOBODY_HELD, Stack

_CAMPAIGN: Final = "stop-torturing-maryam"
_NUMBERS_TO: Final = "head-of-judiciary-iran"
_NAMES_TO: Final = "un-special-rapporteur-iran"
_SIGN_FORM: Final = re.compile(rb"/en/petitions/([0-9a-f-]{36})/sign")
_STAFF: Final = ("staff@vigil.example", "second@vigil.example")
_NUMBERS: Final = re.compile(r"\d+")
_MARKERS: Final = re.compile(r"(\d+) of \1 markers: export ")
_SECONDS_WITHOUT_PROGRESS: Final = 60


def run_demo(folder: Path, environ: Mapping[str, str], *, signatories: int) -> None:
    """Sign, mail, confirm, count, export and deliver ``signatories`` people in a fresh folder; print what came of it.

    Raises ServerFailed where one of the numbers differs, or a pack is not genuine.
    """
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    ports = {"PORT": str(free_port()), "CONSOLE_PORT": str(free_port())}
    with Post() as post, Stack(folder, environ={**environ, **NOBODY_HELD, "MAIL_URL": post.url()}) as stack:
        variables = stack.environ() | ports | {"BASE_URL": f"http://localhost:{ports['PORT']}"}
        prepare(variables)
        with (folder / "demo.log").open("w") as log, Runner(programs(variables), output=log):
            _await("the site", lambda: int(answers(int(ports["PORT"]), "/ready")), 1)
            _Demo(Site(int(ports["PORT"])), post, variables, signatories).run()


class _Demo:
    """One pass through the chain."""

    def __init__(self, site: Site, post: Post, environ: Mapping[str, str], signatories: int) -> None:
        self._site, self._post, self._environ, self._signatories = site, post, environ, signatories

    def run(self) -> None:
        people = range(1, self._signatories + 1)
        petition_id = self._petition_id()
        began = time.monotonic()
        signed = sign_all(self._site, petition_id, people, on_progress=_meter("signed", self._signatories))
        _await("mailed", lambda: len(self._post.links), signed)
        links = list(self._post.links.values())
        confirmed = confirm_all(self._site, links, on_progress=_meter("confirmed", len(links)))
        counted = _await("counted", lambda: self._counted(petition_id), confirmed)
        _vigil(self._environ, "tally", "reconcile")
        rows, tallied, _published = map(int, _NUMBERS.findall(_vigil(self._environ, "tally", "count", _CAMPAIGN)))
        exported, packs = self._export(petition_id), self._deliver()
        figures = {
            "signed, as the crowd was told": signed,
            "mailed": len(links),
            "confirmed, as the crowd was told": confirmed,
            "rows, by count(*)": rows,
            "in buckets and waiting events": tallied,
            "published as JSON": counted,
            "rows of the export without markers": exported,
            "delivered, as the manifest says": _delivered(packs[0]),
        }
        self._report(figures, packs, seconds=time.monotonic() - began)

    def _petition_id(self) -> str:
        _, page = self._site.request("GET", f"/en/campaigns/{_CAMPAIGN}")
        found = _SIGN_FORM.search(page)
        if found is None:
            raise ServerFailed("The sample campaign has no form to sign.")
        return found[1].decode()

    def _counted(self, petition_id: str) -> int:
        _, body = self._site.request("GET", f"/api/v1/petitions/{petition_id}")
        return int(json.loads(body)["signatures"]["confirmed"])

    def _export(self, petition_id: str) -> int:
        """Export the shown names, open the file with a key of our own, and count its rows that are no marker."""
        identity = pyrage.x25519.Identity.generate()
        ways = json.loads((Path(self._environ["VIGIL_VAR"]) / "sample-people.json").read_text())
        asker, second = (Desk(int(self._environ["CONSOLE_PORT"]), email, ways[email]) for email in _STAFF)
        register_key(asker, str(identity.to_public()))
        wish = {"petition": petition_id, "purpose": "check", "words": "To compare rows with the count. Sample data.",
                "columns": ["row", "shown_name", "language"], "consent": "any"}  # fmt: skip
        content = pyrage.decrypt(export(asker, second, wish), [identity])
        leaked = private_folder(Path(self._environ["VIGIL_WORK"])) / "leaked.csv"
        leaked.write_bytes(content)
        markers = _MARKERS.match(_vigil(self._environ, "exports", "trace", str(leaked)))
        leaked.unlink()
        if markers is None:
            raise ServerFailed("The markers of the export are not all in it.")
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        return sum(1 for _ in rows) - int(markers[1])

    def _deliver(self) -> list[Path]:
        """Compile both profiles and check each pack on the command line, as its recipient would."""
        key = f"{self._environ['VIGIL_KEYS']}/public/delivery.pub"
        identity = pyrage.x25519.Identity.generate()
        secret = Path(self._environ["VIGIL_VAR"]) / "recipient.age"
        secret.write_text(f"{identity}\n")
        secret.chmod(0o600)
        numbers = _vigil(self._environ, "delivery", "compile", _CAMPAIGN, _NUMBERS_TO)
        names = _vigil(self._environ, "delivery", "compile", _CAMPAIGN, _NAMES_TO, "--names",
                       "--age-recipient", str(identity.to_public()))  # fmt: skip
        _vigil(self._environ, "delivery", "verify", numbers, "--public-key", key)
        _vigil(self._environ, "delivery", "verify", names, "--public-key", key, "--identity", str(secret))
        return [Path(numbers), Path(names)]

    def _report(self, figures: Mapping[str, int], packs: list[Path], *, seconds: float) -> None:
        name_width, width = max(map(len, figures)) + 2, len(f"{max(figures.values()):,}")
        lines = [f"  {name:<{name_width}}{figure:>{width},}" for name, figure in figures.items()]
        lines += ["", f"  {self._post.extra_copies} extra copies of mails; {seconds:.0f} s in all", ""]
        lines += [f"  pack, genuine   {pack}" for pack in packs]
        sys.stdout.write("\n".join(["", *lines, ""]))
        if set(figures.values()) != {self._signatories}:
            raise ServerFailed("These numbers are not equal: see demo.log beside the packs.")


def _delivered(pack: Path) -> int:
    """Return what the pack itself says, read as any recipient can: a zip with a manifest."""
    with zipfile.ZipFile(pack) as files:
        return int(json.loads(files.read("manifest.json"))["counts"]["confirmed"])


def _vigil(environ: Mapping[str, str], *words: str) -> str:
    """Run one command as an operator would; return the last line it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words], env=dict(environ), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ServerFailed(f"`vigil {' '.join(words[:2])}` failed: {done.stdout}{done.stderr}")
    return done.stdout.strip().rpartition("\n")[2]


def _await(name: str, count: Callable[[], int], wanted: int) -> int:
    """Wait until a count is reached, for as long as it still moves; return it."""
    meter, last, moved = _meter(name, wanted), -1, time.monotonic()
    while (now := count()) < wanted and time.monotonic() - moved < _SECONDS_WITHOUT_PROGRESS:
        if now != last:
            last, moved = now, time.monotonic()
        meter(now)
        time.sleep(0.25)
    meter(now)
    return now


def _meter(name: str, total: int) -> Callable[[int], None]:
    """Return a function that shows how far something is: a moving line on a terminal, quarters elsewhere."""
    shown = -1 if sys.stdout.isatty() else 0

    def show(done: int) -> None:
        nonlocal shown
        step = 100 * done // max(total, 1)
        step = step if sys.stdout.isatty() else step // 25 * 25
        if step != shown:
            shown = step
            end = "\r" if sys.stdout.isatty() and done < total else "\n"
            sys.stdout.write(f"  {name:<10}{done:>8,} of {total:,}{end}")
            sys.stdout.flush()

    return show
