"""A petition with signatures to deliver, a compiler in a folder of its own, and a recipient's age key."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.deliveries.asking import request_delivery
from app.deliveries.compiling import Compiler
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.signatures.states import SignatureState
from tests.factories import OpenPetition, add_signature

Ask = Callable[..., Delivery]
Read = Callable[[Delivery], Delivery]


@pytest.fixture(scope="session")
def age_identity() -> Any:
    """What opens packs with names here."""
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def signed(owner_session: Session, shared_petition: OpenPetition, keyring: Keyring) -> OpenPetition:
    """A petition with twelve confirmed signatures, three of which hand over their names, and one held."""
    for number in range(12):
        add_signature(
            owner_session,
            keyring,
            shared_petition,
            name=f"مریم {number}" if number < 3 else None,
            deliver_name=number < 3,
        )
    add_signature(owner_session, keyring, shared_petition, state=SignatureState.HELD, deliver_name=True)
    owner_session.commit()
    return shared_petition


@pytest.fixture
def console(engines: dict[str, Engine]) -> Iterator[Session]:
    """The console's session."""
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def compiler(worker_app: Flask, keyring: Keyring, tmp_path: Path) -> Iterator[Compiler]:
    with worker_app.app_context():
        yield Compiler(keyring, var=tmp_path, work=tmp_path / "work", base_url="https://vigil.example", clock=utc_now)


@pytest.fixture
def ask(signed: OpenPetition) -> Ask:
    """Ask for a delivery: with names to the rapporteur, else to the court."""

    def asked(profile: Profile, **choices: Any) -> Delivery:
        recipient = signed.rapporteur if profile is Profile.NAMES_AND_COUNTRIES else signed.court
        with unit_of_work() as session:
            return request_delivery(
                session, signed.id, recipient, profile=profile, actor="operator", now=utc_now(),
                **{"language": "en"} | choices,
            )  # fmt: skip

    return asked


@pytest.fixture
def read() -> Read:
    """Read a delivery as it stands now."""

    def fresh(delivery: Delivery) -> Delivery:
        with unit_of_work() as session:
            return session.scalars(select(Delivery).where(Delivery.id == delivery.id)).one()

    return fresh
