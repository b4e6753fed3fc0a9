"""Webhooks on the console: owners add, test and remove them; the secret is shown once."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.models import Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.webhooks.models import Webhook, WebhookCall, WebhookTry
from app.webhooks.noticing import publish_key
from app.webhooks.states import CallState, WebhookState
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.web.member import Member

ADDRESS = "https://hooks.example.org/vigil"
FORM = {"address": ADDRESS, "events": ["milestone.reached", "delivery.made"]}


@pytest.fixture
def organisation(owner_session: Session, keyring: Keyring) -> Organisation:
    """An organisation, after the workers have said under which key to seal."""
    publish_key(owner_session, keyring)
    return add_organisation(owner_session)


@pytest.fixture
def owner(console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation) -> Member:
    """Its owner, signed in."""
    account = add_account(owner_session, tools, organisation=organisation)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def root(organisation: Organisation) -> str:
    """Where its webhooks are."""
    return f"/organiser/{organisation.slug}/webhooks"


@pytest.fixture
def webhook(owner: Member, root: str, owner_session: Session) -> Webhook:
    """One that was added."""
    assert owner.send(root, FORM).status_code == 200
    return owner_session.scalars(select(Webhook)).one()


def test_the_secret_is_shown_once_and_is_the_one_we_sign_with(
    owner: Member, root: str, owner_session: Session, keyring: Keyring
) -> None:
    assert "No webhook yet" in owner.get(root).text
    answer = owner.send(root, FORM)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (shown,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", answer.get_data(as_text=True))
    webhook = owner_session.scalars(select(Webhook)).one()
    assert keyring.open_webhook_secret(webhook.secret_sealed, row=webhook.id) == shown
    for path in (root, f"{root}/{webhook.id}"):
        page = owner.get(path)
        assert "hooks.example.org" in page.text
        assert shown not in page.response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"address": "http://hooks.example.org/"}, "must begin with https://"),
        ({"address": "https://169.254.169.254/"}, "no private or local network"),
        ({"address": "https://me:pw@hooks.example.org/"}, "Leave name and password out"),
        ({"address": "nonsense"}, "Write a whole address"),
        ({"address": ""}, "Write a whole address"),
        ({"events": []}, "Choose at least one kind"),
        ({"events": ["signature.confirmed"]}, "Choose at least one kind"),
    ],
)
def test_a_bad_form_is_said_and_kept(owner: Member, root: str, form: dict, words: str) -> None:
    page = owner.refused(root, FORM | form)
    assert words in page.text
    assert page.value_of("address") == (FORM | form)["address"]


def test_before_the_workers_ran_it_says_so(
    console_app: Flask, owner_session: Session, tools: Credentials, clean_tables: None
) -> None:
    organisation = add_organisation(owner_session)
    account = add_account(owner_session, tools, organisation=organisation)
    owner_session.commit()
    page = Member(console_app, account).enter().refused(f"/organiser/{organisation.slug}/webhooks", FORM)
    assert "workers have not started yet" in page.text


def test_a_test_is_queued_and_its_outcome_shown(
    owner: Member, root: str, webhook: Webhook, owner_session: Session
) -> None:
    page = owner.follow(f"{root}/{webhook.id}/test")
    assert "A test is on its way" in page.text
    assert "within seconds" in page.text
    call = owner_session.scalars(select(WebhookCall)).one()
    call.state, call.attempts = CallState.FAILED, 10
    owner_session.add(WebhookTry(call_id=call.id, at=utc_now(), failure="certificate", milliseconds=12))
    owner_session.commit()
    page = owner.get(f"{root}/{webhook.id}")
    assert "The certificate is not good" in page.text
    page = owner.follow(f"{root}/{webhook.id}/calls/{call.id}/again")
    assert "on its way again" in page.text
    owner_session.refresh(call)
    assert call.state is CallState.WAITING


def test_pausing_and_resuming(owner: Member, root: str, webhook: Webhook, owner_session: Session) -> None:
    owner.press(f"{root}/{webhook.id}/pause")
    page = owner.follow(f"{root}/{webhook.id}/test")
    assert "not called at present" in page.text
    owner.press(f"{root}/{webhook.id}/resume")
    owner_session.refresh(webhook)
    assert webhook.state is WebhookState.ACTIVE


def test_the_owner_is_told_when_we_stopped(owner: Member, root: str, webhook: Webhook, owner_session: Session) -> None:
    webhook.state, webhook.disabled_at, webhook.failures = WebhookState.DISABLED, utc_now(), 40
    owner_session.commit()
    assert "We stopped calling on" in owner.get(f"{root}/{webhook.id}").text
    assert "failed 40 times in a row" in owner.get(root).text


def test_another_secret_and_removing(owner: Member, root: str, webhook: Webhook, owner_session: Session) -> None:
    before = webhook.secret_sealed
    assert "whsec_" in owner.send(f"{root}/{webhook.id}/secret").get_data(as_text=True)
    owner_session.refresh(webhook)
    assert webhook.secret_sealed != before
    page = owner.follow(f"{root}/{webhook.id}/remove")
    assert "removed" in page.text
    assert owner.client.get(f"{root}/{webhook.id}").status_code == 404


@pytest.mark.parametrize("role", [OrganisationRole.EDITOR, OrganisationRole.VIEWER])
def test_only_owners(
    console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation, root: str,
    role: OrganisationRole,
) -> None:  # fmt: skip
    account = add_account(owner_session, tools, organisation=organisation, role=role)
    owner_session.commit()
    member = Member(console_app, account).enter()
    assert member.client.get(root).status_code == 403
    assert member.send(root, FORM).status_code == 403


def test_another_organisations_webhook_is_not_there(
    console_app: Flask, owner_session: Session, tools: Credentials, webhook: Webhook, owner: Member
) -> None:
    other = add_organisation(owner_session)
    account = add_account(owner_session, tools, organisation=other)
    owner_session.commit()
    stranger = Member(console_app, account).enter()
    for webhook_id in (webhook.id, new_id()):
        path = f"/organiser/{other.slug}/webhooks/{webhook_id}"
        assert stranger.client.get(path).status_code == 404
        for act in ("secret", "pause", "resume", "remove", "test", f"calls/{new_id()}/again"):
            assert stranger.send(f"{path}/{act}").status_code == 404
    owner_session.refresh(webhook)
    assert webhook.state is WebhookState.ACTIVE


def test_in_persian(owner: Member, root: str, webhook: Webhook) -> None:
    owner.press("/account/language", {"language": "fa"})
    assert owner.get(root).language == "fa"
    assert owner.get(f"{root}/{webhook.id}").language == "fa"
