"""The words of mails to people with accounts, or to be given one."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.kinds import LetterKind, Notice
from app.accounts.models import AccountNotice, Application, Invitation, PasswordReset
from app.core.crypto import Keyring
from app.core.languages import words_in
from app.mail.letters import Letter, Mould, cast_mould
from app.mail.models import OutgoingMail


def write_invitation_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write invitations; one that was withdrawn gets none."""
    wanted = [mail.subject_id for mail in mails]
    standing = {
        each.id: each
        for each in session.scalars(
            select(Invitation)
            .where(Invitation.id.in_(wanted), Invitation.withdrawn_at.is_(None))
            .options(joinedload(Invitation.organisation))
        )
    }
    return {
        mail.id: Letter(
            _mould("account_invitation", mail.language, staff=not invitation.organisation),
            {
                "organisation": words_in(invitation.organisation.name, mail.language)
                if invitation.organisation
                else "Vigil",
                "invitation_url": f"{_console()}/account/invitation/{_token(keyring, LetterKind.INVITATION, mail)}",
            },
        )
        for mail in mails
        if (invitation := standing.get(mail.subject_id)) is not None
    }


def write_reset_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write links that set a new password."""
    wanted = [mail.subject_id for mail in mails]
    standing = set(session.scalars(select(PasswordReset.id).where(PasswordReset.id.in_(wanted))))
    return {
        mail.id: Letter(
            _mould("account_reset", mail.language),
            {"reset_url": f"{_console()}/account/reset/{_token(keyring, LetterKind.RESET, mail)}"},
        )
        for mail in mails
        if mail.subject_id in standing
    }


def write_notice_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:  # noqa: ARG001
    """Write what somebody is to know. A refused application gets its reason and the note."""
    wanted = [mail.subject_id for mail in mails]
    rows = session.execute(
        select(AccountNotice, Application)
        .outerjoin(Application, Application.id == AccountNotice.application_id)
        .where(AccountNotice.id.in_(wanted))
    )
    notices = {notice.id: (notice.kind, application) for notice, application in rows}
    letters = {}
    for mail in mails:
        if mail.subject_id in notices:
            kind, application = notices[mail.subject_id]
            refusal = str(application.refusal) if application is not None else ""
            values = {"console_url": _console(), "note": application.note if application is not None else ""}
            letters[mail.id] = Letter(_mould("account_notice", mail.language, notice=kind, refusal=refusal), values)
    return letters


@lru_cache(maxsize=64)
def _mould(kind: str, language: str, *, staff: bool = False, notice: Notice | None = None, refusal: str = "") -> Mould:
    marks = {
        "account_invitation": ("organisation", "invitation_url"),
        "account_reset": ("reset_url",),
        "account_notice": ("console_url", "note"),
    }
    return cast_mould(kind, language, marks=marks[kind], words={"staff": staff, "notice": notice, "refusal": refusal})


def _token(keyring: Keyring, purpose: LetterKind, mail: OutgoingMail) -> str:
    return keyring.token(purpose, mail.subject_id)


def _console() -> str:
    return str(current_app.config["CONSOLE_URL"])
