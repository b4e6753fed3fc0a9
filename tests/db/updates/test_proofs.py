"""A test mail is the update as its readers would get it, to one person who writes it."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.letters import Letter
from app.mail.models import MailKind, OutgoingMail
from app.updates.errors import NotWhole, TooManyProofs
from app.updates.models import Update, UpdateProof
from app.updates.proofs import A_DAY_AT_MOST, ask_for_proof, queue_proofs, remove_old_proofs, write_proof_mails
from tests.factories import OpenPetition, add_update
from tests.factories.accounts import add_account

NOW = utc_now()
HERS = "editor@example.org"


@pytest.fixture
def draft(session: Session, tools: Credentials, petition: OpenPetition) -> Update:
    """An update with its author's account."""
    account = add_account(session, tools, email=HERS)
    return add_update(session, petition.campaign, by=account.id)


def queued(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.UPDATE_PROOF)))


def test_one_mail_to_oneself(session: Session, keyring: Keyring, draft: Update) -> None:
    ask_for_proof(session, draft, language="fa", by=draft.author_id, now=NOW)
    assert (queue_proofs(session, keyring, now=NOW), queue_proofs(session, keyring, now=NOW)) == (1, 0)
    (mail,) = queued(session)
    assert mail.language == "fa"
    assert keyring.open_address(mail.address_sealed or b"", key=mail.address_key, row=mail.id) == HERS


def test_it_is_marked_and_its_link_stops_nothing(
    session: Session, keyring: Keyring, worker_app: Flask, draft: Update
) -> None:
    ask_for_proof(session, draft, language="en", by=draft.author_id, now=NOW)
    queue_proofs(session, keyring, now=NOW)
    with worker_app.app_context():
        (letter,) = write_proof_mails(session, keyring, queued(session)).values()
    assert isinstance(letter, Letter)
    assert (letter.mould.subject, letter.unsubscribe_url) == ("Test: News you asked for", None)
    text, html = letter.mould.fill(letter.values)
    assert "She wrote to us" in text
    assert f"/en/unsubscribe/{'0' * 32}" in html


def test_what_was_thrown_away_meanwhile_is_not_mailed(
    session: Session, keyring: Keyring, worker_app: Flask, draft: Update
) -> None:
    ask_for_proof(session, draft, language="en", by=draft.author_id, now=NOW)
    queue_proofs(session, keyring, now=NOW)
    session.delete(draft)
    session.flush()
    with worker_app.app_context():
        assert write_proof_mails(session, keyring, queued(session)) == {}


def test_there_are_twenty_a_day_and_none_of_nothing(session: Session, petition: OpenPetition, draft: Update) -> None:
    for _ in range(A_DAY_AT_MOST):
        ask_for_proof(session, draft, language="en", by=draft.author_id, now=NOW)
    with pytest.raises(TooManyProofs):
        ask_for_proof(session, draft, language="en", by=draft.author_id, now=NOW)
    empty = add_update(session, petition.campaign, subject={"en": ""}, body={"en": "b"})
    with pytest.raises(NotWhole):
        ask_for_proof(session, empty, language="en", by=draft.author_id, now=NOW)


def test_it_is_forgotten_after_a_day(session: Session, draft: Update) -> None:
    ask_for_proof(session, draft, language="en", by=draft.author_id, now=NOW)
    assert remove_old_proofs(session, now=NOW) == 0
    assert remove_old_proofs(session, now=NOW.replace(year=NOW.year + 1)) == 1
    assert session.scalars(select(UpdateProof)).all() == []
