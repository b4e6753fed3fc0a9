"""A sample as the draft that an editor would have written."""

from datetime import date
from typing import Any

from app.cases.kinds import Certainty
from app.core.languages import LANGUAGES
from app.drafts.document import (
    DraftCampaign,
    DraftDemand,
    DraftDocument,
    DraftEvent,
    DraftFact,
    DraftFellow,
    DraftPetition,
    DraftPrison,
    DraftPrisoner,
    DraftRecipient,
    DraftSource,
    DraftTarget,
    LocalMidnight,
    Texts,
)
from app.drafts.translations import with_basis
from app.sample.shapes import (
    SampleCampaign,
    SampleFellow,
    SamplePetition,
    SamplePrisoner,
    SampleSource,
    Timing,
    day_of,
)


def draft_of(sample: SampleCampaign, *, today: date) -> DraftDocument:
    """Return a sample as a draft.

    Nobody was asked for consent and no checklist was gone through: whoever edits it is asked to.
    """
    document = DraftDocument(
        languages=[language for language in LANGUAGES if language in sample.title],
        **_case(sample, today),
        others=[DraftFellow(key=f"p{number}", **_case(each, today)) for number, each in enumerate(sample.others, 2)],
        sources=[_source(source) for source in sample.sources],
        campaign=_campaign(sample, today),
        petition=_petition(sample.petition, today),
    )
    return with_basis(document, before=DraftDocument())


def _case(given: SampleCampaign | SampleFellow, today: date) -> dict[str, Any]:
    return {
        "prisoner": _prisoner(given.prisoner, today),
        "facts": [
            DraftFact(
                key=f"f{number}",
                kind=fact.kind,
                text=fact.text,
                attribution=fact.attribution or {},
                certainty=fact.certainty,
                sources=list(fact.sources),
            )
            for number, fact in enumerate(given.facts, 1)
        ],
        "events": [
            DraftEvent(
                key=f"e{number}",
                kind=event.kind,
                date=event.date,
                text=event.text,
                attribution=event.attribution or {},
                certainty=event.certainty,
                sources=list(event.sources),
            )
            for number, event in enumerate(given.events, 1)
        ],
    }


def _prisoner(given: SamplePrisoner, today: date) -> DraftPrisoner:
    return DraftPrisoner(
        slug=given.slug,
        names=given.names,
        own_language=given.own_language,
        status=given.status,
        status_verified=given.verified_on(today),
        detained_since=given.detained_since,
        prison=DraftPrison(slug=given.prison) if given.prison else None,
    )


def _source(given: SampleSource) -> DraftSource:
    return DraftSource(
        key=given.key,
        title=given.title,
        publisher=given.publisher,
        url=given.url,
        archived_url=given.archived_url,
        date=given.date,
        certainty=Certainty(given.certainty),
    )


def _campaign(sample: SampleCampaign, today: date) -> DraftCampaign:
    return DraftCampaign(
        slug=sample.slug,
        hashtag=sample.hashtag,
        title=sample.title,
        summary=sample.summary,
        story=sample.story,
        begins=sample.begins_on(today),
        country=sample.country,
        themes=list(sample.themes),
        groups=list(sample.groups),
        memorials=list(sample.memorials),
        is_urgent=sample.is_urgent,
    )


def _petition(given: SamplePetition, today: date) -> DraftPetition:
    return DraftPetition(
        ask=given.ask,
        demands=[DraftDemand(key=f"d{n}", text=text) for n, text in enumerate(_line_by_line(given.demands), 1)],
        targets=[DraftTarget(key=f"t{n}", name=name) for n, name in enumerate(given.targets, 1)],
        recipients=[
            DraftRecipient(
                key=f"r{n}",
                slug=each.key,
                name=each.name,
                language="fa" if each.is_of_persecuting_state else "en",
                takes_names=each.takes_names,
                is_persecuting=each.is_of_persecuting_state,
            )
            for n, each in enumerate(given.recipients, 1)
        ],
        goal=given.goal,
        milestones=list(given.milestones),
        opens=_midnight(given.opens, today),
        closes=None if given.closes is None else _midnight(given.closes, today),
    )


def _line_by_line(demands: dict[str, list[str]]) -> list[Texts]:
    """Every language has as many lines: turn them into texts."""
    count = len(next(iter(demands.values())))
    return [{language: lines[number] for language, lines in demands.items()} for number in range(count)]


def _midnight(timing: Timing, today: date) -> LocalMidnight:
    return LocalMidnight(day=day_of(timing, today).isoformat())
