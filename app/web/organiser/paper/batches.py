"""Batches: all of a campaign, one with what became of its lines, and opening one."""

import csv
import io
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.paper.codes import show_code
from app.paper.collecting import BatchFacts, count_unconfirmed, get_batch, open_batch
from app.paper.counting import count_paper
from app.paper.errors import BatchRefused
from app.paper.queries import count_refusals, find_sheet, list_batches, list_refusals
from app.paper.states import BatchState
from app.paper.uploading import list_files, list_scans
from app.petitions.wordings import list_open_wordings
from app.web.console.guard import needs_role
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed
from app.web.organiser.paper.desk import as_edtf, get_desk
from app.web.organiser.paper.sentences import BATCHES, LINES

_FIELDS: Final = ("sheet", "wording_id", "collected", "place", "collected_by")
EDITOR: Final = OrganisationRole.EDITOR
REFUSALS_SHOWN: Final = 500


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    rule = "/campaigns/<uuid:campaign_id>/paper/"
    one = f"{rule}batches/<uuid:batch_id>"
    site.add_url_rule(rule, "paper", index)
    site.add_url_rule(f"{rule}batches/new", "paper_new", new)
    site.add_url_rule(f"{rule}batches/new", "paper_open", open_new, methods=["POST"])
    site.add_url_rule(one, "paper_batch", show)
    site.add_url_rule(f"{one}/refused.csv", "paper_refused", refused_csv)


@needs_role(OrganisationRole.VIEWER)
def index(actor: Actor, campaign_id: UUID) -> str:
    """List a campaign's batches with the figure they make."""
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        batches, figure = list_batches(session, desk.petition_id), count_paper(session, desk.petition_id)
    return render_template(
        "organiser/paper/index.html", desk=desk, batches=batches, figure=figure, may_edit=_may_edit(actor)
    )


@needs_role(EDITOR)
def new(actor: Actor, campaign_id: UUID) -> str:
    """The form for a new batch."""
    return _form(actor, campaign_id, {})


@needs_role(EDITOR)
def open_new(actor: Actor, campaign_id: UUID) -> Response | tuple[str, int]:
    """Open a batch."""
    given = {name: typed(name) for name in _FIELDS}
    try:
        with unit_of_work() as session:
            facts = BatchFacts(
                sheet=given["sheet"],
                wording_id=_uuid(given["wording_id"]),
                collected=as_edtf(given["collected"]),
                place=given["place"],
                collected_by=given["collected_by"],
            )
            batch = open_batch(
                session,
                campaign_id,
                facts,
                organisation_id=actor.acting_for,
                actor=str(actor.account_id),
                now=utc_now(),
            )
    except BatchRefused as refused:
        field = refused.field or "sheet"
        return _form(actor, campaign_id, given, errors={field: str(BATCHES[refused.complaint])}), 422
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch.id)


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID, batch_id: UUID) -> str:
    """One batch: how far it is, what was refused, and what can be done."""
    return render_batch(actor, campaign_id, batch_id)


@needs_role(OrganisationRole.VIEWER)
def refused_csv(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response:
    """The refused lines as a file: numbers and reasons, nothing of what stood in them."""
    with unit_of_work() as session:
        batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["source", "line", "code", "reason", "repeats_source", "repeats_line"])
        for each in list_refusals(session, batch.id):
            repeats = [each.repeats_source or "", each.repeats_line or ""] if each.repeats_line else ["", ""]
            rows.writerow([each.source, each.line, each.reason.value, LINES[each.reason], *repeats])
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="refused-lines.csv"'
    return answer


def render_batch(actor: Actor, campaign_id: UUID, batch_id: UUID, *, errors: dict[str, str] | None = None) -> str:
    """Render a batch, also as the answer to something that was refused."""
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        batch = get_batch(session, batch_id, petition_id=desk.petition_id)
        refused = list_refusals(session, batch.id, limit=REFUSALS_SHOWN)
        return render_template(
            "organiser/paper/batch.html",
            desk=desk,
            batch=batch,
            sheet=find_sheet(session, batch.print_id),
            files=list_files(session, batch.id),
            scans=list_scans(session, batch.id),
            unconfirmed=count_unconfirmed(session, batch.id),
            refused=refused,
            refused_count=count_refusals(session, batch.id),
            show_code=show_code,
            errors=Fields(errors or {}),
            may_edit=_may_edit(actor),
            is_moving=batch.state in (BatchState.DRAFT, BatchState.IMPORTING) and batch.done < batch.total,
        )


def _form(actor: Actor, campaign_id: UUID, given: dict[str, str], *, errors: dict[str, str] | None = None) -> str:
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        wordings = list_open_wordings(session, desk.petition_id)
    return render_template(
        "organiser/paper/new.html", desk=desk, given=Fields(given), errors=Fields(errors or {}), wordings=wordings
    )


def _may_edit(actor: Actor) -> bool:
    return actor.role is not None and actor.role.includes(EDITOR)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
