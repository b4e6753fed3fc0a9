"""Writing an update: the languages side by side, a look at what becomes of the Markdown, and two who write at once."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.markup import to_html
from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.languages import LANGUAGES
from app.core.text import LOST, has_control_characters, without_control_characters
from app.updates.errors import ChangedMeanwhile, NotAllowedNow
from app.updates.models import Update
from app.updates.rules import BODY_LENGTH, SUBJECT_LENGTH, lack_of
from app.updates.services import change_update, get_campaign, get_update, write_update
from app.web.console.guard import needs_role
from app.web.organiser.updates import REFUSALS

FORM_BYTES: Final = 2_000_000
"""Six languages of the longest text, each letter as nine characters."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands in the form: ``{language: words}``, empty ones left out."""

    subject: dict[str, str]
    body: dict[str, str]
    is_mailed: bool = True
    revision: int = 1


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    folder = "/campaigns/<uuid:campaign_id>/updates/"
    site.add_url_rule(f"{folder}new", "update_new", new)
    site.add_url_rule(f"{folder}new", "update_create", create, methods=["POST"])
    site.add_url_rule(f"{folder}<uuid:update_id>/edit", "update_edit", edit)
    site.add_url_rule(f"{folder}<uuid:update_id>/edit", "update_save", save, methods=["POST"])


@needs_role(OrganisationRole.EDITOR)
def new(actor: Actor, campaign_id: UUID) -> str:
    """Show an empty form."""
    with unit_of_work() as session:
        campaign = get_campaign(session, campaign_id, organisation_id=actor.acting_for)
    return _form(campaign, Words(subject={}, body={}))


@needs_role(OrganisationRole.EDITOR, body_bytes=FORM_BYTES)
def create(actor: Actor, campaign_id: UUID) -> Response:
    """Save a first draft; or show it rendered, or what is wrong with it, and save nothing."""
    words, errors = _read_form()
    with unit_of_work() as session:
        campaign = get_campaign(session, campaign_id, organisation_id=actor.acting_for)
        if errors or _only_looks():
            return make_response(_form(campaign, words, errors=errors), 422 if errors else 200)
        made = write_update(
            session, campaign, subject=words.subject, body=words.body, is_mailed=words.is_mailed,
            by=actor.account_id, now=utc_now(),
        )  # fmt: skip
        update_id = made.id
    return _saved(campaign_id, update_id)


@needs_role(OrganisationRole.EDITOR)
def edit(actor: Actor, campaign_id: UUID, update_id: UUID) -> Response:
    """Show a draft to be changed; anything later leads back to its page."""
    campaign, update = _load(actor, campaign_id, update_id)
    words = Words(
        subject=update.subject, body=update.body, is_mailed=update.is_mailed, revision=update.revision
    )  # fmt: skip
    if update.state != "draft":
        return _too_late(campaign_id, update_id)
    return make_response(_form(campaign, words, update=update))


@needs_role(OrganisationRole.EDITOR, body_bytes=FORM_BYTES)
def save(actor: Actor, campaign_id: UUID, update_id: UUID) -> Response:
    """Save a draft. Of two who write at once the later sees the other's words beside the own, and loses none."""
    words, errors = _read_form()
    campaign, update = _load(actor, campaign_id, update_id)
    if errors or _only_looks():
        return make_response(_form(campaign, words, update=update, errors=errors), 422 if errors else 200)
    try:
        _change(actor, update, words)
    except ChangedMeanwhile:
        campaign, theirs = _load(actor, campaign_id, update_id)
        return make_response(_form(campaign, words, update=theirs, is_late=True), 409)
    except NotAllowedNow:
        return _too_late(campaign_id, update_id)
    return _saved(campaign_id, update_id)


def _change(actor: Actor, given: Update, words: Words) -> None:
    with unit_of_work() as session:
        change_update(
            session, session.merge(given, load=True), revision=words.revision, subject=words.subject, body=words.body,
            is_mailed=words.is_mailed, by=actor.account_id, now=utc_now(),
        )  # fmt: skip


def _load(actor: Actor, campaign_id: UUID, update_id: UUID) -> tuple[Campaign, Update]:
    with unit_of_work() as session:
        campaign = get_campaign(session, campaign_id, organisation_id=actor.acting_for)
        return campaign, get_update(
            session, update_id, organisation_id=actor.acting_for, campaign_id=campaign_id
        )  # fmt: skip


def _only_looks() -> bool:
    return "look" in request.form


def _read_form() -> tuple[Words, dict[str, str]]:
    """Return what was typed, and what is wrong with it by field."""
    subject, body, errors = {}, {}, dict[str, str]()
    for code in LANGUAGES:
        line, text = (request.form.get(f"{name}-{code}", "") for name in ("subject", "body"))
        text = text.replace("\r\n", "\n").strip()
        errors |= _complaints(code, line.strip(), text)
        line = without_control_characters(line).strip()
        text = without_control_characters(text, allow_lines=True)
        if line or text:
            subject[code], body[code] = line, text
    if not subject:
        errors[f"subject-{LANGUAGES[0]}"] = gettext("Write something in at least one language.")
    revision = request.form.get("revision", "1")
    words = Words(
        subject=subject,
        body=body,
        is_mailed="is_mailed" in request.form,
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
    )
    return words, errors


def _complaints(code: str, line: str, text: str) -> dict[str, str]:
    found = {}
    if len(line) > SUBJECT_LENGTH or has_control_characters(line):
        found[f"subject-{code}"] = gettext("A subject is one line of at most %(most)s characters.", most=SUBJECT_LENGTH)
    if len(text) > BODY_LENGTH or has_control_characters(text, allow_lines=True):
        found[f"body-{code}"] = gettext("The text is longer than %(most)s characters.", most=BODY_LENGTH)
    for field, words in ((f"subject-{code}", line), (f"body-{code}", text)):
        if LOST in words:
            found[field] = gettext("Letters were lost on the way where “�” stands. Write them again.")
    return found


def _form(
    campaign: Campaign, words: Words, *, update: Update | None = None, errors: dict[str, str] | None = None,
    is_late: bool = False,
) -> str:  # fmt: skip
    first = [code for code in LANGUAGES if code in {*campaign.title, *words.subject}]
    return render_template(
        "organiser/updates/edit.html",
        campaign=campaign,
        update=update,
        words_typed=words,
        revision=update.revision if update is not None and is_late else words.revision,
        theirs=update if is_late else None,
        errors=errors or {},
        first=first,
        others=[code for code in LANGUAGES if code not in first],
        rendered={code: _rendered(text) for code, text in words.body.items()} if _only_looks() else {},
        lacks={code: lack_of(words.subject.get(code, ""), words.body.get(code, "")) for code in LANGUAGES},
    )


def _rendered(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704 - cleaned by to_html


def _saved(campaign_id: UUID, update_id: UUID) -> Response:
    flash(gettext("Saved. Nobody but your organisation sees it."))
    return _to(campaign_id, update_id)


def _too_late(campaign_id: UUID, update_id: UUID) -> Response:
    flash(str(REFUSALS[NotAllowedNow]), "error")
    return _to(campaign_id, update_id)


def _to(campaign_id: UUID, update_id: UUID) -> Response:
    address = url_for("organiser.update", campaign_id=campaign_id, update_id=update_id)
    return redirect(address, code=303)  # type: ignore[return-value]
