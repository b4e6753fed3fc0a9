"""What supporters write: messages taken in, and the public copies of messages and comments."""

from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.messages.services import drain_messages, publish_messages
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
