"""Counting what senders tell us, and what the public sees of letters."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.ids import new_id
from app.letters.models import LetterCount, LetterSent, PublishedLetter
from app.letters.queries import list_letters
from app.letters.rules import COUNTED_AN_HOUR
from app.letters.services import count_sent, publish_letters, report_sent, resume_letter, stop_letter
from app.petitions.publishing import hide_campaign, publish_campaign
from app.sample.letters import read_letters
from tests.factories import OpenPetition, add_letter

NOW = to_hour(utc_now())


def _sent(session: Session) -> int:
    publish_letters(session)
    session.expire_all()
    (letters,) = list_letters(session).values()
    return letters[0].sent


def test_reports_are_counted_and_forgotten(session: Session, petition: OpenPetition) -> None:
    letter = add_letter(session, petition.campaign)
    for _ in range(3):
        report_sent(session, letter.id)
    report_sent(session, new_id())
    assert count_sent(session, now=NOW) == 4
    assert count_sent(session, now=NOW) == 0
    assert session.scalars(select(LetterSent)).all() == []
    assert _sent(session) == 3


def test_an_hour_brings_only_so_many(session: Session, petition: OpenPetition) -> None:
    letter = add_letter(session, petition.campaign)
    session.add(LetterCount(letter_id=letter.id, sent=1_000, hour=NOW, in_hour=COUNTED_AN_HOUR - 1))
    session.flush()
    for at in (NOW, NOW + timedelta(hours=1)):
        for _ in range(2):
            report_sent(session, letter.id)
        count_sent(session, now=at)
        session.expire_all()
    assert _sent(session) == 1_003


def test_a_stop_reaches_the_public_copy(session: Session, petition: OpenPetition) -> None:
    letter = add_letter(session, petition.campaign)
    stop_letter(session, letter, reason={"en": "She is free."}, now=NOW)
    assert publish_letters(session) == 1
    assert list_letters(session)[petition.campaign.id][0].stop_reason == {"en": "She is free."}
    resume_letter(session, letter)
    assert publish_letters(session) == 1
    assert publish_letters(session) == 0


def test_hiding_a_campaign_takes_its_letters_and_keeps_their_count(session: Session, petition: OpenPetition) -> None:
    letter = add_letter(session, petition.campaign)
    report_sent(session, letter.id)
    count_sent(session, now=NOW)
    hide_campaign(session, petition.campaign)
    assert session.scalars(select(PublishedLetter.id)).all() == []
    publish_letters(session)
    assert session.scalars(select(PublishedLetter.id)).all() == []
    publish_campaign(session, petition.id, now=NOW)
    assert _sent(session) == 1


def test_sample_letters_invent_no_address_for_a_real_case() -> None:
    real = [letter for each in read_letters() if each.campaign == "stop-torturing-maryam" for letter in each.letters]
    assert len(real) == 2
    assert {(letter.email, letter.postal_address) for letter in real} == {(None, None)}
