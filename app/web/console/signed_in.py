"""Who is signed in: the cookie's token, the row it leads to, and what the request knows from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from flask import g, session

from app.accounts.models import AccountSession
from app.accounts.rules import is_fresh
from app.core.errors import NotFound

_TOKEN: Final = "token"  # noqa: S105 - a key, not a secret
_LANGUAGE: Final = "lang"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The session a request came with. ``waits_for_second_factor``: the password was given, the rest was not."""

    session_id: UUID
    account_id: UUID
    email: str
    is_fresh: bool
    has_second_factor: bool
    waits_for_second_factor: bool


def read_signed_in(row: AccountSession, *, needs_second_factor: bool, now: datetime) -> SignedIn:
    """Make the plain value of a session's row."""
    return SignedIn(
        session_id=row.id,
        account_id=row.account_id,
        email=row.account.email,
        is_fresh=is_fresh(row.proved_at, now=now),
        has_second_factor=row.second_factor_at is not None,
        waits_for_second_factor=needs_second_factor and row.second_factor_at is None,
    )


def signed_in() -> SignedIn | None:
    """Return the session of this request, also one that still waits for its second factor."""
    return cast(SignedIn | None, g.get("signed_in"))


def get_signed_in() -> SignedIn:
    """Return the session of a view that needs an account. Raises NotFound where there is none."""
    if (who := signed_in()) is None:
        raise NotFound
    return who


def cookie_token() -> str | None:
    """Return the token of the cookie this request came with."""
    token = session.get(_TOKEN)
    return token if isinstance(token, str) else None


def keep_token(token: str) -> None:
    """Sign in: put a new token into a new cookie. What the old one held, its CSRF secret as well, is gone."""
    language = session.get(_LANGUAGE)
    session.clear()
    session[_TOKEN] = token
    if language:
        session[_LANGUAGE] = language


def forget_token() -> None:
    """Sign out this browser."""
    session.clear()


def remember_language(language: str) -> None:
    """Keep the language of somebody who is not signed in."""
    session[_LANGUAGE] = language


def remembered_language() -> str | None:
    """Return the language that was kept."""
    language = session.get(_LANGUAGE)
    return language if isinstance(language, str) else None
