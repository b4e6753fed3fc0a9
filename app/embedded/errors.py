"""What the servers of a development machine say no to."""

from collections.abc import Mapping

from app.core.errors import VigilError


class ServerFailed(VigilError):
    """An embedded server cannot work here; the text is one sentence that says what to set instead."""


def refuse_in_production(environ: Mapping[str, str]) -> None:
    """Raise ServerFailed in production: nothing here is backed up, and anybody may read the mailbox."""
    if environ.get("VIGIL_ENV") == "production":
        raise ServerFailed(
            "The embedded servers are for development: with VIGIL_ENV=production use the servers that "
            "DATABASE_URL, REDIS_URL and MAIL_URL name, and start each process by itself (see compose.yaml)."
        )
