"""What switches say no to."""

from app.core.errors import VigilError


class AlreadyTurned(VigilError):
    """The switch stands there already."""

    def __init__(self) -> None:
        super().__init__("the switch stands there already")


class ReadOnly(VigilError):
    """Nothing can be changed just now."""
