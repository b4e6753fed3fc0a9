"""Translating a campaign: every text beside its translation, with what is missing or out of date marked."""

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.errors import NotFound
from app.drafts.document import DraftDocument, read_document, stored_document
from app.drafts.kinds import TranslationState
from app.drafts.places import fold_back, unfold
from app.drafts.saving import Change, OpenDraft
from app.drafts.translations import TextStanding, confirm_translation, count_states, list_standings
from app.web.console.guard import needs_role
from app.web.drafts.places import place_name
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.typed import PAGE, Errors, Typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/translations"
    site.add_url_rule(f"{base}/", "draft_translations", choose, methods=["GET"])
    site.add_url_rule(f"{base}/<language>", "draft_translation", show, methods=["GET"])
    site.add_url_rule(f"{base}/<language>", "draft_translation_save", take, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def choose(actor: Actor, campaign_id: UUID) -> Response:  # noqa: ARG001 - every view is given who looks
    """Lead to the language in which most is left to do."""
    document = open_draft(campaign_id).document
    if len(document.languages) < 2:
        return redirect(url_for("organiser.draft_words", campaign_id=campaign_id))  # type: ignore[return-value]
    most = max(document.languages[1:], key=lambda code: -count_states(document, code)[TranslationState.CURRENT])
    return redirect(url_for("organiser.draft_translation", campaign_id=campaign_id, language=most))  # type: ignore[return-value]


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID, language: str) -> str:  # noqa: ARG001
    """Show every text beside its translation."""
    return _page(open_draft(campaign_id), language, Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def take(actor: Actor, campaign_id: UUID, language: str) -> Response:
    """Save what was translated, and what was said to be still right."""
    draft, typed = open_draft(campaign_id), Typed()
    change = _change(typed, _rows(draft.document, language), language)
    if typed.errors:
        again = OpenDraft(row=draft.row, number=draft.number, document=change(draft.document))
        return make_response(_page(again, language, typed.errors), 422)
    return save(actor, campaign_id, change, then="organiser.draft_translations")


def _rows(document: DraftDocument, language: str) -> list[TextStanding]:
    if language not in document.languages[1:]:
        raise NotFound("not a language of this campaign")
    return list_standings(document)


def _change(typed: Typed, rows: list[TextStanding], language: str) -> Change:
    """A field is named by its place; one that was not on the page stays as it is."""
    words = {row.place: typed.page(row.place, most=PAGE) for row in rows if row.place in request.form}
    right = set(request.form.getlist("right"))

    def change(document: DraftDocument) -> DraftDocument:
        tree = unfold(stored_document(document))
        for place, each in words.items():
            _set_words(tree, place, language, each)
        changed = read_document({**fold_back(tree), "basis": document.basis})
        for place in right & words.keys():
            changed = confirm_translation(changed, place, language)
        return changed

    return change


def _set_words(tree: dict[str, object], place: str, language: str, words: str) -> None:
    found: object = tree
    for step in place.split("/"):
        if not isinstance(found, dict) or step not in found:
            return
        found = found[step]
    if isinstance(found, dict):
        found.pop(language, None)
        if words:
            found[language] = words


def _page(draft: OpenDraft, language: str, errors: Errors) -> str:
    rows, only = _rows(draft.document, language), request.args.get("only", "")
    shown = [row for row in rows if only in ("", row.states[language].value) or row.place in errors]
    return render_template(
        "organiser/drafts/translations.html",
        draft=draft,
        language=language,
        source=draft.document.languages[0],
        rows=[(row, place_name(draft.document, row.place)) for row in shown],
        counts=count_states(draft.document, language),
        total=len(rows),
        only=only,
        errors=errors,
    )
