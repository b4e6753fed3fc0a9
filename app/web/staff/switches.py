"""Stopping something everywhere at once, and letting it go on. Leads alone turn a switch, and say why."""

from typing import Final

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.text import has_letter, without_control_characters
from app.switches.errors import AlreadyTurned
from app.switches.queries import list_standstills, list_turned_on
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed

REASON_LENGTH: Final = 500
_STANDSTILLS_SHOWN: Final = 10
_KINDS: Final = ", ".join(repr(kind.value) for kind in SwitchKind)


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/switches/", "switches", show, methods=["GET"])
    site.add_url_rule(f"/switches/<any({_KINDS}):kind>", "switch_turn", turn, methods=["POST"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Show what each switch does, which are on and why, and the last times nobody could sign."""
    return _page(None, {})


@needs_staff(StaffRole.LEAD, fresh=True, while_read_only=True)
def turn(actor: Actor, kind: str) -> Response:
    """Turn one switch, with a reason that other staff read."""
    chosen, reason, is_on = SwitchKind(kind), typed("reason"), typed("turn") == "on"
    if not has_letter(reason) or not is_paragraph(reason, longest=REASON_LENGTH):
        error = gettext("Say the reason in at most %(most)s characters.", most=str(REASON_LENGTH))
        return make_response(_page(chosen, {f"reason-{kind}": error}), 422)
    try:
        with unit_of_work() as session:
            (turn_on if is_on else turn_off)(session, chosen, reason=reason, actor=str(actor.account_id), now=utc_now())
    except AlreadyTurned:
        flash(gettext("Somebody turned it before you. Here is how it stands."), "error")
    else:
        flash(gettext("It is stopped everywhere within seconds.") if is_on else gettext("It goes on within seconds."))
    return go_to("staff.switches")


def _page(chosen: SwitchKind | None, errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        turned_on = {switch.kind: switch for switch in list_turned_on(session)}
        standstills = list_standstills(session, limit=_STANDSTILLS_SHOWN)
    return render_template(
        "staff/switches.html", kinds=list(SwitchKind), turned_on=turned_on, standstills=standstills, errors=errors,
        chosen=chosen, reason=without_control_characters(typed("reason"), allow_lines=True), longest=REASON_LENGTH,
    )  # fmt: skip
