"""What the API answers with. The OpenAPI description is made of these, so neither can leave the other behind.

Texts are ``{language: words}`` with BCP 47 codes; dates of a case are EDTF (ISO 8601-2, level 1), as exact as they are
known; moments are RFC 3339 in UTC.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app.campaigns.document import EventDocument, FactDocument, OutcomeDocument, Texts
from app.campaigns.rules import Opening
from app.core.languages import LANGUAGES

MOST_CAMPAIGNS = 100
Edtf = Annotated[str, Meta(description="A date in EDTF (ISO 8601-2, level 1), no more exact than it is known.")]
Html = Annotated[str, Meta(description="HTML without scripts, pictures or styles.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no answer, as problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class ListQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which campaigns are asked for."""

    after: (
        Annotated[
            str,
            Meta(
                pattern="^[a-z0-9-]+$",
                max_length=100,
                description="The slug of the last campaign of the page before; ``next`` of an answer has it set.",
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=MOST_CAMPAIGNS, description="At most so many campaigns.")] = 50
    language: (
        Annotated[
            str,
            Meta(pattern=f"^({'|'.join(LANGUAGES)})$", description="Only campaigns that have texts in this language."),
        ]
        | UnsetType
    ) = UNSET


class Signatures(msgspec.Struct, frozen=True, kw_only=True):
    """The published count. ``frozen`` means that a mismatch was found and the figure waits until we know why."""

    confirmed: Annotated[int, Meta(ge=0, description="Addresses that have confirmed, once each.")]
    under_review: Annotated[int, Meta(ge=0, description="Held and not counted until checked.")]
    removed: Annotated[int, Meta(ge=0, description="Not counted after checking.")]
    as_of: datetime
    frozen: bool


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of the text is signed now; ``sha256`` is the digest of its canonical form."""

    number: Annotated[int, Meta(ge=1)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """People who signed on paper: counted apart, and no part of ``signatures``."""

    counted: Annotated[int, Meta(ge=0, description="People on sheets of paper, once each among them.")]
    also_online: Annotated[int, Meta(ge=0, description="About how many of them have signed online as well.")]
    as_of: datetime
    frozen: bool


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A number that a partner states. We have not counted it, and it is no part of ``signatures``."""

    partner: str
    figure: Annotated[int, Meta(gt=0)]
    as_of: Edtf
    evidence: Annotated[str, Meta(description="Where the partner states it.")]


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the count and is never added to it."""

    paper: Paper | None
    partners: list[Stated]


class Petition(msgspec.Struct, frozen=True, kw_only=True):
    """The count of one petition; ``campaign`` is a slug."""

    id: UUID
    campaign: str
    wording: Wording
    signatures: Signatures
    apart: Apart


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a delivery goes to; one that does not take names gets numbers only."""

    name: Texts
    takes_names: bool


class FullPetition(Petition, frozen=True, kw_only=True):
    """A petition with its text."""

    state: Opening
    opens_at: datetime
    closes_at: datetime | None
    is_paused: Annotated[bool, Meta(description="Open, but taking no signatures just now.")]
    goal: Annotated[int, Meta(gt=0)]
    milestones: list[int]
    ask: Texts
    demands: dict[str, list[str]]
    targets: Annotated[list[Texts], Meta(description="Who must decide.")]
    recipients: Annotated[list[Office], Meta(description="Who receives a delivery.")]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """The prisoner; ``own_language`` is the key of ``names`` that is the person's own script."""

    slug: str
    names: Texts
    own_language: str
    status: str
    detained_since: Edtf | None
    last_verified: Edtf | None


class FullPerson(Person, frozen=True, kw_only=True):
    """The prisoner with the documented case."""

    facts: list[FactDocument]
    events: list[EventDocument]


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign for one prisoner, or for several. ``pages`` are its addresses by language."""

    id: UUID
    slug: str
    hashtag: str
    pages: Texts
    title: Texts
    summary: Texts
    languages: list[str]
    organisation: Texts
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2.")] | None
    themes: list[str]
    begins: Edtf
    is_urgent: bool
    is_sample: Annotated[bool, Meta(description="Sample data: signatures are handed to nobody.")]
    prisoners: Annotated[Sequence[Person], Meta(min_length=1, description="In the order in which they are named.")]
    petition: Petition


class Campaigns(msgspec.Struct, frozen=True, kw_only=True):
    """One page of campaigns, by slug; ``next`` is the address of the following page, null on the last."""

    campaigns: list[Campaign]
    next: str | None


class FullCampaign(Campaign, frozen=True, kw_only=True):
    """A campaign with its petition's text, its story and the documented cases, each claim with its sources."""

    prisoners: Annotated[Sequence[FullPerson], Meta(min_length=1, description="In the order in which they are named.")]
    petition: FullPetition
    outcome: OutcomeDocument | None
    moved_to: Annotated[str, Meta(description="The slug of the campaign that goes on.")] | None
    story: dict[str, Html]


Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 in hex.")]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be struck from a delivery since it was compiled: row numbers of its list, never a name."""

    number: Annotated[int, Meta(ge=1)]
    day: date
    standing: Annotated[int, Meta(ge=0, description="How many of the signatures delivered still count, at most.")]
    rows: list[int]
    sha256: Digest
    signature: Annotated[str, Meta(description="Ed25519, in base64, over the bytes of which sha256 is the digest.")]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over of a fixed set of signatures, those confirmed before ``cut_off``.

    Without ``id`` it is of the samples, and there is no pack to check.
    """

    recipient: Texts
    profile: Annotated[str, Meta(description="Numbers only, or names and countries of those who agreed.")]
    confirmed: Annotated[int, Meta(ge=0)]
    cut_off: datetime
    state: str
    id: UUID | None
    reply_due: Annotated[date, Meta(description="Until when an answer was asked for.")] | None
    manifest_sha256: Digest | None
    corrections: list[Correction]


class Deliveries(msgspec.Struct, frozen=True, kw_only=True):
    """Every delivery of a petition that is public."""

    petition: UUID
    deliveries: list[Delivery]


class CheckpointKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key that signed; it is the one that signs deliveries."""

    algorithm: str
    fingerprint: Digest


class PetitionCount(msgspec.Struct, frozen=True, kw_only=True):
    """What was published of one petition on that day; ``paper`` is counted apart."""

    petition: str
    confirmed: Annotated[int, Meta(ge=0)]
    held: Annotated[int, Meta(ge=0)]
    removed: Annotated[int, Meta(ge=0)]
    paper: Annotated[int, Meta(ge=0)]


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of every petition on one day, as they were signed."""

    format: str
    number: Annotated[int, Meta(ge=1)]
    made_at: str
    previous: Annotated[str, Meta(description="SHA-256 of the checkpoint before in hex, noughts for the first.")]
    site: str
    key: CheckpointKey
    petitions: list[PetitionCount]


class SignedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint. What is signed is its canonical JSON: keys sorted, no spaces, UTF-8."""

    checkpoint: Checkpoint
    sha256: Digest
    signature: Annotated[str, Meta(description="Ed25519, in base64.")]


class Checkpoints(msgspec.Struct, frozen=True, kw_only=True):
    """One page of checkpoints, the oldest first; ``next`` is the address of the following page, null on the last."""

    checkpoints: list[SignedCheckpoint]
    next: str | None


class ChainQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which checkpoints are asked for."""

    after: Annotated[
        int, Meta(ge=0, le=1_000_000, description="The number of the last checkpoint of the page before.")
    ] = 0
    limit: Annotated[int, Meta(ge=1, le=400, description="At most so many checkpoints.")] = 100
