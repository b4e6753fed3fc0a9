"""The sample campaigns, as an editor would write them: one TOML file each, read and checked.

Texts are ``{language: words}``, each in every language of the title; stories are Markdown. Moments may be
given as whole days from the day of loading (-30 is thirty days ago), so that a sample that is "closing
soon" still is when it is loaded next year. What a real case says is given as EDTF, and never moves.
"""

import datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.campaigns.kinds import OutcomeKind, Theme
from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus

FOLDER: Final = Path(__file__).parent / "campaigns"
SURROUNDINGS: Final = Path(__file__).parent / "surroundings.toml"

Words = Annotated[str, Meta(min_length=1)]
Texts = dict[str, Words]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Timing = datetime.date | int


def day_of(timing: Timing, today: datetime.date) -> datetime.date:
    """Return the day that is meant, ``today`` being the day of loading."""
    return today + datetime.timedelta(days=timing) if isinstance(timing, int) else timing


def edtf_of(timing: str | int, today: datetime.date) -> str:
    """Return an EDTF date as it is given, or the day that is meant, ``today`` being the day of loading."""
    return day_of(timing, today).isoformat() if isinstance(timing, int) else timing


class SampleSource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What claims rest on; they name it by ``key``."""

    key: Key
    title: Texts
    publisher: Texts
    date: str | None = None
    url: str | None = None
    archived_url: str | None = None
    certainty: Certainty


class SampleFact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the case at a glance."""

    kind: FactKind
    text: Texts
    attribution: Texts | None = None
    certainty: Certainty
    sources: Annotated[list[Key], Meta(min_length=1)]


class SampleEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated fact of the case; ``date`` is EDTF."""

    date: str
    kind: EventKind
    text: Texts
    attribution: Texts | None = None
    certainty: Certainty
    sources: Annotated[list[Key], Meta(min_length=1)]


class SamplePrisoner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prisoner. ``status_verified`` is EDTF or days from the day of loading; ``prison`` the key of one."""

    slug: Key
    names: Texts
    own_language: str
    status: PrisonerStatus
    detained_since: str | None = None
    status_verified: str | int | None
    prison: Key | None = None

    def verified_on(self, today: datetime.date) -> str | None:
        """Return when the status was last verified, as EDTF."""
        return None if self.status_verified is None else edtf_of(self.status_verified, today)


class SampleFellow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is named after the first prisoner; claims rest on the sources of the campaign."""

    prisoner: SamplePrisoner
    facts: list[SampleFact] = []
    events: list[SampleEvent] = []


class SampleRecipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office that gets deliveries; ``is_of_persecuting_state`` means numbers only, always."""

    key: Key
    name: Texts
    takes_names: bool
    is_of_persecuting_state: bool


class SamplePetition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The demand. It opens at the beginning of its day and closes at the beginning of the other, in UTC."""

    ask: Texts
    demands: dict[str, Annotated[list[Words], Meta(min_length=1)]]
    targets: Annotated[list[Texts], Meta(min_length=1)]
    recipients: Annotated[list[SampleRecipient], Meta(min_length=1)]
    goal: Annotated[int, Meta(gt=0)]
    milestones: Annotated[list[int], Meta(min_length=1)]
    opens: Timing
    closes: Timing | None = None
    is_paused: bool = False
    signatures: Annotated[int, Meta(ge=0, le=100)] = 0
    """How many invented people have signed: counted like anybody, without name or address."""

    @property
    def named_recipients(self) -> list[SampleRecipient]:
        """The recipients that supporters may agree to hand their names to."""
        return [recipient for recipient in self.recipients if recipient.takes_names]


class SampleOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a campaign ended. ``day`` is EDTF or days from the day of loading."""

    kind: OutcomeKind
    text: Texts
    day: str | int


class SampleDelivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the public record of deliveries: to one of the petition's recipients, who gets what they may get."""

    recipient: Key
    state: Annotated[str, Meta(pattern="^(compiled|approved|handed_over|acknowledged|refused|answered)$")]
    confirmed: Annotated[int, Meta(gt=0)]
    cut_off: Timing


class SampleCampaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign with its prisoner, case and petition. ``begins`` is EDTF or days from the day of loading.

    The organisation, groups and memorials are keys of the surroundings; ``moved_to`` is the slug of the campaign
    that goes on where this one was retired. A prisoner that two campaigns share is told by whichever is loaded
    first.
    """

    slug: Key
    hashtag: Annotated[str, Meta(pattern=r"^#\w+$")]
    title: Texts
    summary: Texts
    story: Texts
    is_urgent: bool
    begins: str | int
    country: Country | None = None
    themes: Annotated[list[Theme], Meta(min_length=1)]
    organisation: Key
    groups: list[Key] = []
    memorials: list[Key] = []
    prisoner: SamplePrisoner
    sources: list[SampleSource] = []
    facts: list[SampleFact] = []
    events: list[SampleEvent] = []
    others: list[SampleFellow] = []
    petition: SamplePetition
    deliveries: list[SampleDelivery] = []
    outcome: SampleOutcome | None = None
    moved_to: Key | None = None
    is_quiet: bool = False
    """Hidden, and saying that quiet was asked for."""

    @property
    def people(self) -> "list[SampleCampaign | SampleFellow]":
        """Everybody the campaign is for, with the case of each."""
        return [self, *self.others]

    def begins_on(self, today: datetime.date) -> str:
        """Return when the campaign began, as EDTF."""
        return edtf_of(self.begins, today)


class SampleOrganisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who runs campaigns."""

    key: Key
    name: Texts
    about: Texts


class SamplePrison(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where people are held; an invented place has no country."""

    key: Key
    name: Texts
    place: Texts
    country: Country | None = None


class SampleGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prisoners a source speaks of together; the description is Markdown."""

    key: Key
    name: Texts
    description: Texts
    size: Texts
    attribution: Texts
    sources: Annotated[list[SampleSource], Meta(min_length=1)]


class SampleFigure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number of a memorial, with who states it."""

    figure: Annotated[int, Meta(gt=0)]
    text: Texts
    attribution: Texts


class SampleMemorial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page for the dead whom a case goes back to; the text is Markdown."""

    key: Key
    title: Texts
    text: Texts
    figures: list[SampleFigure] = []
    sources: Annotated[list[SampleSource], Meta(min_length=1)]


class SampleSurroundings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the campaigns name by key. A key is the slug of its page."""

    organisations: list[SampleOrganisation]
    prisons: list[SamplePrison]
    groups: list[SampleGroup]
    memorials: list[SampleMemorial]
