"""The keys of challenges: made ahead, found by day, gone after two."""

from datetime import date, timedelta
from pathlib import Path

from app.core.challenge_keys import ChallengeKeys
from app.core.crypto import Keyring, PublicKeys

TODAY = date(2026, 11, 25)


def test_a_rotation_makes_what_web_and_workers_share(tmp_path: Path) -> None:
    Keyring(tmp_path).rotate(TODAY)
    today = PublicKeys(tmp_path).challenges.find(TODAY)
    assert today
    assert today == ChallengeKeys(tmp_path).find(TODAY)
    assert today != ChallengeKeys(tmp_path).find(TODAY + timedelta(days=1))
    assert ChallengeKeys(tmp_path).find(TODAY - timedelta(days=1)) is None


def test_rotating_again_changes_nothing_and_destroys_after_two_days(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.rotate(TODAY)
    first = keyring.challenges.find(TODAY)
    keyring.rotate(TODAY + timedelta(days=2))
    assert keyring.challenges.find(TODAY) == first
    keyring.rotate(TODAY + timedelta(days=3))
    assert keyring.challenges.find(TODAY) is None
