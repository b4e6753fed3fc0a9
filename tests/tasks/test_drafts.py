"""What staff approved is published once, however often and at once beat rings; what fails keeps nothing else back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.campaigns.queries import list_published
from app.core.clock import utc_now
from app.drafts.acting import ask_for
from app.drafts.models import CampaignAct, Draft
from app.drafts.reviewing import approve, submit
from app.drafts.saving import start_draft
from app.drafts.states import ActKind, ActState, DraftState
from app.petitions.models import Wording
from app.pictures.models import Picture, PictureState
from tasks import drafts
from tests.db.drafts.conftest import act_as
from tests.factories import add_organisation
from tests.factories.drafts import whole_draft


@pytest.fixture
def approved(owner_session: Session) -> Draft:
    editor = act_as(add_organisation(owner_session))
    picture = Picture(alt={}, focus_x=0.5, focus_y=0.5, state=PictureState.READY)
    owner_session.add(picture)
    owner_session.flush()
    now = utc_now()
    draft = start_draft(owner_session, editor, document=whole_draft(picture_id=picture.id.hex), now=now)
    submit(owner_session, editor, draft.id, number=1, now=now)
    approve(owner_session, act_as(None, staff_role=StaffRole.REVIEWER), draft.id, number=1, now=now)
    owner_session.commit()
    return draft


def test_ringing_at_once_publishes_once(owner_session: Session, approved: Draft) -> None:
    with ThreadPoolExecutor(6) as pool:
        for _ in pool.map(lambda _number: drafts.publish(), range(6)):
            pass
    owner_session.expire_all()
    assert approved.state is DraftState.PUBLISHED
    assert [each.slug for each in list_published(owner_session)] == ["free-laleh"]
    assert owner_session.scalar(select(func.count()).select_from(Wording)) == 1


def test_what_was_asked_is_carried_out_in_order(owner_session: Session, approved: Draft) -> None:
    drafts.publish()
    owner = act_as(None, organisation_id=approved.organisation_id)
    for kind in (ActKind.PAUSE, ActKind.RESUME, ActKind.PAUSE):
        ask_for(owner_session, owner, approved.id, kind, now=utc_now())
        owner_session.commit()
    drafts.publish()
    owner_session.expire_all()
    assert {each.state for each in owner_session.scalars(select(CampaignAct))} == {ActState.DONE}
    assert list_published(owner_session)[0].petition.is_paused
