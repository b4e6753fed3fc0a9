"""What the public site knows of a campaign: one document, copied out when it is published.

The public web process reads nothing else about a campaign, so a draft, an address or a hidden
signature cannot slip into a page by a mistake in a query. Texts are ``{language: words}``; dates of the
case are EDTF strings (ISO 8601-2, level 1); ``story`` is HTML already cleaned.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from app.core.languages import words_in

Texts = dict[str, str]


class SourceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim rests on."""

    title: Texts
    publisher: Texts
    date: str | None = None
    url: str | None = None
    certainty: str = "as_published"


class PrisonDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is held. ``country`` is ISO 3166 alpha-2, or None for an invented place."""

    slug: str
    name: Texts
    place: Texts
    country: str | None = None


class EventDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One dated fact of the case. ``attribution`` says who states it, where that is not the record itself."""

    date: str
    kind: str
    text: Texts
    attribution: Texts | None = None
    sources: list[SourceDocument]
    prison: PrisonDocument | None = None
    """Where a transfer led to."""


class FactDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the case at a glance (sentence, charge, activity, prison, family contact, ...)."""

    kind: str
    text: Texts
    attribution: Texts | None = None
    sources: list[SourceDocument] = []


class RelatedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A relative or a co-defendant; ``kind`` is one of ``app.cases.kinds.RelationKind``."""

    kind: str
    names: Texts
    text: Texts
    sources: list[SourceDocument]


class PrisonerDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The prisoner; ``own_language`` names the key of ``names`` that is the person's own script."""

    slug: str
    names: Texts
    own_language: str
    status: str
    detained_since: str | None
    last_verified: str | None
    prison: PrisonDocument | None = None
    facts: list[FactDocument]
    events: list[EventDocument]
    related: list[RelatedDocument] = []


class RecipientDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An office that gets a delivery; names are handed over only where ``takes_names``."""

    id: UUID
    name: Texts
    takes_names: bool


class WordingDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable version of the petition's text; ``sha256`` is the hex digest of its canonical form."""

    id: UUID
    number: int
    sha256: str
    ask: Texts
    demands: dict[str, list[str]]
    named_recipients: list[RecipientDocument]
    opened_at: datetime | None = None


class PetitionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A demand addressed to targets, open between two dates."""

    id: UUID
    wording: WordingDocument
    targets: list[Texts]
    recipients: list[RecipientDocument]
    goal: int
    milestones: list[int]
    opens_at: datetime
    closes_at: datetime | None
    is_paused: bool = False


class OrganisationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs a campaign; ``about`` is a plain paragraph, or nothing."""

    slug: str
    name: Texts
    about: Texts = {}


class GroupDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A group a campaign belongs to: enough to link to its page."""

    slug: str
    name: Texts


class MemorialDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A memorial a campaign goes back to: enough to link to its page."""

    slug: str
    title: Texts


class OutcomeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """How a campaign ended: a kind of ``app.campaigns.kinds.OutcomeKind``, and the day as EDTF."""

    kind: str
    text: Texts
    day: str
    thanks: Texts = {}


class DeliveryDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the public record of deliveries. ``state_since`` is when it came to be in its state.

    ``id`` leads to its record; a line of the samples has none. ``reply_due`` is the day until which an answer was
    asked for.
    """

    recipient: Texts
    profile: str
    confirmed: int
    cut_off: datetime
    state: str
    state_since: datetime | None = None
    id: UUID | None = None
    reply_due: date | None = None


class VariantDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a picture: ``/pictures/{digest}.{kind}``, kind being ``avif``, ``webp`` or ``jpg``."""

    kind: str
    width: int
    height: int
    digest: str


class PictureDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with what it shows in words; ``variants`` are in order of width."""

    alt: Texts
    variants: list[VariantDocument]


class CardDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The picture that stands for the campaign where its address is shared: ``/pictures/{digest}.png``."""

    language: str
    shape: str
    width: int
    height: int
    digest: str


class CampaignDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a campaign page shows except the tally and the supporters' names."""

    id: UUID
    slug: str
    hashtag: str
    title: Texts
    summary: Texts
    story: Texts
    is_sample: bool
    is_urgent: bool
    begins: str
    organisation: OrganisationDocument
    languages: list[str]
    country: str | None = None
    themes: list[str] = []
    prisoner: PrisonerDocument
    others: list[PrisonerDocument] = []
    """Who is named after the first, where a campaign is for several people."""
    petition: PetitionDocument
    deliveries: list[DeliveryDocument] = []
    published_at: datetime | None = None
    """When this copy was made; the words in it are as old as that."""
    groups: list[GroupDocument] = []
    memorials: list[MemorialDocument] = []
    outcome: OutcomeDocument | None = None
    moved_to: str | None = None
    """The slug of the campaign that goes on where this one was retired."""
    portrait: PictureDocument | None = None
    cards: list[CardDocument] = []

    @property
    def prisoners(self) -> list[PrisonerDocument]:
        """Everybody the campaign is for, in the order in which they are named."""
        return [self.prisoner, *self.others]

    def find_card(self, language: str, shape: str = "wide") -> CardDocument | None:
        """Return the share card in the reader's language, or in whichever its words are shown; None before one is."""
        cards = {card.language: card for card in self.cards if card.shape == shape}
        return words_in(cards, language) if cards else None

    def file_names(self) -> set[str]:
        """Return the names of all files this document shows, as they stand in ``/pictures/``."""
        variants = self.portrait.variants if self.portrait else []
        portraits = {f"{variant.digest}.{variant.kind}" for variant in variants}
        return portraits | {f"{card.digest}.png" for card in self.cards}


class GroupRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a group's page shows except the campaigns; ``description`` is HTML already cleaned."""

    slug: str
    name: Texts
    description: Texts
    size: Texts
    attribution: Texts
    sources: list[SourceDocument]
    is_sample: bool


class FigureDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a memorial, never without who states it."""

    figure: int
    text: Texts
    attribution: Texts


class MemorialRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a memorial's page shows except the campaigns; ``text`` is HTML already cleaned."""

    slug: str
    title: Texts
    text: Texts
    figures: list[FigureDocument]
    sources: list[SourceDocument]
    is_sample: bool


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The published count. ``frozen`` means a mismatch was found and the figure waits for staff."""

    confirmed: int
    held: int
    removed: int
    today: int
    as_of: datetime
    frozen: bool
