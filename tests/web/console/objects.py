"""What the matrix needs to know of addresses and forms: how an object of each kind is made, and a form that is taken.

Who adds an address with a new ``<uuid:batch_id>`` adds a function here::

    @makes("batch_id")
    def a_batch(world: World, organisation: Organisation) -> UUID:
        return add_batch(world.session, organisation).id

It is called for our organisation and for another one; ``world.made["campaign_id"]`` is the campaign that stands
before it in the same address. Put ``world.mark(organisation)`` into what a page could show, so that a leak is seen.
What belongs to an account or to nobody ignores the organisation. Who adds a form whose object is looked up only when
the form is right gives a right one in ``FORMS``, by endpoint.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.applying import apply
from app.accounts.inviting import invite
from app.accounts.kinds import LetterKind, OrganisationRole, StaffRole
from app.accounts.letters import queue_letters
from app.accounts.models import Account, Application, Organisation, Passkey, PasswordReset
from app.accounts.security import Credentials
from app.accounts.sessions import open_session
from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.deliveries.models import DeliveryEvidence
from app.deliveries.states import EvidenceKind, EvidenceState
from app.drafts.acting import freeze
from app.drafts.freezing import freeze_organisation
from app.drafts.kinds import FreezeReason
from app.drafts.saving import keep_published
from app.paper.batches import PaperFile
from app.paper.collecting import BatchFacts, open_batch
from app.paper.models import Print, PrintKind, PrintSize, PrintState
from app.paper.partners import PartnerTally
from app.petitions.models import Petition, Wording
from app.pictures.models import Picture, PictureState, PictureVariant, VariantKind
from app.pictures.store import PictureStore
from app.webhooks.models import Webhook, WebhookCall, WebhookEvent
from app.webhooks.states import CallState, EventKind
from tests.factories import add_account, add_petition
from tests.factories.deliveries import add_delivery
from tests.factories.drafts import fellow, whole_draft
from tests.factories.exports import add_approved, add_export, add_export_key, make_ready, staff, wish_for
from tests.factories.integrity import add_act, add_cluster, add_search
from tests.factories.updates import add_update

Row = TypeVar("Row")
Value = UUID | str
Maker = Callable[["World", Organisation], Value]
MAKERS: Final[dict[str, Maker]] = {}
"""By the name of an address's variable."""


@dataclass(frozen=True)
class World:
    """Two organisations, ours and theirs, each with a word that its pages show."""

    session: Session
    tools: Credentials
    keyring: Keyring
    ours: Organisation
    theirs: Organisation
    store: PictureStore
    endpoint: str = ""
    """Whose address values are made for: ``<entry>`` of a timeline is another thing than of a list of sources."""
    visitor: Account | None = None
    """Whose session or passkey ``<session_id>`` and ``<passkey_id>`` lead to, in our case."""
    made: dict[str, Value] = field(default_factory=dict)
    """What was made for the same address before: its variables are made from left to right."""

    def mark(self, organisation: Organisation) -> str:
        """A word that only this organisation's rows hold."""
        return "markofours" if organisation is self.ours else "markoftheirs"

    def owner_of(self, organisation: Organisation) -> Account:
        """The visitor for what is ours, somebody else for what is theirs."""
        if organisation is self.ours and self.visitor is not None:
            return self.visitor
        return add_account(self.session, self.tools, has_app=False)


FORMS: Final[dict[str, dict[str, str]]] = {
    "organiser.member_role": {"role": "viewer"},
    "organiser.campaign_act": {"kind": "pause"},
    "organiser.case_undo": {"number": "1", "based_on": "1"},
    "account.language": {"language": "en"},
    "account.password_change": {"password": "another four plain words"},
    "staff.application_refuse": {"reason": "unsafe"},
    "staff.organisation_freeze": {"reason": "asked_for"},
    "staff.export_reject": {"words": "Too much."},
    "staff.application_approve": {"slug": "a-new-one"},
}
"""Forms that are taken, by endpoint. Where the object is looked up first, an empty form will do."""

MISSING: Final[dict[str, Value]] = {
    "token": "0" * 32,
    "number": "999",
    "language": "fa",
    "entry": "nowhere",
    "person": "nowhere",
    "name": "0.jpg",
}
"""What is nobody's, where a fresh UUID is none."""


def _freeze(world: World) -> None:
    campaign_id = world.made["campaign_id"]
    assert isinstance(campaign_id, UUID)
    staff = Actor(account_id=new_id(), language="en", staff_role=StaffRole.LEAD)
    enter_scope(world.session, Scope(is_staff=True))  # the database itself asks who hides a campaign
    freeze(world.session, staff, campaign_id, words="", now=utc_now())


def _freeze_organisation(world: World) -> None:
    staff = Actor(account_id=new_id(), language="en", staff_role=StaffRole.LEAD)
    enter_scope(world.session, Scope(is_staff=True))
    freeze_organisation(world.session, staff, world.ours.id, reason=FreezeReason.OTHER, words="", now=utc_now())


