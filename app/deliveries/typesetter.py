"""Typesets one PDF. Run as a program of its own by typesetting.py, so that Typst's memory ends with it.

Arguments: the work folder (holding template and data), template name, output file, seconds since 1970 for
the document's date, folder of fonts, ``tagged`` or ``untagged``. It is run with nobody listening: a
diagnostic could quote a name.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import typst


def main(arguments: list[str]) -> None:
    """Typeset with our own fonts and nothing else of the machine's."""
    folder, template, output, seconds, fonts, tags = arguments
    typst.compile(
        Path(folder) / template,
        Path(output),
        root=Path(folder),
        font_paths=typst.Fonts(False, False, [Path(fonts)]),
        ignore_system_fonts=True,
        format="pdf",
        timestamp=datetime.fromtimestamp(int(seconds), UTC),
        pdf_tags=tags == "tagged",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
