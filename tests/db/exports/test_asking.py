"""Asking, approving, rejecting, cancelling and fetching: who may, when, and what is remembered of it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import Notice, StaffRole
from app.accounts.models import AccountNotice
from app.accounts.security import Credentials
from app.audit.chain import iter_breaks
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.exports.asking import approve, ask, cancel, fetch, reject
from app.exports.errors import (
    KeyComplaint,
    KeyNotUsable,
    KeyRefused,
    NotInThisState,
    NotYours,
    RequestDiffers,
    SamePerson,
    WishRefused,
)
from app.exports.keys import add_key, list_keys, list_usable_keys, revoke_key
from app.exports.models import Export
from app.exports.rules import Column, Purpose
from app.exports.states import MOVES, ExportState
from app.exports.upkeep import end_old, remove_files
from tests.factories import OpenPetition, add_account
from tests.factories.exports import (
    add_approved,
    add_export,
    add_export_key,
    make_ready,
    new_age_key,
    staff,
    wish_for,
)

NOW = utc_now() + timedelta(hours=6)
"""When whatever the factories made has begun to be usable."""
DAY = timedelta(days=1)


@pytest.fixture
def asker() -> Actor:
    return staff()


@pytest.fixture
def export(session: Session, petition: OpenPetition, asker: Actor) -> Export:
    return add_export(session, wish_for(petition.id), asker=asker)


@pytest.fixture
def ready(session: Session, petition: OpenPetition, asker: Actor, tmp_path: Path) -> Export:
    made = add_approved(session, wish_for(petition.id), asker=asker)
    make_ready(session, made, tmp_path)
    return made


def shown(export: Export) -> str:
    return export.digest.hex()


# -- keys --------------------------------------------------------------------------------------------------


def test_a_key_waits_before_anything_leaves_for_it(session: Session, asker: Actor) -> None:
    key = add_key(session, asker, label="laptop", age_key=new_age_key(), wait=timedelta(hours=72), now=NOW)
    assert list_usable_keys(session, asker.account_id, now=NOW + timedelta(hours=71)) == []
    assert list_usable_keys(session, asker.account_id, now=NOW + timedelta(hours=72)) == [key]
    assert list_keys(session) == [key]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", KeyComplaint.NOT_A_KEY),
        ("age1nonsense", KeyComplaint.NOT_A_KEY),
        ("ssh-ed25519 AAAA", KeyComplaint.NOT_A_KEY),
        ("age1" + "q" * 58, KeyComplaint.NOT_A_KEY),
        ("AGE-SECRET-KEY-1QQQQ", KeyComplaint.PRIVATE_KEY),
        ("age-secret-key-1qqqq", KeyComplaint.PRIVATE_KEY),
    ],
)
def test_what_is_no_public_key_is_refused(session: Session, asker: Actor, typed: str, complaint: KeyComplaint) -> None:
    with pytest.raises(KeyRefused) as refused:
        add_key(session, asker, label="laptop", age_key=typed, wait=timedelta(0), now=NOW)
    assert refused.value.complaint is complaint


def test_a_key_is_registered_once_and_stays_revoked(session: Session, asker: Actor) -> None:
    key = add_export_key(session, asker)
    revoke_key(session, staff(), key.id, now=NOW)
    with pytest.raises(KeyRefused) as refused:
        add_export_key(session, asker, age_key=key.age_key)
    assert refused.value.complaint is KeyComplaint.KNOWN
    first = key.revoked_by
    revoke_key(session, staff(), key.id, now=NOW + DAY)
    assert (key.revoked_by, key.revoked_at) == (first, NOW)
    with pytest.raises(NotFound):
        revoke_key(session, asker, new_id(), now=NOW)


def test_nobody_asks_for_anothers_key_or_one_that_waits(session: Session, petition: OpenPetition, asker: Actor) -> None:
    others = add_export_key(session, staff())
    waiting = add_key(session, asker, label="new", age_key=new_age_key(), wait=DAY, now=NOW)
    revoked = add_export_key(session, asker)
    revoke_key(session, asker, revoked.id, now=NOW)
    for key in (others, waiting, revoked):
        with pytest.raises(KeyNotUsable):
            ask(session, asker, wish_for(petition.id), key_id=key.id, now=NOW)


# -- asking ------------------------------------------------------------------------------------------------


def test_what_breaks_a_rule_is_not_asked_for(session: Session, petition: OpenPetition, asker: Actor) -> None:
    key = add_export_key(session, asker)
    with pytest.raises(WishRefused, match="hour_alone"):
        ask(session, asker, wish_for(petition.id, columns=(Column.HOUR, Column.COUNTRY)), key_id=key.id, now=utc_now())


def test_names_are_asked_for_an_office_that_was_named_only(
    session: Session, petition: OpenPetition, asker: Actor
) -> None:
    key = add_export_key(session, asker)
    named = {"columns": (Column.NAME_FOR_RECIPIENT,), "purpose": Purpose.HAND_OVER}
    for office in (petition.court.id, new_id()):
        with pytest.raises(NotFound):
            ask(session, asker, wish_for(petition.id, recipient_id=office, **named), key_id=key.id, now=utc_now())
    wish = wish_for(petition.id, recipient_id=petition.rapporteur.id, **named)
    assert ask(session, asker, wish, key_id=key.id, now=utc_now())


def test_a_petition_that_is_not_there_is_not_found(session: Session, asker: Actor) -> None:
    key = add_export_key(session, asker)
    with pytest.raises(NotFound):
        ask(session, asker, wish_for(new_id()), key_id=key.id, now=utc_now())


# -- deciding ----------------------------------------------------------------------------------------------


def test_another_person_approves_exactly_what_was_shown(session: Session, export: Export) -> None:
    approver = staff()
    approve(session, approver, export.id, digest=shown(export), now=NOW)
    assert (export.state, export.decided_by) == (ExportState.APPROVED, approver.account_id)
    assert export.approved_digest == export.digest


def test_nobody_decides_on_his_own(session: Session, export: Export, asker: Actor) -> None:
    with pytest.raises(SamePerson):
        approve(session, asker, export.id, digest=shown(export), now=NOW)
    with pytest.raises(SamePerson):
        reject(session, asker, export.id, words="No.", now=NOW)
    assert export.state is ExportState.ASKED


@pytest.mark.parametrize("digest", ["", "00" * 32, "x", "é"])
def test_another_digest_approves_nothing(session: Session, export: Export, digest: str) -> None:
    with pytest.raises(RequestDiffers):
        approve(session, staff(), export.id, digest=digest, now=NOW)
    assert export.state is ExportState.ASKED


def test_a_revoked_key_is_not_approved(session: Session, export: Export) -> None:
    revoke_key(session, staff(), export.key_id, now=NOW)
    with pytest.raises(KeyNotUsable):
        approve(session, staff(), export.id, digest=shown(export), now=utc_now())


def test_what_was_rejected_stays_so(session: Session, export: Export) -> None:
    reject(session, staff(), export.id, words="Too many columns.", now=NOW)
    assert (export.state, export.words) == (ExportState.REJECTED, "Too many columns.")
    with pytest.raises(NotInThisState):
        approve(session, staff(), export.id, digest=shown(export), now=NOW)


def test_after_seven_days_nobody_approves_it(session: Session, export: Export) -> None:
    with pytest.raises(NotInThisState):
        approve(session, staff(), export.id, digest=shown(export), now=export.expires_at)
    assert end_old(session, now=export.expires_at - timedelta(seconds=1)) == 0
    assert end_old(session, now=export.expires_at) == 1
    session.refresh(export)
    assert export.state is ExportState.EXPIRED


def test_anybody_on_staff_cancels_while_it_moves(session: Session, export: Export, ready: Export) -> None:
    for moving in (export, ready):
        cancel(session, staff(), moving.id, now=NOW)
        assert moving.state is ExportState.CANCELLED
        with pytest.raises(NotInThisState):
            cancel(session, staff(), moving.id, now=NOW)


@pytest.mark.parametrize("act", [approve, reject, cancel, fetch])
def test_what_is_missing_is_not_found(session: Session, act: Callable[..., Any]) -> None:
    words = {approve: {"digest": ""}, reject: {"words": "x"}}
    with pytest.raises(NotFound):
        act(session, staff(), new_id(), now=NOW, **words.get(act, {}))


# -- fetching ----------------------------------------------------------------------------------------------


def test_it_is_fetched_once_by_whoever_asked(session: Session, ready: Export, asker: Actor) -> None:
    with pytest.raises(NotYours):
        fetch(session, staff(), ready.id, now=NOW)
    assert fetch(session, asker, ready.id, now=utc_now()).state is ExportState.FETCHED
    with pytest.raises(NotInThisState):
        fetch(session, asker, ready.id, now=utc_now())


def test_the_approver_does_not_fetch(session: Session, ready: Export) -> None:
    assert ready.decided_by
    with pytest.raises(NotYours):
        fetch(session, staff(ready.decided_by), ready.id, now=utc_now())


def test_what_is_not_ready_is_not_fetched(session: Session, export: Export, asker: Actor) -> None:
    with pytest.raises(NotInThisState):
        fetch(session, asker, export.id, now=utc_now())


def test_a_file_is_gone_after_a_day(session: Session, ready: Export, asker: Actor, tmp_path: Path) -> None:
    assert ready.gone_at
    with pytest.raises(NotInThisState):
        fetch(session, asker, ready.id, now=ready.gone_at)
    assert (end_old(session, now=ready.gone_at - timedelta(seconds=1)), remove_files(session, tmp_path)) == (0, 0)
    assert (end_old(session, now=ready.gone_at), remove_files(session, tmp_path)) == (1, 1)
    assert list((tmp_path / "exports").iterdir()) == []


def test_nothing_leaves_for_a_key_that_was_revoked_meanwhile(session: Session, ready: Export, asker: Actor) -> None:
    revoke_key(session, staff(), ready.key_id, now=utc_now())
    with pytest.raises(KeyNotUsable):
        fetch(session, asker, ready.id, now=utc_now())


@pytest.mark.parametrize("end", ["fetch", "cancel"])
def test_a_file_goes_with_its_export(session: Session, ready: Export, asker: Actor, tmp_path: Path, end: str) -> None:
    (tmp_path / "exports" / ".left-by-a-killed-worker.draft").write_bytes(b"x")
    {"fetch": fetch, "cancel": cancel}[end](session, asker, ready.id, now=utc_now())
    assert remove_files(session, tmp_path) == 2
    assert list((tmp_path / "exports").iterdir()) == []


def test_where_nothing_was_ever_compiled_nothing_is_removed(session: Session, tmp_path: Path) -> None:
    assert remove_files(session, tmp_path / "nowhere") == 0


# -- what is remembered and told ---------------------------------------------------------------------------


def test_every_step_stands_in_the_audit(session: Session, ready: Export, asker: Actor) -> None:
    fetch(session, asker, ready.id, now=utc_now())
    cancel(session, asker, add_export(session, wish_for(ready.petition_id)).id, now=utc_now())
    reject(session, staff(), add_export(session, wish_for(ready.petition_id)).id, words="No.", now=utc_now())
    entries = session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.number)).all()
    steps = ["key_added", "asked", "approved", "fetched", "key_added", "asked", "cancelled", "key_added", "asked"]
    assert [action for action, _actor in entries] == [f"export.{step}" for step in [*steps, "rejected"]]
    assert [actor for action, actor in entries if action == "export.fetched"] == [str(asker.account_id)]
    assert list(iter_breaks(session)) == []


def test_everyone_on_staff_is_told(
    owner_session: Session, tools: Credentials, shared_petition: OpenPetition, tmp_path: Path
) -> None:
    people = [add_account(owner_session, tools, staff_role=role) for role in (StaffRole.LEAD, StaffRole.REVIEWER)]
    add_account(owner_session, tools)
    asker = staff(people[1].id)
    export = add_approved(owner_session, wish_for(shared_petition.id), asker=asker)
    make_ready(owner_session, export, tmp_path)
    fetch(owner_session, asker, export.id, now=utc_now())
    told = owner_session.execute(
        select(AccountNotice.kind, func.count()).group_by(AccountNotice.kind).order_by(AccountNotice.kind)
    )
    wanted = {Notice.EXPORT_KEY_ADDED, Notice.EXPORT_ASKED, Notice.EXPORT_APPROVED, Notice.EXPORT_FETCHED}
    assert dict(told.all()) == dict.fromkeys(wanted, 2)
    assert set(owner_session.scalars(select(AccountNotice.account_id))) == {each.id for each in people}


# -- what the database refuses, whoever asks ---------------------------------------------------------------


@pytest.mark.parametrize("pair", list(permutations(ExportState, 2)), ids="-".join)
def test_the_database_allows_exactly_the_moves(
    session: Session, petition: OpenPetition, pair: tuple[ExportState, ExportState]
) -> None:
    before, after = pair
    whole: dict[str, Any] = {
        "decided_by": new_id(), "words": "x", "plain_sha256": bytes(32), "gone_at": NOW, "state": before,
        "fetched_at": NOW if before is ExportState.FETCHED else None,
    }  # fmt: skip
    asked = add_export(session, wish_for(petition.id))
    made = Export(
        petition_id=asked.petition_id, key_id=asked.key_id, request=asked.request, digest=asked.digest,
        approved_digest=asked.digest, asked_by=asked.asked_by, asked_at=NOW, expires_at=NOW, **whole,
    )  # fmt: skip
    session.add(made)
    session.flush()
    fetched_at = NOW if after is ExportState.FETCHED else None
    move = update(Export).where(Export.id == made.id).values(state=after, fetched_at=fetched_at)
    if pair in MOVES:
        session.execute(move)
    else:
        with pytest.raises(DBAPIError, match="does not move"):
            session.execute(move)


@pytest.mark.parametrize(
    "values",
    [{"request": {"columns": ["address"]}}, {"digest": bytes(32)}, {"asked_by": new_id()}],
    ids=lambda values: next(iter(values)),
)
def test_what_was_asked_never_changes(session: Session, export: Export, values: dict[str, Any]) -> None:
    with pytest.raises(DBAPIError, match="does not change"):
        session.execute(update(Export).where(Export.id == export.id).values(values))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "approved"}, "approved_before_it_is_compiled"),
        ({"state": "approved", "approved_digest": None, "decided_by": new_id()}, "approved_before_it_is_compiled"),
        ({"state": "approved", "approved_digest": bytes(32), "decided_by": new_id()}, "approved_as_asked"),
        ({"state": "rejected", "decided_by": new_id()}, "rejected_for_a_reason"),
        ({"fetched_at": NOW}, "fetched_at_a_time"),
    ],
)
def test_what_is_half_is_refused(session: Session, export: Export, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(DBAPIError, match=constraint):
        session.execute(update(Export).where(Export.id == export.id).values(values))


def test_the_database_knows_who_asked(session: Session, export: Export, asker: Actor) -> None:
    own = {"state": "approved", "approved_digest": export.digest, "decided_by": asker.account_id}
    with pytest.raises(DBAPIError, match="decided_by_another"):
        session.execute(update(Export).where(Export.id == export.id).values(own))
