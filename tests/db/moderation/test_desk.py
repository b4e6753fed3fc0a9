"""The desk: words come to it of each petition in turn, decisions are carried out, and nothing stays that was erased."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.audit.models import AuditEntry
from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.messages.models import Message, MessageState
from app.messages.queries import list_messages
from app.messages.services import publish_messages
from app.moderation import desk
from app.moderation.desk import carry_out, clear, lay_out
from app.moderation.kinds import Pile, RejectionReason, WordsKind
from app.moderation.models import DeskItem
from app.moderation.queries import count_waiting, list_campaign_piles, list_items
from app.moderation.services import Decision, decide
from app.signatures.comments import decide_comment, list_comments, publish_comments
from app.signatures.models import Signature, Verdict
from app.signatures.states import ShowName, SignatureState
from tests.db.conftest import Sign
from tests.factories import OpenPetition, add_message, add_petition, confirm

COMMENT = "She taught me to read."
NOW = utc_now()


@pytest.fixture
def signature(session: Session, keyring: Keyring, sign_as: Sign) -> Signature:
    """A confirmed signature with a comment, its name shown in full."""
    submission = sign_as(name="Mina Sample", comment=COMMENT, show_name=ShowName.FULL, country="FR")
    assert submission
    return confirm(session, keyring, submission)


@pytest.fixture
def message(session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> Message:
    return add_message(session, keyring, public_keys, petition, name="Ali", text="Hold on", state=MessageState.WAITING)


def on_desk(session: Session, keyring: Keyring) -> list[DeskItem]:
    lay_out(session, keyring, now=NOW)
    session.expire_all()
    return list(session.scalars(select(DeskItem).order_by(DeskItem.kind)))


def judge(
    session: Session, item: DeskItem, *, reason: RejectionReason | None = None, was: Verdict | None = None
) -> int:
    verdict = Verdict.REJECTED if reason else Verdict.PUBLISHED
    decision = Decision(item_id=item.id, verdict=verdict, reason=reason, was=was)
    missed = decide(session, a_moderator(), [decision], now=NOW)
    carry_out(session, today=day_of(NOW))
    return missed


def a_moderator() -> Actor:
    return Actor(account_id=new_id(), language="en", staff_role=StaffRole.REVIEWER, has_second_factor=True)


def public_words(session: Session, keyring: Keyring, petition_id: UUID) -> list[str]:
    publish_comments(session, keyring)
    publish_messages(session, keyring)
    session.expire_all()
    comments, messages = list_comments(session, petition_id, limit=9), list_messages(session, petition_id, limit=9)
    return [each.text for each in comments] + [each.text for each in messages]


def test_words_come_as_they_would_be_shown_and_only_once(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature, message: Message
) -> None:
    comment, other = on_desk(session, keyring)
    assert (comment.kind, comment.signed_as, comment.words) == (WordsKind.COMMENT, "Mina Sample", COMMENT)
    assert (other.kind, other.signed_as, other.words) == (WordsKind.MESSAGE, "Ali", "Hold on")
    assert lay_out(session, keyring, now=NOW) == 0
    assert count_waiting(session) == 2
    assert [pile.count for pile in list_campaign_piles(session, Pile.WAITING)] == [2]
    assert public_words(session, keyring, petition.id) == []


def test_what_is_decided_is_carried_out_and_can_be_taken_back(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature, message: Message
) -> None:
    for item in on_desk(session, keyring):
        assert judge(session, item) == 0
    assert public_words(session, keyring, petition.id) == [COMMENT, "Hold on"]
    for item in list_items(session, Pile.PUBLISHED, petition_id=petition.id, limit=9):
        assert judge(session, item, reason=RejectionReason.DANGER, was=Verdict.PUBLISHED) == 0
    assert public_words(session, keyring, petition.id) == []
    assert len(list_items(session, Pile.REJECTED, petition_id=None, limit=9)) == 2
    assert {entry.details.get("reason") for entry in session.scalars(select(AuditEntry))} == {None, "danger"}


def test_who_comes_second_changes_nothing(session: Session, keyring: Keyring, message: Message) -> None:
    (item,) = on_desk(session, keyring)
    assert judge(session, item, reason=RejectionReason.HATE) == 0
    assert judge(session, item) == 1
    session.expire_all()
    assert session.scalars(select(Message.state)).one() is MessageState.REJECTED


@pytest.mark.parametrize("state", [SignatureState.WITHDRAWN, SignatureState.HELD])
def test_words_of_a_signature_that_no_longer_stands_are_cleared(
    session: Session, keyring: Keyring, signature: Signature, state: SignatureState
) -> None:
    assert len(on_desk(session, keyring)) == 1
    session.execute(update(Signature).values(state=state))
    assert clear(session, now=NOW) == 1
    assert on_desk(session, keyring) == []


def test_erased_words_are_cleared(session: Session, keyring: Keyring, signature: Signature, message: Message) -> None:
    assert len(on_desk(session, keyring)) == 2
    session.delete(signature)
    session.delete(message)
    session.flush()
    assert clear(session, now=NOW) == 2


def test_a_name_its_writer_hid_is_on_the_desk_no_longer(
    session: Session, keyring: Keyring, signature: Signature
) -> None:
    assert len(on_desk(session, keyring)) == 1
    session.execute(update(Signature).values(show_name=ShowName.NO))
    clear(session, now=NOW)
    (anew,) = on_desk(session, keyring)
    assert anew.signed_as == ""
    judge(session, anew)
    session.execute(update(Signature).values(show_name=ShowName.FULL))
    session.execute(update(DeskItem).values(signed_as="Mina Sample"))
    clear(session, now=NOW)
    session.expire_all()
    assert session.scalars(select(DeskItem.signed_as)).one() == ""


def test_what_an_operator_decides_leaves_the_desk(session: Session, keyring: Keyring, signature: Signature) -> None:
    (item,) = on_desk(session, keyring)
    decide_comment(session, item.id, Verdict.REJECTED)
    assert clear(session, now=NOW) == 1
    assert on_desk(session, keyring) == []


def test_rejected_words_are_kept_for_a_month(session: Session, keyring: Keyring, message: Message) -> None:
    (item,) = on_desk(session, keyring)
    judge(session, item, reason=RejectionReason.OFF_TOPIC)
    assert clear(session, now=NOW + timedelta(days=29)) == 0
    assert clear(session, now=NOW + timedelta(days=31)) == 1


def test_a_flood_at_one_petition_leaves_room_for_another(
    session: Session,
    keyring: Keyring,
    public_keys: PublicKeys,
    petition: OpenPetition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk, "OPEN_AT_MOST", 4)
    for number in range(8):
        add_message(
            session, keyring, public_keys, petition, name="", text=f"flood {number}", state=MessageState.WAITING
        )
    other = add_petition(session)
    add_message(session, keyring, public_keys, other, name="", text="quiet word", state=MessageState.WAITING)
    words = [item.words for item in on_desk(session, keyring)]
    assert len(words) == 4
    assert "quiet word" in words
    assert len(on_desk(session, keyring)) == 4
