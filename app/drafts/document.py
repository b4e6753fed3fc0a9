"""What the editors of a campaign work on: one document with everything that will be published, and what will not.

Texts are ``{language: words}``, dates are EDTF, and everything may be left out: unknown is a value, and a blank
draft is a draft. Whatever stands in a list has a ``key`` of its own that stays when the list is reordered; claims
name their sources by it. Prisons, groups, memorials and recipients that are there already are named by ``slug``.

``consent`` and ``checklist`` are for the editors and the staff who review; nothing copies them to the public.
"""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.campaigns.kinds import Theme
from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus, RelationKind
from app.core.ids import new_id
from app.drafts.kinds import ConsentKind, HarmCheck

Texts = dict[str, str]
Basis = dict[str, dict[str, str]]


def new_key() -> str:
    """Return a fresh key for something in a list."""
    return new_id().hex[:12]


class DraftPrison(msgspec.Struct, frozen=True, kw_only=True):
    """A prison that is there already, by ``slug``; or, without one, a new one in words."""

    slug: str | None = None
    name: Texts = {}
    place: Texts = {}
    country: str | None = None


class DraftPrisoner(msgspec.Struct, frozen=True, kw_only=True):
    """The prisoner; ``own_language`` is the key of ``names`` in the person's own script."""

    slug: str = ""
    names: Texts = {}
    own_language: str = ""
    status: PrisonerStatus = PrisonerStatus.UNKNOWN
    status_verified: str | None = None
    detained_since: str | None = None
    prison: DraftPrison | None = None


class DraftFact(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the case at a glance. A charge and what was actually done are two of them."""

    key: str
    kind: FactKind
    text: Texts = {}
    attribution: Texts = {}
    certainty: Certainty = Certainty.AS_PUBLISHED
    sources: list[str] = []


class DraftEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One dated fact of the case. ``prison`` says where a transfer or a banishment led to."""

    key: str
    kind: EventKind
    date: str | None = None
    text: Texts = {}
    attribution: Texts = {}
    certainty: Certainty = Certainty.AS_PUBLISHED
    sources: list[str] = []
    prison: DraftPrison | None = None


class DraftRelative(msgspec.Struct, frozen=True, kw_only=True):
    """A relative or a co-defendant. ``text`` says who they are; nobody is shown without ``is_public``."""

    key: str
    kind: RelationKind
    names: Texts = {}
    text: Texts = {}
    is_public: bool = False
    sources: list[str] = []


class DraftFellow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else the campaign is for, with the whole of that case. Its claims rest on the draft's sources."""

    key: str
    prisoner: DraftPrisoner = DraftPrisoner()
    facts: list[DraftFact] = []
    events: list[DraftEvent] = []
    relatives: list[DraftRelative] = []


class DraftSource(msgspec.Struct, frozen=True, kw_only=True):
    """What claims rest on; they name it by ``key``. ``archived_url`` is a copy that stays when ``url`` goes."""

    key: str
    title: Texts = {}
    publisher: Texts = {}
    url: str | None = None
    archived_url: str | None = None
    date: str | None = None
    certainty: Certainty = Certainty.AS_PUBLISHED


class DraftConsent(msgspec.Struct, frozen=True, kw_only=True):
    """What the family said to the campaign: who, when, and how it was recorded; or why there is no consent."""

    kind: ConsentKind = ConsentKind.UNKNOWN
    given_by: str = ""
    day: str | None = None
    recorded_how: str = ""
    why_absent: str = ""


class DraftCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """The effort itself. ``story`` is Markdown; ``groups`` and ``memorials`` are slugs of what is there."""

    slug: str = ""
    hashtag: str = ""
    title: Texts = {}
    summary: Texts = {}
    story: Texts = {}
    begins: str | None = None
    country: str | None = None
    themes: list[Theme] = []
    groups: list[str] = []
    memorials: list[str] = []
    is_urgent: bool = False
    is_discreet: bool = True


class DraftPortrait(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that was uploaded, what it shows in words, and its focal point in two parts of 1."""

    picture_id: str
    alt: Texts = {}
    focus_x: float = 0.5
    focus_y: float = 0.5


class DraftDemand(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is demanded."""

    key: str
    text: Texts = {}


class DraftTarget(msgspec.Struct, frozen=True, kw_only=True):
    """An office that must decide."""

    key: str
    name: Texts = {}


class DraftRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets a delivery: an office that is there already, by ``slug``; or, without one, a new one.

    Supporters may agree to hand their names to those with ``takes_names``: these are the named recipients.
    """

    key: str
    slug: str | None = None
    name: Texts = {}
    language: str = "en"
    takes_names: bool = False
    is_persecuting: bool = False


class LocalMidnight(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of a day somewhere: an ISO day, and a name of the time zone database."""

    day: str
    zone: str = "UTC"

    def moment(self) -> datetime:
        """Return the first moment of that day there, in UTC; also where its clocks skip midnight.

        Raises ValueError where there is no such day, ZoneInfoNotFoundError where there is no such zone.
        """
        local = datetime.combine(date.fromisoformat(self.day), time(), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC)


class DraftPetition(msgspec.Struct, frozen=True, kw_only=True):
    """The demand. Without ``opens`` it opens when it is published; without ``closes`` it has no end."""

    ask: Texts = {}
    demands: list[DraftDemand] = []
    targets: list[DraftTarget] = []
    recipients: list[DraftRecipient] = []
    goal: int = 0
    milestones: list[int] = []
    opens: LocalMidnight | None = None
    closes: LocalMidnight | None = None


class DraftDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One revision. The first of ``languages`` is the one that the others are translated from.

    A campaign for several people has the case of one in ``prisoner``, ``facts``, ``events`` and ``relatives``, and
    those of ``others``, of whom ``others_before`` are named before that one (``app.drafts.people``).

    ``basis`` remembers of each translation the hash of the words it was made from:
    ``{place of the text: {language: hash}}`` (``app.drafts.translations``).
    """

    languages: list[str] = msgspec.field(default_factory=lambda: ["en", "fa"])
    prisoner: DraftPrisoner = DraftPrisoner()
    facts: list[DraftFact] = []
    events: list[DraftEvent] = []
    relatives: list[DraftRelative] = []
    others: list[DraftFellow] = []
    others_before: int = 0
    sources: list[DraftSource] = []
    consent: DraftConsent = DraftConsent()
    checklist: list[HarmCheck] = []
    campaign: DraftCampaign = DraftCampaign()
    portrait: DraftPortrait | None = None
    petition: DraftPetition = DraftPetition()
    basis: Basis = {}


def read_document(stored: dict[str, Any]) -> DraftDocument:
    """Return the document that a revision stores."""
    return msgspec.convert(stored, DraftDocument)


def stored_document(document: DraftDocument) -> dict[str, Any]:
    """Return the document as a revision stores it."""
    stored: dict[str, Any] = msgspec.to_builtins(document)
    return stored
