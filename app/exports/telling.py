"""Everyone on staff is told of what concerns exports: no list leaves unnoticed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.kinds import Notice
from app.accounts.models import AccountNotice
from app.accounts.people import list_staff


def tell_staff(session: Session, notice: Notice, *, now: datetime) -> None:
    """Have a mail written to everybody on staff, whoever did it included."""
    session.add_all(AccountNotice(account_id=each.id, kind=notice, created_at=now) for each in list_staff(session))
    session.flush()
