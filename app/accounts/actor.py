"""Who does something, as a plain value that services are given."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.kinds import OrganisationRole, StaffRole
from app.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Actor:
    """An account as it acts in one request: in one organisation (with its role there), as staff, or for itself.

    Whoever has it may rely on the guard having checked what the view needs; services write ``account_id`` as the
    actor of the audit (``app.audit.chain.record(actor=str(actor.account_id), …)``).
    """

    account_id: UUID
    language: str
    organisation_id: UUID | None = None
    role: OrganisationRole | None = None
    staff_role: StaffRole | None = None
    has_second_factor: bool = False
    """Whether this session was opened with a second factor; nothing is published without."""

    @property
    def acting_for(self) -> UUID:
        """The organisation in the address. Raises NotFound outside of one."""
        if self.organisation_id is None:
            raise NotFound
        return self.organisation_id

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody who runs the platform."""
        return self.staff_role is not None
