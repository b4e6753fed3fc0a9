"""Keeping the public copies of updates what they should be: those that went out, of campaigns everybody may see."""

from typing import Any

import msgspec
from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.markup import to_html
from app.campaigns.models import PublishedCampaign
from app.updates.document import UpdateDocument
from app.updates.models import PublishedUpdate, Update
from app.updates.rules import list_whole


def publish_updates(session: Session) -> int:
    """Show what has begun to go out; take away what was hidden. Returns how many pages changed.

    Compared every few seconds, instead of each button doing it: nothing can forget to. Words do not change once an
    update was approved, so that a copy that is there is right.
    """
    wanted = _of_public(select(Update))
    ids = _of_public(select(Update.id))
    gone = session.scalars(
        delete(PublishedUpdate).where(PublishedUpdate.id.not_in(ids)).returning(PublishedUpdate.id)
    ).all()
    new = session.scalars(wanted.where(Update.id.not_in(select(PublishedUpdate.id)))).all()
    for each in new:
        session.execute(upsert(PublishedUpdate).values(_row(each)).on_conflict_do_nothing())
    return len(gone) + len(new)


def _of_public(query: Select[Any]) -> Select[Any]:
    shown = query.join(PublishedCampaign, PublishedCampaign.id == Update.campaign_id)
    return shown.where(Update.started_at.is_not(None), ~Update.is_hidden)


def _row(update: Update) -> dict[str, Any]:
    languages = list_whole(update.subject, update.body)
    assert update.started_at is not None  # noqa: S101 - for the type checker
    document = UpdateDocument(
        id=update.id,
        number=update.number,
        subject={code: update.subject[code] for code in languages},
        html={code: to_html(update.body[code]) for code in languages},
        languages=languages,
        published_at=update.started_at,
    )
    return {
        "id": update.id,
        "campaign_id": update.campaign_id,
        "number": update.number,
        "document": msgspec.to_builtins(document),
    }
