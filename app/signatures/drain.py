"""Draining the intake: open, normalise, de-duplicate, write, queue the mails. One transaction a batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of, to_hour
from app.core.crypto import KeyGone, Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import NotOurs, seal_for_holder, token_hash
from app.mail.addresses import canonical, mailbox
from app.mail.models import MailKind, OutgoingMail
from app.mail.queue import Caps, cancel_mails, list_suppressed, mail_row
from app.mail.rules import choose_to_leave
from app.petitions.models import Wording
from app.signatures.clusters import gather
from app.signatures.envelope import SealedForm, SignForm, open_sign_form
from app.signatures.links import HolderCopy, LinkPurpose
from app.signatures.models import FormStep, Intake, IntakeKind, Signature, Submission, UnreadableIntake
from app.signatures.proving import list_unproven
from app.signatures.rules import BurstLimits, Decision, decide
from app.signatures.standing import Standing, WaitingForm, forget_untold, stand
from app.signatures.states import CONFIRM_WITHIN_DAYS, LIVE_SUBMISSIONS_AT_MOST, SubmissionState
from app.signatures.steps import count_forms

BATCH: Final = 250
NO_LIMITS: Final = BurstLimits()
_ALREADY: Final = b"already signed"


@dataclass(frozen=True, kw_only=True)
class _Opened:
    """A form that could be read: the person it counts for, the mailbox it belongs to, the network it came from."""

    id: UUID
    form: SignForm
    address: str
    fingerprint: bytes
    holder: bytes
    network: bytes | None

    @property
    def person(self) -> tuple[UUID, bytes]:
        return self.form.petition_id, self.fingerprint

    @property
    def language(self) -> str:
        return self.form.language


def drain_signatures(session: Session, keyring: Keyring, *, now: datetime, limits: BurstLimits = NO_LIMITS) -> int:
    """Turn up to ``BATCH`` sealed forms into submissions and queued mails; return how many rows were taken.

    Forms over the limits get their mail like any other; their signatures are held when the button is pressed.
    """
    rows = take_intake(session, IntakeKind.SIGN)
    if rows:
        readable = _open_all(session, keyring, rows, now=now)
        count_forms(session, FormStep.SUBMITTED, (each.form.petition_id for each in readable))
        opened = _without_suppressed(session, keyring, readable)
        if opened:
            _write(session, keyring, opened, limits=limits, now=now)
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


def _open_all(session: Session, keyring: Keyring, rows: Sequence[SealedForm], *, now: datetime) -> list[_Opened]:
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
            opened.append(_recognise(keyring, row.id, form, now=now))
        except (NotFound, KeyGone) as error:
            set_aside(session, row, type(error).__name__)
    return opened


def _recognise(keyring: Keyring, row_id: UUID, form: SignForm, *, now: datetime) -> _Opened:
    address = canonical(form.email)
    return _Opened(
        id=row_id,
        form=form,
        address=address,
        fingerprint=keyring.fingerprint(address, petition_id=form.petition_id),
        holder=keyring.holder(mailbox(form.email), petition_id=form.petition_id),
        network=keyring.prefix(form.network, day=day_of(now)) if form.network else None,
    )


def _known_wordings(session: Session, ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    query = select(Wording.petition_id, Wording.id).where(Wording.id.in_(ids), Wording.opened_at.is_not(None))
    return {(petition_id, wording_id) for petition_id, wording_id in session.execute(query)}


def _without_suppressed(session: Session, keyring: Keyring, opened: list[_Opened]) -> list[_Opened]:
    suppressed = list_suppressed(session, keyring, {each.form.email for each in opened})
    return [each for each in opened if each.form.email not in suppressed]


def _write(session: Session, keyring: Keyring, opened: list[_Opened], *, limits: BurstLimits, now: datetime) -> None:
    standings = stand(session, opened, now=now)
    caps = Caps(session, keyring, people={each.address for each in opened}, now=now)
    batch = _Batch(session, keyring, caps, now=now)
    for each in opened:
        standing = standings[each.person]
        content = _content_trace(keyring, each.form)
        already = keyring.content(_ALREADY + each.holder, petition_id=each.form.petition_id)
        is_repeat = caps.is_repeat(each.address, content) or caps.is_repeat(each.address, already)
        decision = decide(standing.state, is_holder=standing.is_holder(each.holder), is_repeat=is_repeat)
        if decision is Decision.ASK_TO_CONFIRM:
            batch.ask_to_confirm(each, standing, content)
        elif decision is Decision.TELL_ALREADY_SIGNED:
            batch.mail(each, MailKind.ALREADY_SIGNED, about=standing.id, content=already)
    waiting = batch.list_waiting(opened)
    unproven = list_unproven(session, keyring, waiting, now=now)
    batch.save(gather(session, keyring, waiting, unproven=unproven, limits=limits, now=now))
    caps.save()
    untold = {standing.id for standing in standings.values() if not any(standing.waiting.values())}
    forget_untold(session, untold | batch.bereft)


class _Batch:
    """What one batch will write: forms and their mails, as rows."""

    def __init__(self, session: Session, keyring: Keyring, caps: Caps, *, now: datetime) -> None:
        self._session, self._keyring, self._caps, self._now = session, keyring, caps, now
        self._submissions: dict[UUID, dict[str, Any]] = {}
        self._mails: dict[UUID, dict[str, Any]] = {}
        self.bereft: set[UUID] = set()
        """Signatures that have lost a form to make room."""

    def ask_to_confirm(self, each: _Opened, standing: Standing, content: bytes) -> None:
        """Let the form wait for its button. Of too many from one mailbox, one makes room."""
        waiting = standing.list_waiting(each.holder)
        if len(waiting) >= LIVE_SUBMISSIONS_AT_MOST:
            out = waiting.pop(choose_to_leave([form.network for form in waiting], each.network))
            self._caps.release(each.address, self._drop_form(out.id))
        planned = self.mail(each, MailKind.CONFIRM, about=each.id, content=content)
        waiting.append(WaitingForm(each.id, each.network))
        self._submissions[each.id] = _submission(self._keyring, each, standing.id, planned=planned, now=self._now)

    def mail(self, each: _Opened, kind: MailKind, *, about: UUID, content: bytes) -> datetime:
        """Queue a mail to whoever posted this form; return when it goes out."""
        mail_id = new_id()
        planned, out = self._caps.plan(each.address, content, mail_id, network=each.network)
        if out is not None:
            self._drop_mail(out)
        self._mails[mail_id] = mail_row(
            self._keyring,
            mail_id=mail_id,
            kind=kind,
            subject_id=about,
            language=each.form.language,
            address=each.form.email,
            not_before=planned,
            today=day_of(self._now),
        )
        return planned

    def list_waiting(self, opened: Iterable[_Opened]) -> list[_Opened]:
        """Return those whose forms will wait for their button."""
        return [each for each in opened if each.id in self._submissions]

    def save(self, common: Mapping[UUID, dict[str, Any]]) -> None:
        """Write the rows; ``common`` says of each form what it has in common with others."""
        if self._submissions:
            rows = [row | common[form_id] for form_id, row in self._submissions.items()]
            self._session.execute(upsert(Submission).on_conflict_do_nothing(), rows)
        if self._mails:
            self._session.execute(insert(OutgoingMail), list(self._mails.values()))

    def _drop_form(self, form_id: UUID) -> set[UUID]:
        """Delete a form that waited, here or in the database; return its mails that have not gone out."""
        self._submissions.pop(form_id, None)
        ours = {mail_id for mail_id, mail in self._mails.items() if mail["subject_id"] == form_id}
        for mail_id in ours:
            del self._mails[mail_id]
        self._session.execute(delete(Submission).where(Submission.id == form_id))
        return ours | cancel_mails(self._session, about=[form_id]).keys()

    def _drop_mail(self, mail_id: UUID) -> None:
        """Take back a mail that waited for tomorrow, with the form that nobody can confirm without it."""
        mail = self._mails.pop(mail_id, None)
        if mail is not None:
            form = self._submissions.pop(mail["subject_id"], None)
            self.bereft |= {form["signature_id"]} if form else set()
            return
        # One order of locks everywhere: the signature, then its forms and mails.
        self.bereft |= set(
            self._session.scalars(
                select(Signature.id)
                .join(Submission, Submission.signature_id == Signature.id)
                .join(OutgoingMail, OutgoingMail.subject_id == Submission.id)
                .where(OutgoingMail.id == mail_id)
                .with_for_update(of=Signature)
            )
        )
        about = cancel_mails(self._session, mail_ids=[mail_id]).values()
        self._session.execute(delete(Submission).where(Submission.id.in_(about)))


def _submission(
    keyring: Keyring, each: _Opened, signature_id: UUID, *, planned: datetime, now: datetime
) -> dict[str, Any]:
    form, today = each.form, day_of(now)
    confirm, not_me = keyring.token(LinkPurpose.CONFIRM, each.id), keyring.token(LinkPurpose.NOT_ME, each.id)
    copy = msgspec.msgpack.encode(HolderCopy(form.name, keyring.suppression(mailbox(form.email))))
    key = f"address-{today}"
    return {
        "id": each.id,
        "signature_id": signature_id,
        "petition_id": form.petition_id,
        "wording_id": form.wording_id,
        "holder": each.holder,
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
        "prefix_trace": each.network,
        "confirm_hash": token_hash(confirm, LinkPurpose.CONFIRM),
        "not_me_hash": token_hash(not_me, LinkPurpose.NOT_ME),
        "for_holder": seal_for_holder(confirm, copy),
        "for_not_me": seal_for_holder(not_me, copy),
        "expires_at": to_hour(planned) + timedelta(days=CONFIRM_WITHIN_DAYS, hours=1),
    }


def _content_trace(keyring: Keyring, form: SignForm) -> bytes:
    """What was chosen and for which mailbox, without where and how: two posts that agree in it are one."""
    chosen = msgspec.structs.replace(form, email=mailbox(form.email), network="", language="", source_code="", proof="")
    return keyring.content(msgspec.msgpack.encode(chosen), petition_id=form.petition_id)
