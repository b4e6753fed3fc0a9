"""People with accounts, in every role. Their password is one, their addresses are nobody's."""

from itertools import count
from typing import Final

from sqlalchemy.orm import Session

from app.accounts.inviting import new_account
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Account, Membership, Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now

PASSWORD: Final = "four words without sense"
_numbers = count(1)
_hashed: dict[str, str] = {}


def add_account(
    session: Session,
    tools: Credentials,
    *,
    organisation: Organisation | None = None,
    role: OrganisationRole = OrganisationRole.OWNER,
    staff_role: StaffRole | None = None,
    has_app: bool = True,
    email: str = "",
    language: str = "en",
) -> Account:
    """Add somebody who can sign in, with an authenticator app unless told otherwise."""
    email = email or f"person{next(_numbers)}@example.org"
    if PASSWORD not in _hashed:  # a hash is slow on purpose
        _hashed[PASSWORD] = tools.hash_password(PASSWORD)
    account = new_account(session, email=email, language=language, password=_hashed[PASSWORD], now=utc_now())
    account.staff_role = staff_role
    account.totp_secret = tools.new_totp_secret() if has_app else None
    if organisation is not None:
        session.add(Membership(account_id=account.id, organisation_id=organisation.id, role=role))
    session.flush()
    return account
