"""``python -m app.embedded run``: what ``make run`` starts."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import VigilError
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
    return parser


if __name__ == "__main__":
    sys.exit(main())
