"""Loading, changing and saving a draft: the seam that every editor page goes through.

A page shows one section of the newest revision and carries its number in the form. To save, it says what it changes
as a function of the whole document::

    draft = get_draft(session, campaign_id)                  # the newest revision: draft.document, draft.number
    saved = save_section(
        session, actor, campaign_id,
        based_on=form.based_on,                              # the number the page was made from
        change=lambda document: msgspec.structs.replace(document, facts=...),
        now=utc_now(),
    )
    saved.number, saved.document, saved.merged

``change`` is applied to the revision the page was made from, never to what others saved since. Then the two are
brought together place by place (``app.drafts.differences``): ``saved.merged`` has what others changed meanwhile, for
the page to tell. Where both changed the same place, ``DraftChanged`` carries everything the page needs to show what
the other changed (``base``, ``mine``, ``newer``, ``number``, ``places``); to insist, the page saves again, still
``based_on`` the same revision, with ``insists_on=error.number``. A change that changes nothing makes no revision.

Raises NotFound for another organisation's draft (row-level security), DraftLocked while it is with staff.
What is worth saving is the page's matter: a draft may be saved with whatever findings it has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.core.errors import NotFound
from app.core.folding import fold
from app.drafts.differences import Difference, SamePlaces, list_differences, merge
from app.drafts.document import DraftDocument, Texts, read_document, stored_document
from app.drafts.errors import DraftChanged, DraftLocked
from app.drafts.models import Draft, DraftRevision
from app.drafts.people import list_people
from app.drafts.states import EDITABLE, DraftState
from app.drafts.translations import with_basis

Change = Callable[[DraftDocument], DraftDocument]


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft as an editor opens it: its row, and the newest revision."""

    row: Draft
    number: int
    document: DraftDocument


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What saving made: the newest revision, and what others had changed since the page was opened."""

    number: int
    document: DraftDocument
    merged: list[Difference]


def start_draft(
    session: Session, actor: Actor, *, now: datetime, document: DraftDocument | None = None, note: str = ""
) -> Draft:
    """Begin a campaign of the actor's organisation, blank unless a document is given; return its row."""
    if actor.organisation_id is None:
        raise NotFound("a campaign belongs to an organisation")
    given = with_basis(document or DraftDocument(), before=DraftDocument())
    draft = Draft(
        organisation_id=actor.organisation_id,
        head=1,
        title=title_of(given),
        search_text=search_text_of(given),
        changed_at=now,
    )
    session.add(draft)
    session.flush()
    _add_revision(session, draft, given, author_id=actor.account_id, note=note, now=now)
    _note(session, actor, "draft started", draft, now=now)
    return draft


def keep_published(
    session: Session, document: DraftDocument, *, campaign_id: UUID, organisation_id: UUID, now: datetime
) -> Draft:
    """Keep what the tables hold by other means as a draft's first revision, by nobody, published."""
    draft = Draft(
        id=campaign_id,
        organisation_id=organisation_id,
        head=1,
        state=DraftState.PUBLISHED,
        title=title_of(document),
        search_text=search_text_of(document),
        changed_at=now,
        published_number=1,
    )
    session.add(draft)
    session.flush()
    _add_revision(session, draft, document, author_id=None, note="read back", now=now)
    return draft


def get_draft(session: Session, campaign_id: UUID) -> OpenDraft:
    """Return a draft with its newest revision, or raise NotFound."""
    row = session.get(Draft, campaign_id, populate_existing=True)
    if row is None:
        raise NotFound("no such draft")
    return OpenDraft(row=row, number=row.head, document=get_document(session, campaign_id, row.head))


def get_document(session: Session, campaign_id: UUID, number: int) -> DraftDocument:
    """Return one revision's document, or raise NotFound."""
    revision = session.get(DraftRevision, (campaign_id, number))
    if revision is None:
        raise NotFound("no such revision")
    return read_document(revision.document)


def save_section(
    session: Session, actor: Actor, campaign_id: UUID, *, based_on: int, change: Change, now: datetime, note: str = "",
    insists_on: int | None = None,
) -> Saved:  # fmt: skip
    """Change a draft as it stood in revision ``based_on`` and bring that together with what was saved since.

    ``insists_on`` is the newer revision that its editor has seen and goes over. Raises NotFound, DraftLocked or
    DraftChanged.
    """
    draft = lock_draft(session, campaign_id)
    if draft.state not in EDITABLE:
        raise DraftLocked(draft.state)
    base = get_document(session, campaign_id, based_on)
    newer = get_document(session, campaign_id, draft.head)
    mine = with_basis(change(base), before=base)
    merged = _merged(base, newer, mine, number=draft.head, mine_wins=insists_on == draft.head)
    if merged != newer:
        _add_head(session, actor, draft, merged, note=note, now=now)
    return Saved(number=draft.head, document=merged, merged=list_differences(base, newer))


def return_to(session: Session, actor: Actor, campaign_id: UUID, *, number: int, based_on: int, now: datetime) -> Saved:
    """Save an earlier revision as the newest. Raises as ``save_section`` does, also where others saved meanwhile."""
    earlier = get_document(session, campaign_id, number)
    return save_section(
        session,
        actor,
        campaign_id,
        based_on=based_on,
        change=lambda _document: earlier,
        note=f"return {number}",
        now=now,
    )


def lock_draft(session: Session, campaign_id: UUID) -> Draft:
    """Return the row of a draft, nobody else's to change until the transaction ends; or raise NotFound."""
    query = select(Draft).where(Draft.id == campaign_id).with_for_update()
    draft = session.scalar(query.execution_options(populate_existing=True))
    if draft is None:
        raise NotFound("no such draft")
    return draft


def title_of(document: DraftDocument) -> Texts:
    """Return what a list calls the draft: its title, or the prisoner's name; nothing while there is neither."""
    given = document.campaign.title or list_people(document)[0].prisoner.names
    return {language: words for language, words in given.items() if words.strip()}


def search_text_of(document: DraftDocument) -> str:
    """Return the folded words by which a similar campaign is found."""
    names = (person.prisoner.names for person in list_people(document))
    texts = (*names, document.campaign.title, {"": document.campaign.hashtag})
    return " ".join(filter(None, (fold(words) for each in texts for words in each.values())))


def _merged(
    base: DraftDocument, newer: DraftDocument, mine: DraftDocument, *, number: int, mine_wins: bool
) -> DraftDocument:
    try:
        return merge(base, newer, mine, mine_wins=mine_wins)
    except SamePlaces as met:
        raise DraftChanged(base=base, mine=mine, newer=newer, number=number, places=met.places) from None


def _add_head(
    session: Session, actor: Actor, draft: Draft, document: DraftDocument, *, note: str, now: datetime
) -> None:
    draft.head += 1
    draft.state = DraftState.EDITING
    draft.title, draft.search_text, draft.changed_at = title_of(document), search_text_of(document), now
    session.flush()
    _add_revision(session, draft, document, author_id=actor.account_id, note=note, now=now)
    _note(session, actor, "draft saved", draft, now=now)


def _add_revision(
    session: Session, draft: Draft, document: DraftDocument, *, author_id: UUID | None, note: str, now: datetime
) -> None:
    session.add(
        DraftRevision(
            draft_id=draft.id,
            number=draft.head,
            document=stored_document(document),
            author_id=author_id,
            saved_at=now,
            note=note,
        )
    )
    session.flush()


def _note(session: Session, actor: Actor, action: str, draft: Draft, *, now: datetime) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="campaign", subject_id=draft.id,
        details={"revision": draft.head}, now=now,
    )  # fmt: skip
