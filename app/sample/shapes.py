"""The sample campaigns, as an editor would write them: one TOML file each, read and checked.

Texts are ``{language: words}``, each in every language of the title; stories are Markdown. Moments may be
given as whole days from the day of loading (-30 is thirty days ago), so that a sample that is "closing
soon" still is when it is loaded next year. What a real case says is given as EDTF, and never moves.
"""

import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus

FOLDER: Final = Path(__file__).parent / "campaigns"

Words = Annotated[str, Meta(min_length=1)]
Texts = dict[str, Words]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Timing = datetime.date | int


def day_of(timing: Timing, today: datetime.date) -> datetime.date:
    """Return the day that is meant, ``today`` being the day of loading."""
    return today + datetime.timedelta(days=timing) if isinstance(timing, int) else timing


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
    """The prisoner. ``status_verified`` is EDTF or days from the day of loading."""

    slug: Key
    names: Texts
    own_language: str
    status: PrisonerStatus
    detained_since: str | None
    status_verified: str | int | None

    def verified_on(self, today: datetime.date) -> str | None:
        """Return when the status was last verified, as EDTF."""
        if isinstance(self.status_verified, int):
            return day_of(self.status_verified, today).isoformat()
        return self.status_verified


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

    @property
    def named_recipients(self) -> list[SampleRecipient]:
        """The recipients that supporters may agree to hand their names to."""
        return [recipient for recipient in self.recipients if recipient.takes_names]


class SampleOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a campaign ended."""

    kind: Literal["victory", "partial", "refused", "no_answer", "moved"]
    text: Texts


class SampleCampaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign with its prisoner, case and petition. ``begins`` is EDTF or days from the day of loading."""

    slug: Key
    hashtag: Annotated[str, Meta(pattern=r"^#\w+$")]
    title: Texts
    summary: Texts
    story: Texts
    is_urgent: bool
    begins: str | int
    organisation: Texts
    prisoner: SamplePrisoner
    sources: Annotated[list[SampleSource], Meta(min_length=1)]
    facts: list[SampleFact]
    events: list[SampleEvent]
    petition: SamplePetition
    outcome: SampleOutcome | None = None

    def begins_on(self, today: datetime.date) -> str:
        """Return when the campaign began, as EDTF."""
        return day_of(self.begins, today).isoformat() if isinstance(self.begins, int) else self.begins
