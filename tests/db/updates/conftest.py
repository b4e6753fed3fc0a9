"""People who asked for updates, in the session that is undone."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.signatures.models import Signature
from tests.factories import OpenPetition, add_subscriber

Subscribed = Callable[..., Signature]


@pytest.fixture
def subscribed(session: Session, keyring: Keyring, petition: OpenPetition) -> Subscribed:
    """Add somebody who asked for updates: ``subscribed(email=…, language=…, state=…)``."""
    numbers = count(1)

    def add(email: str = "", **columns: Any) -> Signature:
        address = email or f"reader-{next(numbers)}@example.org"
        return add_subscriber(session, keyring, petition, email=address, **columns)

    return add
