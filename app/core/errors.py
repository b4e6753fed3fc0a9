"""The tree of domain errors. Each is a fact; the web turns it into a page in one place."""

from collections.abc import Sequence


class VigilError(Exception):
    """Something the product says no to, or cannot do, for a reason worth a sentence."""


class UnsafeSettings(VigilError):
    """The environment would make this process unsafe or useless; ``complaints`` has a sentence for each reason."""

    def __init__(self, complaints: Sequence[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("Vigil does not start:\n" + "\n".join(f"- {line}" for line in self.complaints))


class NotFound(VigilError):
    """There is no such thing, or the asker may not know of it."""
