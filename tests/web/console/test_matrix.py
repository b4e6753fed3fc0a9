"""Every address of the console × every role × ours, another's, missing: another's is as one that is missing.

Generated from the application itself: an address that is new is tried as soon as it is there. What a view needs is
read from its declaration; what follows from that is said here once more, in other words than the guard's.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Account
from app.accounts.security import Credentials
from app.core.crypto import Keyring
from app.core.db import Scope, enter_scope
from app.core.settings import Settings, load_settings
from app.pictures.store import PictureStore
from app.web.console import entry
from app.web.console.guard import Answer, Needs, Who, needs_of
from tests.factories import add_account, add_organisation
from tests.guards.tables import fingerprints
from tests.web.console.objects import BEFORE, FORMS, MAKERS, Value, World, missing
from tests.web.member import Member

OWNER, EDITOR, VIEWER = OrganisationRole


@dataclass(frozen=True)
class Part:
    """Somebody who comes: a role in our organisation or among the staff, with a second factor or without."""

    role: OrganisationRole | None = None
    staff_role: StaffRole | None = None
    second_factor: bool = True
    is_signed_in: bool = True


PARTS: Final = {
    "anonymous": Part(is_signed_in=False),
    "viewer": Part(VIEWER),
    "editor": Part(EDITOR),
    "owner": Part(OWNER),
    "owner without second factor": Part(OWNER, second_factor=False),
    "staff": Part(staff_role=StaffRole.REVIEWER),
    "lead of the staff": Part(staff_role=StaffRole.LEAD),
    "staff without second factor": Part(staff_role=StaffRole.REVIEWER, second_factor=False),
    "nobody's member": Part(),
}
OF_ONE_PERSON: Final = {"session_id", "passkey_id", "search_id"}
UNGUARDED: Final = {"health.live", "health.ready"}


def _rules() -> list[tuple[str, str]]:
    """Every endpoint of the console with each of its methods, read from an application without a database."""
    settings = load_settings("console", {"VIGIL_ENV": "test", "DATABASE_URL": "postgresql:///none", "SECRET_KEY": "x"})
    rules = create_app("console", settings).url_map.iter_rules()
    return sorted(
        (rule.endpoint, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )  # fmt: skip


RULES: Final = [(endpoint, method) for endpoint, method in _rules() if endpoint not in UNGUARDED]


@pytest.fixture
def world(owner_session: Session, tools: Credentials, keyring: Keyring, settings: Settings) -> World:
    ours, theirs = add_organisation(owner_session), add_organisation(owner_session)
    made = World(owner_session, tools, keyring, ours, theirs, PictureStore(settings.var))
    for organisation in (ours, theirs):
        organisation.name = {"en": f"Lantern {made.mark(organisation)}"}
        add_account(owner_session, tools, organisation=organisation)
    owner_session.commit()
    return made


def _rule(flask_app: Flask, endpoint: str) -> Rule:
    """Its address; of several the longest, which asks for most."""
    return max(flask_app.url_map.iter_rules(endpoint), key=lambda rule: len(rule.arguments))


def _needs(flask_app: Flask, endpoint: str) -> Needs:
    return needs_of(flask_app.view_functions[endpoint])


def _come(flask_app: Flask, world: World, part: Part) -> Member:
    if not part.is_signed_in:
        return Member(flask_app)
    account = add_account(
        world.session, world.tools, organisation=world.ours if part.role else None, role=part.role or VIEWER,
        staff_role=part.staff_role, has_app=part.second_factor,
    )  # fmt: skip
    world.session.commit()
    return Member(flask_app, account).enter(second_factor=part.second_factor)


def _path(rule: Rule, values: dict[str, Value]) -> str:
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)


def _ask(member: Member, path: str, method: str, endpoint: str) -> TestResponse:
    if method == "GET":
        return member.client.get(path, buffered=True)
    return member.send(path, FORMS.get(endpoint, {}), buffered=True)


def _is_choice(rule: Rule, name: str) -> bool:
    """Whether an address takes one of a few words there: ``<any(figure,countries):name>``."""
    return isinstance(rule._converters[name], AnyConverter)


def _values(world: World, rule: Rule, of: str, account: Account | None) -> dict[str, Value]:
    """Values for an address: all ``ours``; ours with an object of ``theirs``; ours with one ``missing``."""
    values: dict[str, Value] = {}
    seen = replace(world, visitor=account, made=values, endpoint=rule.endpoint)
    for name in re.findall(r"(\w+)>", rule.rule):
        if name == "organisation":
            continue
        if _is_choice(rule, name):
            values[name] = min(rule._converters[name].items)  # type: ignore[attr-defined]
        elif of == "missing":
            values[name] = missing(name)
        else:
            values[name] = MAKERS[name](seen, world.ours if of == "ours" else world.theirs)
    if of == "ours" and rule.endpoint in BEFORE:
        BEFORE[rule.endpoint](seen)
    if "organisation" in rule.arguments:
        values["organisation"] = world.ours.slug
    world.session.commit()
    return values


def _expected(needs: Needs, part: Part) -> str:
    """What the product promises, in the words of the brief rather than the guard's."""
    if needs.who is Who.ANYONE:
        return "in"
    if not part.is_signed_in:
        return "sign in"
    return _refusal(needs, part) or ("second factor" if needs.second_factor and not part.second_factor else "in")


