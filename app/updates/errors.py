"""What updates say no to."""

from app.core.errors import VigilError
from app.updates.states import UpdateState


class ApprovedByAuthor(VigilError):
    """Whoever wrote an update does not approve it: a second person reads it first."""


class TooManyThisWeek(VigilError):
    """Three updates of a campaign went out within a week, or will."""


class NotWhole(VigilError):
    """No language of the update has both a subject and a text."""


class CampaignNotPublic(VigilError):
    """News of a campaign that nobody can see would be news to its persecutors."""


class ChangedMeanwhile(VigilError):
    """Somebody saved another version after this one was opened; nothing of either is lost."""


class TooManyProofs(VigilError):
    """Somebody had more test mails sent within a day than writing an update takes."""


class NotAllowedNow(VigilError):
    """An update in this state does not take that step; ``state`` is where it stands now."""

    def __init__(self, state: UpdateState) -> None:
        self.state = state
        super().__init__(f"not while it is {state}")
