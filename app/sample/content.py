"""Reads the sample files and refuses what an editor could not publish."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from app.core import edtf
from app.core.edtf import EdtfError
from app.core.errors import VigilError
from app.core.languages import LANGUAGES
from app.sample.shapes import (
    FOLDER,
    SURROUNDINGS,
    SampleCampaign,
    SampleEvent,
    SampleFact,
    SampleGroup,
    SampleOrganisation,
    SamplePrison,
    SampleSurroundings,
    Texts,
)

Shape = TypeVar("Shape", SampleCampaign, SampleSurroundings)

_ALWAYS: Final = ("en", "fa")
"""Every campaign speaks these; any other language of the site it may."""


class SampleError(VigilError):
    """A sample file says something that could not be published; the message has every reason."""


def read_samples(folder: Path = FOLDER) -> list[SampleCampaign]:
    """Return every sample campaign of the folder, by file name; raise SampleError for the first bad file.

    Those that were retired come last: they lead to others.
    """
    campaigns = [_read_campaign(path) for path in sorted(folder.glob("*.toml"))]
    return sorted(campaigns, key=lambda campaign: campaign.moved_to is not None)


@cache
def read_surroundings() -> SampleSurroundings:
    """Return what the campaigns name by key; raise SampleError where it could not be published."""
    around = _decode(SURROUNDINGS, SampleSurroundings)
    for memorial in around.memorials:
        _refuse(SURROUNDINGS, _incomplete(memorial, memorial.key, memorial.title))
    named: list[SampleOrganisation | SamplePrison | SampleGroup] = [*around.organisations]
    for each in (*named, *around.prisons, *around.groups):
        _refuse(SURROUNDINGS, _incomplete(each, each.key, each.name))
    return around


def _read_campaign(path: Path) -> SampleCampaign:
    campaign = _decode(path, SampleCampaign)
    _refuse(path, _complaints(campaign))
    return campaign


def _decode(path: Path, shape: type[Shape]) -> Shape:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=shape)
    except msgspec.DecodeError as error:
        raise SampleError(f"{path.name}: {error}") from error


def _refuse(path: Path, complaints: Iterator[str]) -> None:
    if said := "; ".join(complaints):
        raise SampleError(f"{path.name}: {said}")


def _complaints(campaign: SampleCampaign) -> Iterator[str]:
    yield from _incomplete(campaign, "campaign", campaign.title)
    yield from _bad_dates(campaign)
    yield from _bad_sources(campaign)
    yield from _bad_petition(campaign)
    yield from _unknown_keys(campaign)
    for each in campaign.people:
        if each.prisoner.own_language not in each.prisoner.names:
            yield "the prisoner has no name in the person's own language"


def _incomplete(value: msgspec.Struct, where: str, title: Texts) -> Iterator[str]:
    """Everything is told in the languages of its title, and Persian and English are among them."""
    languages: list[str] = [language for language in LANGUAGES if language in title]
    yield from (f"{where} must be in {language}" for language in _ALWAYS if language not in languages)
    yield from _incomplete_texts(value, where, languages)


def _incomplete_texts(value: object, where: str, languages: list[str]) -> Iterator[str]:
    """Every mapping in these structs is a text; it must have the title's languages, a list as many lines in each."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _incomplete_texts(getattr(value, field), f"{where}.{field}", languages)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _incomplete_texts(item, f"{where}[{index}]", languages)
    elif isinstance(value, dict):
        if set(value) != set(languages):
            yield f"{where} must be in {', '.join(languages)}"
        if len({len(lines) for lines in value.values() if isinstance(lines, list)}) > 1:
            yield f"{where} must have as many lines in each language"


def _bad_dates(campaign: SampleCampaign) -> Iterator[str]:
    given: list[str | int | None] = [campaign.begins]
    for each in campaign.people:
        given += [each.prisoner.detained_since, each.prisoner.status_verified]
        given += [event.date for event in each.events]
    given += [source.date for source in campaign.sources]
    given += [campaign.outcome.day] if campaign.outcome else []
    for text in given:
        try:
            if isinstance(text, str):
                edtf.parse(text)
        except EdtfError as error:
            yield str(error)


def _bad_sources(campaign: SampleCampaign) -> Iterator[str]:
    keys = [source.key for source in campaign.sources]
    if len(set(keys)) != len(keys):
        yield "two sources have the same key"
    claims: list[SampleFact | SampleEvent] = []
    for each in campaign.people:
        claims += each.facts
        claims += each.events
    named = {key for claim in claims for key in claim.sources}
    yield from (f"there is no source {key!r}" for key in sorted(named - set(keys)))
    yield from (f"nothing rests on the source {key!r}" for key in sorted(set(keys) - named))


def _bad_petition(campaign: SampleCampaign) -> Iterator[str]:
    petition = campaign.petition
    if petition.milestones != sorted(set(petition.milestones)) or petition.milestones[-1] != petition.goal:
        yield "milestones must rise and end with the goal"
    for recipient in petition.recipients:
        if recipient.takes_names and recipient.is_of_persecuting_state:
            yield f"names are never handed to {recipient.key!r}, a recipient of the persecuting state"


def _unknown_keys(campaign: SampleCampaign) -> Iterator[str]:
    """Everything that is named by key must be there."""
    around = read_surroundings()
    recipients = {recipient.key for recipient in campaign.petition.recipients}
    for kind, named, known in (
        ("organisation", [campaign.organisation], {each.key for each in around.organisations}),
        (
            "prison",
            [each.prisoner.prison or "" for each in campaign.people],
            {"", *(each.key for each in around.prisons)},
        ),
        ("group", campaign.groups, {each.key for each in around.groups}),
        ("memorial", campaign.memorials, {each.key for each in around.memorials}),
        ("recipient", [delivery.recipient for delivery in campaign.deliveries], recipients),
    ):
        yield from (f"there is no {kind} {key!r}" for key in sorted(set(named) - set(known)))
