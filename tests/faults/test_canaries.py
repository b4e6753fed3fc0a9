"""A thousand marked people sign, confirm, are refused mail, exported and delivered: their marks are nowhere in clear.

``make canaries N=1000`` runs this alone. What people chose to show is found by the same hunt, so it can find.
"""

import base64
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import psycopg
import pyrage
import pytest
from redis import Redis

from app.embedded.desk import Desk, export, register_key
from app.embedded.processes import wait_until
from tests.faults.canaries import LATIN, PERSIAN, SHOWN, Hunt, Keeper, address_of, name_of, writings_of
from tests.faults.crowd import Crowd, Errand, Visitor, press_errand, sign_errand
from tests.faults.installation import Installation

pytestmark = pytest.mark.faults
PEOPLE: Final = int(os.environ.get("CANARIES", "1000"))
STRANGERS: Final = PEOPLE // 50
"""To how many of them mail is refused for good."""
_CAMPAIGN: Final = "stop-torturing-maryam"
_OFFICE: Final = "un-special-rapporteur-iran"
_STAFF: Final = ("staff@vigil.example", "second@vigil.example")


@pytest.mark.parametrize("mark", [LATIN, PERSIAN])
def test_a_mark_is_found_however_it_is_written(mark: str) -> None:
    words = f"before {mark}, after"
    for written in (words, words.lower(), json.dumps(words), urlencode({"name": words}), words.encode().hex()):
        assert _stands_in(written.encode(), mark)
    for content in (words.encode("utf-16-le"), words.encode("utf-16-be")):
        assert _stands_in(content, mark)
    assert all(_stands_in(base64.b64encode(bytes(before) + words.encode()), mark) for before in range(4))
    assert not _stands_in(base64.b64encode(words.encode()), SHOWN)


def _stands_in(content: bytes, mark: str) -> bool:
    return any(writing in content for writing in writings_of(mark))