BEFORE: Final[dict[str, Callable[["World"], None]]] = {
    "staff.campaign_let_go": _freeze,
    "staff.organisation_let_go": _freeze_organisation,
}
"""What must have happened to the objects of an address before its view has anything to do, by endpoint."""


def makes(name: str) -> Callable[[Maker], Maker]:
    """Register how an object is made that ``<name>`` in an address leads to."""

    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


def missing(name: str) -> Value:
    """Return a value that leads nowhere."""
    return MISSING.get(name) or new_id()


@makes("campaign_id")
def a_campaign(world: World, organisation: Organisation) -> Value:
    """A public campaign with its petition and draft; what else an address has is of this one."""
    petition = add_petition(world.session, organisation=organisation)
    title = {"en": f"Free {world.mark(organisation)}", "fa": world.mark(organisation)}
    petition.campaign.title = title
    document = whole_draft()
    others = [fellow("p1", name=f"{world.mark(organisation)} {petition.id.hex}")]
    document = replace(document, campaign=replace(document.campaign, title=title), others=others)
    keep_published(
        world.session, document, campaign_id=petition.campaign.id, organisation_id=organisation.id, now=utc_now()
    )
    return petition.campaign.id


@makes("organisation_id")
def an_organisation(world: World, organisation: Organisation) -> Value:
    return organisation.id


@makes("person")
def a_person(world: World, organisation: Organisation) -> Value:
    """Whom the campaign is for besides the first; the entries of that case have the same keys."""
    return "p1"


@makes("number")
def a_revision(world: World, organisation: Organisation) -> Value:
    return "1"


@makes("language")
def a_language(world: World, organisation: Organisation) -> Value:
    return "fa"


@makes("account_id")
def a_member(world: World, organisation: Organisation) -> Value:
    """An editor, and staff: an account is led to as either."""
    email = f"{world.mark(organisation)}-{new_id().hex}@example.org"
    account = add_account(
        world.session, world.tools, organisation=organisation, role=OrganisationRole.EDITOR, email=email,
        staff_role=StaffRole.REVIEWER if organisation is world.ours else None,
    )  # fmt: skip
    return account.id


@makes("invitation_id")
def an_invitation(world: World, organisation: Organisation) -> Value:
    return invite(
        world.session, email=f"{world.mark(organisation)}-{new_id().hex}@example.org", language="en",
        organisation_id=organisation.id, role=OrganisationRole.VIEWER, now=utc_now(),
    ).id  # fmt: skip


def _petition_of(world: World) -> Petition:
    """The petition of the campaign that stands before in the address."""
    return world.session.query(Petition).filter_by(campaign_id=world.made["campaign_id"]).one()


def _add(world: World, row: Row) -> Row:
    world.session.add(row)
    world.session.flush()
    return row


@makes("batch_id")
def a_batch(world: World, organisation: Organisation) -> Value:
    facts = BatchFacts(place=world.mark(organisation))
    campaign_id = world.made["campaign_id"]
    assert isinstance(campaign_id, UUID)
    return open_batch(
        world.session, campaign_id, facts, organisation_id=organisation.id, actor="anna", now=utc_now()
    ).id  # fmt: skip


@makes("file_id")
def a_file(world: World, organisation: Organisation) -> Value:
    headers = ["Name", world.mark(organisation)]
    file = PaperFile(
        batch_id=world.made["batch_id"], number=1, encoding="utf-8", separator=";", headers=headers, lines=1
    )  # fmt: skip
    return _add(world, file).id


@makes("tally_id")
def a_partners_number(world: World, organisation: Organisation) -> Value:
    tally_id = new_id()
    tally = PartnerTally(
        id=tally_id, series_id=tally_id, organisation_id=organisation.id, petition_id=_petition_of(world).id,
        partner=world.mark(organisation), figure=10, as_of="2026-01-01", evidence="https://partner.example.org/",
        note="", proposed_by="somebody else", proposed_at=utc_now(),
    )  # fmt: skip
    return _add(world, tally).id


@makes("print_id")
def a_print(world: World, organisation: Organisation) -> Value:
    petition = _petition_of(world)
    wording_id = world.session.query(Wording.id).filter_by(petition_id=petition.id).limit(1).scalar()
    ordered = Print(
        organisation_id=organisation.id, petition_id=petition.id, wording_id=wording_id, kind=PrintKind.SHEET,
        size=PrintSize.A4, language="en", code=new_id().hex[:10], label=world.mark(organisation), return_to="",
        ordered_at=utc_now(), state=PrintState.READY, pdf=b"%PDF-1.7",
    )  # fmt: skip
    return _add(world, ordered).id


@makes("update_id")
def an_update(world: World, organisation: Organisation) -> Value:
    campaign = world.session.get_one(Campaign, world.made["campaign_id"])
    return add_update(world.session, campaign, subject={"en": world.mark(organisation)}).id


ENTRIES: Final = {
    "organiser.case_event": "e1", "organiser.case_fact": "f1", "organiser.case_relative": "r1",
    "organiser.case_source": "s1",
}  # fmt: skip
"""Keys of ``whole_draft``'s entries, by the beginning of the endpoint."""


