"""Sample letters to officials: one TOML file a campaign, in ``to_officials``."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.letters.services import publish_letters
from app.sample.content import SampleError
from app.sample.shapes import Key, Texts, Timing, Words, day_of

FOLDER: Final = Path(__file__).parent / "to_officials"


class SampleLetter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter; it closes, or was stopped, at the beginning of its day in UTC."""

    slug: Key
    office: Texts
    points: dict[str, Annotated[list[Words], Meta(min_length=1)]]
    salutation: Texts
    subject: Texts
    text: Texts
    email: str | None = None
    postal_address: str | None = None
    closes: Timing | None = None
    stopped: Timing | None = None
    stop_reason: Texts | None = None


class SampleLetters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The letters of one sample campaign."""

    campaign: Key
    letters: list[SampleLetter]


def read_letters(folder: Path = FOLDER) -> list[SampleLetters]:
    """Return the sample letters by file name; raise SampleError for the first bad file."""
    return [_read(path) for path in sorted(folder.glob("*.toml"))]


def _read(path: Path) -> SampleLetters:
    try:
        read = msgspec.toml.decode(path.read_bytes(), type=SampleLetters)
    except msgspec.DecodeError as error:
        raise SampleError(f"{path.name}: {error}") from error
    complaints = [f"{letter.slug}: {complaint}" for letter in read.letters for complaint in _complaints(letter)]
    if complaints:
        raise SampleError(f"{path.name}: " + "; ".join(complaints))
    return read


def _complaints(letter: SampleLetter) -> Iterator[str]:
    """Readers must have both languages that are complete; the letter itself all its parts in each of its own."""
    for texts in (letter.office, letter.points, letter.stop_reason or letter.office):
        if not {"en", "fa"} <= texts.keys():
            yield "what readers are told must be in en and fa"
    if not letter.text.keys() == letter.subject.keys() == letter.salutation.keys():
        yield "salutation, subject and text must be in the same languages"


def load_letters(session: Session, *, now: datetime.datetime) -> int:
    """Insert the sample letters that are not there yet and publish them; return how many were new."""
    new = [
        _add(session, campaign.id, position, letter, today=now.date())
        for each in read_letters()
        for campaign in session.scalars(select(Campaign).where(Campaign.slug == each.campaign))
        for position, letter in enumerate(each.letters, 1)
        if not session.scalar(select(Letter.id).where(Letter.campaign_id == campaign.id, Letter.slug == letter.slug))
    ]
    session.flush()
    publish_letters(session)
    return len(new)


def _add(session: Session, campaign_id: object, position: int, letter: SampleLetter, *, today: datetime.date) -> Letter:
    added = Letter(
        campaign_id=campaign_id,
        slug=letter.slug,
        position=position,
        office=letter.office,
        points={language: list(lines) for language, lines in letter.points.items()},
        salutation=letter.salutation,
        subject=letter.subject,
        text=letter.text,
        email=letter.email,
        postal_address=letter.postal_address,
        closes_at=_midnight(letter.closes, today),
        stopped_at=_midnight(letter.stopped, today),
        stop_reason=letter.stop_reason,
    )
    session.add(added)
    return added


def _midnight(timing: Timing | None, today: datetime.date) -> datetime.datetime | None:
    if timing is None:
        return None
    return datetime.datetime.combine(day_of(timing, today), datetime.time(), tzinfo=datetime.UTC)
