"""What a picture must come with. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.core.text import has_control_characters
from app.pictures.errors import AltTextMissing, AltTextRefused, FocusOutside, PictureTooHeavy

HEAVIEST_BYTES: Final = 20 * 1024 * 1024
ALT_LENGTH: Final = 300


def check_upload(
    content: bytes, *, alt: Mapping[str, str], focus: tuple[float, float], languages: Sequence[str]
) -> None:
    """Refuse what no worker need look at. ``languages`` are those that must describe the picture."""
    if len(content) > HEAVIEST_BYTES:
        raise PictureTooHeavy(f"The file is larger than {HEAVIEST_BYTES // 2**20} MiB.")
    if missing := [language for language in languages if not alt.get(language, "").strip()]:
        raise AltTextMissing(missing)
    if any(len(text) > ALT_LENGTH or has_control_characters(text) for text in alt.values()):
        raise AltTextRefused(f"A description has at most {ALT_LENGTH} characters, on one line.")
    check_focus(focus)


def check_focus(focus: tuple[float, float]) -> None:
    """Refuse a point outside the picture."""
    if not all(0 <= part <= 1 for part in focus):
        raise FocusOutside("The focal point is two numbers from 0 to 1: from the left, from the top.")
