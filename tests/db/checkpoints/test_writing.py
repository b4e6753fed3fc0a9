"""The day's checkpoint: once a day, of every petition that was ever public, and never to be changed."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.checkpoints.chain import verify_chain
from app.checkpoints.models import Checkpoint
from app.checkpoints.queries import find_newest, get_checkpoint, list_after, list_newest, signed
from app.checkpoints.writing import write_due
from app.cli.checkpoints import verify
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.deliveries.asking import request_delivery
from app.deliveries.facts import Profile
from app.deliveries.fixing import fix_set
from app.petitions.publishing import hide_campaign
from app.tallies.folding import fold_tally
from tests.factories import OpenPetition, add_petition, add_signature
from tests.unit.checkpoints.test_chain import KEY, chain, published

NOON = datetime(2026, 11, 25, 12, 0, 0, 5, tzinfo=UTC)


def write(session: Session, keyring: Keyring, *, days: int = 0, hours: int = 0) -> int:
    now = NOON + timedelta(days=days, hours=hours)
    return write_due(session, keyring.delivery_key(), site="https://vigil.example", now=now)


def told(session: Session, number: int) -> dict[UUID, dict[str, int]]:
    document = msgspec.json.decode(get_checkpoint(session, number).content)
    return {UUID(each.pop("petition")): each for each in document["petitions"]}


def test_one_a_day(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    assert [write(session, keyring), write(session, keyring, hours=11)] == [1, 0]
    assert write(session, keyring, hours=12) == 1
    assert [row.number for row in list_newest(session, limit=5)] == [2, 1]
    assert write(session, keyring) == 0, "nor one for a day that is over"


def test_it_says_what_is_published_and_the_chain_holds(
    session: Session, keyring: Keyring, petition: OpenPetition
) -> None:
    write(session, keyring)
    for _ in range(3):
        add_signature(session, keyring, petition)
    fold_tally(session, now=NOON)
    write(session, keyring, days=1)
    write(session, keyring, days=4)
    assert told(session, 1)[petition.id] == {"confirmed": 0, "held": 0, "removed": 0, "paper": 0}
    assert told(session, 2)[petition.id]["confirmed"] == 3
    rows = list_after(session, 0, limit=10)
    report = verify_chain([signed(row) for row in rows], keyring.delivery_key().public_key())
    assert (report.problems, report.first, report.last) == ((), 1, 3)


def test_a_draft_is_not_in_it_and_a_hidden_campaign_stays(session: Session, keyring: Keyring) -> None:
    hidden, draft = add_petition(session), add_petition(session, is_published=False)
    hide_campaign(session, session.get_one(Campaign, hidden.campaign.id))
    write(session, keyring)
    assert set(told(session, 1)) == {hidden.id}
    assert draft.campaign.slug.encode() not in get_checkpoint(session, 1).content
    assert hidden.campaign.slug.encode() not in get_checkpoint(session, 1).content


def test_the_newest_before_a_moment_is_found(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    assert find_newest(session) is None
    write(session, keyring)
    write(session, keyring, days=1)
    before = find_newest(session, made_before=NOON + timedelta(hours=5))
    assert before is not None
    assert before.number == 1
    assert find_newest(session, made_before=NOON - timedelta(days=1)) is None


@pytest.mark.parametrize("number", [0, 7, 10**30])
def test_there_is_no_other(session: Session, number: int) -> None:
    with pytest.raises(NotFound):
        get_checkpoint(session, number)


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
def test_even_the_owner_cannot_change_one(
    session: Session, keyring: Keyring, petition: OpenPetition, change: str
) -> None:
    write(session, keyring)
    statement = {
        "update": update(Checkpoint).values(signature=b"x"),
        "delete": delete(Checkpoint),
        "truncate": text("TRUNCATE published.checkpoint"),
    }[change]
    with pytest.raises(IntegrityError, match="only added to"):
        session.execute(statement)


def row(number: int, *, previous: bytes | None, day: int = 26) -> Checkpoint:
    content = f"{number}{day}".encode()
    made_at = datetime(2026, 11, day, tzinfo=UTC)
    return Checkpoint(number=number, day=made_at.date(), made_at=made_at, content=content,
                      sha256=hashlib.sha256(content).digest(), previous=previous, signature=b"s")  # fmt: skip


@pytest.mark.parametrize("wrong", ["fork", "second beginning", "no beginning", "digest", "day"])
def test_the_database_itself_keeps_it_one_chain(
    session: Session, keyring: Keyring, petition: OpenPetition, wrong: str
) -> None:
    write(session, keyring)
    first = get_checkpoint(session, 1)
    session.add(row(2, previous=first.sha256))
    session.flush()
    another = {
        "fork": row(3, previous=first.sha256, day=27),
        "second beginning": row(3, previous=None, day=27),
        "no beginning": row(3, previous=b"n" * 32, day=27),
        "digest": row(3, previous=get_checkpoint(session, 2).sha256, day=27),
        "day": row(3, previous=get_checkpoint(session, 2).sha256, day=27),
    }[wrong]
    if wrong == "digest":
        another.sha256 = b"x" * 32
    if wrong == "day":
        another.day = first.day - timedelta(days=3)
    session.add(another)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_workers_role_may_add_and_not_change(
    engines: dict[str, Engine], shared_petition: OpenPetition, keyring: Keyring
) -> None:
    with Session(engines["worker"]) as worker:
        assert write(worker, keyring) == 1
        worker.commit()
        with pytest.raises(ProgrammingError, match="permission denied"):
            worker.execute(update(Checkpoint).values(signature=b"x"))


def test_one_command_checks_a_downloaded_file_without_the_platform(tmp_path: Path) -> None:
    file, key = tmp_path / "checkpoints.json", tmp_path / "key.pem"
    key.write_bytes(KEY.public_key().public_bytes_raw())
    file.write_bytes(msgspec.json.encode({"checkpoints": published(chain(4)), "next": None}))
    outcome = CliRunner().invoke(verify, [str(file), "--public-key", str(key)])
    assert outcome.exit_code == 0, outcome.output
    assert "the chain holds from checkpoint 1 to 4 (2026-11-23)" in outcome.output
    file.write_bytes(file.read_bytes().replace(b'"confirmed":101', b'"confirmed":999'))
    outcome = CliRunner().invoke(verify, [str(file), "--public-key", str(key)])
    assert outcome.exit_code == 1
    assert "does NOT hold: checkpoint 2 was changed" in outcome.output


def test_a_report_names_the_checkpoint_before_its_cut_off(
    session: Session, keyring: Keyring, petition: OpenPetition
) -> None:
    write(session, keyring)
    for hours, expected in ((13, get_checkpoint(session, 1).sha256.hex()), (-1, None)):
        cut_off = (NOON + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
        delivery = request_delivery(
            session, petition.id, petition.court, profile=Profile.NUMBERS_ONLY, language="en", cut_off=cut_off,
            actor="anna", now=NOON + timedelta(days=2),
        )  # fmt: skip
        assert fix_set(session, delivery, base_url="https://vigil.example", now=NOON).checkpoint == expected
