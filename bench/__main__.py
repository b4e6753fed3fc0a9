"""``make bench``: Vigil against the same machine's database and against the ordinary way, in one run.

Rounds go pgbench, Vigil, the ordinary way, again and again, so that a busy neighbour slows all alike; what counts is
the median of the rounds' ratios. Everything shares the machine: web, workers, databases and load.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from bench.exports import ExportWay, measure_exports
from bench.integrity import IntegrityWay, measure_integrity
from bench.ordinary_way import OrdinaryWay
from bench.packs import measure_packs
from bench.pages import PROGRAMS, fetch, program, reads_per_second, static_page
from bench.pgbench import inserts_per_second
from bench.report import Bound, Comparison, bounds_table, table
from bench.sink import Sink
from bench.updates import UpdateWay, measure_updates
from bench.vigil_way import VigilWay

STEADY_RATE: Final = 100
MANY_SIGNATURES: Final = 1_000_000
RECIPIENTS: Final = 100_000
REJECTED: Final = 100_000
WARM_UP_SECONDS: Final = 2
BACKLOG_AT_MOST: Final = 3 * STEADY_RATE
"""Beat rings once a second, twice on the way to the mail: three seconds' worth is what always waits."""

Values = dict[str, list[float]]


def main() -> int:
    """Measure, print, and return 1 if anything is less than it must be."""
    chosen = _arguments()
    began = time.monotonic()
    comparisons: list[Comparison] = []
    is_sound = True
    if chosen.only in (None, "signing"):
        measured, is_sound = _measure_signing(chosen)
        comparisons += measured
    if chosen.only == "pages":
        comparisons += _measure_pages_alone(chosen)
    if chosen.only in (None, "updates"):
        measured, is_kept = _measure_updates(chosen)
        comparisons, is_sound = comparisons + measured, is_sound and is_kept
    if chosen.only in (None, "exports"):
        measured, is_kept = _measure_exports(chosen)
        comparisons, is_sound = comparisons + measured, is_sound and is_kept
    if chosen.only in (None, "integrity"):
        is_sound = _measure_integrity(chosen) and is_sound
    bounds: list[Bound] = []
    if chosen.only in (None, "packs"):
        bounds = _measure_packs(chosen)
    _say(f"\n{os.cpu_count()} cores hold everything; {time.monotonic() - began:.0f} s in all\n\n{table(comparisons)}")
    _say(bounds_table(bounds))
    return 0 if is_sound and all(each.is_met for each in [*comparisons, *bounds]) else 1


def _measure_signing(chosen: argparse.Namespace) -> tuple[list[Comparison], bool]:
    """Measure signing, mailing and reading; say whether the backlog stayed small."""
    for name in PROGRAMS:
        program(name)
    values: Values = defaultdict(list)
    with (
        tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder,
        Sink() as sink,
        VigilWay(Path(folder, "vigil"), sink) as vigil,
        OrdinaryWay(Path(folder, "ordinary"), sink) as ordinary,
    ):
        for number in range(chosen.rounds):
            _say(f"round {number + 1} of {chosen.rounds}")
            _measure_database(vigil, values, seconds=chosen.seconds)
            _measure_vigil(vigil, values, seconds=chosen.seconds)
            _measure_ordinary(ordinary, values, seconds=chosen.seconds)
        is_flat = _measure_steady(vigil, seconds=chosen.steady_seconds)
        _measure_pages(vigil, values, rounds=2 * chosen.rounds + 1, seconds=chosen.seconds)
    return _comparisons(values), is_flat


def _measure_pages_alone(chosen: argparse.Namespace) -> list[Comparison]:
    """Measure reading, without anybody signing."""
    values: Values = defaultdict(list)
    with (
        tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder,
        Sink() as sink,
        VigilWay(Path(folder, "vigil"), sink) as vigil,
    ):
        _measure_pages(vigil, values, rounds=2 * chosen.rounds + 1, seconds=chosen.seconds)
    return _reading(values)


def _measure_updates(chosen: argparse.Namespace) -> tuple[list[Comparison], bool]:
    """Send an update to many, killing on the way, with the ordinary way before and after; say whether all held."""
    with (
        tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder,
        Sink() as sink,
        UpdateWay(Path(folder, "vigil"), sink) as vigil,
        OrdinaryWay(Path(folder, "ordinary"), sink) as ordinary,
    ):
        return measure_updates(vigil, ordinary, recipients=chosen.recipients, seconds=chosen.seconds, say=_say)


def _measure_exports(chosen: argparse.Namespace) -> tuple[list[Comparison], bool]:
    """Export many signatures beside a COPY of them; say whether memory and content held."""
    with (
        tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder,
        Sink() as sink,
        ExportWay(Path(folder, "vigil"), sink) as vigil,
    ):
        return measure_exports(vigil, people=chosen.signatures, rounds=chosen.rounds, say=_say)


def _measure_integrity(chosen: argparse.Namespace) -> bool:
    """Reject many at once and give them back; say whether all held."""
    with (
        tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder,
        Sink() as sink,
        IntegrityWay(Path(folder, "vigil"), sink) as vigil,
    ):
        return measure_integrity(vigil, signatures=chosen.rejected, say=_say)


