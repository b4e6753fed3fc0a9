"""Sample people: an organiser and two of the staff, for a development machine alone. Much wants a second person."""

import json
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.inviting import new_account
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Membership, Organisation
from app.accounts.queries import find_account
from app.accounts.security import Credentials

ORGANISER: Final = "organiser@vigil.example"
STAFF: Final = "staff@vigil.example"
SECOND: Final = "second@vigil.example"
_ROLES: Final = {STAFF: StaffRole.LEAD, SECOND: StaffRole.REVIEWER}


def load_people(session: Session, tools: Credentials, file: Path, *, now: datetime) -> bool:
    """Add the sample people who are not there, and write how they sign in to ``file`` (0600); whether any was new.

    Never in production: the password stands in a file.
    """
    if find_account(session, STAFF) is not None:
        return False
    password = token_urlsafe(9)
    ways = {}
    for email in (ORGANISER, STAFF, SECOND):
        account = new_account(
            session, email=email, language="en", password=tools.hash_password(password), now=now
        )  # fmt: skip
        account.totp_secret, account.is_sample = tools.new_totp_secret(), True
        ways[email] = {"password": password, "totp": tools.totp_key(account.totp_secret).replace("-", "")}
        account.staff_role = _ROLES.get(email)
        for organisation in session.scalars(select(Organisation).where(Organisation.is_sample)):
            if email == ORGANISER:
                session.add(
                    Membership(
                        account_id=account.id, organisation_id=organisation.id, role=OrganisationRole.OWNER
                    )
                )  # fmt: skip
    session.flush()
    file.touch(mode=0o600)
    file.write_text(json.dumps(ways, indent=2) + "\n")
    return True
