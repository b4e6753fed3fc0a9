"""Mails of accounts, on the workers' side: rows that the console wrote become mails in the queue.

The console has no key. It writes down who is to be written to; here the token of each link is made, its hash stored,
and the address sealed into the queue. ``recomputed when rendered``: the token itself is stored nowhere.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import LetterKind
from app.accounts.models import Account, AccountNotice, Application, Invitation, PasswordReset
from app.core.clock import day_of
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.sealing import token_hash
from app.mail.models import MailKind, MailState, OutgoingMail
from app.mail.queue import mail_row


def queue_letters(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Put every mail that accounts wait for into the queue; return how many."""
    return (
        _queue_invitations(session, keyring, now=now)
        + _queue_resets(session, keyring, now=now)
        + _queue_notices(session, keyring, now=now)
    )


def remove_ended(session: Session, *, now: datetime) -> int:
    """Empty the address of invitations that are over, and remove resets that are."""
    over = (Invitation.expires_at < now) | Invitation.used_at.is_not(None) | Invitation.withdrawn_at.is_not(None)
    emptied = session.execute(
        update(Invitation).where(Invitation.email.is_not(None), over).values(email=None).returning(Invitation.id)
    )
    removed = session.execute(
        delete(PasswordReset).where(PasswordReset.expires_at < now).returning(PasswordReset.id)
    )  # fmt: skip
    return len(emptied.all()) + len(removed.all())


def _queue_invitations(session: Session, keyring: Keyring, *, now: datetime) -> int:
    waiting = session.scalars(
        select(Invitation)
        .where(Invitation.token_hash.is_(None), Invitation.email.is_not(None), Invitation.expires_at > now)
        .with_for_update(skip_locked=True)
    ).all()
    for each in waiting:
        each.token_hash = token_hash(keyring.token(LetterKind.INVITATION, each.id), LetterKind.INVITATION)
    _queue(
        session, keyring, MailKind.ACCOUNT_INVITATION,
        [(each.id, each.email or "", each.language) for each in waiting], now=now,
    )  # fmt: skip
    return len(waiting)


def _queue_resets(session: Session, keyring: Keyring, *, now: datetime) -> int:
    is_somebodys = select(Account.id).where(Account.id == PasswordReset.account_id).exists()
    session.execute(delete(PasswordReset).where(~is_somebodys))
    waiting = session.execute(
        select(PasswordReset, Account)
        .join(Account, Account.id == PasswordReset.account_id)
        .where(PasswordReset.token_hash.is_(None), PasswordReset.used_at.is_(None))
        .with_for_update(of=PasswordReset, skip_locked=True)
    ).all()
    for reset, _account in waiting:
        reset.token_hash = token_hash(keyring.token(LetterKind.RESET, reset.id), LetterKind.RESET)
    _queue(
        session, keyring, MailKind.ACCOUNT_RESET,
        [(reset.id, account.email, account.language) for reset, account in waiting], now=now,
    )  # fmt: skip
    return len(waiting)


def _queue_notices(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Notices keep their row while the mail waits, for it says what there is to say, and no longer."""
    ended = select(OutgoingMail.subject_id).where(OutgoingMail.state != MailState.QUEUED)
    session.execute(delete(AccountNotice).where(AccountNotice.id.in_(ended)))
    waiting = session.execute(
        select(AccountNotice, Account, Application)
        .outerjoin(Account, Account.id == AccountNotice.account_id)
        .outerjoin(Application, Application.id == AccountNotice.application_id)
        .where(~select(OutgoingMail.id).where(OutgoingMail.subject_id == AccountNotice.id).exists())
        .with_for_update(of=AccountNotice, skip_locked=True)
    ).all()
    people = [
        (notice.id, account.email if account else application.email or "", (account or application).language)
        for notice, account, application in waiting
        if account or (application and application.email)
    ]
    _queue(session, keyring, MailKind.ACCOUNT_NOTICE, people, now=now)
    for _notice, _account, application in waiting:
        if application is not None:  # the decision is on its way: nobody needs the address any more
            application.email = None
    return len(people)


def _queue(
    session: Session, keyring: Keyring, kind: MailKind, people: Iterable[tuple[UUID, str, str]], *, now: datetime
) -> None:
    rows = [
        mail_row(
            keyring, mail_id=new_id(), kind=kind, subject_id=subject_id, language=language, address=email,
            not_before=now, today=day_of(now),
        )
        for subject_id, email, language in people
    ]  # fmt: skip
    if rows:
        session.execute(insert(OutgoingMail), rows)
