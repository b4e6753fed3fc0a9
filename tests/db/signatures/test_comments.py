"""Comments are read first, and shown only as long and as their authors chose."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.petitions.publishing import hide_campaign, publish_campaign
from app.signatures import door
from app.signatures.comments import decide_comment, list_comments, list_waiting_comments, publish_comments
from app.signatures.models import CommentShown, PublishedComment, Signature, Verdict
from app.signatures.states import ShowName, SignatureState
from tests.db.conftest import Sign
from tests.factories import OpenPetition, confirm, token

COMMENT = "She taught me to read."


@pytest.fixture
def signature(session: Session, keyring: Keyring, sign_as: Sign) -> Signature:
    """A confirmed signature with a comment, its name shown in full."""
    submission = sign_as(name="Mina Sample", comment=COMMENT, show_name=ShowName.FULL, country="FR")
    assert submission
    return confirm(session, keyring, submission)


def _shown(session: Session, keyring: Keyring, petition: OpenPetition) -> list[tuple[str, str, str]]:
    publish_comments(session, keyring)
    session.expire_all()
    return [(each.shown_as, each.country, each.text) for each in list_comments(session, petition.id, limit=9)]


def _publish(session: Session, signature: Signature) -> None:
    assert signature.submission_id
    decide_comment(session, signature.submission_id, Verdict.PUBLISHED)


def test_nothing_is_shown_before_it_was_read(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature
) -> None:
    assert _shown(session, keyring, petition) == []
    (waiting,) = list_waiting_comments(session, keyring, limit=9)
    assert (waiting.signed_as, waiting.text) == ("Mina Sample", COMMENT)
    decide_comment(session, waiting.id, Verdict.REJECTED)
    assert list_waiting_comments(session, keyring, limit=9) == []
    assert _shown(session, keyring, petition) == []


@pytest.mark.parametrize(
    ("show_name", "expected"),
    [(ShowName.NO, ("", "", COMMENT)), (ShowName.INITIALS, ("M. S.", "FR", COMMENT)),
     (ShowName.FULL, ("Mina Sample", "", COMMENT))],
)  # fmt: skip
def test_it_is_signed_as_its_author_chooses(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature, show_name: ShowName,
    expected: tuple[str, str, str],
) -> None:  # fmt: skip
    _publish(session, signature)
    assert _shown(session, keyring, petition) == [("Mina Sample", "", COMMENT)]
    signature.show_name = show_name
    session.flush()
    assert _shown(session, keyring, petition) == [expected]
    assert len(session.scalars(select(CommentShown)).all()) == 1


@pytest.mark.parametrize("state", [SignatureState.WITHDRAWN, SignatureState.HELD])
def test_a_signature_that_stands_no_more_takes_its_comment_along(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature, state: SignatureState
) -> None:
    _publish(session, signature)
    assert _shown(session, keyring, petition)
    signature.state = state
    session.flush()
    assert _shown(session, keyring, petition) == []


def test_erasing_takes_it_along(session: Session, keyring: Keyring, petition: OpenPetition, sign_as: Sign) -> None:
    submission = sign_as(comment=COMMENT)
    assert submission
    _publish(session, confirm(session, keyring, submission))
    assert _shown(session, keyring, petition) == [("", "", COMMENT)]
    door.forget(session, token(keyring, submission), never_again=False, now=utc_now())
    assert _shown(session, keyring, petition) == []
    assert session.scalars(select(CommentShown)).all() == []


def test_a_moderator_can_take_it_back(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature
) -> None:
    _publish(session, signature)
    assert _shown(session, keyring, petition)
    assert signature.submission_id
    decide_comment(session, signature.submission_id, Verdict.REJECTED)
    assert _shown(session, keyring, petition) == []


def test_a_hidden_campaign_hides_them_and_gives_them_back(
    session: Session, keyring: Keyring, petition: OpenPetition, signature: Signature
) -> None:
    _publish(session, signature)
    _shown(session, keyring, petition)
    hide_campaign(session, petition.campaign)
    assert session.scalars(select(PublishedComment.id)).all() == []
    assert _shown(session, keyring, petition) == []
    publish_campaign(session, petition.id, now=utc_now())
    assert _shown(session, keyring, petition) == [("Mina Sample", "", COMMENT)]


def test_there_is_no_other_comment(session: Session) -> None:
    with pytest.raises(NotFound):
        decide_comment(session, new_id(), Verdict.PUBLISHED)
