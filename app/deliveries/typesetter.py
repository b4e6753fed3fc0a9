"""Typesets one PDF, or one picture where the output file is a PNG. Run as a program of its own by typesetting.py, so
that Typst's memory ends with it.

Arguments: the work folder (holding template and data), template name, output file, seconds since 1970 for
the document's date, folder of fonts, ``tagged`` or ``untagged``. It is run with nobody listening: a
diagnostic could quote a name.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

_PIXELS_AN_INCH = 72
"""A point of the page is a pixel of the picture."""


def main(arguments: list[str]) -> None:
    """Typeset with our own fonts and nothing else of the machine's."""
    folder, template, output, seconds, fonts, tags = arguments
    typst.compile(
        Path(folder) / template,
        Path(output),
        root=Path(folder),
        font_paths=typst.Fonts(False, False, [Path(fonts)]),
        ignore_system_fonts=True,
        format="png" if output.endswith(".png") else "pdf",
        ppi=_PIXELS_AN_INCH,
        timestamp=datetime.fromtimestamp(int(seconds), UTC),
        pdf_tags=tags == "tagged",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
