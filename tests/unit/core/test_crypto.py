"""Keys: what opens what, what is destroyed when, and what no other key or row can open."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.crypto import INTAKE_KEY_DAYS, TRACE_KEY_DAYS, KeyGone, Keyring, PublicKeys
from app.core.sealing import NotOurs, open_for_holder, pad, seal, seal_for_holder, token_hash, unpad, unseal

TODAY = date(2026, 11, 22)
ROW, PETITION = UUID(int=1), UUID(int=2)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    made = Keyring(tmp_path)
    made.rotate(TODAY)
    return made


def flipped(sealed: bytes, place: int) -> bytes:
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


def test_what_the_web_seals_the_worker_opens(keyring: Keyring, tmp_path: Path) -> None:
    day, sealed = PublicKeys(tmp_path).seal_intake(b"a form", bound_to=b"row", today=TODAY)
    assert day == TODAY
    assert len(sealed) == len(b"a form") + 1136
    assert keyring.open_intake(sealed, day=day, bound_to=b"row") == b"a form"


@pytest.mark.parametrize("place", [0, 600, -17, -1])
def test_an_altered_or_moved_form_does_not_open(keyring: Keyring, tmp_path: Path, place: int) -> None:
    day, sealed = PublicKeys(tmp_path).seal_intake(b"a form", bound_to=b"row", today=TODAY)
    for altered, row in ((flipped(sealed, place % len(sealed)), b"row"), (sealed, b"other row"), (b"", b"row")):
        with pytest.raises(NotOurs):
            keyring.open_intake(altered, day=day, bound_to=row)


def test_the_web_holds_no_key_that_opens(keyring: Keyring, tmp_path: Path) -> None:
    public = {path.name for path in (tmp_path / "public").iterdir() if not path.name.startswith("challenge-")}
    assert public == {f"intake-{TODAY}.pub", f"intake-{TODAY + timedelta(days=1)}.pub", "delivery.pub"}


def test_private_keys_are_readable_by_their_owner_alone(keyring: Keyring, tmp_path: Path) -> None:
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "private").iterdir()} == {0o600}


def test_a_failed_rotation_turns_nobody_away(keyring: Keyring, tmp_path: Path) -> None:
    day, sealed = PublicKeys(tmp_path).seal_intake(b"x", bound_to=b"row", today=TODAY + timedelta(days=5))
    assert day == TODAY + timedelta(days=1)
    assert keyring.open_intake(sealed, day=day, bound_to=b"row") == b"x"


def test_without_any_key_nothing_is_sealed(tmp_path: Path) -> None:
    with pytest.raises(KeyGone, match="vigil keys init"):
        PublicKeys(tmp_path).seal_intake(b"x", bound_to=b"row", today=TODAY)


def test_a_days_key_is_destroyed_after_nine_days(keyring: Keyring, tmp_path: Path) -> None:
    day, sealed = PublicKeys(tmp_path).seal_intake(b"x", bound_to=b"row", today=TODAY)
    address = keyring.seal_address("a@b.example", key=f"address-{TODAY}", row=ROW)
    keyring.rotate(TODAY + timedelta(days=INTAKE_KEY_DAYS))
    assert keyring.open_intake(sealed, day=day, bound_to=b"row") == b"x"
    destroyed = keyring.rotate(TODAY + timedelta(days=INTAKE_KEY_DAYS + 1))
    assert {f"intake-{TODAY}", f"address-{TODAY}"} <= set(destroyed)
    with pytest.raises(KeyGone):
        keyring.open_intake(sealed, day=day, bound_to=b"row")
    with pytest.raises(KeyGone):
        keyring.open_address(address, key=f"address-{TODAY}", row=ROW)


def test_another_worker_forgets_a_destroyed_key_too(keyring: Keyring, tmp_path: Path) -> None:
    other = Keyring(tmp_path)
    sealed = other.seal_address("a@b.example", key=f"address-{TODAY}", row=ROW)
    keyring.rotate(TODAY + timedelta(days=INTAKE_KEY_DAYS + 1))
    with pytest.raises(KeyGone):
        other.open_address(sealed, key=f"address-{TODAY}", row=ROW)


def test_traces_lose_their_key_after_two_days(keyring: Keyring) -> None:
    keyring.rotate(TODAY + timedelta(days=TRACE_KEY_DAYS + 1))
    with pytest.raises(KeyGone):
        keyring.cap("a@b.example", day=TODAY)
    with pytest.raises(KeyGone):
        keyring.prefix("192.0.2.0/24", day=TODAY)


def test_rotating_twice_changes_nothing(keyring: Keyring, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert keyring.rotate(TODAY) == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_address_belongs_to_its_row(keyring: Keyring) -> None:
    sealed = keyring.seal_address("a@b.example", key="updates", row=ROW)
    assert keyring.open_address(sealed, key="updates", row=ROW) == "a@b.example"
    with pytest.raises(NotOurs):
        keyring.open_address(sealed, key="updates", row=uuid4())


def test_words_belong_to_their_petition_and_row(keyring: Keyring) -> None:
    sealed = keyring.seal_words("مریم", petition_id=PETITION, row=ROW)
    assert keyring.open_words(sealed, petition_id=PETITION, row=ROW) == "مریم"
    for petition, row in ((uuid4(), ROW), (PETITION, uuid4())):
        with pytest.raises(NotOurs):
            keyring.open_words(sealed, petition_id=petition, row=row)


def test_one_person_is_another_on_every_petition(keyring: Keyring) -> None:
    one, again = (keyring.fingerprint("a@b.example", petition_id=PETITION) for _ in range(2))
    assert one == again
    assert one != keyring.fingerprint("a@b.example", petition_id=uuid4())
    assert one != keyring.suppression("a@b.example")


def test_a_token_is_the_same_each_time_and_of_one_purpose(keyring: Keyring) -> None:
    token = keyring.token("confirm", ROW)
    assert len(bytes.fromhex(token)) == 16
    assert token == keyring.token("confirm", ROW)
    assert len({token, keyring.token("not_me", ROW), keyring.token("confirm", uuid4()), keyring.message_id(ROW)}) == 4
    assert token_hash(token, "confirm") != token_hash(token, "not_me")


def test_only_the_token_opens_the_holders_copy(keyring: Keyring) -> None:
    token = keyring.token("confirm", ROW)
    sealed = seal_for_holder(token, b"name")
    assert open_for_holder(token, sealed) == b"name"
    with pytest.raises(NotOurs):
        open_for_holder(keyring.token("not_me", ROW), sealed)


@given(plaintext=st.binary(max_size=200), bound_to=st.binary(max_size=20), data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_sealing_is_reversed_by_the_same_key_and_binding_only(
    plaintext: bytes, bound_to: bytes, data: st.DataObject
) -> None:
    key = b"k" * 32
    sealed = seal(key, plaintext, bound_to)
    assert unseal(key, sealed, bound_to) == plaintext
    place = data.draw(st.integers(0, len(sealed) - 1))
    for given_key, text, binding in ((b"l" * 32, sealed, bound_to), (key, flipped(sealed, place), bound_to),
                                     (key, sealed, bound_to + b"!")):  # fmt: skip
        with pytest.raises(NotOurs):
            unseal(given_key, text, binding)


def test_two_workers_make_the_same_petition_key(tmp_path: Path, keyring: Keyring) -> None:
    other = Keyring(tmp_path)
    assert keyring.fingerprint("a", petition_id=PETITION) == other.fingerprint("a", petition_id=PETITION)


@pytest.mark.parametrize("length", [0, 1, 254, 255, 256, 1000])
def test_padding_is_taken_off_again(length: int) -> None:
    plaintext = (b"x\x80\0" * 400)[:length]
    assert unpad(pad(plaintext)) == plaintext
    assert len(pad(plaintext)) % 256 == 0


def test_what_was_not_padded_is_not_ours() -> None:
    with pytest.raises(NotOurs):
        unpad(b"plain")


def test_a_copy_for_the_holder_has_the_length_of_any_other() -> None:
    sealed = [seal_for_holder("0" * 32, name) for name in (b"Bo", b"Maximiliane von und zu Probe-Vogelsang")]
    assert len({len(each) for each in sealed}) == 1
