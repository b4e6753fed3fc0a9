"""The one door to Flask-Security: passwords, codes of an authenticator app, recovery codes and passkeys.

What it gives is used as plain values: it hashes (argon2id), judges codes and ceremonies, and never sees a request,
a session or a row. Signing in, sessions and mails are ours, for a session must be seen and revoked one by one, and a
mail's token must be no secret of the web process. This module alone knows the library.
"""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_security import Security, SQLAlchemyUserDatastore, Totp
from passlib.exc import TokenError  # type: ignore[import-untyped]
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.errors import PasskeyRefused
from app.accounts.models import Account
from app.accounts.rules import PASSWORD_LONGEST
from app.core.db import db

RECOVERY_CODES: Final = 10
_ISSUER: Final = "Vigil"
_CODE_WINDOW_SECONDS: Final = 30
"""A code is taken one step early and one late (RFC 6238, 5.2)."""
_EXTENSION: Final = "vigil.credentials"


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """What is kept of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


class Credentials:
    """Flask-Security's tools for one application, with types and time as a parameter."""

    def __init__(self, security: Security, *, secret: bytes, console_url: str) -> None:
        self._passwords = security.pwd_context
        self._totp = Totp({1: _derive(secret, "totp").hex()}, _ISSUER)
        self._webauthn = security._webauthn_util
        self._recovery_key = _derive(secret, "recovery")
        self._origin = console_url
        self._host = urlsplit(console_url).hostname or "localhost"
        self.limits_key = _derive(secret, "limits")
        self._nobodys_hash = self._passwords.hash("nobody has this password")

    # -- passwords ---------------------------------------------------------------------------------------

    def hash_password(self, password: str) -> str:
        """Return the argon2id hash of a password."""
        return str(self._passwords.hash(_normalised(password)))

    def is_password(self, password: str, hashed: str | None) -> bool:
        """Compare with a hash; without one, or with what is too long for a password, take as long and say no."""
        known, may_be_one = hashed or self._nobodys_hash, len(password) <= PASSWORD_LONGEST
        is_right = bool(self._passwords.verify(_normalised(password) if may_be_one else "", known))
        return is_right and may_be_one and hashed is not None

    # -- codes of an authenticator app -------------------------------------------------------------------

    def new_totp_secret(self) -> str:
        """Return a new secret, sealed."""
        return self._totp.generate_totp_secret()

    def totp_uri(self, sealed: str, *, email: str) -> str:
        """Return what the app scans."""
        return self._totp.get_totp_uri(email, sealed)

    def totp_key(self, sealed: str) -> str:
        """Return what can be typed where nothing can scan, in groups of four."""
        return self._totp.get_totp_pretty_key(sealed)

    def check_totp(self, code: str, sealed: str, *, last_counter: int | None, now: datetime) -> int | None:
        """Return the number of the step a code is of, later than ``last_counter``; None where it is wrong or used."""
        digits = "".join(character for character in code if character.isdecimal())
        try:
            match = self._totp._totp.verify(
                str(int(digits)).zfill(len(digits)) if digits else "",
                sealed,
                time=int(now.timestamp()),
                window=_CODE_WINDOW_SECONDS,
                last_counter=last_counter,
            )
        except (TokenError, ValueError):
            return None
        return int(match.counter)

    def totp_code(self, sealed: str, *, now: datetime) -> str:
        """Return the code of this moment, as the app would show it."""
        return str(self._totp._totp.from_source(sealed).generate(int(now.timestamp())).token)

    # -- recovery codes ----------------------------------------------------------------------------------

    def new_recovery_codes(self) -> list[str]:
        """Return codes to be written down."""
        return list(self._totp.generate_recovery_codes(RECOVERY_CODES))

    def hash_recovery_code(self, code: str) -> bytes:
        """Return what is kept of a code; dashes, spaces and case do not count."""
        plain = "".join(character for character in code.lower() if character.isalnum())
        return hmac.digest(self._recovery_key, plain.encode(), "sha256")

    # -- passkeys ----------------------------------------------------------------------------------------

    def registration_options(self, account: Account, known: Sequence[bytes]) -> tuple[str, str]:
        """Return what the browser needs to make a passkey (JSON), and the challenge to be kept."""
        challenge = self._webauthn.generate_challenge()
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=_ISSUER,
            user_name=account.email,
            user_id=account.fs_webauthn_user_handle.encode(),
            challenge=challenge.encode(),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        )
        return options_to_json(options), challenge

    def check_registration(self, answer: str, *, challenge: str) -> NewPasskey:
        """Return the passkey the browser made. Raises PasskeyRefused."""
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise PasskeyRefused from None
        return NewPasskey(
            credential_id=made.credential_id, public_key=made.credential_public_key, sign_count=made.sign_count
        )

    def authentication_options(self, known: Sequence[tuple[bytes, list[str]]] = ()) -> tuple[str, str]:
        """Return what the browser needs to ask for one of these passkeys, or any, and the challenge to be kept."""
        challenge = self._webauthn.generate_challenge()
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge.encode(),
            user_verification=UserVerificationRequirement.REQUIRED,
            allow_credentials=[
                PublicKeyCredentialDescriptor(id=each, transports=[AuthenticatorTransport(way) for way in ways] or None)
                for each, ways in known
            ],
        )
        return options_to_json(options), challenge

    def credential_of(self, answer: str) -> bytes:
        """Return the id of the passkey that answered. Raises PasskeyRefused."""
        try:
            return bytes(parse_authentication_credential_json(answer).raw_id)
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise PasskeyRefused from None

    def check_authentication(self, answer: str, *, challenge: str, public_key: bytes, sign_count: int) -> int:
        """Return the authenticator's new count where its answer holds. Raises PasskeyRefused."""
        try:
            checked = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise PasskeyRefused from None
        return int(checked.new_sign_count)


def install_security(flask_app: Flask, *, secret: str, console_url: str, is_test: bool = False) -> None:
    """Configure Flask-Security for this application, without its views, its mails and its sessions.

    A hash takes a tenth of a second and 64 MiB (the library's default, above OWASP's least), but not in tests.
    """
    if is_test:
        flask_app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {"argon2__rounds": 1, "argon2__memory_cost": 1024}
    flask_app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - a name
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    datastore = SQLAlchemyUserDatastore(db, Account, None)  # type: ignore[arg-type]
    security = Security(flask_app, datastore, register_blueprint=False)
    flask_app.extensions[_EXTENSION] = Credentials(security, secret=secret.encode(), console_url=console_url)


def credentials() -> Credentials:
    """Return the tools of the application at work."""
    return cast(Credentials, current_app.extensions[_EXTENSION])


def _normalised(password: str) -> str:
    """The same keys give the same bytes on every machine (NIST SP 800-63B, 5.1.1.2: NFKC or NFKD)."""
    return unicodedata.normalize("NFKD", password)


def _derive(secret: bytes, use: str) -> bytes:
    """A key of its own for each use of the installation's secret."""
    return hmac.digest(secret, f"vigil console|{use}".encode(), "sha256")
