"""The register: what happened, in order; pictures made anew; a draft of an update offered once."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.core.clock import day_of, utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.deliveries.developing import develop_next
from app.deliveries.errors import EntryRefused, EvidenceRefused, NotAllowedNow
from app.deliveries.models import Delivery, DeliveryEvidence
from app.deliveries.offering import offer_news
from app.deliveries.register import EVIDENCE_BYTES, MOST_EVIDENCE, add_evidence, enter, get_evidence, list_entries
from app.deliveries.rules import Entry
from app.deliveries.states import DeliveryState, EntryKind, EvidenceKind, EvidenceState, Manner
from tests.factories import OpenPetition
from tests.factories.deliveries import ASKER, add_delivery

D, E = DeliveryState, EntryKind
NOW = utc_now()
TODAY = day_of(NOW)
HANDED = Entry(E.HANDED_OVER, TODAY, Manner.IN_PERSON, "The embassy’s gate", "Anna and two witnesses", "Rain.", None)


@pytest.fixture
def approved(session: Session, petition: OpenPetition) -> Delivery:
    return add_delivery(session, petition, state=D.APPROVED)


def _enter(session: Session, delivery: Delivery, entry: Entry) -> None:
    enter(session, delivery, entry, actor=ASKER, now=NOW)


def test_a_delivery_goes_from_hand_to_hand(session: Session, approved: Delivery) -> None:
    _enter(session, approved, HANDED._replace(reply_due=TODAY + timedelta(days=30)))
    _enter(session, approved, Entry(E.ACKNOWLEDGED, TODAY, by_whom="The porter"))
    _enter(session, approved, Entry(E.NOTE, TODAY, words="It was the side gate."))
    _enter(session, approved, Entry(E.ANSWERED, TODAY, words="They will look into it."))
    assert approved.state is D.ANSWERED
    kinds = [entry.kind for entry in list_entries(session, approved.id)]
    assert kinds == [E.HANDED_OVER, E.ACKNOWLEDGED, E.NOTE, E.ANSWERED]


@pytest.mark.parametrize("kind", [E.ACKNOWLEDGED, E.ANSWERED, E.NOTE])
def test_nothing_comes_of_what_was_not_handed_over(session: Session, approved: Delivery, kind: EntryKind) -> None:
    with pytest.raises(NotAllowedNow):
        _enter(session, approved, Entry(kind, TODAY, words="Words."))


def test_what_was_not_approved_is_not_handed_over(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(NotAllowedNow):
        _enter(session, add_delivery(session, petition), HANDED)


def test_nothing_is_entered_twice(session: Session, approved: Delivery) -> None:
    _enter(session, approved, HANDED)
    with pytest.raises(NotAllowedNow):
        _enter(session, approved, HANDED)


def test_a_wrong_entry_changes_nothing(session: Session, approved: Delivery) -> None:
    with pytest.raises(EntryRefused) as refused:
        _enter(session, approved, HANDED._replace(day=TODAY + timedelta(days=1)))
    assert (refused.value.field, refused.value.why) == ("day", "future")
    assert approved.state is D.APPROVED
    assert not list_entries(session, approved.id)


def test_no_answer_is_older_than_the_hand_over(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=D.APPROVED, now=NOW - timedelta(days=9))
    _enter(session, delivery, HANDED._replace(day=TODAY - timedelta(days=2)))
    with pytest.raises(EntryRefused):
        _enter(session, delivery, Entry(E.ANSWERED, TODAY - timedelta(days=3)))


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (2400, 1200)) -> bytes:
    """A picture with a place and a camera in it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Tell-tale camera", "Model 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0)})
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, kind, exif=exif)
    return file.getvalue()


def _add(session: Session, delivery: Delivery, content: bytes, shows: str = "Two people at a gate") -> DeliveryEvidence:
    evidence_id = add_evidence(
        session, delivery, content, kind=EvidenceKind.PHOTOGRAPH, shows=shows, actor=ASKER, now=NOW
    )
    session.commit()
    return session.get_one(DeliveryEvidence, evidence_id)


@pytest.fixture
def handed_over(owner_session: Session, shared_petition: OpenPetition, worker_app: Flask) -> Delivery:
    delivery = add_delivery(owner_session, shared_petition, state=D.HANDED_OVER)
    owner_session.commit()
    return delivery


