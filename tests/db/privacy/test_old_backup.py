"""A real backup, restored after the keys of its days are gone: nobody can read in it who signed.

What is sealed is opened right after the backup as well, with every key at hand: else nothing would be proved.
"""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from app.cli.backups import group
from app.core.clock import day_of, utc_now
from app.core.crypto import KeyGone, Keyring, PublicKeys
from app.core.db import psycopg_url
from app.core.key_files import shred
from app.core.sealing import NotOurs, open_for_holder
from app.embedded.postgres import binaries
from app.embedded.stack import Stack
from app.mail.addresses import canonical, mailbox
from app.mail.models import OutgoingMail
from app.privacy.models import PrivatePage
from app.privacy.pages import HeldCopy, drain_access_requests
from app.privacy.retention import FINGERPRINT_DAYS_AFTER_CLOSING, destroy_old_fingerprints, rotate_keys
from app.signatures.envelope import AccessForm, SealedForm, open_sign_form
from app.signatures.models import Intake, Signature, Submission
from app.signatures.upkeep import settle_addresses
from tests.factories import OpenPetition, add_petition, confirm, post, sign, sign_form

READER, WAITS, CONFIRMED, POSTED = (f"{who}-in-danger@example.org" for who in ("reader", "waits", "signed", "posted"))
NAMES: Final = ("Hidden Zeynab", "پنهان زینب", "Hidden Anoush", "Hidden Karo")
CLOSES_AT: Final = utc_now() + timedelta(days=1)
LATER: Final = CLOSES_AT + timedelta(days=FINGERPRINT_DAYS_AFTER_CLOSING, hours=1)


@pytest.fixture
def petition(owner_session: Session, own_keys: Keyring, tmp_path: Path) -> OpenPetition:
    """Signed by somebody whose address is kept for updates, by one who waits, one who confirmed, one nobody read."""
    made, keys = add_petition(owner_session, closes_at=CLOSES_AT), PublicKeys(tmp_path / "keys")
    reader = sign(owner_session, own_keys, keys, made, email=READER, name=NAMES[0], updates=True)
    assert reader
    confirm(owner_session, own_keys, reader)
    settle_addresses(owner_session, own_keys)
    sign(owner_session, own_keys, keys, made, email=WAITS, name=NAMES[1])
    confirmed = sign(owner_session, own_keys, keys, made, email=CONFIRMED, name=NAMES[2])
    assert confirmed
    confirm(owner_session, own_keys, confirmed)
    post(owner_session, keys, AccessForm(email=CONFIRMED, language="en"))
    drain_access_requests(owner_session, own_keys, now=utc_now())
    post(owner_session, keys, sign_form(made, email=POSTED, name=NAMES[3]))
    owner_session.commit()
    return made


@pytest.fixture
def backup(stack: Stack, petition: OpenPetition, tmp_path: Path) -> Path:
    """A backup as an operator makes it."""
    assert stack.postgres
    path = tmp_path / "vigil.dump"
    _run("pg_dump", "--format=custom", f"--file={path}", stack.postgres.url(user="postgres"))
    return path


