"""The codes that stand on prints: short, without letters that are mistaken for others, the same in any case. Pure."""

import re
import secrets
from typing import Final

_ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""No 0 and o, no 1, i and l, no u: what is read aloud or typed from paper has no second reading."""
_LENGTH: Final = 7
_CODE: Final = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_IN_ADDRESS: Final = re.compile(rf"[?&]s=([{_ALPHABET}]{{{_LENGTH}}})(?:$|[&#])")
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def new_code() -> str:
    """Return a fresh code, one of 22 thousand million."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, scanned or pasted with its whole address; None where there is none."""
    text = typed.strip().translate(_DIGITS).lower()
    if found := _IN_ADDRESS.search(text):
        return found[1]
    bare = re.sub(r"[\s-]", "", text)
    return bare if _CODE.fullmatch(bare) else None


def show_code(code: str) -> str:
    """Return a code as it is printed: in capitals, parted once, as ``K7Q-F3MA``."""
    return f"{code[:3]}-{code[3:]}".upper()
