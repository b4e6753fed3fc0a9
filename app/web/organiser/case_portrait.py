"""The portrait: uploaded as it is, made by a worker, described in words, cut anew, and taken away again."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.limits import CONSOLE_BYTES
from app.drafts.document import DraftDocument, DraftPortrait, Texts
from app.drafts.errors import DraftLocked
from app.drafts.portraits import Upload, cut_portrait, find_picture, upload_portrait
from app.drafts.saving import Change, OpenDraft
from app.pictures.errors import AltTextMissing, AltTextRefused, PictureTooHeavy
from app.pictures.models import Refusal
from app.pictures.rules import ALT_LENGTH, HEAVIEST_BYTES
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.organiser.case_findings import found_on
from app.web.organiser.case_saving import as_typed, number_before_removal
from app.web.organiser.case_typed import CaseTyped, with_typed
from app.web.organiser.editing import based_on, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors, whole_number

PAGE: Final = "organiser.case_portrait"
ACROSS: Final = (20, 50, 80)
DOWN: Final = (20, 42, 75)
"""Where the nine places lie that can be chosen without pointing, in hundredths of the picture."""
REFUSALS: Final[dict[Refusal, LazyString]] = {
    Refusal.SVG: lazy_gettext("This is an SVG: a drawing that can carry programs. Save the picture as JPEG or PNG."),
    Refusal.ANIMATED: lazy_gettext("The picture moves. A portrait stands still: save one frame of it."),
    Refusal.UNREADABLE: lazy_gettext("The file is damaged, or is none of JPEG, PNG, WebP, AVIF and GIF."),
    Refusal.TOO_SMALL: lazy_gettext("The picture is too small: at least 480 by 600 pixels are needed."),
    Refusal.TOO_MANY_PIXELS: lazy_gettext("The picture has more than 50 million pixels. Save it smaller."),
    Refusal.BROKE_THE_DARKROOM: lazy_gettext("The file could not be worked on: it took too much memory or time."),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/portrait"
    site.add_url_rule(base, "case_portrait", edit, methods=["GET"])
    site.add_url_rule(base, "case_portrait_save", upload, methods=["POST"])
    site.add_url_rule(f"{base}/words", "case_portrait_words", describe, methods=["POST"])
    site.add_url_rule(f"{base}/remove", "case_portrait_remove", remove, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the portrait, how far it is, or why it was refused."""
    return _page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=CONSOLE_BYTES)
def upload(actor: Actor, campaign_id: UUID) -> Response:
    """Take a file in. Nobody here looks into it: a worker does."""
    typed = CaseTyped()
    given = _upload(typed, campaign_id)
    if not typed.errors:
        try:
            with unit_of_work() as session:
                upload_portrait(session, actor, campaign_id, given, now=utc_now())
        except DraftLocked:
            return _locked(campaign_id)
        except (PictureTooHeavy, AltTextMissing, AltTextRefused) as refusal:
            _tell(typed.errors, refusal, campaign_id)
        else:
            return go_to(PAGE, campaign_id=campaign_id)
    return make_response(_page(open_draft(campaign_id), typed.errors, alt=dict(given.alt)), 422)


@needs_role(OrganisationRole.EDITOR)
def describe(actor: Actor, campaign_id: UUID) -> Response:
    """Save what the picture shows in words, and have it cut anew where another point was chosen."""
    typed = CaseTyped()
    alt = typed.texts("alt", most=ALT_LENGTH)
    focus = _focus(typed, "point") if "point" in request.form else None
    if typed.errors:
        return make_response(_page(as_typed(campaign_id, _described(alt)), typed.errors), 422)
    try:
        cut = _cut(actor, campaign_id, focus) if focus else None
    except DraftLocked:
        return _locked(campaign_id)
    return save(actor, campaign_id, _described(alt, cut), then=PAGE if cut else next_after(PAGE))


def _described(alt: Texts, cut: DraftPortrait | None = None) -> Change:
    def change(document: DraftDocument) -> DraftDocument:
        portrait = cut or document.portrait
        described = portrait and replace(portrait, alt=with_typed(portrait.alt, alt))
        return replace(document, portrait=described)

    return change


def _cut(actor: Actor, campaign_id: UUID, focus: tuple[float, float]) -> DraftPortrait | None:
    with unit_of_work() as session:
        return cut_portrait(session, actor, campaign_id, number=based_on(), focus=focus, now=utc_now())


def _locked(campaign_id: UUID) -> Response:
    flash(gettext("The campaign is with staff and cannot be changed now. Take it back first."), "error")
    return go_to("organiser.campaign", campaign_id=campaign_id)


@needs_role(OrganisationRole.EDITOR)
def remove(actor: Actor, campaign_id: UUID) -> Response:
    """Take the portrait away; the page draws an emblem instead."""

    def change(document: DraftDocument) -> DraftDocument:
        return replace(document, portrait=None)

    return save(actor, campaign_id, change, then=PAGE, removed="portrait")


def _upload(typed: CaseTyped, campaign_id: UUID) -> Upload:
    file = request.files.get("picture")
    content = file.read() if file else b""
    if not content:
        typed.errors["picture"] = gettext("Choose a file.")
    alt = typed.texts("new-alt", most=ALT_LENGTH)
    first = open_draft(campaign_id).document.languages[0]
    if not alt.get(first):
        name = f"new-alt-{first}"
        typed.errors[name] = typed.errors[name] or gettext("Say in words what the picture shows.")
    return Upload(content=content, alt=alt, focus=_focus(typed, "focus"))


def _focus(typed: CaseTyped, field: str) -> tuple[float, float]:
    """The point that was given in hundredths; else the place of nine that was chosen."""
    names = (f"{field}-x", f"{field}-y")
    exact = [typed.line(name, most=6) for name in names]
    if not any(exact):
        across, _, down = request.form.get(field, "").partition("-")
        exact = [across or str(ACROSS[1]), down or str(DOWN[1])]
    parts = [-1 if (number := whole_number(part)) is None else number for part in exact]
    for name, part in zip(names, parts, strict=True):
        if not 0 <= part <= 100:
            typed.errors[name] = gettext("Write a whole number from 0 to 100.")
    return parts[0] / 100, parts[1] / 100


def _tell(errors: Errors, refusal: Exception, campaign_id: UUID) -> None:
    """Say beside its field what the rules of pictures refused."""
    if isinstance(refusal, PictureTooHeavy):
        most = str(HEAVIEST_BYTES // 2**20)
        errors["picture"] = gettext("The file is too large: at most %(most)s MB. Save the picture smaller.", most=most)
    else:
        first = open_draft(campaign_id).document.languages[0]
        errors[f"new-alt-{first}"] = gettext("Say in words what the picture shows, on one line.")


def _page(draft: OpenDraft, errors: Errors, *, alt: dict[str, str] | None = None) -> str:
    portrait = draft.document.portrait
    with unit_of_work() as session:
        picture = find_picture(session, portrait)
    return render_template(
        "organiser/cases/portrait.html",
        draft=draft,
        portrait=portrait,
        picture=picture,
        refused=REFUSALS[picture.refusal] if picture and picture.refusal else None,
        errors=errors,
        alt=alt if alt is not None else (portrait.alt if portrait else {}),
        across=ACROSS,
        down=DOWN,
        places=[f"{x}-{y}" for y in DOWN for x in ACROSS],
        most=HEAVIEST_BYTES // 2**20,
        undo=number_before_removal(draft, "portrait"),
        found=found_on(draft.document, "portrait/"),
        then=next_after(PAGE),
    )
