"""Draining the intake: open, normalise, de-duplicate, write, queue the mails. One transaction a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of, to_hour
from app.core.crypto import KeyGone, Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import NotOurs, seal_for_holder, token_hash
from app.mail.addresses import canonical
from app.mail.models import MailKind, OutgoingMail
from app.mail.queue import Caps, list_suppressed, mail_row
from app.petitions.models import Wording
from app.signatures.envelope import SealedForm, SignForm, open_sign_form
from app.signatures.links import HolderCopy, LinkPurpose
from app.signatures.models import Intake, IntakeKind, Signature, Submission, UnreadableIntake
from app.signatures.rules import Decision, decide
from app.signatures.states import CONFIRM_WITHIN_DAYS, SignatureState, SubmissionState

BATCH: Final = 250
_ALREADY: Final = b"already signed"


@dataclass(frozen=True)
class _Opened:
    """A form that could be read, with the person it speaks for."""

    id: UUID
    form: SignForm
    address: str
    fingerprint: bytes

    @property
    def person(self) -> tuple[UUID, bytes]:
        return self.form.petition_id, self.fingerprint


@dataclass
class _Standing:
    """Where a person's signature stands while a batch is decided."""

    id: UUID
    state: SignatureState
    live: int


def drain_signatures(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Turn up to ``BATCH`` sealed forms into submissions and queued mails; return how many rows were taken."""
    rows = take_intake(session, IntakeKind.SIGN)
    if rows:
        opened = _without_suppressed(session, keyring, _open_all(session, keyring, rows))
        if opened:
            _write(session, keyring, opened, now=now)
    return len(rows)


def take_intake(session: Session, kind: IntakeKind) -> list[SealedForm]:
    """Take the oldest rows of a kind, deleting them: they come back if the transaction does not commit."""
    oldest = (
        select(Intake.position)
        .where(Intake.kind == kind)
        .order_by(Intake.position)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        delete(Intake)
        .where(Intake.position.in_(oldest))
        .returning(Intake.position, Intake.id, Intake.kind, Intake.key_day, Intake.sealed)
    ).all()
    return [SealedForm(id=r.id, kind=r.kind, key_day=r.key_day, sealed=r.sealed) for r in sorted(taken)]


def set_aside(session: Session, row: SealedForm, reason: str) -> None:
    """Keep a row that made no sense where staff can count it; it no longer holds up the others."""
    session.execute(
        upsert(UnreadableIntake)
        .values(id=row.id, kind=row.kind.value, key_day=row.key_day, sealed=row.sealed, reason=reason)
        .on_conflict_do_nothing()
    )


def _open_all(session: Session, keyring: Keyring, rows: Sequence[SealedForm]) -> list[_Opened]:
    """Open what can be opened; set aside the rest, and forms for a wording that was never open."""
    forms: list[tuple[SealedForm, SignForm]] = []
    for row in rows:
        try:
            forms.append((row, open_sign_form(row, keyring)))
        except (KeyGone, NotOurs, msgspec.DecodeError) as error:
            set_aside(session, row, type(error).__name__)
    known = _known_wordings(session, {form.wording_id for _, form in forms})
    opened = []
    for row, form in forms:
        try:
            if (form.petition_id, form.wording_id) not in known:
                raise NotFound("unknown wording")
            opened.append(_recognise(keyring, row.id, form))
        except (NotFound, KeyGone) as error:
            set_aside(session, row, type(error).__name__)
    return opened


def _recognise(keyring: Keyring, row_id: UUID, form: SignForm) -> _Opened:
    address = canonical(form.email)
    return _Opened(row_id, form, address, keyring.fingerprint(address, petition_id=form.petition_id))


def _known_wordings(session: Session, ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    query = select(Wording.petition_id, Wording.id).where(Wording.id.in_(ids), Wording.opened_at.is_not(None))
    return {(petition_id, wording_id) for petition_id, wording_id in session.execute(query)}


def _without_suppressed(session: Session, keyring: Keyring, opened: list[_Opened]) -> list[_Opened]:
    suppressed = list_suppressed(session, keyring, {each.address for each in opened})
    return [each for each in opened if each.address not in suppressed]


def _write(session: Session, keyring: Keyring, opened: list[_Opened], *, now: datetime) -> None:
    standings = _stand(session, opened, now=now)
    caps = Caps(session, keyring, addresses={each.address for each in opened}, now=now)
    submissions, mails = [], []
    for each in opened:
        standing = standings[each.person]
        content = _content_trace(keyring, each.form)
        already = keyring.content(_ALREADY, petition_id=each.form.petition_id)
        is_repeat = caps.is_repeat(each.address, content) or caps.is_repeat(each.address, already)
        decision = decide(standing.state, live_submissions=standing.live, is_repeat=is_repeat)
        if decision is Decision.PASS_OVER:
            continue
        asks = decision is Decision.ASK_TO_CONFIRM
        mail_id = new_id()
        planned = caps.plan(each.address, content if asks else already, mail_id)
        if planned is None:
            continue
        if asks:
            _reopen(session, standing)
            standing.live += 1
            submissions.append(_submission(keyring, each, standing.id, planned=planned, now=now))
        mails.append(
            mail_row(
                keyring,
                mail_id=mail_id,
                kind=MailKind.CONFIRM if asks else MailKind.ALREADY_SIGNED,
                subject_id=each.id if asks else standing.id,
                language=each.form.language,
                address=each.form.email,
                not_before=planned,
                today=day_of(now),
            )
        )
    if submissions:
        session.execute(upsert(Submission).on_conflict_do_nothing(), submissions)
    if mails:
        session.execute(insert(OutgoingMail), mails)
    caps.save()
    _forget_untold(session, standings.values())


def _forget_untold(session: Session, standings: Iterable[_Standing]) -> None:
    """Delete signatures that were made for a form which got no mail: nothing would ever confirm or end them."""
    untold = [standing.id for standing in standings if standing.state is SignatureState.PENDING and not standing.live]
    submission = select(Submission.id).where(Submission.signature_id == Signature.id)
    session.execute(
        delete(Signature)
        .where(Signature.id.in_(untold), ~submission.exists())
        .execution_options(synchronize_session=False)
    )


def _stand(session: Session, opened: list[_Opened], *, now: datetime) -> dict[tuple[UUID, bytes], _Standing]:
    """Make sure that every person has a signature, lock them all in one order, and count waiting forms."""
    firsts = {each.person: each.form for each in reversed(opened)}
    session.execute(
        upsert(Signature).on_conflict_do_nothing(constraint="uq_signature_one_per_person"),
        [
            {
                "id": new_id(),
                "petition_id": petition_id,
                "fingerprint": mark,
                "language": form.language,
                "country": "",
            }
            for (petition_id, mark), form in sorted(firsts.items(), key=lambda item: item[0])
        ],
    )
    live = (
        select(func.count())
        .where(
            Submission.signature_id == Signature.id,
            Submission.state == SubmissionState.LIVE,
            Submission.expires_at > now,
        )
        .correlate(Signature)
        .scalar_subquery()
    )
    found = session.execute(
        select(Signature.id, Signature.petition_id, Signature.fingerprint, Signature.state, live.label("live"))
        .where(tuple_(Signature.petition_id, Signature.fingerprint).in_(list(firsts)))
        .order_by(Signature.id)
        .with_for_update(of=Signature)
    )
    return {(r.petition_id, r.fingerprint): _Standing(r.id, r.state, r.live) for r in found}


def _reopen(session: Session, standing: _Standing) -> None:
    """An expired or withdrawn signature that is signed again waits for its button like a new one."""
    if standing.state is SignatureState.PENDING:
        return
    session.execute(update(Submission).where(Submission.signature_id == standing.id).values(state=SubmissionState.DEAD))
    session.execute(
        update(Signature)
        .where(Signature.id == standing.id)
        .values(state=SignatureState.PENDING, submission_id=None, name_sealed=None, comment_sealed=None)
    )
    standing.state = SignatureState.PENDING


def _submission(
    keyring: Keyring, each: _Opened, signature_id: UUID, *, planned: datetime, now: datetime
) -> dict[str, Any]:
    form, today = each.form, day_of(now)
    confirm, not_me = keyring.token(LinkPurpose.CONFIRM, each.id), keyring.token(LinkPurpose.NOT_ME, each.id)
    copy = msgspec.msgpack.encode(HolderCopy(form.name, keyring.suppression(each.address)))
    key = f"address-{today}"
    return {
        "id": each.id,
        "signature_id": signature_id,
        "petition_id": form.petition_id,
        "wording_id": form.wording_id,
        "state": SubmissionState.LIVE,
        "language": form.language,
        "name_sealed": keyring.seal_words(form.name, petition_id=form.petition_id, row=each.id),
        "comment_sealed": keyring.seal_words(form.comment, petition_id=form.petition_id, row=each.id)
        if form.comment
        else None,
        "address_sealed": keyring.seal_address(form.email, key=key, row=each.id),
        "address_key": key,
        "country": form.country,
        "show_name": form.show_name,
        "deliver_name": form.deliver_name,
        "updates": form.updates,
        "source_code": form.source_code,
        "prefix_trace": keyring.prefix(form.network, day=today) if form.network else None,
        "confirm_hash": token_hash(confirm, LinkPurpose.CONFIRM),
        "not_me_hash": token_hash(not_me, LinkPurpose.NOT_ME),
        "for_holder": seal_for_holder(confirm, copy),
        "for_not_me": seal_for_holder(not_me, copy),
        "expires_at": to_hour(planned) + timedelta(days=CONFIRM_WITHIN_DAYS, hours=1),
    }


def _content_trace(keyring: Keyring, form: SignForm) -> bytes:
    """What was chosen, without where and how: two posts that agree in it are one."""
    chosen = msgspec.structs.replace(form, email="", network="", language="", source_code="")
    return keyring.content(msgspec.msgpack.encode(chosen), petition_id=form.petition_id)
