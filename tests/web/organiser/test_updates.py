"""Updates as organisers write, approve and stop them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.updates.fan_out import count_audiences, start_due
from app.updates.models import Update, UpdateProof, UpdateRecipient, UpdateShare
from app.updates.services import approve, ask_for_approval, cancel
from app.updates.states import RecipientState, UpdateState
from tests.factories import OpenPetition, add_petition, add_subscriber, add_update
from tests.factories.accounts import add_account
from tests.web.member import Member

Enter = Callable[..., Member]
WORDS = {"subject-en": "A letter arrived", "body-en": "She *wrote*.", "is_mailed": "yes"}


@pytest.fixture
def enter(console_app: Flask, owner_session: Session, tools: Credentials, petition: OpenPetition) -> Enter:
    """Sign somebody of the petition's organisation in: ``enter(role, second_factor=…, language=…)``."""

    def make(role: OrganisationRole = OrganisationRole.EDITOR, *, second_factor: bool = True, **more: Any) -> Member:
        organisation = petition.campaign.organisation
        account = add_account(owner_session, tools, organisation=organisation, role=role, **more)
        owner_session.commit()
        return Member(console_app, account).enter(second_factor=second_factor)

    return make


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    made = add_petition(owner_session)
    owner_session.refresh(made.campaign, ["organisation"])
    owner_session.commit()
    return made


@pytest.fixture
def folder(petition: OpenPetition) -> str:
    return f"/organiser/{petition.campaign.organisation.slug}/campaigns/{petition.campaign.id}/updates/"


def of(session: Session, path: str) -> Update:
    session.expire_all()
    return session.get_one(Update, UUID(path.rstrip("/").rpartition("/")[2]))


def ready(session: Session, petition: OpenPetition, **more: object) -> Update:
    made = add_update(session, petition.campaign, **more)  # type: ignore[arg-type]
    ask_for_approval(session, made, by=made.author_id, now=utc_now())
    session.commit()
    return made


def sending(session: Session, petition: OpenPetition, keyring: Keyring, *, readers: int = 0) -> Update:
    for number in range(readers):
        add_subscriber(session, keyring, petition, email=f"reader-{number}@example.org")
    made = add_update(session, petition.campaign, is_approved=True)
    start_due(session, keyring, now=utc_now())
    session.commit()
    return made


def test_where_there_is_none_the_page_teaches_the_next_step(enter: Enter, folder: str) -> None:
    page = enter().get(folder)
    assert "No update yet" in page.text
    assert any(link.get("href") == f"{folder}new" for link in page.all("a"))
    assert "Editors of your organisation write updates." in enter(OrganisationRole.VIEWER).get(folder).text


