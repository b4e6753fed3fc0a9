"""What a campaign says no to."""

from app.core.errors import VigilError


class QuietAsked(VigilError):
    """A campaign was taken away because the family asked for quiet, and its organisers chose to say so."""
