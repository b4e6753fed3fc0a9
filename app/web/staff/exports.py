"""Exports: which there were and are, what exactly one is, and what a second person and whoever asked do with it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template, send_file
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.exports.asking import approve, cancel, fetch, reject
from app.exports.compiling import file_of
from app.exports.errors import FileGone
from app.exports.models import Export
from app.exports.queries import find_recipient_name, get_export, list_emails, list_exports, list_titles
from app.exports.states import MOVING, ExportState
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed
from app.web.staff.export_words import (
    COLUMNS,
    CONSENTS,
    FAILURES,
    FORMATS,
    PURPOSES,
    REFUSALS,
    STANDINGS,
    STATES_OF_SIGNATURES,
)

_MOVING: Final = (ExportState.APPROVED, ExportState.COMPILING)


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    rule = "/exports/<uuid:export_id>"
    site.add_url_rule("/exports/", "exports", show_all, methods=["GET"])
    site.add_url_rule(rule, "export", show, methods=["GET"])
    site.add_url_rule(f"{rule}/approve", "export_approve", agree, methods=["POST"])
    site.add_url_rule(f"{rule}/reject", "export_reject", refuse, methods=["POST"])
    site.add_url_rule(f"{rule}/cancel", "export_cancel", stop, methods=["POST"])
    site.add_url_rule(f"{rule}/file", "export_fetch", fetch_file, methods=["POST"])


@needs_staff()
def show_all(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List exports, the newest first, whoever asked for them."""
    with unit_of_work() as session:
        exports, titles, emails = list_exports(session), list_titles(session), list_emails(session)
    return render_template(
        "staff/exports/index.html", exports=exports, titles=titles, emails=emails,
        purposes=PURPOSES, formats=FORMATS, standings=STANDINGS,
    )  # fmt: skip


@needs_staff()
def show(actor: Actor, export_id: UUID) -> str:
    """Show one export: exactly what was asked for, how far it is, and what the reader can do."""
    return _page(actor, export_id)


@needs_staff(fresh=True)
def agree(actor: Actor, export_id: UUID) -> Response:
    """Approve exactly what stood on the page."""
    digest = typed("digest")
    return _act(
        export_id,
        lambda session, now: approve(session, actor, export_id, digest=digest, now=now),
        done=gettext("Approved. A worker compiles it now; whoever asked for it can fetch it for 24 hours."),
    )


@needs_staff(fresh=True)
def refuse(actor: Actor, export_id: UUID) -> Response:
    """Reject a request, with a reason."""
    words = typed("words")
    if not words or not is_paragraph(words, longest=1000):
        error = gettext("Say why, in at most 1,000 letters: whoever asked for it reads that.")
        return make_response(_page(actor, export_id, words=words, error=error), 422)
    return _act(
        export_id,
        lambda session, now: reject(session, actor, export_id, words=words, now=now),
        done=gettext("Rejected. The reason stands on its page."),
    )


@needs_staff(fresh=True)
def stop(actor: Actor, export_id: UUID) -> Response:
    """Cancel an export wherever it stands."""
    return _act(
        export_id,
        lambda session, now: cancel(session, actor, export_id, now=now),
        done=gettext("Cancelled. Whatever was compiled of it is removed."),
    )


@needs_staff(fresh=True)
def fetch_file(actor: Actor, export_id: UUID) -> Response:
    """Hand the encrypted file to whoever asked for it, once."""
    try:
        with unit_of_work() as session:
            export = fetch(session, actor, export_id, now=utc_now())
            # opened before a worker removes it, which it does as soon as this commits
            content = _find_file(export_id).open("rb")
    except tuple(REFUSALS) as refusal:
        flash(str(REFUSALS[type(refusal)]), "error")
        return go_to("staff.export", export_id=export_id)
    name = f"vigil-export-{str(export_id)[:8]}.{export.request['format']}.age"
    return send_file(content, mimetype="application/octet-stream", as_attachment=True, download_name=name)


def _act(export_id: UUID, act: Callable[[Session, datetime], None], *, done: str) -> Response:
    try:
        with unit_of_work() as session:
            act(session, utc_now())
    except tuple(REFUSALS) as refusal:
        flash(str(REFUSALS[type(refusal)]), "error")
    else:
        flash(done)
    return go_to("staff.export", export_id=export_id)


def _find_file(export_id: UUID) -> Path:
    settings: Settings = current_app.extensions["vigil.settings"]
    path = file_of(settings.var, export_id)
    if not path.is_file():
        raise FileGone("there is no file")
    return path


def _page(actor: Actor, export_id: UUID, *, words: str = "", error: str = "") -> str:
    with unit_of_work() as session:
        export = get_export(session, export_id)
        titles, emails = list_titles(session), list_emails(session)
        recipient = find_recipient_name(session, export.request["recipient_id"])
    now, is_own = utc_now(), export.asked_by == actor.account_id
    return render_template(
        "staff/exports/show.html", export=export, asked=export.request, titles=titles, emails=emails,
        recipient=recipient, now=now, words_typed=words, error=error, is_own=is_own, is_moving=export.state in _MOVING,
        is_followed=export.state in _MOVING or (is_own and export.state is ExportState.READY),
        may_be_stopped=export.state in MOVING, minutes_left=_minutes_left(export, now),
        is_over=export.state is ExportState.ASKED and now >= export.expires_at,
        purposes=PURPOSES, columns=COLUMNS, formats=FORMATS, consents=CONSENTS, states=STATES_OF_SIGNATURES,
        standings=STANDINGS, failures=FAILURES,
    )  # fmt: skip


def _minutes_left(export: Export, now: datetime) -> int | None:
    """Return about how many minutes are left at the pace so far, at least one; None where nothing is known."""
    if export.started_at is None or not 0 < export.done < export.total:
        return None
    seconds = (now - export.started_at).total_seconds() * (export.total - export.done) / export.done
    return int(seconds // 60) + 1
