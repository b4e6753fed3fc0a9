"""What we promise in public: after nine days no backup can be read."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import KeyGone, Keyring, PublicKeys
from app.mail.models import OutgoingMail
from app.privacy.retention import rotate_keys
from app.signatures.drain import drain_signatures
from app.signatures.models import Intake, Submission, UnreadableIntake
from tests.factories import OpenPetition, post, sign, sign_form

TODAY = utc_now()
ROW = UUID(int=7)
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def own_public_keys(own_keys: Keyring, tmp_path: Path) -> PublicKeys:
    """The public half of the test's own key folder."""
    return PublicKeys(tmp_path / "keys")


def test_a_restored_address_of_ten_days_ago_cannot_be_opened(
    session: Session, own_keys: Keyring, own_public_keys: PublicKeys, petition: OpenPetition
) -> None:
    submission = sign(session, own_keys, own_public_keys, petition, email="gone@example.org")
    assert submission
    stored = (submission, session.scalars(select(OutgoingMail)).one())
    backup = [(each.address_sealed, each.address_key, each.id) for each in stored]
    for sealed, key, row in backup:
        assert own_keys.open_address(sealed or b"", key=key or "", row=row) == "gone@example.org"
    rotate_keys(own_keys, now=LATER)
    for sealed, key, row in backup:
        with pytest.raises(KeyGone):
            own_keys.open_address(sealed or b"", key=key or "", row=row)


def test_a_restored_intake_row_of_ten_days_ago_is_set_aside(
    session: Session, own_keys: Keyring, own_public_keys: PublicKeys, petition: OpenPetition
) -> None:
    row = post(session, own_public_keys, sign_form(petition))
    drain_signatures(session, own_keys, now=TODAY)
    rotate_keys(own_keys, now=LATER)
    session.execute(insert(Intake).values(id=row.id, kind=row.kind, key_day=row.key_day, sealed=row.sealed))
    drain_signatures(session, own_keys, now=LATER)
    assert session.scalars(select(UnreadableIntake.reason)).all() == ["KeyGone"]
    assert len(session.scalars(select(Submission)).all()) == 1


def test_caps_and_prefixes_are_untraceable_after_two_days(own_keys: Keyring) -> None:
    rotate_keys(own_keys, now=TODAY + timedelta(days=3))
    with pytest.raises(KeyGone):
        own_keys.cap("a@example.org", day=day_of(TODAY))
    with pytest.raises(KeyGone):
        own_keys.prefix("192.0.2.0/24", day=day_of(TODAY))


def test_rotating_twice_destroys_nothing_that_is_needed(own_keys: Keyring) -> None:
    sealed = own_keys.seal_address("a@example.org", key="updates", row=ROW)
    assert rotate_keys(own_keys, now=TODAY) == []
    rotate_keys(own_keys, now=LATER)
    assert own_keys.open_address(sealed, key="updates", row=ROW) == "a@example.org"
