"""Identifiers made by the application. Random, because an id that tells time tells who signed when."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """Return a fresh UUIDv4."""
    return uuid4()