def _refusal(needs: Needs, part: Part) -> str:
    """404 for what somebody may not know of, 403 for what he may know of and not do."""
    ranks = {Who.MEMBER: (list(OrganisationRole), part.role, needs.role)}
    ranks[Who.STAFF] = (list(StaffRole), part.staff_role, needs.staff_role)  # type: ignore[assignment]
    if needs.who not in ranks:
        return ""
    ladder, has, must = ranks[needs.who]
    if has is None or must is None:
        return "404"
    return "403" if ladder.index(has) > ladder.index(must) else ""


def _what_happened(answer: TestResponse) -> str:
    place = answer.headers.get("Location", "")
    if answer.status_code == 303 and place.startswith("/account/sign-in"):
        return "sign in"
    if answer.status_code == 303 and place.startswith("/account/second-factors"):
        return "second factor"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 405, 410) else "in"


def test_every_variable_of_an_address_can_be_made(console_app: Flask) -> None:
    rules = [_rule(console_app, endpoint) for endpoint, _method in RULES]
    names = {name for rule in rules for name in rule.arguments if not _is_choice(rule, name)}
    assert names - {"organisation"} <= MAKERS.keys(), "tell tests/web/console/objects.py how one is made"


def test_every_form_is_of_a_view_that_is_there() -> None:
    assert FORMS.keys() | BEFORE.keys() <= {endpoint for endpoint, _method in RULES}


@pytest.mark.parametrize(("endpoint", "method"), RULES)
def test_who_may_come_comes_in_and_nobody_else(console_app: Flask, world: World, endpoint: str, method: str) -> None:
    """Every role; objects are made anew for whoever comes after somebody who may have changed them."""
    rule, needs = _rule(console_app, endpoint), _needs(console_app, endpoint)
    values: dict[str, Value] | None = None
    for name, part in PARTS.items():
        member = _come(console_app, world, part)
        if values is None or OF_ONE_PERSON & rule.arguments:
            values = _values(world, rule, "ours", member.account)
        answer = _ask(member, _path(rule, values), method, endpoint)
        expected = _expected(needs, part)
        assert answer.status_code < 500, name
        assert answer.headers["Cache-Control"] == "no-store", name
        if expected != "in":
            assert _what_happened(answer) == expected, name
            continue
        assert answer.status_code not in (401, 403, 404, 405), name
        if method == "POST":
            values = None
        elif needs.who is not Who.ANYONE:
            assert _what_happened(answer) == "in", name


