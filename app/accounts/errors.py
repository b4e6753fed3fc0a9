"""What accounts say no to."""

from app.core.errors import VigilError


class WrongCredentials(VigilError):
    """Address and password, or a code, do not belong together; nobody is told which."""


class TooManyTries(VigilError):
    """More was tried than one person needs; ``wait_seconds`` says when there is another try."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"wait {wait_seconds} s")


class LinkUsed(VigilError):
    """A mailed link did its work before: it works once."""


class LinkExpired(VigilError):
    """A mailed link is older than it may be."""


class AddressTaken(VigilError):
    """There is an account with this address already."""


class OtherAddress(VigilError):
    """An invitation was sent to another address than that of whoever is signed in."""


class AlreadyMember(VigilError):
    """The account belongs to the organisation already."""


class LastOwner(VigilError):
    """An organisation without an owner could not be led any more."""


class SlugTaken(VigilError):
    """Another organisation has this address."""


class AlreadyDecided(VigilError):
    """Somebody decided on this before."""


class PasskeyRefused(VigilError):
    """What a passkey said does not hold, or belongs to nobody here."""


class LastSecondFactor(VigilError):
    """Staff cannot be left without a second factor."""
