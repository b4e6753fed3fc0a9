"""The states of webhooks and of calls to them, and every move between them."""

from enum import StrEnum
from typing import Final


class WebhookState(StrEnum):
    """Whether a webhook is called. ``paused`` by its owners; ``disabled`` by us, after too many failures in a row."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class CallState(StrEnum):
    """Where the telling of one event to one webhook stands. ``taken``: the other side said yes."""

    WAITING = "waiting"
    TAKEN = "taken"
    FAILED = "failed"


class EventKind(StrEnum):
    """What may be told. Everything in it is public already when it is."""

    MILESTONE = "milestone.reached"
    UPDATE = "update.published"
    DELIVERY = "delivery.made"
    TEST = "webhook.test"


CHOOSABLE: Final = (EventKind.MILESTONE, EventKind.UPDATE, EventKind.DELIVERY)
"""What an organisation may ask to be told; a test is sent by hand."""

W = WebhookState
WEBHOOK_MOVES: Final[frozenset[tuple[WebhookState, WebhookState]]] = frozenset(
    {(W.ACTIVE, W.PAUSED), (W.PAUSED, W.ACTIVE), (W.ACTIVE, W.DISABLED), (W.DISABLED, W.ACTIVE), (W.PAUSED, W.DISABLED)}
)
C = CallState
CALL_MOVES: Final[frozenset[tuple[CallState, CallState]]] = frozenset(
    {(C.WAITING, C.TAKEN), (C.WAITING, C.FAILED), (C.TAKEN, C.WAITING), (C.FAILED, C.WAITING)}
)
"""Back to waiting: somebody pressed "send again"."""
