"""What supporters write: messages taken in, and the public copies of messages and comments."""

from app.core.clock import day_of, utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.messages.services import drain_messages, publish_messages
from app.moderation.desk import carry_out, clear, lay_out
from app.signatures.comments import publish_comments
from tasks.worker import job, keyring


@job("words.drain_messages")
def drain() -> int:
    """Take messages of solidarity out of the intake."""
    with alone(Lock.DRAIN_MESSAGES) as is_ours, unit_of_work() as session:
        return drain_messages(session, keyring()) if is_ours else 0


@job("words.publish")
def publish() -> int:
    """Show what moderators published; take away what was withdrawn, erased or changed."""
    with alone(Lock.WORDS) as is_ours, unit_of_work() as session:
        return publish_comments(session, keyring()) + publish_messages(session, keyring()) if is_ours else 0


@job("words.keep_desk")
def keep_desk() -> int:
    """Do what moderators decided, clear their desk and lay out what came in."""
    now = utc_now()
    with alone(Lock.DESK) as is_ours, unit_of_work() as session:
        if not is_ours:
            return 0
        return carry_out(session, today=day_of(now)) + clear(session, now=now) + lay_out(session, keyring(), now=now)
