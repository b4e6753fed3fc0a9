"""What the public may read of letters."""

from collections import defaultdict
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letters.document import LetterDocument
from app.letters.models import PublishedLetter


def list_letters(session: Session) -> dict[UUID, list[LetterDocument]]:
    """Return the public letters of every campaign, in their order."""
    letters: dict[UUID, list[LetterDocument]] = defaultdict(list)
    for row in session.scalars(select(PublishedLetter)):
        letters[row.campaign_id].append(msgspec.convert(row.document, LetterDocument, strict=False))
    return {key: sorted(each, key=lambda letter: letter.position) for key, each in letters.items()}
