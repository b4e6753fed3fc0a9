"""Acts on many signatures: conditions, the exact list, a yes, progress, a stop, and giving everything back."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import get_locale, gettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.integrity.acts import apply_act, ask_act, cancel_act, get_act, get_cluster, undo_act
from app.integrity.errors import NotNow
from app.integrity.queries import get_watched
from app.integrity.rules import UNDO_DAYS, may_undo, time_left
from app.integrity.states import REASONS, ActKind, ActReason, ActState
from app.signatures.models import Cluster
from app.signatures.states import HoldReason
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed, typed_number
from app.web.staff.integrity.conditions import Typed, read_conditions
from app.web.staff.integrity.sentences import ACT_KINDS, ACT_SAYS, HOLD_REASONS, WORDS, country_choices

WORDS_LENGTH = 500


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    act = "/integrity/acts/<uuid:act_id>"
    site.add_url_rule("/integrity/<uuid:petition_id>/act", "integrity_ask", form, methods=["GET"])
    site.add_url_rule("/integrity/<uuid:petition_id>/act", "integrity_asked", ask, methods=["POST"])
    site.add_url_rule(act, "integrity_act", show, methods=["GET"])
    site.add_url_rule(f"{act}/apply", "integrity_apply", apply, methods=["POST"])
    site.add_url_rule(f"{act}/cancel", "integrity_cancel", cancel, methods=["POST"])
    site.add_url_rule(f"{act}/undo", "integrity_undo", undo, methods=["POST"])


@needs_staff()
def form(actor: Actor, petition_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the form; its conditions stand in the address, so that they can be passed on."""
    given = read_conditions(request.args)
    fields = given.fields | {"kind": request.args.get("kind", ""), "reason": "", "words": ""}
    return _form(petition_id, given, fields, given.errors)


@needs_staff()
def ask(actor: Actor, petition_id: UUID) -> Response:
    """Leave the conditions to a worker, who makes the list."""
    given = read_conditions(request.form)
    fields = given.fields | {name: typed(name) for name in ("kind", "reason", "words")}
    errors = given.errors | _check(fields)
    if errors:
        return make_response(_form(petition_id, given, fields, errors), 422)
    with unit_of_work() as session:
        get_watched(session, petition_id)
        act = ask_act(
            session, actor, petition_id, given.conditions, kind=ActKind(fields["kind"]),
            reason=ActReason(fields["reason"]), words=fields["words"], now=utc_now(),
        )  # fmt: skip
    return go_to("staff.integrity_act", act_id=act.id)


@needs_staff()
def show(actor: Actor, act_id: UUID) -> str:  # noqa: ARG001
    """Show the list in numbers before, the progress during, and what became of it after."""
    now = utc_now()
    with unit_of_work() as session:
        act = get_act(session, act_id)
        petition = get_watched(session, act.petition_id)
        cluster = session.get(Cluster, act.cluster_id) if act.cluster_id else None
    is_back = act.state in (ActState.UNDOING, ActState.UNDONE)
    done, total = (act.undone, act.done) if is_back else (act.done, act.total)
    left = time_left(done, total, since=act.undo_at if is_back else act.decided_at, now=now)
    return render_template(
        "staff/integrity/act.html", act=act, petition=petition, cluster=cluster, done=done, total=total,
        is_back=is_back, seconds_left=max(1, round(left.total_seconds())) if left is not None else None,
        may_undo=may_undo(act.state, act.changed, act.ended_at, now=now), undo_days=UNDO_DAYS, **WORDS,
    )  # fmt: skip


@needs_staff(fresh=True)
def apply(actor: Actor, act_id: UUID) -> Response:
    """Say yes to the list that was shown."""
    total = typed_number("total", -1)
    with unit_of_work() as session:
        get_act(session, act_id)
        try:
            apply_act(session, actor, act_id, total=total, now=utc_now())
        except NotNow:
            flash(gettext("This is no longer where it was. See where it stands."), "error")
    return go_to("staff.integrity_act", act_id=act_id)


@needs_staff()
def cancel(actor: Actor, act_id: UUID) -> Response:
    """Stop it where it is."""
    try:
        with unit_of_work() as session:
            cancel_act(session, actor, act_id, now=utc_now())
    except NotNow:
        flash(gettext("This is no longer where it was. See where it stands."), "error")
    return go_to("staff.integrity_act", act_id=act_id)


@needs_staff(fresh=True)
def undo(actor: Actor, act_id: UUID) -> Response:
    """Give back the state that each had before."""
    try:
        with unit_of_work() as session:
            undo_act(session, actor, act_id, now=utc_now())
    except NotNow:
        flash(gettext("This is no longer where it was. See where it stands."), "error")
    return go_to("staff.integrity_act", act_id=act_id)


def _check(fields: dict[str, str]) -> dict[str, str]:
    errors = {}
    if fields["kind"] not in set(ActKind):
        errors["kind"] = gettext("Choose what is to be done.")
    elif fields["reason"] not in REASONS[ActKind(fields["kind"])]:
        errors["reason"] = gettext("Choose a reason for it.")
    if not is_paragraph(fields["words"], longest=WORDS_LENGTH):
        errors["words"] = gettext("Say it in at most 500 characters.")
    elif fields["reason"] == ActReason.OTHER and not fields["words"]:
        errors["words"] = gettext("Say the reason in words.")
    return errors


def _form(petition_id: UUID, given: Typed, fields: dict[str, str], errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        petition = get_watched(session, petition_id)
        cluster_id = given.conditions.cluster_id
        try:
            cluster = get_cluster(session, cluster_id, petition_id=petition_id) if cluster_id else None
        except NotFound:
            cluster = None
    return render_template(
        "staff/integrity/ask.html", petition=petition, cluster=cluster, fields=fields, errors=errors, reasons=REASONS,
        countries=country_choices(str(get_locale())),
        kinds=[(each.value, ACT_KINDS[each], ACT_SAYS[each]) for each in ActKind],
        held_for=[(each.value, HOLD_REASONS[each]) for each in HoldReason], **WORDS,
    )  # fmt: skip
