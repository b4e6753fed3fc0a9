"""The dial for an attack: forms of a petition, or of all, carry a proof of work, or are held."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.signatures.models import ProofDial


def turn_dial(session: Session, actor: Actor, petition_id: UUID, *, is_on: bool, now: datetime) -> None:
    """Turn it on or off; turned where it stands, it says so all the same. It is public within five seconds."""
    if is_on:
        session.execute(upsert(ProofDial).values(petition_id=petition_id, since=now).on_conflict_do_nothing())
    else:
        session.execute(delete(ProofDial).where(ProofDial.petition_id == petition_id))
    record(
        session, actor=str(actor.account_id), action=f"proof of work {'asked for' if is_on else 'no longer asked for'}",
        subject_kind="petition", subject_id=petition_id, now=now,
    )  # fmt: skip
