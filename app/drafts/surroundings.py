"""What a draft may name that is there already: groups, memorials, prisons, offices."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Group, Memorial, Prison
from app.petitions.models import Recipient


def list_groups(session: Session) -> Sequence[Group]:
    """Return every group, by its address."""
    return session.scalars(select(Group).order_by(Group.slug)).all()


def list_memorials(session: Session) -> Sequence[Memorial]:
    """Return every memorial, by its address."""
    return session.scalars(select(Memorial).order_by(Memorial.slug)).all()


def list_prisons(session: Session) -> Sequence[Prison]:
    """Return every prison, by its address."""
    return session.scalars(select(Prison).order_by(Prison.slug)).all()


def list_offices(session: Session) -> Sequence[Recipient]:
    """Return every office that may receive deliveries, by its address."""
    return session.scalars(select(Recipient).order_by(Recipient.slug)).all()
