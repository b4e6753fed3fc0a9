"""A form, sealed by the web and opened by a worker, as this row and kind only."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.crypto import Keyring, PublicKeys
from app.core.sealing import NotOurs
from app.signatures.envelope import AccessForm, SealedForm, SignForm, open_access_form, open_sign_form, seal_form
from app.signatures.links import HolderCopy, LinkPurpose
from app.signatures.models import IntakeKind
from app.signatures.states import ShowName

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys")
    Keyring(path).rotate(TODAY)
    return path


def a_form(**changed: object) -> SignForm:
    plain = SignForm(
        petition_id=UUID(int=1), wording_id=UUID(int=2), language="fa", name="مریم", email="m@example.org", country="",
        comment="", show_name=ShowName.NO, deliver_name=False, updates=False, source_code="", network="192.0.2.0/24",
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changed)


@given(name=st.text(max_size=100), comment=st.text(max_size=1000), show=st.sampled_from(ShowName))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_a_form_arrives_as_it_was(folder: Path, name: str, comment: str, show: ShowName) -> None:
    form = a_form(name=name, comment=comment, show_name=show)
    assert open_sign_form(seal_form(form, PublicKeys(folder), today=TODAY), Keyring(folder)) == form


@pytest.mark.parametrize(("name", "comment"), [("Bo", ""), ("Maximiliane von und zu Probe-Vogelsang", "Please.")])
def test_the_length_of_a_row_says_nothing_of_the_name(folder: Path, name: str, comment: str) -> None:
    keys = PublicKeys(folder)
    usual = len(seal_form(a_form(), keys, today=TODAY).sealed)
    assert len(seal_form(a_form(name=name, comment=comment), keys, today=TODAY).sealed) == usual
    asked = [AccessForm(email=email, language="en") for email in ("a@b.example", "longer.address@mail.example")]
    assert len({len(seal_form(form, keys, today=TODAY).sealed) for form in asked}) == 1


def test_nothing_can_be_read_from_outside(folder: Path) -> None:
    row = seal_form(a_form(), PublicKeys(folder), today=TODAY)
    assert b"m@example.org" not in row.sealed
    assert row.id.version == 4


@pytest.mark.parametrize("changed", [{"id": uuid4()}, {"kind": IntakeKind.ACCESS}, {"sealed": b"nonsense"}])
def test_a_form_opens_as_its_own_row_only(folder: Path, changed: dict[str, object]) -> None:
    row = seal_form(a_form(), PublicKeys(folder), today=TODAY)
    moved = SealedForm(**{**msgspec.structs.asdict(row), **changed})
    with pytest.raises(NotOurs):
        open_sign_form(moved, Keyring(folder))


def test_a_request_for_the_private_page_is_no_signature(folder: Path) -> None:
    form = AccessForm(email="m@example.org", language="fa")
    row = seal_form(form, PublicKeys(folder), today=TODAY)
    assert row.kind is IntakeKind.ACCESS
    assert open_access_form(row, Keyring(folder)) == form
    with pytest.raises(msgspec.ValidationError):
        open_sign_form(row, Keyring(folder))


def test_links_have_two_purposes_and_carry_no_address() -> None:
    assert set(LinkPurpose) == {"confirm", "not_me"}
    assert HolderCopy.__struct_fields__ == ("name", "suppression")
