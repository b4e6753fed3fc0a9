"""Compiling requested deliveries, one at a time, with progress, restart after a kill, and cancelling."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core.crypto import Keyring
from app.core.db import db, unit_of_work
from app.core.errors import VigilError
from app.core.folders import private_folder
from app.core.sealing import NotOurs
from app.deliveries.acting import FOLDER
from app.deliveries.errors import DeliveryCancelled, SetKeepsChanging
from app.deliveries.facts import DeliveryFacts, PackKeys, PackPlaces, PackResult, Profile, SignatoryRow
from app.deliveries.fixing import fix_set
from app.deliveries.gaps import gaps_of
from app.deliveries.models import Delivery, DeliverySignature
from app.deliveries.pack import compile_pack
from app.deliveries.states import UNFINISHED, DeliveryState
from app.signatures.models import Signature

_TELL_EVERY_SECONDS: Final = 0.5
_FIXES_AT_MOST: Final = 5


class Compiler:
    """What compiling needs: keys, folders, where the public site is, and the time."""

    def __init__(
        self, keyring: Keyring, *, var: Path, work: Path, base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._keyring, self._base_url, self._clock = keyring, base_url, clock
        self._var, self._work = var, work

    def compile_next(self) -> UUID | None:
        """Compile the next unfinished delivery, also one that a killed worker left; return its id, or None.

        A failure is kept on the row by its kind and raised no further.
        """
        with unit_of_work() as session:
            delivery_id = session.scalar(
                select(Delivery.id).where(Delivery.state.in_(UNFINISHED)).order_by(Delivery.id).limit(1)
            )
        if delivery_id is not None:
            try:
                self._compile(delivery_id)
            except DeliveryCancelled:
                pass
            except VigilError as error:
                _fail(delivery_id, type(error).__name__)
        return delivery_id

    def _compile(self, delivery_id: UUID) -> None:
        """Compile from one snapshot in which nobody in the fixed list has withdrawn; fix the set anew until so."""
        for _ in range(_FIXES_AT_MOST):
            facts = self._fixed_facts(delivery_id)
            with unit_of_work() as session:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                if not _has_gaps(session, delivery_id):
                    result = self._make_pack(session, facts)
                    break
        else:
            raise SetKeepsChanging("people in the list withdrew each time it was fixed")
        _finish(delivery_id, result, now=self._clock())

    def _fixed_facts(self, delivery_id: UUID) -> DeliveryFacts:
        """Return the facts as fixed; fix them first, or anew where somebody in the list has since withdrawn."""
        with unit_of_work() as session:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            delivery = session.get_one(Delivery, delivery_id)
            if delivery.state not in UNFINISHED:
                raise DeliveryCancelled("the delivery was cancelled")
            is_fixed = delivery.state is DeliveryState.COMPILING and delivery.figures is not None
            if is_fixed and not _has_gaps(session, delivery_id):
                return msgspec.convert(delivery.figures, DeliveryFacts)
            return fix_set(session, delivery, base_url=self._base_url, now=self._clock())

    def _make_pack(self, session: Session, facts: DeliveryFacts) -> PackResult:
        delivery = session.get_one(Delivery, facts.id)
        return compile_pack(
            facts,
            self._iter_rows(session, facts.id) if facts.profile is Profile.NAMES_AND_COUNTRIES else None,
            places=PackPlaces(
                work=private_folder(self._work / f"delivery-{facts.id}"),
                destination=private_folder(self._var / FOLDER),
            ),
            keys=PackKeys(signing=self._keyring.delivery_key(), age_recipients=tuple(delivery.age_recipients)),
            on_progress=_Telling(facts.id),
        )

    def _iter_rows(self, session: Session, delivery_id: UUID) -> Iterator[SignatoryRow]:
        rows = session.execute(
            select(
                DeliverySignature.row, Signature.name_sealed, Signature.petition_id, Signature.submission_id,
                Signature.country,
            )
            .join(Signature, Signature.id == DeliverySignature.signature_id)
            .where(DeliverySignature.delivery_id == delivery_id)
            .order_by(DeliverySignature.row)
            .execution_options(yield_per=2000)
        )  # fmt: skip
        for number, sealed, petition_id, submission_id, country in rows:
            if sealed is None or submission_id is None:
                raise NotOurs("a confirmed signature has lost its name")
            name = self._keyring.open_words(sealed, petition_id=petition_id, row=submission_id)
            yield SignatoryRow(number, name, country)


class _Telling:
    """Writes progress on the row twice a second, and stops the work when it was cancelled."""

    def __init__(self, delivery_id: UUID) -> None:
        self._delivery_id, self._told = delivery_id, 0.0

    def __call__(self, done: int, total: int) -> None:
        if done < total and time.monotonic() - self._told < _TELL_EVERY_SECONDS:
            return
        self._told = time.monotonic()
        if not _tell(self._delivery_id, done, total):
            raise DeliveryCancelled("the delivery was cancelled")


def _tell(delivery_id: UUID, done: int, total: int) -> bool:
    """Write progress on a connection of its own; return whether the delivery is still wanted."""
    with db.engine.begin() as connection:
        told = connection.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.COMPILING)
            .values(done=done, total=total)
            .returning(Delivery.id)
        )
        return told.one_or_none() is not None


def _has_gaps(session: Session, delivery_id: UUID) -> bool:
    """Whether somebody in the fixed list no longer stands as confirmed."""
    return session.scalar(gaps_of(delivery_id).limit(1)) is not None


def _finish(delivery_id: UUID, result: PackResult, *, now: datetime) -> None:
    with unit_of_work() as session:
        finished = session.scalar(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.COMPILING)
            .values(
                state=DeliveryState.COMPILED,
                done=Delivery.total,
                pack_name=result.path.name,
                pack_sha256=bytes.fromhex(result.sha256),
                manifest_sha256=bytes.fromhex(result.manifest_sha256),
            )
            .returning(Delivery.id)
        )
        if finished:
            record(session, actor="worker", action="delivery.compiled", subject_kind="delivery",
                   subject_id=delivery_id, details={"manifest_sha256": result.manifest_sha256}, now=now)  # fmt: skip


def _fail(delivery_id: UUID, reason: str) -> None:
    with unit_of_work() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state.in_(UNFINISHED))
            .values(state=DeliveryState.FAILED, failure=reason)
        )