def test_two_people_bring_an_update_out(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    author, second = enter(), enter()
    path = author.press(f"{folder}new", WORDS)
    assert "Only your organisation sees it." in author.get(path).text
    author.press(f"{path}ask")
    assert "has to approve it, with a second factor" in author.get(path).text
    assert "You wrote these words last" in author.follow(f"{path}approve").text
    assert "Approve: mail it in thirty minutes" in second.get(path).text
    page = second.follow(f"{path}approve")
    assert re.search(r"(29|30) minutes until it goes out, at .* UTC", page.text)
    assert of(owner_session, path).state is UpdateState.APPROVED


def test_approving_needs_a_second_factor_and_a_role(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    path = f"{folder}{ready(owner_session, petition).id}/"
    assert "/account/second-factors" in enter(second_factor=False, has_app=False).press(f"{path}approve")
    viewer = enter(OrganisationRole.VIEWER)
    assert viewer.send(f"{path}approve").status_code == 403
    assert "What you can do" not in viewer.get(path).text
    assert of(owner_session, path).state is UpdateState.READY


def test_what_was_typed_is_kept_and_what_is_wrong_is_said(enter: Enter, folder: str) -> None:
    page = enter().refused(f"{folder}new", {"subject-en": "x" * 121, "body-en": "kept"})
    assert "at most 120 characters" in page.text
    assert page.value_of("body-en") == "kept"
    assert "at least one language" in enter().refused(f"{folder}new", {}).text


def test_looking_first_shows_it_rendered_and_saves_nothing(enter: Enter, folder: str, owner_session: Session) -> None:
    page = enter().refused(f"{folder}new", WORDS | {"look": "yes", "body-fa": "<script>x</script>"}, status=200)
    assert "<em>wrote</em>" in page.response.text
    assert "<script>x" not in page.response.text
    assert owner_session.scalars(select(Update)).all() == []


def test_languages_say_what_they_lack(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    half = add_update(owner_session, petition.campaign, subject={"en": "s", "fa": ""}, body={"en": "b", "fa": "ب"})
    owner_session.commit()
    page = enter().get(f"{folder}{half.id}/edit")
    legends = [" ".join("".join(each.itertext()).split()) for each in page.all("legend")]
    assert legends[:2] == ["English whole", "Persian lacks a subject"]
    assert "French not written" in legends


def test_of_two_who_write_at_once_the_later_sees_both_and_loses_nothing(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    draft = add_update(owner_session, petition.campaign)
    owner_session.commit()
    path, first, later = f"{folder}{draft.id}/edit", enter(), enter()
    revision = later.get(path).value_of("revision")
    first.press(path, WORDS | {"body-en": "first", "revision": revision})
    page = later.refused(path, WORDS | {"body-en": "later", "revision": revision}, status=409)
    assert page.value_of("body-en") == "later"
    assert "Saved by somebody else meanwhile: A letter arrived first" in page.text
    later.press(path, WORDS | {"body-en": "both", "revision": page.value_of("revision")})
    assert of(owner_session, str(draft.id)).body == {"en": "both"}


def test_only_a_draft_is_edited(enter: Enter, folder: str, owner_session: Session, petition: OpenPetition) -> None:
    made, member = ready(owner_session, petition), enter()
    assert member.client.get(f"{folder}{made.id}/edit").status_code == 303
    assert "somebody was quicker" in member.follow(f"{folder}{made.id}/edit", WORDS).text


def test_a_preview_shows_the_mail_and_the_page_in_every_language(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    path, member = f"{folder}{ready(owner_session, petition).id}/", enter()
    assert "News you asked for" in member.get(path).text
    assert "خبرهایی که خواسته بودید" in member.get(f"{path}?in=fa").text
    french = member.get(f"{path}?in=fr").text
    assert "Readers of this language are told that it is not translated" in french
    assert "n’existent pas encore en français" in french
    assert "/fr/campaigns/" in french


def test_a_test_mail_goes_to_whoever_asks_and_to_nobody_else(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    made, member = ready(owner_session, petition), enter()
    assert "on its way to you" in member.follow(f"{folder}{made.id}/test", {"language": "fa"}).text
    (proof,) = owner_session.scalars(select(UpdateProof)).all()
    assert member.account
    assert (proof.account_id, proof.language, proof.is_queued) == (member.account.id, "fa", False)
    for _ in range(19):
        member.press(f"{folder}{made.id}/test", {"language": "xx"})
    assert "twenty test mails" in member.follow(f"{folder}{made.id}/test").text


def test_the_progress_survives_a_reload_and_says_what_became_of_each(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    made = sending(owner_session, petition, keyring, readers=40)
    owner_session.add(UpdateShare(update_id=made.id, share=0, sent=20, left_out=3, failed=1))
    first = UpdateRecipient.update_id == made.id, UpdateRecipient.number == 1
    owner_session.execute(update(UpdateRecipient).where(*first).values(state=RecipientState.FAILED, failure="550"))
    owner_session.execute(update(Update).values(resumed_at=utc_now() - timedelta(seconds=12)))
    owner_session.commit()
    page = enter().get(f"{folder}{made.id}/")
    assert "24 / 40" in page.text
    assert page.all("progress")[0].attrib["value"] == "24"
    assert re.search(r"(1\.[5-9]|2) mails a second; about 1 minute left", page.text)
    assert "550 There is no such mailbox" in page.text


def test_a_mail_server_that_is_away_is_said(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    made = sending(owner_session, petition, keyring, readers=1)
    owner_session.add(UpdateShare(update_id=made.id, share=0, trouble="ConnectionRefusedError"))
    owner_session.commit()
    assert "cannot be reached just now (ConnectionRefusedError)" in enter().get(f"{folder}{made.id}/").text


def test_it_is_paused_resumed_and_cancelled_and_says_so(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    made, member = sending(owner_session, petition, keyring, readers=2), enter()
    path = f"{folder}{made.id}/"
    assert "until somebody resumes it" in member.follow(f"{path}pause").text
    assert of(owner_session, path).state is UpdateState.PAUSED
    assert "It goes on where it stopped." in member.follow(f"{path}resume").text
    assert "nobody else is written to" in member.follow(f"{path}cancel").text
    assert "somebody was quicker" in member.follow(f"{path}pause").text
    assert of(owner_session, path).state is UpdateState.CANCELLED


def test_a_held_one_is_stopped_and_a_hidden_page_comes_back(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    held, member = ready(owner_session, petition), enter()
    approve(owner_session, held, by=new_id(), now=utc_now())
    owner_session.commit()
    assert "It is a draft again." in member.follow(f"{folder}{held.id}/take-back").text
    out = add_update(owner_session, petition.campaign, is_out=True)
    owner_session.commit()
    path = f"{folder}{out.id}/"
    assert "Its page is hidden." in member.follow(f"{path}hide").text
    assert "Hide its page" in member.follow(f"{path}show").text


def test_a_draft_is_thrown_away(enter: Enter, folder: str, owner_session: Session, petition: OpenPetition) -> None:
    draft, kept, member = add_update(owner_session, petition.campaign), ready(owner_session, petition), enter()
    owner_session.commit()
    assert "The draft is thrown away." in member.follow(f"{folder}{draft.id}/delete").text
    assert "somebody was quicker" in member.follow(f"{folder}{kept.id}/delete").text
    owner_session.expire_all()
    assert owner_session.scalars(select(Update.id)).all() == [kept.id]


def test_the_list_says_where_each_stands(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    sending(owner_session, petition, keyring, readers=3)
    cancel(owner_session, add_update(owner_session, petition.campaign, is_approved=True), by=new_id(), now=utc_now())
    ready(owner_session, petition, subject={"en": "", "fa": "به فارسی"}, body={"en": "", "fa": "متن"})
    page = enter().get(folder).text
    assert all(words in page for words in ("being sent", "0 / 3", "cancelled", "waits for approval", "به فارسی"))


def test_how_many_would_get_it_is_told_roughly(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    made, member = ready(owner_session, petition), enter()
    for number in range(27):
        add_subscriber(owner_session, keyring, petition, email=f"reader-{number}@example.org")
        if number in (3, 26):
            owner_session.execute(update(Update).values(audience=None))
            count_audiences(owner_session)
            owner_session.commit()
            page = member.get(f"{folder}{made.id}/").text
            assert ("fewer than ten people" if number == 3 else "about 20 people") in page


def test_another_organisations_campaign_and_update_are_not_there(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition
) -> None:
    other, member = add_petition(owner_session), enter()
    theirs, ours = add_update(owner_session, other.campaign), add_update(owner_session, petition.campaign)
    owner_session.commit()
    strange = folder.replace(str(petition.campaign.id), str(other.campaign.id))
    for path in (strange, f"{strange}new", f"{folder}{theirs.id}/", f"{strange}{theirs.id}/", f"{strange}{ours.id}/"):
        assert member.client.get(path).status_code == 404, path
    for act in ("ask", "approve", "test", "delete", "edit"):
        assert member.send(f"{folder}{theirs.id}/{act}", WORDS).status_code == 404, act


def test_all_of_it_is_there_in_persian(
    enter: Enter, folder: str, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    member = enter(language="fa")
    made = sending(owner_session, petition, keyring, readers=2)
    assert "در حال فرستادن" in member.get(folder).text
    assert "۰ / ۲" in member.get(f"{folder}{made.id}/").text
    assert "نوشتن خبر" in member.get(f"{folder}new").text
