"""What is refused about deliveries."""

from app.core.errors import VigilError


class NamesNotForRecipient(VigilError):
    """This recipient gets numbers only: it takes no names, or no wording listed it."""


class EncryptionKeyMissing(VigilError):
    """A pack with names leaves only encrypted, and no age key was given."""


class CutOffRefused(VigilError):
    """A cut-off is a full hour that has passed: confirmations are kept to the hour."""


class DeliveryCancelled(VigilError):
    """Somebody cancelled the delivery while it was being compiled."""


class SetKeepsChanging(VigilError):
    """People in the list withdrew each time it was fixed; asking again will do."""
