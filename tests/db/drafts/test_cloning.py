"""A cloned campaign has the words and not the consent."""

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.drafts.cloning import clone_draft
from app.drafts.findings import FindingCode
from app.drafts.kinds import ConsentKind
from app.drafts.models import Draft
from app.drafts.reviewing import check
from app.drafts.saving import get_draft
from app.drafts.states import DraftState
from tests.db.drafts.conftest import NOW


def test_a_clone_has_the_words_and_not_the_consent(session: Session, colleague: Actor, published: Draft) -> None:
    made = get_draft(session, clone_draft(session, colleague, published.id, now=NOW).id)
    original = get_draft(session, published.id).document
    assert (made.row.state, made.number, made.row.id != published.id) == (DraftState.EDITING, 1, True)
    assert (made.document.facts, made.document.campaign.title) == (original.facts, original.campaign.title)
    assert made.document.consent.kind is ConsentKind.UNKNOWN
    codes = {finding.code for finding in check(session, made.row.id, made.document, now=NOW)}
    assert codes == {
        FindingCode.CONSENT_UNRECORDED,
        FindingCode.CHECKLIST_OPEN,
        FindingCode.SLUG_REFUSED,
        FindingCode.DATE_MISSING,
    }
