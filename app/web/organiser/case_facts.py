"""What is known at a glance: what the state alleges and what the person did in two lists, and the rest in a third."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import Certainty, FactKind
from app.drafts.document import DraftDocument, DraftFact, new_key
from app.drafts.entries import find_entry, with_entry
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_by_entry
from app.web.organiser.case_saving import act_on_list, as_typed, get_entry, number_before_removal, shown_with
from app.web.organiser.case_typed import CaseTyped, with_typed
from app.web.organiser.editing import EDIT_BYTES, open_draft, save
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

LIST: Final = "organiser.case_facts"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    base = "/campaigns/<uuid:campaign_id>/edit/facts"
    site.add_url_rule(base, "case_facts", show, methods=["GET"])
    site.add_url_rule(base, "case_facts_save", act, methods=["POST"])
    site.add_url_rule(f"{base}/<entry>", "case_fact", edit, methods=["GET"])
    site.add_url_rule(f"{base}/<entry>", "case_fact_save", save_one, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001 - every view is given who looks
    """Show the lists, each claim with its sources and what is missing."""
    draft = open_draft(campaign_id)
    return render_template(
        "organiser/cases/facts.html",
        draft=draft,
        found=found_by_entry(draft.document, "facts"),
        undo=number_before_removal(draft, "facts"),
        grouped={name: [each for each in draft.document.facts if shown_with(each) == name] for name in _GROUPS},
        then=next_after(LIST),
    )


_GROUPS: Final = ("charge", "activity", "others")


@needs_role(OrganisationRole.EDITOR)
def act(actor: Actor, campaign_id: UUID) -> Response:
    """Move or remove one."""
    return act_on_list(actor, campaign_id, "facts")


@needs_role(OrganisationRole.VIEWER)
def edit(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001
    """Show one, or an empty one to fill in."""
    draft = open_draft(campaign_id)
    fact = _blank() if entry == "new" else get_entry(draft.document.facts, entry)
    return _page(draft, fact, Errors())


@needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
def save_one(actor: Actor, campaign_id: UUID, entry: str) -> Response:
    """Save one, and go back to the lists or on to another of its kind."""
    typed = CaseTyped()
    key = typed.key(entry)
    change = _change(typed, key, is_new=entry == "new")
    if typed.errors:
        draft = as_typed(campaign_id, change)
        return make_response(_page(draft, get_entry(draft.document.facts, key), typed.errors), 422)
    if request.form.get("act") == "another":
        return save(actor, campaign_id, change, then="organiser.case_fact", entry="new", kind=request.form["kind"])
    return save(actor, campaign_id, change, then=LIST, anchor=key)


def _blank() -> DraftFact:
    asked = request.args.get("kind", "")
    return DraftFact(key=new_key(), kind=FactKind(asked) if asked in set(FactKind) else FactKind.CHARGE)


def _change(typed: CaseTyped, key: str, *, is_new: bool) -> Change:
    kind = typed.choice("kind", FactKind, FactKind.CHARGE)
    certainty = typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED)
    text, attribution, sources = typed.claim_text("text"), typed.texts("attribution"), typed.keys("sources")
    described = typed.new_source()

    def change(document: DraftDocument) -> DraftDocument:
        before = find_entry(document.facts, key) or DraftFact(key=key, kind=kind)
        if not is_new:
            get_entry(document.facts, key)
        known = with_entry(document.sources, described) if described else document.sources
        fact = replace(
            before,
            kind=kind,
            text=with_typed(before.text, text),
            attribution=with_typed(before.attribution, attribution),
            certainty=certainty,
            sources=[each.key for each in known if each.key in sources or each is described],
        )
        return replace(document, facts=with_entry(document.facts, fact), sources=known)

    return change


def _page(draft: OpenDraft, fact: DraftFact, errors: Errors) -> str:
    return render_template(
        "organiser/cases/fact.html",
        draft=draft,
        fact=fact,
        errors=errors,
        is_new=(request.view_args or {}).get("entry") == "new",
        kinds=list(FactKind),
        certainties=list(Certainty),
        found=found_by_entry(draft.document, "facts")[fact.key],
    )
