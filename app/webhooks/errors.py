"""What the product says no to about webhooks."""

from app.core.errors import VigilError
from app.webhooks.rules import AddressFault


class BadAddress(VigilError):
    """A webhook cannot be called there; ``fault`` says why."""

    def __init__(self, fault: AddressFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


class NotReady(VigilError):
    """The workers have not yet said under which key a secret is to be sealed: they never ran."""


class TooManyWebhooks(VigilError):
    """The organisation has as many webhooks as it may have."""


class NotCalled(VigilError):
    """A paused or disabled webhook is not called: it has to be resumed first."""
