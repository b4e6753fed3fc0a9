"""A bulk reject of very many, its worker killed on the way, and the same given back: what was shown, exactly.

What is asked for: at most a minute for 100,000; what the page shows moves all the time; the list that was shown is what
was changed; and once given back every row of every signature is as it was.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.clock import utc_now
from app.core.db import psycopg_url
from app.core.ids import new_id
from app.embedded.processes import wait_until
from app.integrity.acts import Conditions, apply_act, ask_act, get_act, undo_act
from app.integrity.models import BulkAct
from app.integrity.states import ActKind, ActReason, ActState
from bench.vigil_way import VigilWay

MUST_SECONDS: Final = 60.0
KILLED_AT: Final = 0.4
_ENDS_WITHIN_SECONDS: Final = 300
_HOLD_SOME: Final = (
    "UPDATE vigil.signature SET state = 'held' WHERE id IN (SELECT id FROM vigil.signature WHERE state = 'confirmed'"
    " AND petition_id = %s ORDER BY id LIMIT %s)"
)
_ALL_ROWS: Final = (
    "SELECT ('x' || substr(md5(string_agg(g::text, '|' ORDER BY g.id)), 1, 15))::bit(60)::bigint FROM vigil.signature g"
)
_REJECTED: Final = "SELECT count(*) FROM vigil.signature WHERE state = 'rejected'"


@dataclass
class Run:
    """One way through the list, there or back."""

    seconds: float = 0.0
    killed: int = 0
    steps: set[int] = field(default_factory=set)
    """How many different figures the page showed on the way."""


class IntegrityWay(VigilWay):
    """Vigil with the workers that act and count; nobody signs."""

    workers = ("intake", "bulk", "beat")

    def hold_half(self, count: int) -> None:
        """Let half of those who are counted be held, as a burst would be."""
        self._connection.execute(_HOLD_SOME, [self.petition, count // 2])
        with self.working("intake", "beat"):
            held = "SELECT coalesce(max(held), 0) FROM published.tally"
            assert wait_until(lambda: self.count(held) == count // 2, seconds=120), self.words()

    def session(self) -> Session:
        """The owner's session."""
        return Session(create_engine(psycopg_url(self.postgres.url()), poolclass=NullPool), expire_on_commit=False)

    def kill(self, name: str) -> bool:
        """Kill a worker as the kernel does when memory runs out; say whether there was one."""
        pids = self.runner.pids(name)
        if pids:
            os.kill(pids[0], signal.SIGKILL)
        return bool(pids)


def measure_integrity(vigil: IntegrityWay, *, signatures: int, say: Callable[[str], None]) -> bool:
    """Reject everybody and give everything back; say whether all held."""
    say(f"a bulk reject of {signatures:,} signatures, half of them held, half counted")
    vigil.confirm_many(signatures)
    vigil.hold_half(signatures)
    before = vigil.count(_ALL_ROWS)
    staff = Actor(account_id=new_id(), language="en", staff_role=StaffRole.LEAD)
    with vigil.working():
        counted, act_id = _list(vigil, staff)
        there = _follow(vigil, act_id, staff, apply_act, ActState.ACTED, total=counted)
        rejected = vigil.count(_REJECTED)
        is_public = wait_until(lambda: vigil.count("SELECT max(removed) FROM published.tally") == rejected, seconds=60)
        back = _follow(vigil, act_id, staff, undo_act, ActState.UNDONE)
    is_same = vigil.count(_ALL_ROWS) == before
    for name, run in (("rejected", there), ("given back", back)):
        verdict = "ok" if run.seconds <= MUST_SECONDS else "MISSED"
        say(
            f"  {name:<10} in {run.seconds:5.1f} s, at most {MUST_SECONDS:.0f}; {run.killed} worker killed;"
            f" {len(run.steps)} figures shown on the way: {verdict}"
        )
    say(
        f"  shown {counted:,}, rejected {rejected:,}; public figure {'followed' if is_public else 'DID NOT FOLLOW'};"
        f" every row as before: {'yes' if is_same else 'NO'}"
    )
    is_quick = max(there.seconds, back.seconds) <= MUST_SECONDS
    is_moving = min(len(there.steps), len(back.steps)) >= 5
    return counted == rejected == signatures and is_same and is_public and is_quick and is_moving


def _list(vigil: IntegrityWay, staff: Actor) -> tuple[int, UUID]:
    """Ask, and wait for the list; return how many it holds."""
    with vigil.session() as session:
        act = ask_act(
            session, staff, UUID(vigil.petition), Conditions(), kind=ActKind.REJECT, reason=ActReason.BURST, words="",
            now=utc_now(),
        )  # fmt: skip
        session.commit()
    assert wait_until(lambda: _look(vigil, act.id).state is ActState.READY, seconds=180), vigil.words()
    return _look(vigil, act.id).total, act.id


def _follow(
    vigil: IntegrityWay, act_id: UUID, staff: Actor, decide: Callable[..., None], end: ActState, **given: int
) -> Run:
    """Say yes, look at the page's figures until it has ended, and kill the worker once on the way."""
    run, begins = Run(), time.monotonic()
    with vigil.session() as session:
        decide(session, staff, act_id, now=utc_now(), **given)
        session.commit()
    while (act := _look(vigil, act_id)).state is not end:
        assert time.monotonic() - begins < _ENDS_WITHIN_SECONDS, vigil.words()
        done = act.undone if end is ActState.UNDONE else act.done
        run.steps.add(done)
        if not run.killed and done >= KILLED_AT * act.total:
            run.killed += vigil.kill("bulk")
        time.sleep(0.2)
    run.seconds = time.monotonic() - begins
    return run


def _look(vigil: IntegrityWay, act_id: UUID) -> BulkAct:
    with vigil.session() as session:
        return get_act(session, act_id)
