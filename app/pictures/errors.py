"""What is refused about pictures before anybody looks into the file."""

from collections.abc import Sequence

from app.core.errors import VigilError


class AltTextMissing(VigilError):
    """Whoever cannot see the picture must be told what it shows, in every language of the campaign."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        super().__init__(f"The picture must be described in: {', '.join(self.languages)}.")


class AltTextRefused(VigilError):
    """A description is too long, or holds characters that no text needs."""


class FocusOutside(VigilError):
    """The focal point is given as two parts of 1 and lies inside the picture."""


class PictureTooHeavy(VigilError):
    """The file is larger than any picture need be."""
