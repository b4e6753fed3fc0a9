"""What is done with a batch: closing it, giving it up, taking it back, taking one person out."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.paper.batches import PaperBatch
from app.paper.collecting import cancel_batch, get_batch, submit_batch, take_out_line, withdraw_batch
from app.paper.counting import count_paper
from app.paper.errors import BatchRefused
from app.web.console.guard import needs_role
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed
from app.web.organiser.paper.batches import render_batch
from app.web.organiser.paper.desk import get_desk
from app.web.organiser.paper.sentences import BATCHES


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/campaigns/<uuid:campaign_id>/paper/batches/<uuid:batch_id>"
    site.add_url_rule(f"{one}/submit", "paper_submit", submit, methods=["POST"])
    site.add_url_rule(f"{one}/cancel", "paper_cancel", cancel, methods=["POST"])
    site.add_url_rule(f"{one}/withdraw", "paper_withdraw", ask_withdraw)
    site.add_url_rule(f"{one}/withdraw", "paper_withdrawn", withdraw, methods=["POST"])
    site.add_url_rule(f"{one}/take-out", "paper_take_out", take_out, methods=["POST"])


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def submit(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Close a batch, to be counted."""
    return _act(actor, campaign_id, batch_id, lambda session, batch: submit_batch(
        session, batch, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip


@needs_role(OrganisationRole.EDITOR)
def cancel(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Give a batch up."""
    return _act(actor, campaign_id, batch_id, lambda session, batch: cancel_batch(
        session, batch, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def ask_withdraw(actor: Actor, campaign_id: UUID, batch_id: UUID) -> str:
    """Say what taking back will do, before it is done."""
    return _withdraw_page(actor, campaign_id, batch_id, Fields())


@needs_role(OrganisationRole.EDITOR, second_factor=True)
def withdraw(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Take a counted batch back. What is wrong with the reason is said beside it."""
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            withdraw_batch(session, batch, reason=typed("reason"), actor=str(actor.account_id), now=utc_now())
    except BatchRefused as refused:
        return _withdraw_page(actor, campaign_id, batch_id, Fields(reason=str(BATCHES[refused.complaint]))), 422
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)


@needs_role(OrganisationRole.EDITOR)
def take_out(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Take one person out who asked for it."""
    source, line = (int(given) if (given := typed(name)).isdecimal() and len(given) < 10 else 0
                    for name in ("source", "line"))  # fmt: skip
    answer = _act(actor, campaign_id, batch_id, lambda session, batch: take_out_line(
        session, batch, source=source, line=line, actor=str(actor.account_id), now=utc_now()
    ))  # fmt: skip
    if isinstance(answer, Response):
        flash(gettext("The line is being taken out. It counts nobody within a few seconds."))
    return answer


def _withdraw_page(actor: Actor, campaign_id: UUID, batch_id: UUID, errors: Fields) -> str:
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        batch = get_batch(session, batch_id, petition_id=desk.petition_id)
        figure = count_paper(session, desk.petition_id)
    return render_template(
        "organiser/paper/withdraw.html", desk=desk, batch=batch, figure=figure, reason=typed("reason"), errors=errors
    )  # fmt: skip


def _act(
    actor: Actor, campaign_id: UUID, batch_id: UUID, act: Callable[[Session, PaperBatch], None]
) -> Response | tuple[str, int]:
    """Do one thing with a batch and show it; what is refused is said on its page."""
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            act(session, batch)
    except BatchRefused as refused:
        errors = {refused.field or "batch": str(BATCHES[refused.complaint])}
        return render_batch(actor, campaign_id, batch_id, errors=errors), 422
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)
