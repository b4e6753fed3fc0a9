"""A switch reaches a web process of its own within fifteen seconds, and there is no broker: nobody listens there."""

import http.client
import urllib.parse

from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.embedded.processes import wait_until
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind
from tests.factories import OpenPetition
from tests.web.visitor import FORM, sign_path

ENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(port: int, method: str, path: str, body: str = "") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, body=body, headers=ENCODED)
    answer = line.getresponse()
    words = answer.read().decode()
    line.close()
    return answer.status, words


def test_a_process_of_its_own_knows_within_fifteen_seconds(
    port: int, petition: OpenPetition, owner_session: Session
) -> None:
    path, page = sign_path(petition.id), f"/en/campaigns/{petition.campaign.slug}"
    form = urllib.parse.urlencode(FORM)
    assert ask(port, "POST", path, form)[0] == 303
    assert "Signing is paused." not in ask(port, "GET", page)[1]
    turn_on(owner_session, SwitchKind.SIGNING, reason="A flood.", actor="operator", now=utc_now())
    owner_session.commit()
    assert wait_until(lambda: ask(port, "POST", path, form)[0] == 409, seconds=15)
    assert wait_until(lambda: "Signing is paused." in ask(port, "GET", page)[1], seconds=15)
    turn_off(owner_session, SwitchKind.SIGNING, reason="Over.", actor="operator", now=utc_now())
    owner_session.commit()
    assert wait_until(lambda: ask(port, "POST", path, form)[0] == 303, seconds=15)
