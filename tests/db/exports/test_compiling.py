"""An approved export becomes a file: of whom, with what, the same after a kill, and cancelled by a word."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyrage
import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.core.db import db
from app.core.folding import fold
from app.exports import compiling
from app.exports.asking import cancel
from app.exports.compiling import Exporter, file_of
from app.exports.keys import revoke_key
from app.exports.models import Export, ExportMarker, ExportRecent
from app.exports.rules import Column, Consent, Filters, Format, Purpose
from app.exports.states import ExportState
from app.exports.tracing import trace
from app.exports.upkeep import end_old, remove_files
from app.signatures.models import CommentVerdict, Signature, Verdict
from app.signatures.states import ShowName, SignatureState
from tests.factories import OpenPetition, add_petition, add_signature
from tests.factories.exports import IDENTITY, add_approved, staff, wish_for

Compiled = Callable[[Export], bytes]
NAMES = ("Ana Hidden", "Bo Initials", "Cleo Public", "Dan Handed", "=Eve(1)")


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def signed(owner_session: Session, shared_petition: OpenPetition, keyring: Keyring) -> OpenPetition:
    """Five people who chose differently, and others of whom nothing may leave."""
    choices: list[dict[str, Any]] = [
        {"country": "FR", "language": "fr"},
        {"country": "DE", "language": "de", "show_name": ShowName.INITIALS},
        {"country": "IR", "language": "fa", "show_name": ShowName.FULL},
        {"country": "GB", "deliver_name": True},
        {"country": "US", "show_name": ShowName.FULL, "deliver_name": True},
    ]
    for name, chosen in zip(NAMES, choices, strict=True):
        add_signature(owner_session, keyring, shared_petition, name=name, **chosen)
    for state in (SignatureState.PENDING, SignatureState.WITHDRAWN, SignatureState.EXPIRED):
        add_signature(owner_session, keyring, shared_petition, state=state, show_name=ShowName.FULL, deliver_name=True)
    held = {"name": "Held Person", "show_name": ShowName.FULL, "deliver_name": True}
    add_signature(owner_session, keyring, shared_petition, state=SignatureState.HELD, **held)
    add_signature(owner_session, keyring, add_petition(owner_session), **held | {"name": "Elsewhere"})
    owner_session.commit()
    return shared_petition


@pytest.fixture
def approved(owner_session: Session, signed: OpenPetition) -> Callable[..., Export]:
    def approve_it(*columns: Column, **choices: Any) -> Export:
        wish = wish_for(signed.id, columns=columns or (Column.ROW, Column.COUNTRY), **choices)
        return add_approved(owner_session, wish, identity=IDENTITY)

    return approve_it


def real(rows: list[dict[str, str]], session: Session, keyring: Keyring, column: str) -> list[str]:
    """The names that are no markers'."""
    return sorted(row[column] for row in rows if not trace(session, keyring, [row[column]]))


# -- of whom, with what ------------------------------------------------------------------------------------


