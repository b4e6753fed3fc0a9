"""What claims rest on: each source with its claims. One that is in use goes only after it was said what loses it."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.cases.kinds import Certainty
from app.drafts.document import DraftDocument, DraftSource
from app.drafts.entries import claims_on
from app.web.console.guard import needs_role
from app.web.organiser.case_entries import CAMPAIGN, EntryPages, Filled
from app.web.organiser.case_saving import get_entry
from app.web.organiser.case_typed import NAME, CaseTyped
from app.web.organiser.editing import open_draft


class SourcePages(EntryPages[DraftSource]):
    """The sources of a campaign, on which the claims of everybody's case rest."""

    name = "sources"
    entry_name = "source"
    has_people = False

    def blank(self, key: str) -> DraftSource:
        """Return a source of which nothing is said."""
        return DraftSource(key=key)

    def read(self, typed: CaseTyped) -> Filled:
        """Return what the form says: a title must be there."""
        title, publisher = typed.texts("title", most=NAME * 2), typed.texts("publisher", most=NAME)
        if not any(title.values()):
            typed.needed("title", title, gettext("Write its title, at least in one language."))
        return Filled(
            fields={
                "url": typed.address("url"),
                "archived_url": typed.address("archived_url"),
                "date": typed.date_or_unknown("date"),
                "certainty": typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED),
            },
            texts={"title": title, "publisher": publisher},
        )

    def for_list(self, document: DraftDocument) -> dict[str, Any]:
        """Return what rests on each."""
        return {"claims": {each.key: claims_on(document, each.key) for each in document.sources}}

    def for_entry(self, document: DraftDocument, entry: DraftSource) -> dict[str, Any]:
        """Return what can be chosen, and what rests on it."""
        return {"certainties": list(Certainty), "claims": claims_on(document, entry.key)}


PAGES: Final = SourcePages()


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    PAGES.add_routes(site)
    site.add_url_rule(f"{CAMPAIGN}/sources/<entry>/remove", "case_source_remove", ask_removal, methods=["GET"])


@needs_role(OrganisationRole.VIEWER)
def ask_removal(actor: Actor, campaign_id: UUID, entry: str) -> str:  # noqa: ARG001 - every view is given who looks
    """Say which claims lose the source, and which of them then rest on nothing."""
    draft = open_draft(campaign_id)
    source = get_entry(draft.document.sources, entry)
    claims = claims_on(draft.document, source.key)
    return render_template("organiser/cases/source_remove.html", draft=draft, source=source, claims=claims)
