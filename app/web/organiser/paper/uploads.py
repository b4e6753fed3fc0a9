"""Files of lines and scans: chosen, looked at by their columns, confirmed. What was sent is never shown again."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext, ngettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.numerals import format_number
from app.paper.collecting import get_batch
from app.paper.columns import Role, guess_roles
from app.paper.errors import BatchRefused, TableRefused
from app.paper.tables import TABLE_BYTES
from app.paper.uploading import SCAN_BYTES, add_file, add_scan, confirm_file, discard_file, get_file
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.organiser.paper.batches import render_batch
from app.web.organiser.paper.desk import get_desk, public_keys
from app.web.organiser.paper.sentences import BATCHES, ROLES, TABLES

_ROOM: Final = 1 << 20
"""A file somewhat too large still gets a sentence of its own, not the page for what is far too large."""


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/campaigns/<uuid:campaign_id>/paper/batches/<uuid:batch_id>"
    file = f"{one}/files/<uuid:file_id>"
    site.add_url_rule(f"{one}/scans", "paper_scan", upload_scan, methods=["POST"])
    site.add_url_rule(f"{one}/files", "paper_upload", upload_file, methods=["POST"])
    site.add_url_rule(file, "paper_file", columns)
    site.add_url_rule(file, "paper_confirm", confirm, methods=["POST"])
    site.add_url_rule(f"{file}/discard", "paper_discard", discard, methods=["POST"])


@needs_role(OrganisationRole.EDITOR, body_bytes=SCAN_BYTES + _ROOM)
def upload_scan(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Take a scan in as evidence."""
    content = _posted_file("scan")
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            add_scan(session, batch, content, public_keys(), actor=str(actor.account_id), now=utc_now())
    except BatchRefused as refused:
        errors = {refused.field or "batch": str(BATCHES[refused.complaint])}
        return render_batch(actor, campaign_id, batch_id, errors=errors), 422
    flash(gettext("The scan is sealed. Nobody sees it in the console again."))
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)


@needs_role(OrganisationRole.EDITOR, body_bytes=TABLE_BYTES + _ROOM)
def upload_file(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | tuple[str, int]:
    """Take a table in, and lead on to its columns."""
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            file = add_file(session, batch, _posted_file("table"), public_keys(), now=utc_now())
    except TableRefused as refused:
        errors = {"table": table_sentence(refused, actor.language)}
        return render_batch(actor, campaign_id, batch_id, errors=errors), 422
    except BatchRefused as refused:
        return render_batch(actor, campaign_id, batch_id, errors={"table": str(BATCHES[refused.complaint])}), 422
    return go_to("organiser.paper_file", campaign_id=campaign_id, batch_id=batch_id, file_id=file.id)


@needs_role(OrganisationRole.EDITOR)
def columns(actor: Actor, campaign_id: UUID, batch_id: UUID, file_id: UUID) -> str:
    """Show what the columns of a file seem to hold."""
    return _page(actor, campaign_id, batch_id, file_id)


@needs_role(OrganisationRole.EDITOR)
def confirm(actor: Actor, campaign_id: UUID, batch_id: UUID, file_id: UUID) -> Response | tuple[str, int]:
    """Take over what the columns hold: a worker begins to read."""
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            file = get_file(session, batch, file_id)
            confirm_file(session, batch, file, _posted_roles(len(file.headers)))
            lines = file.lines
    except TableRefused as refused:
        error = table_sentence(refused, actor.language)
        return _page(actor, campaign_id, batch_id, file_id, error=error), 422
    except BatchRefused as refused:
        return render_batch(actor, campaign_id, batch_id, errors={"batch": str(BATCHES[refused.complaint])}), 422
    shown = format_number(lines, actor.language)
    flash(ngettext("%(shown)s line is being read.", "%(shown)s lines are being read.", lines, shown=shown))
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)


@needs_role(OrganisationRole.EDITOR)
def discard(actor: Actor, campaign_id: UUID, batch_id: UUID, file_id: UUID) -> Response | tuple[str, int]:
    """Forget a file before it is read."""
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            discard_file(session, batch, get_file(session, batch, file_id))
    except BatchRefused as refused:
        return render_batch(actor, campaign_id, batch_id, errors={"batch": str(BATCHES[refused.complaint])}), 422
    flash(gettext("The file is forgotten; nothing of it was counted."))
    return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)


def table_sentence(refused: TableRefused, language: str) -> str:
    """Say what is wrong with a file, and in which line."""
    sentence = str(TABLES[refused.complaint])
    if refused.line is None:
        return sentence
    return str(gettext("Line %(line)s: %(reason)s", line=format_number(refused.line, language), reason=sentence))


def _posted_file(name: str) -> bytes:
    file = request.files.get(name)
    return file.read() if file else b""


def _posted_roles(columns: int) -> list[Role]:
    known = {role.value: role for role in Role}
    return [known.get(request.form.get(f"column-{number}", ""), Role.IGNORED) for number in range(columns)]


def _page(actor: Actor, campaign_id: UUID, batch_id: UUID, file_id: UUID, *, error: str = "") -> str:
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        batch = get_batch(session, batch_id, petition_id=desk.petition_id)
        file = get_file(session, batch, file_id)
    chosen = _posted_roles(len(file.headers)) if request.method == "POST" else None
    roles = [Role(role) for role in file.roles] if file.roles else chosen or guess_roles(file.headers)
    return render_template(
        "organiser/paper/file.html", desk=desk, batch=batch, file=file, roles=roles, error=error, labels=ROLES
    )