def test_no_mark_is_left_anywhere(installation: Installation, tell: Callable[..., None], tmp_path: Path) -> None:
    site, began = installation, time.monotonic()
    with Redis.from_url(site.valkey.client_url()) as broker, Keeper(site.work[-1], tmp_path / "kept") as temporary:
        broker.config_set("rdbcompression", "no")
        sign_and_confirm(site)
        asker, second = (enter(site, email) for email in _STAFF)
        ask_what_is_held(site, asker)
        exported, delivered = export_names(site, asker, second), deliver_names(site)
        assert exported + delivered > PEOPLE // 4, "what leaves encrypted has the marked names in it"
        broker.set(SHOWN, SHOWN)
        with psycopg.connect(site.postgres.url(user="postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        places = [site.folder, temporary.kept, *site.work]
        hunts = [
            Hunt(*words).through_files(places, but=site.folder / "keys").through_broker(broker).through_dump(site)
            for words in ((LATIN, PERSIAN), (SHOWN,))
        ]
        broker.delete(SHOWN)
    marks, shown = hunts
    tell(
        "canaries", people=PEOPLE, exported=exported, delivered=delivered, refused_mails=STRANGERS + site.post.refusals,
        megabytes_read=marks.bytes >> 20, found=len(marks.found), seconds=round(time.monotonic() - began),
    )  # fmt: skip
    assert marks.found == []
    found = "\n".join(shown.found)
    assert all(place in found for place in ("/postgres/base/", "/postgres/pg_wal/", "/valkey/", "pg_dump", "broker: a"))
    assert "processes.log" not in found


def sign_and_confirm(site: Installation) -> None:
    """Everybody signs while workers are killed and mail is refused, now and for good; whoever gets a mail confirms."""
    site.post.know_nothing_of(map(address_of, range(STRANGERS)))
    site.post.open(temporary_share=0.2)
    crowd = Crowd(site.port, [marked_errand(site, number) for number in range(PEOPLE)], a_second=100)
    type_wrongly(site)
    for lane in ("mail", "intake", "bulk"):
        time.sleep(1)
        site.kill(site.runner.pids(lane)[0])
    assert crowd.wait().acknowledged == set(map(address_of, range(PEOPLE)))
    mailed = PEOPLE - STRANGERS
    assert site.await_count(lambda: len(site.post.paths()), mailed) == mailed
    pressing = Crowd(site.port, [press_errand(*each) for each in site.post.paths().items()], a_second=100).wait()
    assert len(pressing.acknowledged) == mailed
    assert site.await_count(site.count_published, mailed) == mailed
    assert wait_until(lambda: site.fetch(_UNSETTLED) == [(0, 0)], seconds=240), site.fetch(_UNSETTLED)


_UNSETTLED: Final = (
    "SELECT count(*) FILTER (WHERE signature.updates AND signature.address_sealed IS NULL),"
    " count(*) FILTER (WHERE submission.address_sealed IS NOT NULL) FROM vigil.signature"
    " JOIN vigil.submission ON submission.id = signature.submission_id WHERE signature.state = 'confirmed'"
)


def marked_errand(site: Installation, number: int) -> Errand:
    """One in ten shows a name, which is then another one; the rest hide theirs."""
    is_shown = number % 10 == 0
    name, shows = (f"{SHOWN} {number:05}", "full") if is_shown else (name_of(number), "no")
    return sign_errand(site.petition_id, address_of(number), name=name, show_name=shows)


def type_wrongly(site: Installation) -> None:
    """Forms that are refused, in every way there is, with the same marks in them."""
    right = {"name": name_of(1), "email": address_of(1), "country": "FR", "show_name": "no"}
    wrong = (
        {"name": ""}, {"name": f"{LATIN}\0"}, {"name": f"www.{LATIN}.example"}, {"name": LATIN * 30}, {"email": LATIN},
        {"country": LATIN}, {"show_name": LATIN}, {"comment": "x" * 5000}, {"wording": LATIN}, {"updates": LATIN},
    )  # fmt: skip
    visitor = Visitor(site.port)
    sign = f"/en/petitions/{site.petition_id}/sign"
    for choices in wrong:
        assert 300 <= visitor.request("POST", sign, urlencode(right | choices).encode())[0] < 500
    for path in (f"/en/petitions/{LATIN}/sign", f"/en/campaigns/{_CAMPAIGN}/messages/{LATIN}"):
        assert visitor.request("POST", path, urlencode(right).encode())[0] in (404, 405)
    assert visitor.request("POST", sign, f"name=%ff{LATIN}".encode())[0] == 422
    visitor.leave()


def ask_what_is_held(site: Installation, desk: Desk) -> None:
    """Some ask for their private page, some sign again, and staff search for one by address."""
    visitor, before = Visitor(site.port), len(site.post.mails)
    some = range(STRANGERS + 1, STRANGERS + 9)
    for number in some:
        form = urlencode({"email": address_of(number)}).encode()
        assert visitor.request("POST", "/en/private-page", form)[0] == 303
        assert visitor.carry_out(marked_errand(site, number))[0] == 303
    visitor.leave()
    assert wait_until(lambda: len(site.post.mails) >= before + len(some), seconds=60)
    desk.open("/staff/integrity/search")
    desk.send("/staff/integrity/search", {"typed": address_of(some[0]), "petition": site.petition_id})
    assert wait_until(lambda: "1 signature" in desk.open(desk.path), seconds=60)


def enter(site: Installation, email: str) -> Desk:
    return Desk(site.console_port, email, json.loads((site.folder / "sample-people.json").read_text())[email])


def export_names(site: Installation, asker: Desk, second: Desk) -> int:
    """Export names for an office, and addresses of those who asked for updates; return how many marked names left."""
    identity = pyrage.x25519.Identity.generate()
    register_key(asker, str(identity.to_public()))
    ((office,),) = site.fetch("SELECT id FROM vigil.recipient WHERE slug = %s", _OFFICE)
    wish = {"petition": site.petition_id, "words": "Sample data."}
    names = wish | {"purpose": "hand_over", "columns": ["row", "name_for_recipient"], "consent": "delivery",
                    "recipient": str(office), "format": "csv"}  # fmt: skip
    addresses = wish | {"purpose": "updates", "columns": ["row", "address"], "consent": "updates", "format": "jsonl"}
    opened = [pyrage.decrypt(export(asker, second, each), [identity]).decode() for each in (names, addresses)]
    assert all(text.count(LATIN) + text.count(LATIN.lower()) > PEOPLE // 10 for text in opened)
    return opened[0].count(LATIN) + opened[0].count(PERSIAN)


def deliver_names(site: Installation) -> int:
    """Compile a pack with names; return how many marked ones whoever holds the key finds in its list."""
    identity = pyrage.x25519.Identity.generate()
    command = [sys.executable, "-m", "app.cli", "delivery", "compile", _CAMPAIGN, _OFFICE, "--names",
               "--age-recipient", str(identity.to_public())]  # fmt: skip
    done = subprocess.run(command, env=site.environ, capture_output=True, text=True, check=True)
    pack = pyrage.decrypt(Path(done.stdout.strip().rpartition("\n")[2]).read_bytes(), [identity])
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        text = "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith(".csv"))
    return text.count(LATIN) + text.count(PERSIAN)
