"""Organisations that would like to run campaigns here, and what staff decide."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.errors import AlreadyDecided, SlugTaken
from app.accounts.inviting import invite
from app.accounts.kinds import ApplicationState, Notice, OrganisationRole, RefusalReason
from app.accounts.limits import count_tries
from app.accounts.models import AccountNotice, Application, Organisation
from app.accounts.rules import Limit
from app.accounts.security import Credentials
from app.audit.chain import record
from app.core.errors import NotFound

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def apply(
    session: Session, tools: Credentials, *, name: str, website: str, about: str, email: str, language: str,
    network: str, now: datetime,
) -> None:  # fmt: skip
    """Write down an application. Raises TooManyTries. The answer does not tell whether the address is known."""
    count_tries(session, {Limit.APPLICATION_NETWORK: network}, secret=tools.limits_key, now=now)
    session.add(
        Application(name=name, website=website, about=about, email=email, language=language, created_at=now)
    )  # fmt: skip
    session.flush()


def list_applications(session: Session, state: ApplicationState) -> list[Application]:
    """Return the applications in this state, the oldest first; of those decided the last hundred, the newest first."""
    order = Application.created_at if state is ApplicationState.WAITING else Application.decided_at.desc()
    query = select(Application).where(Application.state == state).order_by(order, Application.id).limit(100)
    return list(session.scalars(query))


def count_waiting(session: Session) -> int:
    """How many applications wait for staff."""
    query = select(func.count()).select_from(Application).where(Application.state == ApplicationState.WAITING)
    return session.scalar(query) or 0


def get_application(session: Session, application_id: UUID) -> Application:
    """Return an application, or raise NotFound."""
    if (found := session.get(Application, application_id)) is None:
        raise NotFound
    return found


def suggest_slug(name: str) -> str:
    """Return an address made of a name, as far as it is in Latin letters."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:60].strip("-")


def approve(session: Session, actor: Actor, application_id: UUID, *, slug: str, now: datetime) -> Organisation:
    """Make the organisation and invite its first owner. Raises AlreadyDecided, SlugTaken, NotFound."""
    application = _take(session, application_id)
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise SlugTaken
    organisation = Organisation(slug=slug, name={application.language: application.name}, about={})
    session.add(organisation)
    session.flush()
    invite(
        session, email=application.email or "", language=application.language, organisation_id=organisation.id,
        role=OrganisationRole.OWNER, invited_by=actor.account_id, now=now,
    )  # fmt: skip
    application.organisation_id, application.email = organisation.id, None
    _decide(session, actor, application, ApplicationState.APPROVED, now=now)
    return organisation


def refuse(
    session: Session, actor: Actor, application_id: UUID, *, reason: RefusalReason, note: str, now: datetime
) -> None:
    """Refuse for a reason, which the applicant is told. Raises AlreadyDecided, NotFound."""
    application = _take(session, application_id)
    application.refusal, application.note = reason, note
    _decide(session, actor, application, ApplicationState.REFUSED, now=now)
    session.add(AccountNotice(application_id=application.id, kind=Notice.APPLICATION_REFUSED, created_at=now))
    session.flush()


def _take(session: Session, application_id: UUID) -> Application:
    found = session.scalar(select(Application).where(Application.id == application_id).with_for_update())
    if found is None:
        raise NotFound
    if found.state is not ApplicationState.WAITING:
        raise AlreadyDecided
    return found


def _decide(
    session: Session, actor: Actor, application: Application, state: ApplicationState, *, now: datetime
) -> None:
    application.state, application.decided_at, application.decided_by = state, now, actor.account_id
    details = {"reason": str(application.refusal)} if application.refusal else {}
    record(
        session, actor=str(actor.account_id), action=f"application {state}", subject_kind="application",
        subject_id=application.id, details=details, now=now,
    )  # fmt: skip
    session.flush()
