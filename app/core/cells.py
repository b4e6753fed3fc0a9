"""What a cell of a spreadsheet may hold without being run."""

import re
from typing import Final

_COULD_BE_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]").match
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width forms too."""


def formula_safe(cell: str) -> str:
    """Return a CSV cell that no spreadsheet runs: one that could be a formula gets a leading apostrophe."""
    return f"'{cell}" if _COULD_BE_FORMULA(cell) else cell