def test_a_photograph_is_made_anew_whole_and_without_what_the_camera_wrote(
    owner_session: Session, handed_over: Delivery, worker_app: Flask, tmp_path: Path
) -> None:
    row = _add(owner_session, handed_over, picture())
    with worker_app.app_context():
        assert develop_next(tmp_path) == row.id
        assert develop_next(tmp_path) is None
    content = get_evidence(owner_session, handed_over, row.id)
    assert b"Tell-tale" not in content
    with Image.open(BytesIO(content)) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (2000, 1000), {})
    everything = select(DeliveryEvidence).options(undefer(DeliveryEvidence.original))
    owner_session.expire_all()
    kept = owner_session.scalars(everything).one()
    assert (kept.state, kept.original) == (EvidenceState.READY, None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"%PDF-1.7 no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_by_the_worker_and_forgotten(
    owner_session: Session, handed_over: Delivery, worker_app: Flask, tmp_path: Path, content: bytes
) -> None:
    row = _add(owner_session, handed_over, content)
    with worker_app.app_context():
        develop_next(tmp_path)
    owner_session.expire_all()
    assert row.state is EvidenceState.REFUSED
    assert row.refusal in ("unreadable", "svg")
    with pytest.raises(NotFound):
        get_evidence(owner_session, handed_over, row.id)


def test_a_picture_belongs_to_its_delivery(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=D.HANDED_OVER)
    with pytest.raises(NotFound):
        get_evidence(session, delivery, new_id())


@pytest.mark.parametrize(
    ("content", "shows", "why"),
    [
        (b"", "A gate", ("picture", "missing")),
        (b"x" * (EVIDENCE_BYTES + 1), "A gate", ("picture", "too_heavy")),
        (b"x", " ", ("shows", "missing")),
        (b"x", "g" * 201, ("shows", "missing")),
        (b"x", "a\x00b", ("shows", "missing")),
    ],
    ids=["empty", "heavy", "silent", "long", "control"],
)
def test_what_is_wrong_with_an_upload_is_said(
    session: Session, petition: OpenPetition, content: bytes, shows: str, why: tuple[str, str]
) -> None:
    delivery = add_delivery(session, petition, state=D.HANDED_OVER)
    with pytest.raises(EvidenceRefused) as refused:
        _add(session, delivery, content, shows)
    assert (refused.value.field, refused.value.why) == why


def test_there_is_an_end_to_pictures(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=D.HANDED_OVER)
    for _ in range(MOST_EVIDENCE):
        _add(session, delivery, b"x")
    with pytest.raises(EvidenceRefused, match="too_many"):
        _add(session, delivery, b"x")


def test_before_it_is_approved_there_is_nothing_to_photograph(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(NotAllowedNow):
        _add(session, add_delivery(session, petition), picture())


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_draft_tells_of_the_hand_over_in_every_language_of_the_campaign(
    session: Session, approved: Delivery, petition: OpenPetition, worker_app: Flask
) -> None:
    _enter(session, approved, HANDED._replace(reply_due=TODAY + timedelta(days=30)))
    with worker_app.app_context():
        offer = offer_news(session, approved, base_url="https://vigil.example", actor=ASKER, now=NOW)
    assert offer.campaign.id == petition.campaign.id
    assert offer.draft.subject["en"] == f"Delivery to {petition.court.name['en']}"
    assert offer.draft.body["en"] == (
        f"On {in_words(TODAY)}, 12,345 signatures were handed over to: {petition.court.name['en']}."
        f" An answer was asked for by {in_words(TODAY + timedelta(days=30))}.\n\n"
        f"[See where the signatures went](https://vigil.example/en/deliveries/{approved.id})\n"
    )
    assert "۱۲٬۳۴۵" in offer.draft.body["fa"]
    with worker_app.app_context(), pytest.raises(NotAllowedNow):
        offer_news(session, approved, base_url="https://vigil.example", actor=ASKER, now=NOW)


def test_no_draft_before_it_was_handed_over(session: Session, approved: Delivery, worker_app: Flask) -> None:
    with worker_app.app_context(), pytest.raises(NotAllowedNow):
        offer_news(session, approved, base_url="https://vigil.example", actor=ASKER, now=NOW)
