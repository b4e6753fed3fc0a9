"""Who is on the list, when it begins and ends, and what stays of it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignState
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.signatures.upkeep import settle_addresses
from app.updates.fan_out import finish_sent, remove_old_lists, start_due
from app.updates.models import Update, UpdateRecipient, UpdateShare
from app.updates.states import UpdateState
from tests.db.conftest import Sign
from tests.db.updates.conftest import Subscribed
from tests.factories import OpenPetition, add_petition, add_signature, add_update, confirm

NOW = utc_now()


@pytest.fixture
def due(session: Session, petition: OpenPetition) -> Update:
    return add_update(session, petition.campaign, is_approved=True)


def listed(session: Session) -> set[object]:
    return set(session.scalars(select(UpdateRecipient.signature_id)))


def test_it_goes_to_the_confirmed_who_asked_and_to_nobody_else(
    session: Session, keyring: Keyring, petition: OpenPetition, subscribed: Subscribed, due: Update
) -> None:
    readers = {subscribed().id, subscribed(language="fa").id}
    for state in set(SignatureState) - {SignatureState.CONFIRMED}:
        subscribed(state=state)
    add_signature(session, keyring, petition)
    stopped = subscribed()
    stopped.updates, stopped.address_sealed, stopped.address_key = False, None, None
    session.flush()
    assert start_due(session, keyring, now=NOW) == 1
    assert listed(session) == readers
    assert (due.state, due.total, due.started_at) == (UpdateState.SENDING, 2, NOW)


def test_nothing_begins_before_the_hold_is_over(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update
) -> None:
    subscribed()
    assert due.held_until
    assert start_due(session, keyring, now=due.held_until - timedelta(seconds=1)) == 0
    assert start_due(session, keyring, now=due.held_until) == 1
    assert start_due(session, keyring, now=due.held_until) == 0


def test_nothing_begins_while_the_campaign_is_hidden(
    session: Session, keyring: Keyring, petition: OpenPetition, due: Update
) -> None:
    petition.campaign.state = CampaignState.HIDDEN
    session.flush()
    assert start_due(session, keyring, now=NOW) == 0


def test_who_confirmed_a_moment_before_is_on_the_list(
    session: Session, keyring: Keyring, sign_as: Sign, petition: OpenPetition, subscribed: Subscribed, due: Update
) -> None:
    """No ring has settled their addresses yet: the list does not wait for one, and none comes upon them twice."""
    early = subscribed()
    asked, silent = sign_as(email="asked@example.org", updates=True), sign_as(email="silent@example.org")
    assert asked
    assert silent
    for submission in (asked, silent):
        confirm(session, keyring, submission)
    assert start_due(session, keyring, now=NOW) == 1
    assert (listed(session), due.total) == ({early.id, asked.signature_id}, 2)
    session.expire_all()
    kept = session.get_one(Signature, asked.signature_id)
    assert keyring.open_address(kept.address_sealed or b"", key="updates", row=kept.id) == "asked@example.org"
    assert settle_addresses(session, keyring) == 0
    assert start_due(session, keyring, now=NOW) == 0
    assert len(session.scalars(select(UpdateRecipient.number)).all()) == 2


def test_an_update_that_begins_settles_no_other_campaign(
    session: Session, keyring: Keyring, sign_as: Sign, due: Update
) -> None:
    elsewhere = sign_as(email="asked@example.org", updates=True, petition=add_petition(session))
    assert elsewhere
    confirm(session, keyring, elsewhere)
    assert start_due(session, keyring, now=NOW) == 1
    assert (listed(session), due.total) == (set(), 0)
    assert settle_addresses(session, keyring) == 1


def test_who_asks_later_is_not_on_the_list(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update
) -> None:
    first = subscribed()
    start_due(session, keyring, now=NOW)
    subscribed()
    assert listed(session) == {first.id}


def test_one_that_is_only_published_has_no_list(
    session: Session, keyring: Keyring, petition: OpenPetition, subscribed: Subscribed
) -> None:
    subscribed()
    shown = add_update(session, petition.campaign, is_approved=True, is_mailed=False)
    start_due(session, keyring, now=NOW)
    assert (shown.state, shown.total, shown.started_at, shown.ended_at) == (UpdateState.SENT, 0, NOW, NOW)
    assert listed(session) == set()


def test_an_erased_signature_leaves_an_empty_place(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update
) -> None:
    signature = subscribed()
    start_due(session, keyring, now=NOW)
    session.execute(delete(Signature).where(Signature.id == signature.id))
    assert listed(session) == {None}


@pytest.mark.parametrize(("figures", "state"), [((2, 0, 0), "sending"), ((1, 1, 1), "sent"), ((3, 0, 0), "sent")])
def test_it_is_sent_when_every_place_is_dealt_with(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update, figures: tuple[int, int, int], state: str
) -> None:
    for _ in range(3):
        subscribed()
    start_due(session, keyring, now=NOW)
    sent, left_out, failed = figures
    session.add(UpdateShare(update_id=due.id, share=0, sent=sent, left_out=left_out, failed=failed))
    session.flush()
    finish_sent(session, now=NOW)
    session.refresh(due)
    assert (due.state, due.ended_at) == (state, NOW if state == "sent" else None)


def test_one_that_nobody_asked_for_ends_at_once(session: Session, keyring: Keyring, due: Update) -> None:
    start_due(session, keyring, now=NOW)
    assert finish_sent(session, now=NOW) == 1


def test_lists_go_two_days_later_and_figures_stay(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update
) -> None:
    subscribed()
    start_due(session, keyring, now=NOW)
    session.add(UpdateShare(update_id=due.id, share=0, sent=1))
    session.flush()
    assert remove_old_lists(session, now=NOW + timedelta(days=9)) == 0
    finish_sent(session, now=NOW)
    assert remove_old_lists(session, now=NOW + timedelta(hours=47)) == 0
    assert remove_old_lists(session, now=NOW + timedelta(hours=49)) == 1
    assert listed(session) == set()
    assert session.scalar(select(func.sum(UpdateShare.sent))) == 1


def test_the_order_of_a_list_is_not_the_order_of_signing(
    session: Session, keyring: Keyring, subscribed: Subscribed, due: Update
) -> None:
    ids = [subscribed().id for _ in range(12)]
    start_due(session, keyring, now=NOW)
    ordered = session.scalars(select(UpdateRecipient.signature_id).order_by(UpdateRecipient.number)).all()
    assert ordered == sorted(ids)
