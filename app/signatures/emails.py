"""The words of the mails about a signature."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from uuid import UUID

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.crypto import Keyring
from app.core.formats import format_day
from app.core.languages import language_of, words_in
from app.mail.letters import Letter, Mould, cast_mould
from app.mail.models import MailKind, OutgoingMail
from app.petitions.models import Petition, Wording
from app.signatures.links import LinkPurpose
from app.signatures.models import Signature, Submission
from app.signatures.states import ShowName, SubmissionState

_CONFIRM_MARKS = ("name", "choices", "confirm_url", "not_me_url", "expires")


@dataclass(frozen=True)
class _Petition:
    """What a mail says of a petition, in which language; hashable, so that its mould is cast once."""

    title: str
    ask: str
    tongue: str
    discreet: bool
    sample: bool


def write_confirm_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write the mails that ask to confirm; a form that no longer waits gets none."""
    return _write_asking_mails(session, keyring, mails, kind=MailKind.CONFIRM)


def write_reminder_mails(session: Session, keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write the mails that ask once more, with the links of the first; a form that no longer waits gets none."""
    return _write_asking_mails(session, keyring, mails, kind=MailKind.REMINDER)


def _write_asking_mails(
    session: Session, keyring: Keyring, mails: Sequence[OutgoingMail], *, kind: MailKind
) -> Mapping[UUID, Letter]:
    query = (
        select(Submission, Wording.ask, Campaign.title, Campaign.is_discreet, Campaign.is_sample)
        .join(Wording, Wording.id == Submission.wording_id)
        .join(Petition, Petition.id == Submission.petition_id)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .where(Submission.id.in_([mail.subject_id for mail in mails]), Submission.state == SubmissionState.LIVE)
    )
    found = {row[0].id: row for row in session.execute(query)}
    letters = {}
    for mail in mails:
        if mail.subject_id in found:
            submission, ask, title, discreet, sample = found[mail.subject_id]
            tongue = language_of(ask, mail.language)
            petition = _Petition(words_in(title, tongue), ask[tongue], tongue, discreet, sample)
            values = _confirm_values(keyring, submission, mail.language)
            letters[mail.id] = Letter(_asking_mould(kind, mail.language, petition), values)
    return letters


def _confirm_values(keyring: Keyring, submission: Submission, language: str) -> dict[str, str]:
    name = keyring.open_words(submission.name_sealed or b"", petition_id=submission.petition_id, row=submission.id)
    return {
        "name": name,
        "choices": _choices(language, submission.show_name, submission.deliver_name, submission.updates),
        "confirm_url": _link(language, "confirm", keyring.token(LinkPurpose.CONFIRM, submission.id)),
        "not_me_url": _link(language, "confirm", keyring.token(LinkPurpose.NOT_ME, submission.id)),
        "expires": format_day(submission.expires_at, language),
    }


@lru_cache(maxsize=256)
def _asking_mould(kind: MailKind, language: str, petition: _Petition) -> Mould:
    return cast_mould(kind.value, language, marks=_CONFIRM_MARKS, words=asdict(petition))


@lru_cache(maxsize=64)
def _choices(language: str, show_name: ShowName, deliver_name: bool, updates: bool) -> str:
    """Say the three choices in one line each."""
    with force_locale(language):
        shown = {
            ShowName.NO: gettext("Your name is not shown publicly."),
            ShowName.INITIALS: gettext("Your initials and country are shown publicly."),
            ShowName.FULL: gettext("Your full name is shown publicly."),
        }[show_name]
        handed = (
            gettext("Your name and country are handed to the named recipients.")
            if deliver_name
            else gettext("Your name is not handed to anybody; you are counted.")
        )
        news = (
            gettext("We keep your address to send you updates.")
            if updates
            else gettext("We send you no updates and do not keep your address.")
        )
    return "\n".join((shown, handed, news))


def write_already_signed_mails(
    session: Session, _keyring: Keyring, mails: Sequence[OutgoingMail]
) -> Mapping[UUID, Letter]:
    """Tell the holder of an address what the page may not: that it has signed already."""
    query = (
        select(Signature.id, Campaign.title, Campaign.is_discreet, Campaign.is_sample)
        .join(Petition, Petition.id == Signature.petition_id)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .where(Signature.id.in_([mail.subject_id for mail in mails]))
    )
    found = {row.id: row for row in session.execute(query)}
    letters = {}
    for mail in mails:
        if mail.subject_id in found:
            _, title, discreet, sample = found[mail.subject_id]
            tongue = language_of(title, mail.language)
            petition = _Petition(title[tongue], "", tongue, discreet, sample)
            letters[mail.id] = Letter(_already_mould(mail.language, petition), {})
    return letters


@lru_cache(maxsize=256)
def _already_mould(language: str, petition: _Petition) -> Mould:
    words = asdict(petition) | {"private_page_url": _link(language, "private-page")}
    return cast_mould("already_signed", language, marks=(), words=words)


def _link(language: str, *parts: str) -> str:
    """Every address in a mail begins with BASE_URL: never with what a request claimed its host to be."""
    return "/".join((current_app.config["BASE_URL"], language, *parts))
