"""An update to many: the list fixed in the database, senders killed on the way, beside one task and connection a mail.

Each recipient must be mailed, with no more extra copies than sending processes were killed; the memory of a sender
must not grow with the list, and what the database says is done must at every moment be what was mailed.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import psycopg_url
from app.core.ids import new_id
from app.embedded.processes import wait_until
from app.embedded.runner import Program
from app.embedded.site import WORKERS_NICE
from app.mail.addresses import canonical, mailbox
from app.petitions.models import Petition, Wording
from app.updates.services import approve, ask_for_approval, write_update
from bench.news import BODY, SUBJECT
from bench.ordinary_way import OrdinaryWay
from bench.report import Comparison
from bench.vigil_way import VigilWay

SENDERS: Final = ("updates 1", "updates 2", "updates 3", "updates 4")
"""More than cores: each waits for the disk and for the mail server most of the time."""
KILLED_AT: Final = (0.2, 0.45, 0.7)
"""Parts of the list at which a sender is killed."""
LOOKED_AT: Final = (0.05, 0.5, 0.95)
"""Parts of the list at which the memory of the sender that is left alive is read."""
GROWTH_AT_MOST: Final = 1.05
MUST: Final = 5.0
_ORDINARY_A_SECOND: Final = 400
"""More than the ordinary way sends: its queue must not run empty."""
_ENDS_WITHIN_SECONDS: Final = 300
_DONE: Final = "SELECT coalesce(sum(sent + left_out + failed), 0) FROM vigil.update_share"
_SENT: Final = "SELECT count(*) FROM vigil.update WHERE state = 'sent'"
_PEOPLE: Final = (
    "COPY vigil.signature (id, petition_id, fingerprint, holder, state, wording_id, language, country, show_name,"
    " deliver_name, updates, source_code, confirmed_hour, publish_name, address_sealed, address_key) FROM STDIN"
)
_SETTLE: Final = ("VACUUM (ANALYZE) vigil.signature", "CHECKPOINT")


@dataclass
class FanOut:
    """What came of it. ``strays`` are moments at which the figure was not what had been mailed."""

    recipients: int
    killed: int = 0
    copies: int = 0
    reached: int = 0
    seconds: float = 0.0
    undisturbed: float = 0.0
    memory: list[float] = field(default_factory=list)
    looks: int = 0
    strays: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Mails a second from the first to the last, killing and starting again included."""
        return self.copies / self.seconds

    @property
    def extra(self) -> int:
        """Copies beyond each recipient's first."""
        return self.copies - self.reached

    @property
    def is_sound(self) -> bool:
        """Whether everything held but the rate."""
        is_flat = max(self.memory) <= GROWTH_AT_MOST * self.memory[0]
        return self.reached == self.recipients and self.extra <= self.killed and is_flat and not self.strays


