"""Saving a draft: numbered revisions that never change, two people at once, and going back."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.core.errors import NotFound
from app.drafts.document import DraftDocument
from app.drafts.errors import DraftChanged, DraftLocked
from app.drafts.history import list_drafts, list_history
from app.drafts.kinds import TranslationState
from app.drafts.models import Draft, DraftRevision
from app.drafts.reviewing import submit
from app.drafts.saving import Saved, get_document, get_draft, return_to, save_section, start_draft
from app.drafts.states import DraftState
from app.drafts.translations import count_states
from tests.db.drafts.conftest import NOW

Change = Callable[[DraftDocument], DraftDocument]


def titled(**words: str) -> Change:
    def change(document: DraftDocument) -> DraftDocument:
        title = {**document.campaign.title, **words}
        return replace(document, campaign=replace(document.campaign, title=title))

    return change


@pytest.fixture
def save(session: Session, editor: Actor, draft: Draft) -> Callable[..., Saved]:
    def saved(change: Change, *, based_on: int, actor: Actor = editor, **options: Any) -> Saved:
        return save_section(session, actor, draft.id, based_on=based_on, change=change, now=NOW, **options)

    return saved


def test_a_blank_draft_is_the_organisation_s_own(session: Session, editor: Actor) -> None:
    draft = start_draft(session, editor, now=NOW)
    opened = get_draft(session, draft.id)
    assert (opened.number, opened.document, opened.row.title) == (1, DraftDocument(), {})
    assert [each.id for each in list_drafts(session, draft.organisation_id)] == [draft.id]


def test_saving_makes_the_next_revision_and_keeps_the_one_before(
    session: Session, draft: Draft, save: Callable[..., Saved]
) -> None:
    saved = save(titled(en="Release Laleh"), based_on=1, note="shorter")
    assert (saved.number, saved.merged) == (2, [])
    assert get_document(session, draft.id, 1).campaign.title["en"] == "Free Laleh"
    assert get_draft(session, draft.id).document == saved.document
    assert [(each.number, each.note) for each in list_history(session, draft.id)] == [(2, "shorter"), (1, "")]
    assert draft.title["en"] == "Release Laleh"
    assert "release laleh" in draft.search_text


def test_a_change_that_changes_nothing_makes_no_revision(save: Callable[..., Saved]) -> None:
    assert save(lambda document: document, based_on=1).number == 1


def test_what_others_changed_elsewhere_is_kept_and_told(save: Callable[..., Saved], colleague: Actor) -> None:
    save(titled(fa="لاله را رها کنید"), based_on=1, actor=colleague)
    saved = save(titled(en="Release Laleh"), based_on=1)
    assert saved.document.campaign.title == {"en": "Release Laleh", "fa": "لاله را رها کنید"}
    assert [each.place for each in saved.merged] == ["campaign/title/fa"]


def test_the_later_editor_of_the_same_words_sees_both(save: Callable[..., Saved], colleague: Actor) -> None:
    save(titled(en="Theirs"), based_on=1, actor=colleague)
    with pytest.raises(DraftChanged) as met:
        save(titled(en="Mine"), based_on=1)
    error = met.value
    assert (error.number, error.places) == (2, ("campaign/title/en",))
    titles = [document.campaign.title["en"] for document in (error.base, error.newer, error.mine)]
    assert titles == ["Free Laleh", "Theirs", "Mine"]
    assert save(titled(en="Mine"), based_on=1, insists_on=error.number).document.campaign.title["en"] == "Mine"


def test_a_translation_goes_stale_by_saving(save: Callable[..., Saved]) -> None:
    assert count_states(save(titled(en="Otherwise"), based_on=1).document, "fa")[TranslationState.STALE] == 1


def test_returning_is_a_revision_of_its_own(
    session: Session, editor: Actor, draft: Draft, save: Callable[..., Saved]
) -> None:
    save(titled(en="Otherwise"), based_on=1)
    saved = return_to(session, editor, draft.id, number=1, based_on=2, now=NOW)
    assert saved.number == 3
    assert saved.document == get_document(session, draft.id, 1)


def test_what_is_with_staff_cannot_be_changed(
    session: Session, editor: Actor, draft: Draft, save: Callable[..., Saved]
) -> None:
    submit(session, editor, draft.id, number=1, now=NOW)
    with pytest.raises(DraftLocked) as locked:
        save(titled(en="Otherwise"), based_on=1)
    assert locked.value.state is DraftState.SUBMITTED


@pytest.mark.parametrize("change", [update(DraftRevision).values(note="x"), update(DraftRevision).values(document={})])
def test_a_revision_is_never_changed(session: Session, draft: Draft, change: Any) -> None:
    with pytest.raises(IntegrityError, match="draft_revision is never changed"):
        session.execute(change)


def test_a_missing_draft_is_not_found(session: Session, editor: Actor, draft: Draft) -> None:
    with pytest.raises(NotFound):
        get_draft(session, uuid4())
    with pytest.raises(NotFound):
        save_section(session, editor, draft.id, based_on=7, change=lambda document: document, now=NOW)


def test_every_act_is_in_the_audit_without_a_word_of_the_draft(
    session: Session, draft: Draft, save: Callable[..., Saved], editor: Actor
) -> None:
    save(titled(en="Otherwise"), based_on=1)
    entries = list(session.scalars(select(AuditEntry).where(AuditEntry.subject_id == draft.id)))
    assert [(each.action, each.actor, each.details) for each in entries] == [
        ("draft started", str(editor.account_id), {"revision": 1}),
        ("draft saved", str(editor.account_id), {"revision": 2}),
    ]


def test_a_draft_goes_with_all_its_revisions(session: Session, draft: Draft) -> None:
    session.execute(delete(Draft).where(Draft.id == draft.id))
    assert session.scalar(select(DraftRevision).where(DraftRevision.draft_id == draft.id)) is None
