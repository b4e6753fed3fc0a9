"""Letting a request in: who it is, in which organisation, whose rows it sees, and what the guard says."""

import re
from collections.abc import Sequence
from typing import Any, Final

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import refresh
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest

from app.accounts.actor import Actor
from app.accounts.factors import has_second_factor
from app.accounts.kinds import CONSOLE_LANGUAGES
from app.accounts.models import Account, Membership
from app.accounts.queries import list_memberships
from app.accounts.sessions import find_session
from app.core.clock import utc_now
from app.core.db import Scope, db, enter_scope, unit_of_work
from app.core.errors import NotFound
from app.core.languages import nearest_language
from app.core.text import LOST
from app.switches.models import Switch
from app.switches.queries import list_turned_on
from app.switches.states import SwitchKind
from app.web.account.proving import prove_on_the_way
from app.web.console.guard import Answer, Needs, UndeclaredView, Who, judge, needs_of
from app.web.console.signed_in import cookie_token, read_signed_in, remember_language, remembered_language

_READ_ONLY_SECONDS: Final = 600
_SECRET: Final = re.compile("token|password|code|credential")
_NEVER_SHOWN: Final = "\x01"
_OPEN_BLUEPRINTS: Final = frozenset({"health"})
"""What the proxy asks: whether the process lives."""


def install_entry(flask_app: Flask) -> None:
    """Put the guard before every view. Raises UndeclaredView where one does not say who may come to it."""
    for rule in flask_app.url_map.iter_rules():
        if not _is_open(rule.endpoint):
            needs = needs_of(flask_app.view_functions[rule.endpoint])
            if (needs.who is Who.MEMBER) != ("organisation" in rule.arguments):
                raise UndeclaredView(f"{rule.rule} and its view differ on whether it is an organisation's")
    flask_app.before_request(_know_who_comes)
    flask_app.before_request(_let_in)
    flask_app.url_defaults(_stay_in_organisation)
    flask_app.context_processor(_page_context)


def _know_who_comes() -> None:
    """Find the session, the account and its memberships. What the views read stands in ``g``."""
    g.signed_in = g.actor = g.organisation = None
    g.memberships = []
    g.switches = [] if _is_open(request.endpoint) else _read_switches()
    token = None if _is_open(request.endpoint) else cookie_token()
    if token is not None:
        with unit_of_work() as session:
            now = utc_now()
            if (row := find_session(session, token, now=now)) is not None:
                enter_scope(session, Scope(account_id=row.account_id))
                needs_factor = has_second_factor(session, row.account)
                g.signed_in = read_signed_in(row, needs_second_factor=needs_factor, now=now)
                if not g.signed_in.waits_for_second_factor:
                    g.memberships = list_memberships(session, row.account_id)
                    g.actor = _actor(row.account, g.memberships, (request.view_args or {}).get("organisation"))
    g.lang = g.actor.language if g.actor else _language_of_stranger()
    refresh()


def _read_switches() -> Sequence[Switch]:
    with unit_of_work() as session:
        return list_turned_on(session)


def _actor(account: Account, memberships: list[Membership], slug: str | None) -> Actor:
    here = next((each for each in memberships if each.organisation.slug == slug), None)
    g.organisation = here.organisation if here else None
    return Actor(
        account_id=account.id,
        language=account.language,
        organisation_id=here.organisation_id if here else None,
        role=here.role if here else None,
        staff_role=account.staff_role,
        has_second_factor=g.signed_in.has_second_factor,
    )


def _language_of_stranger() -> str:
    asked = request.args.get("lang")
    if asked in CONSOLE_LANGUAGES:
        remember_language(asked)
        return asked
    accepted = nearest_language(tag for tag, quality in request.accept_languages if quality > 0)
    return remembered_language() or (accepted if accepted in CONSOLE_LANGUAGES else None) or CONSOLE_LANGUAGES[0]


def _let_in() -> Response | None:
    """Answer whoever may not come; give the others their scope and their view the actor."""
    if request.endpoint is None or _is_open(request.endpoint):
        return None
    needs = needs_of(current_app.view_functions[request.endpoint])
    request.max_content_length = needs.body_bytes
    _keep_nul_out(needs)
    answer = judge(needs, g.actor, is_fresh=g.signed_in is not None and g.signed_in.is_fresh)
    if answer not in (Answer.COME_IN, Answer.PROVE_AGAIN):
        return _turn_away(answer)
    if request.method == "POST" and is_read_only() and not needs.while_read_only:
        return _refuse_change()
    if answer is Answer.PROVE_AGAIN and (not_proved := _prove(answer)) is not None:
        return not_proved
    _enter(needs)
    return None