def _measure_packs(chosen: argparse.Namespace) -> list[Bound]:
    """Compile packs of a very large petition beside the database's own COPY."""
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
        return measure_packs(
            Path(folder, "vigil"), signatures=chosen.signatures, names=chosen.names, rounds=chosen.rounds, say=_say
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parts = ("signing", "pages", "updates", "integrity", "exports", "packs")
    parser.add_argument("--only", choices=parts, help="measure only this")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS, help="to how many the update goes")
    parser.add_argument("--rejected", type=int, default=REJECTED, help="how many are rejected at once")
    parser.add_argument("--signatures", type=int, default=MANY_SIGNATURES, help="how many are exported, or in a pack")
    parser.add_argument("--names", type=int, default=RECIPIENTS, help="how many of them a pack lists by name")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is measured")
    parser.add_argument("--seconds", type=int, default=8, help="how long one measurement lasts")
    parser.add_argument("--steady-seconds", type=int, default=120, help=f"how long {STEADY_RATE} sign each second")
    return parser.parse_args()


def _measure_database(vigil: VigilWay, values: Values, *, seconds: int) -> None:
    values["inserts"].append(inserts_per_second(vigil.postgres, folder=vigil.folder, seconds=seconds))
    _say(f"  pgbench    {values['inserts'][-1]:7.0f} one-row inserts a second")


def _measure_vigil(vigil: VigilWay, values: Values, *, seconds: int) -> None:
    with vigil.working():
        vigil.await_work()
        vigil.sign_for(WARM_UP_SECONDS)
        load = vigil.sign_for(seconds)
    values["signings"].append(load.rate)
    values["drained"].append(vigil.drained_per_second(seconds * 600, seconds=seconds))
    values["mails"].append(vigil.mailed_per_second(seconds=seconds))
    vigil.forget()
    _say(
        f"  Vigil      {load.rate:7.0f} signings a second (median {1000 * load.wait_at(0.5):.0f} ms, "
        f"p95 {1000 * load.wait_at(0.95):.0f} ms), {values['drained'][-1]:.0f} drained, {values['mails'][-1]:.0f} mails"
    )


def _measure_ordinary(ordinary: OrdinaryWay, values: Values, *, seconds: int) -> None:
    with ordinary.working():
        ordinary.await_work()
        ordinary.sign_for(WARM_UP_SECONDS)
        load = ordinary.sign_for(seconds)
    values["ordinary signings"].append(load.rate)
    values["ordinary mails"].append(ordinary.mailed_per_second(seconds * 150, seconds=seconds))
    ordinary.forget()
    _say(
        f"  ordinary   {load.rate:7.0f} signings a second (median {1000 * load.wait_at(0.5):.0f} ms, "
        f"p95 {1000 * load.wait_at(0.95):.0f} ms), {values['ordinary mails'][-1]:.0f} mails"
    )


def _measure_steady(vigil: VigilWay, *, seconds: int) -> bool:
    """Sign at the rate that must be held; say whether the backlog stays small and does not grow."""
    _say(f"{STEADY_RATE} signings a second for {seconds} s: what waits, in rows of the intake + mails")
    load, seen = vigil.steady(STEADY_RATE, seconds, every_seconds=seconds / 12)
    _say("  " + "  ".join(f"{each.at:.0f} s: {each.intake}+{each.mails}" for each in seen))
    is_flat = all(each.together < BACKLOG_AT_MOST for each in seen)
    _say(
        f"  {load.accepted} accepted, p95 {1000 * load.wait_at(0.95):.0f} ms; backlog at most "
        f"{max(each.together for each in seen)}, must stay below {BACKLOG_AT_MOST}: {'ok' if is_flat else 'MISSED'}"
    )
    return is_flat


def _measure_pages(vigil: VigilWay, values: Values, *, rounds: int, seconds: int) -> None:
    """Read the page of a campaign that many signed, of the same one that nobody signed, and nginx's file, in turn.

    Single readings differ by a tenth and more, and the figures must by less: all are taken again and again.
    """
    _say(f"the campaign page at {MANY_SIGNATURES:,} signatures and at none, and a file of nginx, compressed")
    twin_url = vigil.publish_twin()
    vigil.confirm_many(MANY_SIGNATURES)
    with static_page(fetch(vigil.page_url)) as file_url:
        urls = {"many": vigil.page_url, "none": twin_url, "files": file_url}
        for _ in range(rounds):
            for name, url in urls.items():
                values[name].append(reads_per_second(url, seconds=seconds))
            _say("  " + ", ".join(f"{name} {values[name][-1]:7.0f} a second" for name in urls))


def _comparisons(values: Values) -> list[Comparison]:
    steady = [float(STEADY_RATE)] * len(values["drained"])
    return [
        Comparison("signings", values["signings"], "pgbench's one-row inserts", values["inserts"], 0.08),
        Comparison("signings", values["signings"], "the ordinary way's signings", values["ordinary signings"], 2),
        Comparison("confirmation mails", values["mails"], "the ordinary way's mails", values["ordinary mails"], 3),
        Comparison("intake rows drained", values["drained"], "the rate that must be held", steady, 1),
        Comparison("confirmation mails", values["mails"], "the rate that must be held", steady, 1),
        *_reading(values),
    ]


def _reading(values: Values) -> list[Comparison]:
    return [
        Comparison("campaign pages", values["many"], "nginx's files of that size", values["files"], 0.10),
        Comparison(f"pages at {MANY_SIGNATURES:,}", values["many"], "pages at none", values["none"], 0.95),
    ]


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
