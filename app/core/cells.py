"""What a cell of a spreadsheet may hold without being run."""

from typing import Final

_FORMULA_MARKS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width forms too."""


def formula_safe(cell: str) -> str:
    """Return a CSV cell that no spreadsheet runs: one that could be a formula gets a leading apostrophe."""
    looks_like_formula = cell.startswith(_FORMULA_MARKS) or cell.lstrip().startswith(_FORMULA_MARKS)
    return f"'{cell}" if looks_like_formula else cell
