"""Numbers that partners state: proposed by one member, decided by another, all of it kept."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.paper.errors import StatementRefused
from app.paper.partners import PartnerTally, StatedState
from app.paper.stating import (
    Statement,
    approve_tally,
    get_tally,
    list_tallies,
    refuse_tally,
    state_tally,
    withdraw_tally,
)
from app.web.console.guard import needs_role
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed
from app.web.organiser.paper.desk import as_edtf, get_desk
from app.web.organiser.paper.sentences import STATEMENTS

_SEPARATORS: Final = dict.fromkeys(map(ord, ",.'’٬، \u00a0\u202f"))
_FIELDS: Final = ("partner", "figure", "as_of", "evidence", "note", "replaces")


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    rule = "/campaigns/<uuid:campaign_id>/paper/partners"
    one = f"{rule}/<uuid:tally_id>"
    site.add_url_rule(rule, "paper_partners", partners)
    site.add_url_rule(rule, "paper_state", propose, methods=["POST"])
    site.add_url_rule(f"{one}/approve", "paper_approve", approve, methods=["POST"])
    site.add_url_rule(f"{one}/refuse", "paper_refuse", refuse, methods=["POST"])
    site.add_url_rule(f"{one}/withdraw", "paper_unstate", withdraw, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def partners(actor: Actor, campaign_id: UUID) -> str:
    """List what partners state, with a form to propose a number."""
    return _page(actor, campaign_id, {})


@needs_role(OrganisationRole.EDITOR)
def propose(actor: Actor, campaign_id: UUID) -> Response | tuple[str, int]:
    """Propose a number."""
    given = {name: typed(name) for name in _FIELDS}
    try:
        with unit_of_work() as session:
            state_tally(
                session, campaign_id, _statement(given), organisation_id=actor.acting_for,
                actor=str(actor.account_id), now=utc_now(),
            )  # fmt: skip
    except StatementRefused as refused:
        return _page(actor, campaign_id, given, errors={refused.field: str(STATEMENTS[refused.complaint])}), 422
    return go_to("organiser.paper_partners", campaign_id=campaign_id)


@needs_role(OrganisationRole.OWNER, second_factor=True)
def approve(actor: Actor, campaign_id: UUID, tally_id: UUID) -> Response | tuple[str, int]:
    """Have a number shown."""
    return _decide(actor, campaign_id, tally_id, lambda session, tally: approve_tally(
        session, tally, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip


@needs_role(OrganisationRole.OWNER, second_factor=True)
def refuse(actor: Actor, campaign_id: UUID, tally_id: UUID) -> Response | tuple[str, int]:
    """Let a number not be shown."""
    return _decide(actor, campaign_id, tally_id, lambda session, tally: refuse_tally(
        session, tally, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip


@needs_role(OrganisationRole.EDITOR)
def withdraw(actor: Actor, campaign_id: UUID, tally_id: UUID) -> Response | tuple[str, int]:
    """Take a number back."""
    return _decide(actor, campaign_id, tally_id, lambda session, tally: withdraw_tally(
        session, tally, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip


def _decide(
    actor: Actor, campaign_id: UUID, tally_id: UUID, act: Callable[[Session, PartnerTally], None]
) -> Response | tuple[str, int]:
    try:
        with unit_of_work() as session:
            petition_id = get_desk(session, actor, campaign_id).petition_id
            act(session, get_tally(session, tally_id, petition_id=petition_id))
    except StatementRefused as refused:
        return _page(actor, campaign_id, {}, errors={"stated": str(STATEMENTS[refused.complaint])}), 422
    return go_to("organiser.paper_partners", campaign_id=campaign_id)


def _statement(given: dict[str, str]) -> Statement:
    digits = given["figure"].translate(_SEPARATORS)
    return Statement(
        partner=given["partner"],
        figure=int(digits) if digits.isdecimal() and len(digits) < 12 else 0,
        as_of=as_edtf(given["as_of"]),
        evidence=given["evidence"],
        note=given["note"],
        replaces=_uuid(given["replaces"]),
    )


def _page(actor: Actor, campaign_id: UUID, given: dict[str, str], *, errors: dict[str, str] | None = None) -> str:
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        stated = list_tallies(session, desk.petition_id)
    role = actor.role or OrganisationRole.VIEWER
    return render_template(
        "organiser/paper/partners.html",
        desk=desk,
        stated=stated,
        given=Fields(given),
        errors=Fields(errors or {}),
        may_edit=role.includes(OrganisationRole.EDITOR),
        may_decide=role.includes(OrganisationRole.OWNER),
        own=str(actor.account_id),
        current=[(str(each.id), each.partner) for each in stated if each.state is StatedState.APPROVED],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
