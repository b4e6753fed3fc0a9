"""The prisoner: names in several scripts, status and when it was verified, since when and where detained."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import PrisonerStatus
from app.core.languages import OWN_NAMES
from app.drafts.applying_cases import slug_of
from app.drafts.case_checks import SLUG
from app.drafts.document import DraftDocument, Texts
from app.drafts.people import FIRST
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.drafts.places import language_name
from app.web.organiser.case_entries import CAMPAIGN, PERSON
from app.web.organiser.case_findings import found_on
from app.web.organiser.case_prisons import prison_choices
from app.web.organiser.case_saving import as_typed, open_case, save_case
from app.web.organiser.case_typed import NAME, CaseTyped
from app.web.organiser.editing import EDIT_BYTES
from app.web.organiser.lists import pressed
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

PAGE: Final = "organiser.case_prisoner"
SCRIPTS: Final = (
    *OWN_NAMES, "ckb", "ku", "az", "bal", "ps", "tr", "ur", "he", "hy", "ka", "ru", "uk", "be", "kk", "uz", "tg",
    "zh", "ug", "bo", "mn", "ja", "ko", "vi", "th", "my", "km", "id", "hi", "bn", "pa", "ta", "te", "si", "ne", "am",
    "ti", "om", "so", "sw", "ha", "pt", "it", "nl", "pl", "cs", "hu", "ro", "bg", "sr", "el", "sv",
)  # fmt: skip
"""Languages in whose script somebody may write a name."""


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    for base in (CAMPAIGN, PERSON):
        site.add_url_rule(f"{base}/prisoner", "case_prisoner", edit, methods=["GET"])
        site.add_url_rule(f"{base}/prisoner", "case_prisoner_save", save_prisoner, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID, person: str = FIRST) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the prisoner."""
    return _page(open_case(campaign_id, person), Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_prisoner(actor: Actor, campaign_id: UUID, person: str = FIRST) -> Response:
    """Save the prisoner; or, where a name was added or taken out, come back; or show what a search found."""
    typed = CaseTyped()
    change = _change(typed)
    is_search = request.form.get("act") == "search:prison"
    if typed.errors or is_search:
        page = _page(as_typed(campaign_id, change, person), Errors() if is_search else typed.errors)
        return make_response(page, 200 if is_search else 422)
    act, _key = pressed("names")
    then, anchor = (PAGE, "names") if act else (next_after(PAGE), None)
    return save_case(actor, campaign_id, person, change, then=then, anchor=anchor)


def _change(typed: CaseTyped) -> Change:
    names = _names(typed)
    fields: dict[str, Any] = {
        "own_language": request.form.get("own_language", "") if request.form.get("own_language") in SCRIPTS else "",
        "status": typed.choice("status", PrisonerStatus, PrisonerStatus.UNKNOWN),
        "status_verified": typed.date_or_unknown("status_verified"),
        "detained_since": typed.date_or_unknown("detained_since"),
        "prison": typed.prison("prison"),
        "slug": _slug(typed, names),
    }

    def change(document: DraftDocument) -> DraftDocument:
        return replace(document, prisoner=replace(document.prisoner, names=names, **fields))

    return change


def _names(typed: CaseTyped) -> Texts:
    """The names by language: those that had a field and were not taken out, and the one in the row for another."""
    act, taken_out = pressed("names")
    codes = [code for code in typed.keys("names") if code in SCRIPTS]
    names = {code: " ".join(typed.line(f"names-{code}", most=NAME).split()) for code in codes}
    other, name = request.form.get("names-other", ""), typed.line("names-another", most=NAME)
    if name and other not in SCRIPTS:
        typed.errors["names-other"] = gettext("Say in which language this name is written.")
    elif name and names.get(other):
        typed.errors["names-another"] = gettext("There is a name in this language already. Change it above.")
    elif name:
        names[other] = " ".join(name.split())
    return {code: name for code, name in names.items() if name and not (act == "remove" and code == taken_out)}


def _slug(typed: CaseTyped, names: Texts) -> str:
    """The address as typed; one made of the name where it was left open and a name can make one."""
    slug = typed.line("slug", most=80).lower()
    if slug and not SLUG.fullmatch(slug):
        typed.errors["slug"] = gettext("Small Latin letters, digits and dashes between them: parvaneh-sample.")
    return slug or (slug_of(names, fallback="prisoner") if names else "")


def _page(draft: OpenDraft, errors: Errors) -> str:
    prisoner = draft.document.prisoner
    return render_template(
        "organiser/cases/prisoner.html",
        draft=draft,
        prisoner=prisoner,
        errors=errors,
        codes=list(dict.fromkeys([*draft.document.languages, *prisoner.names])),
        scripts=sorted(((code, language_name(code)) for code in SCRIPTS), key=lambda pair: pair[1]),
        statuses=list(PrisonerStatus),
        prisons=prison_choices(prisoner.prison, request.form.get("prison-search", "")),
        found=found_on(draft.document, "prisoner/"),
    )