class UpdateWay(VigilWay):
    """Vigil with senders of updates alone; nobody signs."""

    workers = (*SENDERS, "beat")

    def programs(self, environ: dict[str, str]) -> list[Program]:
        """The web, beat, and the senders."""
        environ = environ | {"MAIL_SENDERS": str(len(SENDERS))}
        usual = [program for program in super().programs(environ) if program.name in ("web", "beat")]
        argv = [sys.executable, "-m", "app.cli", "worker", "updates"]
        return usual + [Program(name=name, argv=argv, environ=environ, nice=WORKERS_NICE) for name in SENDERS]

    def subscribe(self, count: int) -> None:
        """Put so many confirmed signatures of people who asked for updates into the petition."""
        keyring = Keyring(Path(self.environ["VIGIL_KEYS"]))
        with psycopg.connect(self.postgres.url(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy(_PEOPLE) as copy:
                for row in self._iter_people(count, keyring):
                    copy.write_row(row)
        for step in _SETTLE:
            self.ask(step)

    def _iter_people(self, count: int, keyring: Keyring) -> Iterator[tuple[object, ...]]:
        with Session(self._engine()) as session:
            wording = session.scalars(select(Wording).where(Wording.petition_id == UUID(self.petition))).first()
            assert wording is not None
        hour = utc_now().replace(minute=0, second=0, microsecond=0)
        for number in range(count):
            address, row = f"reader.{number}@example.org", new_id()
            yield (
                row, wording.petition_id,
                keyring.fingerprint(canonical(address), petition_id=wording.petition_id),
                keyring.holder(mailbox(address), petition_id=wording.petition_id),
                "confirmed", wording.id, "en", "", "no", False, True, "", hour, False,
                keyring.seal_address(address, key="updates", row=row), "updates",
            )  # fmt: skip

    def approve_update(self) -> None:
        """Write an update and have it approved an hour ago, so that its hold is over."""
        then = utc_now() - timedelta(hours=1)
        with Session(self._engine()) as session:
            campaign = session.scalars(
                select(Campaign)
                .join(Petition, Petition.campaign_id == Campaign.id)
                .where(Petition.id == UUID(self.petition))
            ).one()
            made = write_update(session, campaign, subject={"en": SUBJECT}, body={"en": BODY}, by=new_id(), now=then)
            ask_for_approval(session, made, by=made.author_id, now=then)
            approve(session, made, by=new_id(), now=then)
            session.commit()

    def _engine(self) -> Engine:
        return create_engine(psycopg_url(self.postgres.url()), poolclass=NullPool)

    def memory_of(self, name: str) -> float:
        """Return the resident memory of a sender, in MB."""
        status = Path(f"/proc/{self.runner.pids(name)[0]}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def kill(self, name: str) -> bool:
        """Kill a sender as the kernel does when memory runs out; say whether there was one."""
        pids = self.runner.pids(name)
        if pids:
            os.kill(pids[0], signal.SIGKILL)
        return bool(pids)


def measure_updates(
    vigil: UpdateWay, ordinary: OrdinaryWay, *, recipients: int, seconds: int, say: Callable[[str], None]
) -> tuple[list[Comparison], bool]:
    """Measure the ordinary way, Vigil, the ordinary way again; return the comparison, and whether all else held.

    Vigil is held against the better of the two: a busy neighbour may not make it look good.
    """
    say(f"an update to {recipients:,} people")
    vigil.subscribe(recipients)
    usual = [ordinary.updated_per_second(seconds * _ORDINARY_A_SECOND, seconds=seconds)]
    ordinary.forget()
    came = fan_out(vigil, recipients=recipients)
    usual.append(ordinary.updated_per_second(seconds * _ORDINARY_A_SECOND, seconds=seconds))
    ordinary.forget()
    say(f"  ordinary   {usual[0]:7.0f} mails a second before, {usual[1]:.0f} after, a task and a connection each")
    say(
        f"  Vigil      {came.rate:7.0f} mails a second, {came.seconds:.0f} s in all, {came.undisturbed:.0f} a second"
        f" while nothing was killed\n"
        f"  {came.reached:,} of {came.recipients:,} reached; {came.killed} senders killed, {came.extra} extra copies\n"
        f"  memory of the sender that lived: {', '.join(f'{each:.1f}' for each in came.memory)} MB at"
        f" {', '.join(f'{part:.0%}' for part in LOOKED_AT)}\n"
        f"  figure looked at {came.looks} times: {'always what was mailed' if not came.strays else came.strays[:3]}"
        f"\n  {'ok' if came.is_sound else 'MISSED'}"
    )
    against = Comparison("update mails", [came.rate], "a task and a connection a mail", [max(usual)], MUST)
    return [against], came.is_sound


def fan_out(vigil: UpdateWay, *, recipients: int) -> FanOut:
    """Send to everybody, killing a sender three times on the way."""
    came, base = FanOut(recipients), vigil.sink.count()
    vigil.sink.forget_recipients()
    kills, looks, marks = list(KILLED_AT), list(LOOKED_AT), [(0, 0.0)]
    with vigil.working():
        vigil.approve_update()
        assert wait_until(lambda: vigil.sink.count() > base, seconds=180), vigil.words()
        begins = time.monotonic()
        while vigil.count(_SENT) == 0 and time.monotonic() - begins < _ENDS_WITHIN_SECONDS:
            part = _look(vigil, came, base=base) / recipients
            marks.append((vigil.sink.count() - base, time.monotonic() - begins))
            if looks and part >= looks[0]:
                came.memory.append(vigil.memory_of(SENDERS[1]))
                looks.pop(0)
            if kills and part >= kills[0]:
                came.killed += vigil.kill(SENDERS[0])
                kills.pop(0)
            time.sleep(0.2)
        came.seconds = time.monotonic() - begins
    came.copies, came.reached = vigil.sink.count() - base, vigil.sink.count_recipients()
    came.undisturbed = _rate_until(marks, recipients * KILLED_AT[0])
    return came


def _look(vigil: UpdateWay, came: FanOut, *, base: int) -> int:
    """Compare the figure with what was mailed: it may lack the mails being sent, and copies of killed senders."""
    before = vigil.sink.count() - base
    done = vigil.count(_DONE)
    after = vigil.sink.count() - base
    came.looks += 1
    if not before - len(SENDERS) - came.killed <= done <= after:
        came.strays.append(f"{done} said, {before} to {after} mailed")
    return done


def _rate_until(marks: list[tuple[int, float]], count: float) -> float:
    """Return the rate before so many were mailed."""
    early = [mark for mark in marks if mark[0] <= count]
    mails, seconds = early[-1]
    return mails / seconds if seconds else 0.0