@pytest.mark.parametrize(("endpoint", "method"), RULES)
def test_what_is_anothers_is_as_what_is_missing(console_app: Flask, world: World, endpoint: str, method: str) -> None:
    rule, needs = _rule(console_app, endpoint), _needs(console_app, endpoint)
    objects = {name for name in rule.arguments - {"organisation"} if not _is_choice(rule, name)}
    if needs.who is Who.STAFF:  # staff see every organisation: for them there is nothing but missing
        return _missing(console_app, world, rule, method)
    if needs.who is Who.ANYONE or not objects:
        return _anothers_organisation(console_app, world, rule, method)
    for part in (Part(OWNER), Part(VIEWER), Part(staff_role=StaffRole.LEAD)):
        member = _come(console_app, world, part)
        answers = []
        for of in ("theirs", "missing"):
            path = _path(rule, _values(world, rule, of, member.account))
            answers.append(_ask(member, path, method, endpoint))
        theirs, nowhere = answers
        assert theirs.status_code == nowhere.status_code
        assert _plain(theirs) == _plain(nowhere)
        if _expected(needs, part) == "in":
            assert theirs.status_code == 404
    return _anothers_organisation(console_app, world, rule, method)


def _missing(flask_app: Flask, world: World, rule: Rule, method: str) -> None:
    if not all(_is_choice(rule, name) for name in rule.arguments):
        member = _come(flask_app, world, Part(staff_role=StaffRole.LEAD))
        values = _values(world, rule, "missing", member.account)
        assert _ask(member, _path(rule, values), method, rule.endpoint).status_code == 404


def _anothers_organisation(flask_app: Flask, world: World, rule: Rule, method: str) -> None:
    """The whole organisation of somebody else, and one that is not there."""
    if "organisation" not in rule.arguments:
        return
    member = _come(flask_app, world, Part(OWNER))
    answers = []
    for of, slug in (("theirs", world.theirs.slug), ("missing", "nobody-at-all")):
        values = _values(world, rule, of, member.account) | {"organisation": slug}
        answers.append(_ask(member, _path(rule, values), method, rule.endpoint))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _plain(answers[0]) == _plain(answers[1])
    assert "markoftheirs" not in answers[0].get_data(as_text=True)


def _plain(answer: TestResponse) -> str:
    """An answer without what differs from page to page: the token of its forms."""
    return re.sub(r"name=\"csrf_token\" value=\"[^\"]+\"", "", answer.get_data(as_text=True))


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The application's check is gone: everybody comes in everywhere, as an owner of *their* organisation and a lead.

    What stays is the database: its scope is still that of our organisation.
    """

    def as_theirs(scope_session: Session, _scope: Scope) -> None:
        enter_scope(scope_session, Scope(organisation_id=world.ours.id))

    def forged(account: Account, *_ignored: object) -> Actor:
        entry.g.organisation = world.theirs
        return Actor(
            account_id=account.id, language="en", organisation_id=world.theirs.id, role=OWNER,
            staff_role=StaffRole.LEAD, has_second_factor=True,
        )  # fmt: skip

    monkeypatch.setattr(entry, "judge", lambda *_ignored, **_named: Answer.COME_IN)
    monkeypatch.setattr(entry, "_actor", forged)
    monkeypatch.setattr(entry, "enter_scope", as_theirs)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("endpoint", "method"), [(endpoint, method) for endpoint, method in RULES if endpoint.startswith("organiser.")]
)
def test_without_the_applications_check_the_database_gives_nothing(
    console_app: Flask, world: World, owner_session: Session, endpoint: str, method: str
) -> None:
    rule = _rule(console_app, endpoint)
    member = _come(console_app, world, Part(OWNER))
    values = _values(world, rule, "theirs", member.account) | {"organisation": world.theirs.slug}
    before = _rows_of_organisations(owner_session)
    answer = _ask(member, _path(rule, values), method, endpoint)
    text = answer.get_data(as_text=True).replace(f"Lantern {world.mark(world.theirs)}", "")
    assert world.mark(world.theirs) not in text
    if method == "POST":
        assert _rows_of_organisations(owner_session) == before


def _rows_of_organisations(session: Session) -> dict[str, str]:
    """Everything but what is one person's own: limits and sessions move with every request."""
    moving = {"vigil.attempt", "vigil.account_session", "vigil.audit_entry"}
    return {table: hashed for table, hashed in fingerprints(session).items() if table not in moving}