@pytest.fixture
def restored(stack: Stack, backup: Path) -> Iterator[str]:
    """The address of a database that was restored from the backup."""
    assert stack.postgres
    with psycopg.connect(stack.postgres.url(database="postgres", user="postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE old_backup")
        try:
            url = stack.postgres.url(database="old_backup", user="postgres")
            _run("pg_restore", "--exit-on-error", f"--dbname={url}", str(backup))
            yield url
        finally:
            server.execute("DROP DATABASE old_backup WITH (FORCE)")


@pytest.fixture
def old(restored: str) -> Iterator[Session]:
    engine = create_engine(psycopg_url(restored))
    with Session(engine) as session:
        yield session
    engine.dispose()


def _run(program: str, *words: str) -> bytes:
    return subprocess.run([binaries() / program, *words], check=True, capture_output=True, timeout=120).stdout


def let_pass(session: Session, keys: Keyring) -> None:
    """Ninety days after the petition closed: the daily and the petition's keys go, as beat has it."""
    assert rotate_keys(keys, now=LATER)
    assert destroy_old_fingerprints(session, keys, now=LATER) == 1


def openings(old: Session, keys: Keyring) -> dict[str, Callable[[], str]]:
    """Every address in the backup, by what holds it, with the way to it for whoever has the key folder."""
    forms = [SealedForm(id=r.id, kind=r.kind, key_day=r.key_day, sealed=r.sealed) for r in old.scalars(select(Intake))]
    sealed = [
        *old.scalars(select(Submission).where(Submission.address_sealed.is_not(None))),
        *old.scalars(select(OutgoingMail).where(OutgoingMail.address_sealed.is_not(None))),
    ]
    return (
        {f"{type(row).__name__} {row.id}": _way(keys, row) for row in sealed}
        | {f"form {form.id}": partial(_open_form, keys, form) for form in forms}
        | {f"page {page.id}": partial(_open_page, keys, page) for page in old.scalars(select(PrivatePage))}
    )


def _way(keys: Keyring, row: Submission | OutgoingMail | Signature) -> Callable[[], str]:
    return partial(keys.open_address, row.address_sealed or b"", key=row.address_key or "", row=row.id)


def _open_form(keys: Keyring, form: SealedForm) -> str:
    return open_sign_form(form, keys).email


def _open_page(keys: Keyring, page: PrivatePage) -> str:
    held = open_for_holder(keys.access_token(page.id, day=day_of(utc_now())), page.sealed)
    return msgspec.msgpack.decode(held, type=HeldCopy).email


def test_a_backup_holds_nothing_in_clear(backup: Path) -> None:
    content = _run("pg_restore", "--file=-", str(backup))
    assert b"COPY vigil.signature " in content
    for words in (READER, WAITS, CONFIRMED, POSTED, *NAMES):
        assert words.encode() not in content
        assert words.encode().hex().encode() not in content


def test_no_address_of_an_old_backup_can_be_read(
    old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition
) -> None:
    ways = openings(old, own_keys)
    assert {what.partition(" ")[0] for what in ways} == {"Submission", "OutgoingMail", "form", "page"}
    assert {way() for way in ways.values()} >= {WAITS, CONFIRMED, POSTED}
    let_pass(owner_session, own_keys)
    for what, way in ways.items():
        with pytest.raises(KeyGone):
            pytest.fail(f"{what} opened: {way()!r}")


def test_nor_a_page_under_a_key_that_lasts(
    old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition
) -> None:
    let_pass(owner_session, own_keys)
    page = old.scalars(select(PrivatePage)).one()
    with pytest.raises(NotOurs):
        open_for_holder(own_keys.token("access", page.id), page.sealed)


def test_nobody_can_be_looked_up_in_it(
    old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition
) -> None:
    marks = set(old.scalars(select(Signature.fingerprint)))
    assert own_keys.fingerprint(canonical(CONFIRMED), petition_id=petition.id) in marks
    let_pass(owner_session, own_keys)
    for look in (own_keys.fingerprint, own_keys.holder):
        with pytest.raises(KeyGone):
            look(mailbox(CONFIRMED), petition_id=petition.id)


def test_who_asked_for_updates_is_the_one_exception_and_ends_with_its_key(
    old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition, tmp_path: Path
) -> None:
    let_pass(owner_session, own_keys)
    kept = old.scalars(select(Signature).where(Signature.address_sealed.is_not(None))).one()
    way = _way(own_keys, kept)
    assert way() == READER
    shred(tmp_path / "keys/private/updates.key")
    with pytest.raises(KeyGone):
        way()


def test_hidden_names_are_readable_with_the_petitions_key_alone(
    old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition, tmp_path: Path
) -> None:
    """Whoever has the backup has no key; and where the petition's is destroyed, nobody has."""
    let_pass(owner_session, own_keys)
    rows = old.scalars(select(Submission).where(Submission.name_sealed.is_not(None))).all()
    names = {own_keys.open_words(row.name_sealed or b"", petition_id=petition.id, row=row.id) for row in rows}
    assert names
    assert names <= set(NAMES)
    others = Keyring(tmp_path / "other keys")
    others.rotate(day_of(utc_now()))
    for row in rows:
        with pytest.raises(NotOurs):
            others.open_words(row.name_sealed or b"", petition_id=petition.id, row=row.id)
        with pytest.raises(NotOurs):
            open_for_holder(others.token("confirm", row.id), row.for_holder)
    shred(tmp_path / f"keys/private/petition-{petition.id}-names.key")
    again = Keyring(tmp_path / "keys")
    for row in rows:
        with pytest.raises((KeyGone, NotOurs)):
            again.open_words(row.name_sealed or b"", petition_id=petition.id, row=row.id)


def test_the_check_says_what_can_be_read_and_whether_it_is_whole(
    restored: str, old: Session, own_keys: Keyring, owner_session: Session, petition: OpenPetition,
    operator_app: Flask, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(operator_app.extensions, "vigil.keyring", own_keys)

    def check() -> Result:
        return operator_app.test_cli_runner().invoke(group, ["check", restored])

    today = day_of(utc_now())
    before = check()
    assert before.exit_code == 0
    assert f"1 forms that nobody has read, intake-{today}: readable\n" in before.output
    assert f"1 private pages, access-{today}: readable\n" in before.output
    assert before.output.endswith("the audit's chain and every figure hold\n")
    let_pass(owner_session, own_keys)
    after = check().output
    assert after.count("unreadable: the key is gone") == 4
    assert "1 addresses kept for updates, updates: readable\n" in after
    old.execute(text("DELETE FROM vigil.tally_event"))
    old.commit()
    broken = check()
    assert broken.exit_code == 1
    assert f"petition {petition.id}: 2 confirmed, 0 in the tally\n" in broken.output
