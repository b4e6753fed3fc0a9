"""Webhooks of an organisation: where its own programs are told what has become public. For owners."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to, typed
from app.webhooks import services
from app.webhooks.errors import BadAddress, NotCalled, NotReady, TooManyWebhooks
from app.webhooks.models import Webhook
from app.webhooks.queries import get_webhook, list_calls, list_webhooks
from app.webhooks.rules import FAILURES_AT_MOST, WEBHOOKS_AT_MOST, AddressFault
from app.webhooks.states import CHOOSABLE, CallState, EventKind, WebhookState

_FAULTS: Final[Mapping[AddressFault, LazyString]] = {
    AddressFault.NO_ADDRESS: lazy_gettext("Write a whole address, for example https://hooks.example.org/vigil."),
    AddressFault.NOT_HTTPS: lazy_gettext(
        "The address must begin with https://, so that nobody on the way can read it."
    ),
    AddressFault.HAS_PASSWORD: lazy_gettext(
        "Leave name and password out of the address: the signature shows it is us."
    ),
    AddressFault.HAS_FRAGMENT: lazy_gettext("Leave out the part after the # sign: it never reaches a server."),
    AddressFault.NOT_PUBLIC: lazy_gettext(
        "We only call what the whole internet can reach, no private or local network."
    ),
    AddressFault.TOO_LONG: lazy_gettext("The address is longer than 500 characters. Use a shorter one."),
}
_WORDS: Final[Mapping[str, Mapping[Any, LazyString]]] = {
    "event_name": {
        EventKind.MILESTONE: lazy_gettext("A milestone is reached"),
        EventKind.UPDATE: lazy_gettext("An update is published"),
        EventKind.DELIVERY: lazy_gettext("A delivery is made"),
        EventKind.TEST: lazy_gettext("A test"),
    },
    "webhook_state": {
        WebhookState.ACTIVE: lazy_gettext("called"),
        WebhookState.PAUSED: lazy_gettext("paused"),
        WebhookState.DISABLED: lazy_gettext("disabled"),
    },
    "call_state": {
        CallState.WAITING: lazy_gettext("waiting"),
        CallState.TAKEN: lazy_gettext("taken"),
        CallState.FAILED: lazy_gettext("given up"),
    },
    "failure_says": {
        "not_allowed": lazy_gettext("The name leads into a private network"),
        "no_such_name": lazy_gettext("There is no such name"),
        "no_connection": lazy_gettext("Nobody answered there"),
        "certificate": lazy_gettext("The certificate is not good"),
        "too_slow": lazy_gettext("No answer in time"),
        "no_key": lazy_gettext("The secret could not be read; make a new one"),
    },
}
_NOT_READY: Final = lazy_gettext("The workers have not started yet, and only they may read the secret. Try again soon.")
_TOO_MANY: Final = lazy_gettext("An organisation has ten webhooks at most. Remove one first.")
_NOT_CALLED: Final = lazy_gettext("This webhook is not called at present. Resume it first.")


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/webhooks/<uuid:webhook_id>"
    site.add_url_rule("/webhooks", "webhooks", index)
    site.add_url_rule("/webhooks", "webhook_add", add, methods=["POST"])
    site.add_url_rule(one, "webhook", show)
    site.add_url_rule(f"{one}/secret", "webhook_secret", renew, methods=["POST"])
    site.add_url_rule(f"{one}/pause", "webhook_pause", pause, methods=["POST"])
    site.add_url_rule(f"{one}/resume", "webhook_resume", resume, methods=["POST"])
    site.add_url_rule(f"{one}/remove", "webhook_remove", remove, methods=["POST"])
    site.add_url_rule(f"{one}/test", "webhook_test", test, methods=["POST"])
    site.add_url_rule(f"{one}/calls/<uuid:call_id>/again", "webhook_again", again, methods=["POST"])


@needs_role(OrganisationRole.OWNER)
def index(actor: Actor) -> Response:
    """List the webhooks, with a form for another and how to receive."""
    return _index(actor)


@needs_role(OrganisationRole.OWNER, second_factor=True, fresh=True)
def add(actor: Actor) -> Response:
    """Add one, and show its secret this once."""
    events = [kind.value for kind in CHOOSABLE if kind.value in request.form.getlist("events")]
    if not events:
        return _index(actor, {"events": gettext("Choose at least one kind of event.")}, events)
    loopback_too = not _settings().is_production
    try:
        with unit_of_work() as session:
            made = services.add_webhook(
                session, actor, address=typed("address"), events=events, loopback_too=loopback_too, now=utc_now()
            )
    except BadAddress as bad:
        return _index(actor, {"address": str(_FAULTS[bad.fault])}, events)
    except (NotReady, TooManyWebhooks) as refusal:
        return _index(actor, {"address": str(_NOT_READY if isinstance(refusal, NotReady) else _TOO_MANY)}, events)
    return _secret_page(made.webhook, made.secret)


@needs_role(OrganisationRole.OWNER)
def show(actor: Actor, webhook_id: UUID) -> str:
    """One webhook with the log of its calls."""
    with unit_of_work() as session:
        webhook = get_webhook(session, webhook_id, organisation_id=actor.acting_for)
        calls = list_calls(session, webhook_id)
    return render_template(
        "organiser/webhooks/show.html", webhook=webhook, calls=calls, failures_at_most=FAILURES_AT_MOST, **_words()
    )


@needs_role(OrganisationRole.OWNER, second_factor=True, fresh=True)
def renew(actor: Actor, webhook_id: UUID) -> Response:
    """Make another secret, and show it this once."""
    try:
        with unit_of_work() as session:
            webhook = get_webhook(session, webhook_id, organisation_id=actor.acting_for)
            secret = services.renew_secret(session, actor, webhook, now=utc_now())
    except NotReady:
        return _back(webhook_id, _NOT_READY, category="error")
    return _secret_page(webhook, secret)


@needs_role(OrganisationRole.OWNER, second_factor=True)
def pause(actor: Actor, webhook_id: UUID) -> Response:
    """Call it no more."""
    with unit_of_work() as session:
        services.pause(session, actor, _get(session, actor, webhook_id), now=utc_now())
    return _back(webhook_id, lazy_gettext("It is not called any more until you resume it."))


@needs_role(OrganisationRole.OWNER, second_factor=True)
def resume(actor: Actor, webhook_id: UUID) -> Response:
    """Call it again."""
    with unit_of_work() as session:
        services.resume(session, actor, _get(session, actor, webhook_id), now=utc_now())
    return _back(webhook_id, lazy_gettext("It is called again. Send a test to see that it answers."))


@needs_role(OrganisationRole.OWNER, second_factor=True)
def remove(actor: Actor, webhook_id: UUID) -> Response:
    """Remove it with its log."""
    with unit_of_work() as session:
        services.remove(session, actor, _get(session, actor, webhook_id), now=utc_now())
    flash(gettext("The webhook is removed."))
    return go_to("organiser.webhooks")


@needs_role(OrganisationRole.OWNER, second_factor=True)
def test(actor: Actor, webhook_id: UUID) -> Response:
    """Send an event of no meaning."""
    try:
        with unit_of_work() as session:
            services.send_test(session, _get(session, actor, webhook_id), now=utc_now())
    except NotCalled:
        return _back(webhook_id, _NOT_CALLED, category="error")
    return _back(webhook_id, lazy_gettext("A test is on its way. What came of it stands below in a few seconds."))


@needs_role(OrganisationRole.OWNER, second_factor=True)
def again(actor: Actor, webhook_id: UUID, call_id: UUID) -> Response:
    """Tell an event once more."""
    try:
        with unit_of_work() as session:
            services.send_again(session, _get(session, actor, webhook_id), call_id, now=utc_now())
    except NotCalled:
        return _back(webhook_id, _NOT_CALLED, category="error")
    return _back(webhook_id, lazy_gettext("It is on its way again, under the same id."))


def _index(actor: Actor, errors: Mapping[str, str] | None = None, events: list[str] | None = None) -> Response:
    with unit_of_work() as session:
        webhooks = list_webhooks(session, actor.acting_for)
    page = render_template(
        "organiser/webhooks/index.html",
        webhooks=webhooks,
        may_add=len(webhooks) < WEBHOOKS_AT_MOST,
        errors=errors or {},
        address=typed("address"),
        chosen=[kind.value for kind in CHOOSABLE] if events is None else events,
        choosable=CHOOSABLE,
        **_words(),
    )
    return make_response(page, 422 if errors else 200)


def _secret_page(webhook: Webhook, secret: str) -> Response:
    return make_response(render_template("organiser/webhooks/secret.html", webhook=webhook, secret=secret))


def _back(webhook_id: UUID, words: LazyString, *, category: str = "message") -> Response:
    flash(str(words), category)
    return go_to("organiser.webhook", webhook_id=webhook_id)


def _get(session: Session, actor: Actor, webhook_id: UUID) -> Webhook:
    return get_webhook(session, webhook_id, organisation_id=actor.acting_for)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["vigil.settings"]
    return settings


def _words() -> dict[str, object]:
    return {name: words.get for name, words in _WORDS.items()}
