"""What the protection of the count says no to."""

from app.core.errors import VigilError
from app.integrity.states import ActState


class NotNow(VigilError):
    """An act is no longer where it was when the button was shown."""

    def __init__(self, state: ActState) -> None:
        self.state = state
        super().__init__(f"the act is {state}")


class NothingAsked(VigilError):
    """A search without a condition would list everybody."""
