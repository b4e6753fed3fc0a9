"""What every list of the case does: it is shown, its entries are moved and removed, and each has a page with a form.

A list says what its entries are made of (``EntryPages.read``) and what its two templates ask for besides.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic, TypeVar
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from msgspec.structs import replace

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.drafts.document import DraftDocument, DraftEvent, DraftFact, DraftRelative, DraftSource, Texts, new_key
from app.drafts.entries import find_entry, with_entry
from app.drafts.people import FIRST
from app.drafts.saving import Change, OpenDraft
from app.web.console.guard import needs_role
from app.web.organiser.case_findings import found_by_entry
from app.web.organiser.case_saving import (
    act_on_list,
    as_typed,
    get_entry,
    number_before_removal,
    open_case,
    save_case,
)
from app.web.organiser.case_typed import CaseTyped, Ground, with_typed
from app.web.organiser.editing import EDIT_BYTES
from app.web.organiser.steps import next_after
from app.web.organiser.typed import Errors

CAMPAIGN: Final = "/campaigns/<uuid:campaign_id>/edit"
PERSON: Final = f"{CAMPAIGN}/people/<person>"
Entry = TypeVar("Entry", DraftFact, DraftEvent, DraftRelative, DraftSource)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What a form said of one entry: its fields, its texts by field, and what it rests on, if it is a claim."""

    fields: dict[str, Any]
    texts: dict[str, Texts] = field(default_factory=dict)
    ground: Ground | None = None


class EntryPages(Generic[Entry]):
    """One list of the case, ``name`` in the document, with the pages of its entries.

    ``has_people``: everybody the campaign is for has one; else it is the campaign's.
    """

    name: ClassVar[str]
    entry_name: ClassVar[str]
    has_people: ClassVar[bool] = True

    @property
    def _list(self) -> str:
        return f"organiser.case_{self.name}"

    @property
    def _entry(self) -> str:
        return f"organiser.case_{self.entry_name}"

    def add_routes(self, site: Blueprint) -> None:
        """Say which address leads to which view; whoever is not the first has the same pages below a key."""
        for base in [CAMPAIGN, PERSON] if self.has_people else [CAMPAIGN]:
            of_list, of_entry = f"{base}/{self.name}", f"{base}/{self.name}/<entry>"
            site.add_url_rule(of_list, f"case_{self.name}", self.show, methods=["GET"])
            site.add_url_rule(of_list, f"case_{self.name}_save", self.act, methods=["POST"])
            site.add_url_rule(of_entry, f"case_{self.entry_name}", self.edit, methods=["GET"])
            site.add_url_rule(of_entry, f"case_{self.entry_name}_save", self.save_one, methods=["POST"])

    @needs_role(OrganisationRole.VIEWER)
    def show(self, actor: Actor, campaign_id: UUID, person: str = FIRST) -> str:  # noqa: ARG002 - every view is given who looks
        """Show the list, each entry with what is missing."""
        draft = open_case(campaign_id, person)
        return render_template(
            f"organiser/cases/{self.name}.html",
            draft=draft,
            found=found_by_entry(draft.document, self.name),
            undo=number_before_removal(draft, self.name, person),
            then=next_after(self._list),
            **self.for_list(draft.document),
        )

    @needs_role(OrganisationRole.EDITOR)
    def act(self, actor: Actor, campaign_id: UUID, person: str = FIRST) -> Response:
        """Move or remove one."""
        return act_on_list(actor, campaign_id, self.name, person)

    @needs_role(OrganisationRole.VIEWER)
    def edit(self, actor: Actor, campaign_id: UUID, entry: str, person: str = FIRST) -> str:  # noqa: ARG002
        """Show one, or an empty one to fill in."""
        draft = open_case(campaign_id, person)
        is_new = entry == "new"
        shown = self.blank(new_key()) if is_new else get_entry(self._entries(draft.document), entry)
        return self._page(draft, shown, Errors())

    @needs_role(OrganisationRole.EDITOR, body_bytes=EDIT_BYTES)
    def save_one(self, actor: Actor, campaign_id: UUID, entry: str, person: str = FIRST) -> Response:
        """Save one, and go back to the list or on to another; or show what a search of its form found."""
        typed = CaseTyped()
        key = typed.key(entry)
        change = self._change(self.read(typed), key, is_new=entry == "new")
        is_search = request.form.get("act", "").startswith("search:")
        if typed.errors or is_search:
            draft = as_typed(campaign_id, change, person)
            errors = Errors() if is_search else typed.errors
            page = self._page(draft, get_entry(self._entries(draft.document), key), errors)
            return make_response(page, 200 if is_search else 422)
        if request.form.get("act") == "another":
            return save_case(actor, campaign_id, person, change, then=self._entry, entry="new", **self.for_another())
        return save_case(actor, campaign_id, person, change, then=self._list, anchor=key)

    def blank(self, key: str) -> Entry:
        """Return an entry of which nothing is said."""
        raise NotImplementedError

    def read(self, typed: CaseTyped) -> Filled:
        """Return what the form says; what cannot be read is told in ``typed.errors``."""
        raise NotImplementedError

    def for_list(self, document: DraftDocument) -> dict[str, Any]:  # noqa: ARG002 - for those that need more
        """Return what the template of the list asks for besides."""
        return {}

    def for_entry(self, document: DraftDocument, entry: Entry) -> dict[str, Any]:  # noqa: ARG002
        """Return what the template of an entry asks for besides."""
        return {}

    def for_another(self) -> dict[str, str]:
        """Return what the page of another new one is opened with."""
        return {}

    def _entries(self, document: DraftDocument) -> list[Entry]:
        entries: list[Entry] = getattr(document, self.name)
        return entries

    def _change(self, filled: Filled, key: str, *, is_new: bool) -> Change:
        def change(document: DraftDocument) -> DraftDocument:
            entries = self._entries(document)
            before = find_entry(entries, key) if is_new else get_entry(entries, key)
            before = before or self.blank(key)
            texts = {name: with_typed(getattr(before, name), words) for name, words in filled.texts.items()}
            if filled.ground is None:
                return replace(document, **{self.name: with_entry(entries, replace(before, **filled.fields, **texts))})
            entry = replace(before, **filled.fields, **texts, sources=filled.ground.keys(document))
            known = filled.ground.known(document)
            return replace(document, **{self.name: with_entry(entries, entry)}, sources=known)

        return change

    def _page(self, draft: OpenDraft, entry: Entry, errors: Errors) -> str:
        return render_template(
            f"organiser/cases/{self.entry_name}.html",
            draft=draft,
            errors=errors,
            is_new=(request.view_args or {}).get("entry") == "new",
            found=found_by_entry(draft.document, self.name)[entry.key],
            **{self.entry_name: entry},
            **self.for_entry(draft.document, entry),
        )
