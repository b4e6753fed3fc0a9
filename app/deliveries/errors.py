"""What is refused about deliveries."""

from app.core.errors import VigilError
from app.deliveries.states import DeliveryState


class NotARecipient(VigilError):
    """The petition does not go to this office."""


class NamesNotForRecipient(VigilError):
    """This recipient gets numbers only: it takes no names, or no wording listed it."""


class EncryptionKeyMissing(VigilError):
    """A pack with names leaves only encrypted, and no age key was given."""


class LanguageUnknown(VigilError):
    """Letter and report are not written in that language."""


class CutOffRefused(VigilError):
    """A cut-off is a full hour that has passed: confirmations are kept to the hour."""


class DeliveryCancelled(VigilError):
    """Somebody cancelled the delivery while it was being compiled."""


class SetKeepsChanging(VigilError):
    """People in the list withdrew each time it was fixed; asking again will do."""


class ApprovedByAsker(VigilError):
    """Whoever asked for a delivery does not approve it: a second person looks first."""


class AnotherPack(VigilError):
    """What was to be approved is not the pack that is there: its manifest has another digest."""


class PackGone(VigilError):
    """The file of a pack is missing, or is not the one that was compiled."""


class NotAllowedNow(VigilError):
    """A delivery in this state does not take that step; ``state`` is where it stands now."""

    def __init__(self, state: DeliveryState) -> None:
        self.state = state
        super().__init__(f"not while it is {state}")


class EntryRefused(VigilError):
    """An entry of the register is not right; ``field`` is where, ``why`` a word that the page has a sentence for."""

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field}: {why}")


class EvidenceRefused(VigilError):
    """A picture for the register is too heavy, too many, or says nothing of what it shows."""

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field}: {why}")
