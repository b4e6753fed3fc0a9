"""Which campaigns somebody looks for: the words a campaign is found by, and filters. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from app.campaigns.document import CampaignDocument, PrisonDocument, Texts
from app.core.folding import fold

MOST_WORDS: Final = 8
"""Words of a search that count; a longer text is no search."""
MOST_LETTERS: Final = 100


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for; an empty field leaves it open. All but ``words`` are slugs and codes."""

    words: str = ""
    status: str = ""
    country: str = ""
    prison: str = ""
    theme: str = ""
    organisation: str = ""

    @property
    def is_open(self) -> bool:
        """Whether everything is wanted."""
        return self == Wanted()


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value that a filter can have at the moment, by its name, and how many campaigns it leaves."""

    value: str
    name: Texts
    count: int


_FACETS: Final[dict[str, Callable[[CampaignDocument], Sequence[tuple[str, Texts]]]]] = {
    "status": lambda campaign: [(status, {}) for status in {each.status for each in campaign.prisoners}],
    "country": lambda campaign: [(campaign.country, {})] if campaign.country else [],
    "prison": lambda campaign: [(prison.slug, prison.name) for prison in prisons_of(campaign)],
    "theme": lambda campaign: [(theme, {}) for theme in campaign.themes],
    "organisation": lambda campaign: [(campaign.organisation.slug, campaign.organisation.name)],
}


def prisons_of(campaign: CampaignDocument) -> list[PrisonDocument]:
    """Return the prisons of those a campaign is for, each once."""
    return list({each.prison.slug: each.prison for each in campaign.prisoners if each.prison}.values())


def search_text(campaign: CampaignDocument) -> str:
    """Return the folded words a campaign is found by: names first, in every language and script it has."""
    texts = [
        *(each.names for each in campaign.prisoners), campaign.title, {"": campaign.hashtag}, {"": campaign.slug},
        *(words for prison in prisons_of(campaign) for words in (prison.name, prison.place)),
        *(group.name for group in campaign.groups), *(memorial.title for memorial in campaign.memorials),
        campaign.organisation.name, campaign.summary,
    ]  # fmt: skip
    return " ".join(fold(words) for text in texts for words in text.values())


def search_words(typed: str) -> list[str]:
    """Return the folded words of what somebody typed, as many as count."""
    return fold(typed[:MOST_LETTERS]).split()[:MOST_WORDS]


def select_wanted(campaigns: Iterable[CampaignDocument], wanted: Wanted) -> list[CampaignDocument]:
    """Return the campaigns that every filter lets through, in their order; words are searched elsewhere."""
    return [campaign for campaign in campaigns if all(_lets_through(campaign, *each) for each in _filters(wanted))]


def list_choices(campaigns: Iterable[CampaignDocument], facet: str) -> list[Choice]:
    """Return the values of a filter that occur at all, those with most campaigns first."""
    found: dict[str, Choice] = {}
    for campaign in campaigns:
        for value, name in _FACETS[facet](campaign):
            before = found[value].count if value in found else 0
            found[value] = Choice(value=value, name=name, count=before + 1)
    return sorted(found.values(), key=lambda choice: (-choice.count, choice.value))


def contains_words(campaign: CampaignDocument, words: Iterable[str]) -> bool:
    """Whether each word is part of the campaign's: the search while the database is away."""
    text = search_text(campaign)
    return all(word in text for word in words)


def _filters(wanted: Wanted) -> Iterator[tuple[str, str]]:
    return ((facet, value) for facet in _FACETS if (value := getattr(wanted, facet)))


def _lets_through(campaign: CampaignDocument, facet: str, value: str) -> bool:
    return any(value == each for each, _name in _FACETS[facet](campaign))