def test_figures_hold_everybody_who_confirmed_and_nobody_else(approved: Any, compiled: Compiled) -> None:
    export = approved(Column.ROW, Column.COUNTRY, Column.LANGUAGE, Column.MONTH)
    rows = read_csv(compiled(export))
    assert sorted(row["country"] for row in rows) == ["DE", "FR", "GB", "IR", "US"]
    assert [row["row"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {row["confirmed_month"] for row in rows} == {f"{utc_now():%Y-%m}"}
    assert (export.people, export.markers, export.total, export.done) == (5, 0, 5, 5)
    assert export.state is ExportState.READY


def test_a_name_leaves_only_as_it_was_given(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring
) -> None:
    export = approved(Column.SHOWN_NAME, Column.COUNTRY, Column.SHOW_NAME)
    rows = read_csv(compiled(export))
    assert real(rows, owner_session, keyring, "shown_name") == ["", "", "'=Eve(1)", "B. I.", "Cleo Public"]
    by_name = {row["shown_name"]: row for row in rows}
    assert by_name["B. I."]["country"] == "DE"
    assert by_name["Cleo Public"]["country"] == ""
    assert "Hidden" not in str(rows)
    assert "Held" not in str(rows)


def test_a_name_is_handed_only_to_whom_it_was_promised(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring, signed: OpenPetition
) -> None:
    asked = {"purpose": Purpose.HAND_OVER, "recipient_id": signed.rapporteur.id}
    rows = read_csv(compiled(approved(Column.NAME_FOR_RECIPIENT, Column.COUNTRY, **asked)))
    assert real(rows, owner_session, keyring, "name_for_recipient") == ["", "", "", "'=Eve(1)", "Dan Handed"]
    assert len(rows) == 8


def test_who_signed_a_wording_without_that_recipient_hands_nothing_over(
    approved: Any, compiled: Compiled, owner_session: Session, signed: OpenPetition
) -> None:
    export = approved(
        Column.NAME_FOR_RECIPIENT, purpose=Purpose.HAND_OVER, recipient_id=signed.rapporteur.id,
        filters=Filters(consent=Consent.DELIVERY),
    )  # fmt: skip
    owner_session.execute(update(Signature).values(wording_id=None))
    assert "Dan" not in compiled(export).decode()


def test_addresses_are_of_those_who_asked_for_updates(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring, signed: OpenPetition
) -> None:
    for wants, key in ((True, "updates"), (False, "updates"), (True, f"address-{utc_now():%Y-%m-%d}")):
        made = add_signature(owner_session, keyring, signed, updates=wants)
        address = f"{'asked' if wants and key == 'updates' else 'not'}@example.org"
        made.address_sealed, made.address_key = keyring.seal_address(address, key=key, row=made.id), key
    owner_session.flush()
    export = approved(
        Column.ROW, Column.ADDRESS, Column.LANGUAGE, purpose=Purpose.UPDATES, filters=Filters(consent=Consent.UPDATES)
    )
    rows = read_csv(compiled(export))
    assert real(rows, owner_session, keyring, "address") == ["asked@example.org"]
    assert {row["address"].partition("@")[2] for row in rows} == {"example.org", "post.example"}


@pytest.mark.parametrize(
    ("filters", "countries"),
    [
        (Filters(states=("held",)), ["FR"]),
        (Filters(states=("confirmed", "held"), countries=("FR", "DE")), ["DE", "FR", "FR"]),
        (Filters(consent=Consent.SHOWN), ["DE", "IR", "US"]),
        (Filters(consent=Consent.DELIVERY), ["GB", "US"]),
        (Filters(consent=Consent.UPDATES), []),
        (Filters(first_month="2026-01", last_month="2026-02"), []),
        (Filters(first_month=f"{utc_now():%Y-%m}", last_month=f"{utc_now():%Y-%m}"), ["DE", "FR", "GB", "IR", "US"]),
        (Filters(last_month="2099-12"), ["DE", "FR", "GB", "IR", "US"]),
    ],
)
def test_filters_choose_whose_rows_there_are(
    approved: Any, compiled: Compiled, filters: Filters, countries: list[str]
) -> None:
    rows = read_csv(compiled(approved(Column.COUNTRY, Column.STATE, filters=filters)))
    assert sorted(row["country"] for row in rows) == countries


def test_the_hour_and_what_was_chosen(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring, signed: OpenPetition
) -> None:
    owner_session.execute(delete(Signature).where(Signature.petition_id == signed.id))
    sealed = keyring.seal_words("Courage!", petition_id=signed.id, row=signed.id)
    for verdict in (None, *Verdict):
        made = add_signature(owner_session, keyring, signed, comment_sealed=sealed, updates=verdict is None)
        if verdict is not None:
            owner_session.add(
                CommentVerdict(submission_id=made.submission_id, signature_id=made.id, verdict=verdict)
            )  # fmt: skip
    add_signature(owner_session, keyring, signed)
    content = compiled(approved(Column.HOUR, Column.COMMENT, Column.UPDATES, Column.DELIVER_NAME))
    rows = read_csv(content)
    assert {row["confirmed_hour"] for row in rows} == {f"{to_hour(utc_now()):%Y-%m-%dT%H:00Z}"}
    assert sorted((row["comment_state"], row["wants_updates"]) for row in rows) == [
        ("none", "no"), ("published", "no"), ("rejected", "no"), ("waiting", "yes"),
    ]  # fmt: skip
    assert b"Courage" not in content


def test_two_exports_have_no_order_in_common(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring, signed: OpenPetition
) -> None:
    countries = [f"{first}{second}" for first in "ABCDE" for second in "FGHIJ"]
    for country in countries:
        add_signature(owner_session, keyring, signed, country=country)
    orders = [[row["country"] for row in read_csv(compiled(approved(Column.COUNTRY)))] for _ in range(2)]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]
    assert [each for each in orders[0] if each in countries] != countries


@pytest.mark.parametrize("form", list(Format))
def test_every_format_leaves_encrypted_and_opens(
    approved: Any, compiled: Compiled, form: Format, tmp_path: Path
) -> None:
    export = approved(Column.SHOWN_NAME, Column.ROW, format=form)
    content = compiled(export)
    sealed = file_of(tmp_path, export.id).read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert b"Cleo" not in sealed
    assert export.size_bytes == len(sealed)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    if form is Format.XLSX:
        cells = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert cells[0] == ("row", "shown_name")
        assert len(cells) == 9
    elif form is Format.JSON_LINES:
        assert [list(json.loads(line)) for line in content.decode().splitlines()] == [["row", "shown_name"]] * 8
    else:
        assert len(content) > 100


# -- markers -----------------------------------------------------------------------------------------------


def test_a_leaked_row_says_which_export_it_was(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring
) -> None:
    exports = [approved(Column.ROW, Column.SHOWN_NAME) for _ in range(2)]
    files = []
    for export in exports:
        files.append(compiled(export).decode("utf-8-sig"))
    assert [export.markers for export in exports] == [3, 3]
    for export, leaked in zip(exports, files, strict=True):
        assert trace(owner_session, keyring, leaked.splitlines()) == {export.id: 3}
        rows = [row for row in read_csv(leaked.encode()) if trace(owner_session, keyring, [row["shown_name"]])]
        assert trace(owner_session, keyring, [json.dumps(rows[0], ensure_ascii=False)]) == {export.id: 1}
        assert trace(owner_session, keyring, [f"<c>{rows[1]['shown_name'].upper()}</c>"]) == {export.id: 1}
    assert trace(owner_session, keyring, ["Cleo Public", "", "x" * 10_000]) == {}


def test_markers_are_known_by_fingerprint_alone(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring
) -> None:
    content = compiled(approved(Column.SHOWN_NAME)).decode("utf-8-sig")
    kept = owner_session.scalars(select(ExportMarker.fingerprint)).all()
    assert {len(mark) for mark in kept} == {32}
    names = [row["shown_name"] for row in read_csv(content.encode()) if row["shown_name"]]
    assert len(names) == 6
    assert not {hashlib.sha256(fold(name).encode()).digest() for name in names} & set(kept)


# -- killed, changed, cancelled ----------------------------------------------------------------------------


def kill_in_the_middle(monkeypatch: pytest.MonkeyPatch, exporter: Exporter, owner_session: Session) -> None:
    """End the work as a kill does: what was done in clear is gone, and the row still says that somebody works."""

    def die(*_ignored: Any) -> Iterator[Any]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(compiling._Work, "_iter_chunks", die)
        with pytest.raises(KeyboardInterrupt):
            exporter.compile_next()
    owner_session.rollback()


@pytest.mark.parametrize("form", list(Format))
def test_after_a_kill_it_compiles_to_the_same_content(
    approved: Any, compiled: Compiled, exporter: Exporter, owner_session: Session, keyring: Keyring, form: Format,
    signed: OpenPetition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    export = approved(Column.ROW, Column.SHOWN_NAME, Column.LANGUAGE, format=form)
    owner_session.commit()
    kill_in_the_middle(monkeypatch, exporter, owner_session)
    owner_session.refresh(export)
    assert export.state is ExportState.COMPILING
    before = export.cut_off
    add_signature(owner_session, keyring, signed, name="Later", show_name=ShowName.FULL, now=utc_now())
    first = compiled(export)
    digest, marks = export.plain_sha256, set(owner_session.scalars(select(ExportMarker.fingerprint)))
    assert export.cut_off == before
    assert export.people == 5
    assert b"Later" not in first
    _as_if_killed(owner_session, export)
    assert compiled(export) == first
    assert export.plain_sha256 == digest
    assert set(owner_session.scalars(select(ExportMarker.fingerprint))) == marks
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [f"{export.id}.age"]


def _as_if_killed(session: Session, export: Export) -> None:
    """Put a finished export back to where a killed worker leaves it; no move leads there, so past the trigger."""
    session.execute(text("ALTER TABLE vigil.export DISABLE TRIGGER refuse_unknown_move_of_export"))
    session.execute(update(Export).where(Export.id == export.id).values(state=ExportState.COMPILING, done=0))
    session.execute(text("ALTER TABLE vigil.export ENABLE TRIGGER refuse_unknown_move_of_export"))


def test_whoever_withdrew_or_hid_meanwhile_is_left_out(
    approved: Any, compiled: Compiled, exporter: Exporter, owner_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = approved(Column.SHOWN_NAME)
    owner_session.commit()
    kill_in_the_middle(monkeypatch, exporter, owner_session)
    shown = Signature.show_name == ShowName.FULL
    owner_session.execute(update(Signature).where(shown, Signature.country == "IR").values(show_name=ShowName.NO))
    owner_session.execute(
        update(Signature).where(shown, Signature.country == "US").values(state=SignatureState.WITHDRAWN)
    )  # fmt: skip
    content = compiled(export).decode()
    assert "Cleo" not in content
    assert "Eve" not in content
    assert export.people == 4


def test_what_was_confirmed_in_the_hour_is_written_down_until_it_is_done(
    approved: Any, compiled: Compiled, owner_session: Session, keyring: Keyring, signed: OpenPetition
) -> None:
    add_signature(owner_session, keyring, signed, now=utc_now() - timedelta(hours=3))
    compiled(approved(Column.COUNTRY))
    assert owner_session.scalar(select(func.count()).select_from(ExportRecent)) == 6
    end_old(owner_session, now=utc_now())
    assert owner_session.scalar(select(func.count()).select_from(ExportRecent)) == 0


def test_an_export_that_is_cancelled_stops_and_leaves_nothing(
    approved: Any, exporter: Exporter, owner_session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export = approved(Column.SHOWN_NAME)
    owner_session.commit()
    chunks = compiling._Work._iter_chunks

    def cancelled_meanwhile(work: Any) -> Iterator[Any]:
        cancel(owner_session, staff(), export.id, now=utc_now())
        owner_session.commit()
        yield from chunks(work)

    monkeypatch.setattr(compiling._Work, "_iter_chunks", cancelled_meanwhile)
    assert exporter.compile_next() == export.id
    owner_session.refresh(export)
    assert export.state is ExportState.CANCELLED
    assert export.plain_sha256 is None
    assert list((tmp_path / "exports").iterdir()) == []
    assert exporter.compile_next() is None


def test_progress_is_seen_while_it_is_compiled(
    approved: Any, exporter: Exporter, owner_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = approved(Column.COUNTRY)
    owner_session.commit()
    monkeypatch.setattr(compiling, "CHUNK", 2)
    monkeypatch.setattr(compiling, "_TELL_EVERY_SECONDS", 0)
    seen, opened = [], compiling.Opener.open_all

    def look(*given: Any) -> Any:
        with db.engine.connect() as line:
            seen.append(tuple(line.execute(select(Export.state, Export.done, Export.total)).one()))
        return opened(*given)

    monkeypatch.setattr(compiling.Opener, "open_all", look)
    exporter.compile_next()
    assert seen == [(ExportState.COMPILING, 0, 5), (ExportState.COMPILING, 2, 5), (ExportState.COMPILING, 4, 5)]
    owner_session.refresh(export)
    assert (export.done, export.total) == (5, 5)


# -- what is refused ---------------------------------------------------------------------------------------


def test_a_key_that_was_revoked_gets_nothing(
    approved: Any, exporter: Exporter, owner_session: Session, tmp_path: Path
) -> None:
    export = approved()
    revoke_key(owner_session, staff(), export.key_id, now=utc_now())
    owner_session.commit()
    exporter.compile_next()
    owner_session.refresh(export)
    assert (export.state, export.failure) == (ExportState.FAILED, "KeyNotUsable")
    assert not (tmp_path / "exports").exists()


def test_a_request_that_was_altered_past_everything_is_not_compiled(
    approved: Any, exporter: Exporter, owner_session: Session
) -> None:
    export = approved(Column.COUNTRY)
    altered = export.request | {"columns": ["shown_name"]}
    owner_session.execute(text("ALTER TABLE vigil.export DISABLE TRIGGER refuse_unknown_move_of_export"))
    owner_session.execute(update(Export).where(Export.id == export.id).values(request=altered))
    owner_session.execute(text("ALTER TABLE vigil.export ENABLE TRIGGER refuse_unknown_move_of_export"))
    owner_session.commit()
    exporter.compile_next()
    owner_session.refresh(export)
    assert (export.state, export.failure) == (ExportState.FAILED, "RequestDiffers")


def test_a_row_that_was_exchanged_fails_and_names_nobody(
    approved: Any, exporter: Exporter, owner_session: Session, tmp_path: Path
) -> None:
    export = approved(Column.SHOWN_NAME)
    sealed = owner_session.scalars(select(Signature.name_sealed).where(Signature.country == "FR")).first()
    owner_session.execute(update(Signature).where(Signature.country == "IR").values(name_sealed=sealed))
    owner_session.commit()
    exporter.compile_next()
    owner_session.refresh(export)
    assert (export.state, export.failure) == (ExportState.FAILED, "NotOurs")
    remove_files(owner_session, tmp_path)
    assert list((tmp_path / "exports").iterdir()) == []


def test_an_empty_export_is_a_file_with_a_head(approved: Any, compiled: Compiled) -> None:
    export = approved(Column.SHOWN_NAME, filters=Filters(last_month="2020-01"))
    assert compiled(export) == b"\xef\xbb\xbfshown_name\r\n"
    assert (export.people, export.markers) == (0, 0)


def test_nothing_in_clear_lies_in_a_file_while_it_is_compiled(
    approved: Any, exporter: Exporter, owner_session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    approved(Column.SHOWN_NAME, format=Format.XLSX)
    owner_session.commit()
    seen, ends = [], compiling._Telling.__call__

    def look(telling: Any, done: int, total: int) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        ends(telling, done, total)

    monkeypatch.setattr(compiling._Telling, "__call__", look)
    exporter.compile_next()
    assert seen
    assert not [content for content in seen if b"Cleo" in content or content.startswith(b"PK")]
