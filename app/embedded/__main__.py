"""``python -m app.embedded run``: what ``make run`` starts."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import VigilError
from app.embedded.demo import run_demo
from app.embedded.errors import refuse_in_production
from app.embedded.processes import end_with_parent
from app.embedded.site import run_site


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command line; return the exit status."""
    chosen = _parser().parse_args(arguments)
    if chosen.end_with_parent:
        end_with_parent(signal.SIGTERM)
    try:
        refuse_in_production(os.environ)
        if chosen.command == "demo":
            run_demo(chosen.folder, os.environ, signatories=chosen.signatories)
        else:
            run_site(chosen.folder, os.environ)
    except VigilError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stdout.write("\nVigil has stopped.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.embedded", description="Vigil on a development machine.")
    parser.add_argument("--end-with-parent", action="store_true", help="stop when the process that started this ends")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start everything with the sample campaign")
    run.add_argument("--folder", type=Path, default=Path("var"), help="where all data is kept")
    demo = commands.add_parser("demo", help="sign, mail, confirm, count and deliver without hands")
    demo.add_argument("--signatories", type=_at_least_one, default=1000, help="how many people sign")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where its data is kept; emptied first")
    return parser


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one person must sign")
    return number


if __name__ == "__main__":
    sys.exit(main())
