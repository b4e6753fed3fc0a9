"""Work that only one process may do at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from sqlalchemy import text

from app.core.db import db


@unique
class Lock(IntEnum):
    """The advisory locks of the database, by what they guard. Two with one number would keep each other out."""

    FOLD = 7_001
    AUDIT = 7_002
    SEND = 7_003
    UPDATES = 7_050
    UPDATES_START = 7_051
    DRAIN_SIGNATURES = 7_004
    DRAIN_ACCESS = 7_005
    DRAIN_REPORTS = 7_015
    UPKEEP = 7_006
    COMPILE = 7_007
    LETTERS = 7_008
    COUNTRIES = 7_009
    DRAFTS = 7_019
    PICTURES = 7_020
    CARDS = 7_021
    PRINTS = 7_030
    PAPER = 7_031
    DRAIN_MESSAGES = 7_010
    WORDS = 7_011
    DESK = 7_062
    REMIND = 7_012
    TELL = 7_013
    EXPORTS = 7_070
    ACCOUNTS = 7_014
    DELIVERIES = 7_080
    EVIDENCE = 7_081
    CLUSTERS = 7_060
    BULK_ACTS = 7_061
    CHECKPOINTS = 7_082
    CORRECTIONS = 7_083
    NOTICE = 7_040
    CALL = 7_041


@contextmanager
def alone(lock: Lock, part: int = 0) -> Iterator[bool]:
    """Yield whether this process got the lock, or its ``part`` of divided work.

    It is held on a connection of its own until the end of the block. If the process dies, the database frees it
    at once.
    """
    key = {"lock": int(lock), "part": part}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        has_it = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock, :part)"), key))
        try:
            yield has_it
        finally:
            if has_it and not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:lock, :part)"), key)
