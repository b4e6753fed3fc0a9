"""What people may be on the platform, and which of it includes what. Pure."""

from enum import StrEnum
from typing import Final


class OrganisationRole(StrEnum):
    """What a member may do in one organisation; each includes those after it."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"

    def includes(self, other: "OrganisationRole") -> bool:
        """Whether who has this role may do what needs the other."""
        return _RANK[self] <= _RANK[other]


class StaffRole(StrEnum):
    """What a person may do who runs the platform. ``lead`` also decides who else does."""

    LEAD = "lead"
    REVIEWER = "reviewer"

    def includes(self, other: "StaffRole") -> bool:
        """Whether who has this role may do what needs the other."""
        return self is StaffRole.LEAD or self is other


class ApplicationState(StrEnum):
    """What became of an organisation's application."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why an application was refused; the console has a sentence for each."""

    UNKNOWN_GROUP = "unknown_group"
    NO_CONSENT = "no_consent"
    NOT_A_PRISONER = "not_a_prisoner"
    ALREADY_HERE = "already_here"
    UNSAFE = "unsafe"
    OTHER = "other"


class LetterKind(StrEnum):
    """Mails to people with accounts, or to be given one."""

    INVITATION = "invitation"
    RESET = "reset"
    NOTICE = "notice"


class Notice(StrEnum):
    """What the holder of an account is told by mail, for it may not have been he who did it."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no password
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    APPLICATION_REFUSED = "application_refused"
    EXPORT_KEY_ADDED = "export_key_added"
    EXPORT_ASKED = "export_asked"
    EXPORT_APPROVED = "export_approved"
    EXPORT_FETCHED = "export_fetched"


CONSOLE_LANGUAGES: Final = ("en", "fa")
"""The console speaks these, whole; its mails as well."""

_RANK: Final = {role: rank for rank, role in enumerate(OrganisationRole)}