@makes("entry")
def an_entry(world: World, organisation: Organisation) -> Value:
    return next(key for start, key in ENTRIES.items() if world.endpoint.startswith(start))


@makes("name")
def a_picture(world: World, organisation: Organisation) -> Value:
    """A finished picture's file."""
    digest = world.store.add(f"{world.mark(organisation)} {new_id()}".encode(), "jpg")
    row = Picture(organisation_id=organisation.id, alt={}, focus_x=0.5, focus_y=0.5, state=PictureState.READY)
    variant = PictureVariant(picture_id=_add(world, row).id, kind=VariantKind.JPG, width=1, height=1, digest=digest)
    _add(world, variant)
    return f"{digest}.jpg"


@makes("webhook_id")
def a_webhook(world: World, organisation: Organisation) -> Value:
    webhook = Webhook(
        organisation_id=organisation.id, address=f"https://{world.mark(organisation)}.example.org/",
        events=["milestone.reached"], secret_sealed=b"sealed", made_at=utc_now(),
    )  # fmt: skip
    world.session.add(webhook)
    world.session.flush()
    return webhook.id


@makes("call_id")
def a_call(world: World, organisation: Organisation) -> Value:
    event = WebhookEvent(
        organisation_id=organisation.id, kind=EventKind.TEST, subject=new_id().hex, at=utc_now(), data={}
    )  # fmt: skip
    world.session.add(event)
    world.session.flush()
    call = WebhookCall(
        webhook_id=world.made["webhook_id"], event_id=event.id, not_before=utc_now(), state=CallState.FAILED
    )
    world.session.add(call)
    world.session.flush()
    return call.id


@makes("petition_id")
def a_petition(world: World, organisation: Organisation) -> Value:
    return add_petition(world.session, organisation=organisation).id


@makes("cluster_id")
def a_cluster(world: World, organisation: Organisation) -> Value:
    return add_cluster(world.session, world.made["petition_id"], label=world.mark(organisation)).id


@makes("act_id")
def an_act(world: World, organisation: Organisation) -> Value:
    petition = add_petition(world.session, organisation=organisation)
    return add_act(world.session, petition.id, words=world.mark(organisation)).id


@makes("search_id")
def a_search(world: World, organisation: Organisation) -> Value:
    return add_search(world.session, world.owner_of(organisation).id).id


@makes("session_id")
def a_session(world: World, organisation: Organisation) -> Value:
    return open_session(world.session, world.owner_of(organisation).id, second_factor=True, now=utc_now())[0].id


@makes("passkey_id")
def a_passkey(world: World, organisation: Organisation) -> Value:
    passkey = Passkey(
        account_id=world.owner_of(organisation).id, credential_id=new_id().bytes, public_key=b"k", sign_count=0,
        transports=[], name="key", created_at=utc_now(),
    )  # fmt: skip
    world.session.add(passkey)
    world.session.flush()
    return passkey.id


@makes("delivery_id")
def a_delivery(world: World, organisation: Organisation) -> Value:
    """A compiled one, that waits for its approval."""
    return add_delivery(world.session, add_petition(world.session, organisation=organisation)).id


@makes("evidence_id")
def a_picture_of_a_hand_over(world: World, organisation: Organisation) -> Value:
    evidence = DeliveryEvidence(
        delivery_id=world.made["delivery_id"], kind=EvidenceKind.RECEIPT, shows=world.mark(organisation),
        state=EvidenceState.READY, content=b"jpeg", added_by="anna", added_at=utc_now(),
    )  # fmt: skip
    return _add(world, evidence).id


@makes("key_id")
def an_export_key(world: World, organisation: Organisation) -> Value:
    return add_export_key(world.session, staff(), label=world.mark(organisation)).id


@makes("export_id")
def an_export(world: World, organisation: Organisation) -> Value:
    """Asked for by somebody else, who waits for a second person; where it is fetched, approved and there."""
    wish = wish_for(add_petition(world.session, organisation=organisation).id, words=world.mark(organisation))
    if world.endpoint != "staff.export_fetch":
        return add_export(world.session, wish).id
    made = add_approved(world.session, wish, asker=staff(world.owner_of(organisation).id))
    make_ready(world.session, made, world.store.path("x").parents[1])
    return made.id


@makes("application_id")
def an_application(world: World, organisation: Organisation) -> Value:
    apply(
        world.session, world.tools, name="Lantern Circle", website="", about="Words.", email="first@example.org",
        language="en", network=new_id().hex, now=utc_now(),
    )  # fmt: skip
    return world.session.query(Application.id).order_by(Application.created_at.desc()).limit(1).scalar()


@makes("token")
def a_token(world: World, organisation: Organisation) -> Value:
    """Of an invitation; of a reset it is nobody's, which is answered alike."""
    invitation_id = an_invitation(world, organisation)
    queue_letters(world.session, world.keyring, now=utc_now())
    assert isinstance(invitation_id, UUID)
    assert world.session.query(PasswordReset).count() == 0
    return world.keyring.token(LetterKind.INVITATION, invitation_id)
