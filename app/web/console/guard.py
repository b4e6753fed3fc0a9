"""The console's guard: who may come to which view.

How to add a view
=================
1. Write a function in a module of ``app/web/organiser/`` (or ``staff/``, ``account/``) and say what it needs::

       @needs_role(OrganisationRole.EDITOR, second_factor=True)
       def publish(actor: Actor, campaign_id: UUID) -> Response: ...

   ``needs_role`` is for members of the organisation in the address, ``needs_staff`` for staff, ``needs_account`` for
   anybody signed in, ``open_to_all`` for everybody. ``fresh=True`` asks for the password or second factor again after
   fifteen minutes. A larger form than 64 KiB says ``body_bytes``. **A view without one of these stops the start.**
   While the site is read-only every form is refused, and shown what was typed, unless ``while_read_only=True``.
2. Give it an address in the module's ``add_routes(site)``, and list the module in the site's ``_STORIES``
   (``app/web/organiser/site.py`` and so on). Organisers' addresses begin with ``/<organisation>/``: the blueprint has
   it, your rule begins after it. List the rule in ``tests/guards/test_routes.py``.
3. The guard has then already answered everybody else, looked up the membership, and put row-level security in the
   organisation's scope: within ``unit_of_work()`` your queries see its rows alone. Take ``actor`` as the first
   argument; ``<organisation>`` itself is not handed on. Another organisation's object must be NotFound (404), as one
   that is missing: with ``session.get`` and "raise NotFound" it is, for the row is not there.
4. Render with ``render_template("organiser/…")`` from ``layouts/console.html``; it has ``actor``, ``organisation``
   (name, slug), ``memberships`` and ``csrf_token()``. Forms post with ``{{ forms.csrf() }}`` of
   ``components/console_forms.html``.
5. New kinds of objects in addresses (``<uuid:batch_id>``): tell the matrix how one is made, in
   ``tests/web/console/objects.py``.

A new organisation's table is protected in its migration: ``migrations/row_security.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.core.errors import VigilError
from app.core.limits import FORM_BYTES

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE: Final = "vigil_needs"


class Who(StrEnum):
    """The circle a view is for."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    MEMBER = "member"
    STAFF = "staff"


class UndeclaredView(VigilError):
    """A view of the console does not say who may come to it."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a view needs of whoever comes. ``second_factor``: this session was opened with one."""

    who: Who
    role: OrganisationRole | None = None
    staff_role: StaffRole | None = None
    second_factor: bool = False
    fresh: bool = False
    body_bytes: int = FORM_BYTES
    while_read_only: bool = False
    """Its forms are taken even while nothing else may be changed: signing in, and turning that switch back."""


class Answer(StrEnum):
    """What the guard says to a request."""

    COME_IN = "come in"
    SIGN_IN = "sign in"
    NOT_FOUND = "not found"
    NOT_ALLOWED = "not allowed"
    GIVE_SECOND_FACTOR = "give second factor"
    PROVE_AGAIN = "prove again"


def open_to_all(*, body_bytes: int = FORM_BYTES, while_read_only: bool = False) -> Callable[[View], View]:
    """Everybody may come, signed in or not."""
    return _declare(Needs(who=Who.ANYONE, body_bytes=body_bytes, while_read_only=while_read_only))


def needs_account(
    *, second_factor: bool = False, fresh: bool = False, while_read_only: bool = False
) -> Callable[[View], View]:
    """Whoever is signed in may come."""
    return _declare(
        Needs(who=Who.SIGNED_IN, second_factor=second_factor, fresh=fresh, while_read_only=while_read_only)
    )  # fmt: skip


def needs_role(
    role: OrganisationRole, *, second_factor: bool = False, fresh: bool = False, body_bytes: int = FORM_BYTES
) -> Callable[[View], View]:
    """Members of the organisation in the address may come whose role includes this one."""
    return _declare(
        Needs(who=Who.MEMBER, role=role, second_factor=second_factor, fresh=fresh, body_bytes=body_bytes)
    )  # fmt: skip


def needs_staff(
    role: StaffRole = StaffRole.REVIEWER, *, fresh: bool = False, body_bytes: int = FORM_BYTES,
    while_read_only: bool = False,
) -> Callable[[View], View]:  # fmt: skip
    """Staff may come whose role includes this one, always with a second factor."""
    return _declare(
        Needs(
            who=Who.STAFF, staff_role=role, second_factor=True, fresh=fresh, body_bytes=body_bytes,
            while_read_only=while_read_only,
        )
    )  # fmt: skip


def needs_of(view: Callable[..., Any]) -> Needs:
    """Return what a view needs. Raises UndeclaredView where it does not say."""
    needs = getattr(view, _ATTRIBUTE, None)
    if needs is None:
        raise UndeclaredView(f"{view.__module__}.{getattr(view, '__qualname__', view)} does not say who may come to it")
    return cast(Needs, needs)


def judge(needs: Needs, actor: Actor | None, *, is_fresh: bool) -> Answer:
    """Decide on one request; ``actor`` already stands in the organisation of the address, if he has a role there.

    What somebody may not know of is not found: another organisation's page, and for those who are not staff, theirs.
    Whoever is not signed in is asked to, whether the page exists or not.
    """
    if needs.who is Who.ANYONE:
        return Answer.COME_IN
    if actor is None:
        return Answer.SIGN_IN
    if (refusal := _judge_role(needs, actor)) is not None:
        return refusal
    if needs.second_factor and not actor.has_second_factor:
        return Answer.GIVE_SECOND_FACTOR
    return Answer.PROVE_AGAIN if needs.fresh and not is_fresh else Answer.COME_IN


def _judge_role(needs: Needs, actor: Actor) -> Answer | None:
    if needs.role is not None:
        if actor.role is None:
            return Answer.NOT_FOUND
        return None if actor.role.includes(needs.role) else Answer.NOT_ALLOWED
    if needs.staff_role is not None:
        if actor.staff_role is None:
            return Answer.NOT_FOUND
        return None if actor.staff_role.includes(needs.staff_role) else Answer.NOT_ALLOWED
    return None


def _declare(needs: Needs) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, needs)
        return view

    return mark
