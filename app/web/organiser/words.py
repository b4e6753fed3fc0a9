"""Editing the words of a campaign in its first language: title, summary, address; and the story with its preview."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.kinds import Theme
from app.campaigns.markup import to_html
from app.core.db import unit_of_work
from app.core.languages import LANGUAGES, OWN_NAMES
from app.drafts.case_checks import SLUG
from app.drafts.document import DraftDocument
from app.drafts.saving import Change, OpenDraft
from app.drafts.surroundings import list_groups, list_memorials
from app.web.console.guard import needs_role
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors, Typed, in_first

STORY: Final = 20_000
SUMMARY: Final = 400


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit"
    site.add_url_rule(f"{base}/words", "draft_words", edit_words, methods=["GET"])
    site.add_url_rule(f"{base}/words", "draft_words_save", save_words, methods=["POST"])
    site.add_url_rule(f"{base}/story", "draft_story", edit_story, methods=["GET"])
    site.add_url_rule(f"{base}/story", "draft_story_save", save_story, methods=["POST"])
    site.add_url_rule(f"{base}/story/preview", "draft_story_preview", preview_story, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def edit_words(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show title, summary and what belongs to them."""
    return _words_page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_words(actor: Actor, campaign_id: UUID) -> Response:
    """Save them."""
    typed = Typed()
    change = _words_change(typed)
    if typed.errors:
        return make_response(_words_page(_as_typed(campaign_id, change), typed.errors), 422)
    return save(actor, campaign_id, change, then=next_after("organiser.draft_words"))


@needs_role(OrganisationRole.VIEWER)
def edit_story(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """Show the story in Markdown, and what it becomes."""
    return _story_page(open_draft(campaign_id), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_story(actor: Actor, campaign_id: UUID) -> Response:
    """Save the story; or show what it becomes, where that was asked for without a script."""
    typed = Typed()
    story = typed.page("story", most=STORY)

    def change(document: DraftDocument) -> DraftDocument:
        texts = in_first(document, document.campaign.story, story)
        return replace(document, campaign=replace(document.campaign, story=texts))

    if typed.errors or request.form.get("act") == "preview":
        return make_response(_story_page(_as_typed(campaign_id, change), typed.errors), 422 if typed.errors else 200)
    return save(actor, campaign_id, change, then=next_after("organiser.draft_story"))


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def preview_story(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """Return what Markdown becomes on the page, for the preview beside the field."""
    open_draft(campaign_id)  # another organisation's campaign is not found here either
    return to_html(request.form.get("story", "")[:STORY])


def _as_typed(campaign_id: UUID, change: Change) -> OpenDraft:
    """The draft as it would be with what was typed, which is shown again."""
    draft = open_draft(campaign_id)
    return OpenDraft(row=draft.row, number=draft.number, document=change(draft.document))


def _words_change(typed: Typed) -> Change:
    title, summary = typed.line("title", most=120), typed.line("summary", most=SUMMARY)
    languages = [code for code in LANGUAGES if code in request.form.getlist("languages")] or ["en", "fa"]
    languages.sort(key=lambda code: code != request.form.get("first"))
    fields: dict[str, Any] = {
        "slug": typed.line("slug", most=80).lower(),
        "hashtag": _with_sign(typed.line("hashtag", most=60)),
        "begins": typed.date("begins"),
        "country": _country(typed),
        "themes": typed.choices("themes", Theme),
        "groups": _slugs("groups"),
        "memorials": _slugs("memorials"),
        "is_urgent": typed.ticked("is_urgent"),
        "is_discreet": not typed.ticked("is_open"),
    }

    def change(document: DraftDocument) -> DraftDocument:
        fields["title"] = in_first(document, document.campaign.title, title)
        fields["summary"] = in_first(document, document.campaign.summary, summary)
        return replace(document, languages=languages, campaign=replace(document.campaign, **fields))

    return change


def _country(typed: Typed) -> str | None:
    """Two letters, however they were typed; what is refused is shown as it was typed."""
    letters = typed.line("country", most=2)
    return (letters if typed.errors["country"] else letters.upper()) or None


def _slugs(name: str) -> list[str]:
    """What was ticked; what is no address was ticked by nobody."""
    return [slug for slug in request.form.getlist(name) if SLUG.fullmatch(slug)]


def _with_sign(word: str) -> str:
    return f"#{word.lstrip('#').replace(' ', '')}" if word else ""


def _words_page(draft: OpenDraft, errors: Errors) -> str:
    with unit_of_work() as session:
        groups, memorials = list_groups(session), list_memorials(session)
    return render_template(
        "organiser/drafts/words.html",
        draft=draft,
        errors=errors,
        themes=list(Theme),
        all_languages=[(code, OWN_NAMES[code]) for code in LANGUAGES],
        groups=groups,
        memorials=memorials,
    )


def _story_page(draft: OpenDraft, errors: Errors) -> str:
    story = draft.document.campaign.story.get(draft.document.languages[0], "")
    return render_template(
        "organiser/drafts/story.html", draft=draft, errors=errors, story=story,
        becomes=Markup(to_html(story)),  # noqa: S704 - cleaned by to_html
    )  # fmt: skip