def _prove(answer: Answer) -> Response | None:
    """Ask for the proof, keeping a form that was pressed; None where it came with it."""
    if request.method != "POST" or request.files:
        return _turn_away(answer)
    enter_scope(db.session(), Scope(account_id=g.actor.account_id))
    return prove_on_the_way()


def is_read_only() -> bool:
    """Whether nothing may be changed just now."""
    return any(switch.kind is SwitchKind.READ_ONLY for switch in g.switches)


def _refuse_change() -> Response:
    """Say that nothing can be changed, with what was typed: to be copied, since the page before may be gone."""
    typed = [words for name, words in request.form.items(multi=True) if _is_typed(name, words)]
    answer = make_response(render_template("errors/read_only.html", typed=typed), 503)
    answer.headers["Retry-After"] = str(_READ_ONLY_SECONDS)
    return answer


def _is_typed(name: str, words: str) -> bool:
    """Whether somebody wrote this: no token, no password, no choice of one word."""
    return not _SECRET.search(name) and " " in words.strip()


def _keep_nul_out(needs: Needs) -> None:
    """No keyboard types a NUL, and no text column takes it: the request is refused, as one with letters that were lost.

    Members have written long before they sent: there another character that cannot be shown takes its place, so that
    the page's own complaint speaks and nothing else of the form is lost.
    """
    typed = "".join(words for _name, words in request.form.items(multi=True))
    if needs.who is not Who.MEMBER and ("\0" in typed or LOST in typed):
        raise BadRequest
    if "\0" not in typed:
        return
    shown = [(name, words.replace("\0", _NEVER_SHOWN)) for name, words in request.form.items(multi=True)]
    request.__dict__["form"] = ImmutableMultiDict(shown)


def _enter(needs: Needs) -> None:
    arguments: dict[str, Any] = request.view_args or {}
    arguments.pop("organisation", None)
    actor: Actor | None = g.actor
    enter_scope(
        db.session(),
        Scope(
            account_id=g.signed_in.account_id if g.signed_in else None,
            organisation_id=actor.organisation_id if actor else None,
            is_staff=actor is not None and actor.is_staff and needs.who is Who.STAFF,
        ),
    )
    if needs.who is not Who.ANYONE:
        arguments["actor"] = actor
    request.view_args = arguments


def _turn_away(answer: Answer) -> Response:
    if answer is Answer.NOT_FOUND:
        raise NotFound
    if answer is Answer.NOT_ALLOWED:
        return make_response(render_template("errors/not_allowed.html"), 403)
    endpoint = {
        Answer.SIGN_IN: "account.sign_in",
        Answer.GIVE_SECOND_FACTOR: "account.second_factors",
        Answer.PROVE_AGAIN: "account.prove",
    }[answer]
    if answer is Answer.SIGN_IN and g.signed_in is not None:
        endpoint = "account.second_factor"
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(endpoint, next=back), code=303)  # type: ignore[return-value]


def _stay_in_organisation(endpoint: str, values: dict[str, Any]) -> None:
    """Fill in the organisation of an organiser's page, where a link leads to another of its pages."""
    if g.get("organisation") is not None and current_app.url_map.is_endpoint_expecting(endpoint, "organisation"):
        values.setdefault("organisation", g.organisation.slug)


def _page_context() -> dict[str, Any]:
    return {name: g.get(name) for name in ("actor", "organisation", "signed_in")} | {
        "memberships": g.get("memberships", []),
        "switches_on": _shown_switches(),
    }


def _shown_switches() -> list[SwitchKind]:
    """Staff are told of every switch that is on; the others of the one that keeps them from changing anything."""
    kinds: list[SwitchKind] = [switch.kind for switch in g.get("switches", [])]
    is_staff = g.get("actor") is not None and g.actor.is_staff
    return kinds if is_staff else [kind for kind in kinds if kind is SwitchKind.READ_ONLY]


def _is_open(endpoint: str | None) -> bool:
    return endpoint is not None and endpoint.partition(".")[0] in _OPEN_BLUEPRINTS
