"""An owner of the petition's organisation, and webhooks to add."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.webhooks.noticing import publish_key
from app.webhooks.services import NewWebhook, add_webhook
from app.webhooks.states import CHOOSABLE
from tests.factories import OpenPetition

Add = Callable[..., NewWebhook]


@pytest.fixture
def owner(petition: OpenPetition) -> Actor:
    """Whoever owns the organisation of the petition."""
    return Actor(
        account_id=new_id(), language="en", organisation_id=petition.campaign.organisation_id,
        role=OrganisationRole.OWNER, has_second_factor=True,
    )  # fmt: skip


@pytest.fixture
def add(session: Session, keyring: Keyring, owner: Actor) -> Add:
    """Add a webhook: ``add(address, events=…)``."""
    publish_key(session, keyring)

    def make(address: str = "https://hooks.example.org/", **choices: object) -> NewWebhook:
        given: dict[str, object] = {"events": list(CHOOSABLE), "loopback_too": True, "now": utc_now()} | choices
        return add_webhook(session, owner, address=address, **given)  # type: ignore[arg-type]

    return make
