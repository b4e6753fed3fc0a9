"""An update goes to many while its senders are killed, and some stop their updates meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import psycopg_url
from app.embedded.processes import wait_until
from app.petitions.models import Petition, Wording
from tests.factories import add_update
from tests.factories.campaigns import OpenPetition
from tests.factories.updates import add_subscriber
from tests.faults.installation import Installation

pytestmark = pytest.mark.faults

READERS = 300
KILLED_AT = (60, 120, 200)
LEAVING = 20


class Fan:
    """The readers of an installation by signature, and what happens to them."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.killed = 0
        self.gone: set[str] = set()
        self._kills = list(KILLED_AT)
        engine = create_engine(psycopg_url(site.postgres.url()), poolclass=NullPool)
        with Session(engine, expire_on_commit=False) as session:
            petition = session.get_one(Petition, UUID(site.petition_id))
            campaign = session.get_one(Campaign, petition.campaign_id)
            wording = session.scalars(select(Wording).where(Wording.petition_id == petition.id)).first()
            assert wording is not None
            there = OpenPetition(petition, campaign, wording, None, None)  # type: ignore[arg-type]
            keyring = site.keyring
            self.readers = {
                add_subscriber(session, keyring, there, email=f"reader-{number}@example.org").id: (
                    f"reader-{number}@example.org"
                )
                for number in range(READERS)
            }
            self.update = add_update(session, campaign, is_approved=True, now=utc_now() - timedelta(minutes=1)).id
            session.commit()

    def reached(self) -> set[str]:
        return {mail.to for mail in list(self.site.post.mails)}

    def state(self) -> str:
        ((state,),) = self.site.fetch("SELECT state FROM vigil.update WHERE id = %s", self.update)
        return str(state)

    def strike_when_due(self) -> None:
        if self._kills and len(self.site.post.mails) >= self._kills[0]:
            self._kills.pop(0)
            self.killed += self.site.kill(self.site.runner.pids("mail")[0])
            if not self.gone:
                self._let_some_leave()

    def _let_some_leave(self) -> None:
        """The last of the list stop their updates, as the door does it."""
        last = self.site.fetch(
            "UPDATE vigil.signature SET updates = false, address_sealed = NULL, address_key = NULL WHERE id IN"
            " (SELECT signature_id FROM vigil.update_recipient WHERE update_id = %s ORDER BY number DESC LIMIT %s)"
            " RETURNING id",
            self.update,
            LEAVING,
        )
        self.gone = {self.readers[signature_id] for (signature_id,) in last}


def test_senders_killed_three_times(installation: Installation, tell: Callable[..., None]) -> None:
    fan = Fan(installation)
    wanted = READERS - LEAVING
    assert wait_until(lambda: bool(installation.post.mails), seconds=180), "it never began"
    reached = installation.await_count(lambda: len(fan.reached()), wanted, meanwhile=fan.strike_when_due)
    assert wait_until(lambda: fan.state() == "sent", seconds=60), fan.state()
    figures = installation.fetch(
        "SELECT sum(sent), sum(left_out), sum(failed) FROM vigil.update_share WHERE update_id = %s", fan.update
    )
    extra = installation.post.extra_copies()
    tell("update, senders killed", killed=fan.killed, reached=reached, left_out=LEAVING, extra_copies=extra)
    assert fan.killed == len(KILLED_AT)
    assert fan.reached() == set(fan.readers.values()) - fan.gone
    assert len(fan.gone) == LEAVING
    assert [tuple(map(int, row)) for row in figures] == [(wanted, LEAVING, 0)]
    assert extra <= fan.killed
