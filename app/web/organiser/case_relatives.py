"""Relatives and co-defendants. Each is private; who is shown was ticked by somebody who thought of the harm."""

from typing import Final

from flask import Blueprint
from flask_babel import gettext

from app.cases.kinds import RelationKind
from app.drafts.document import DraftRelative
from app.web.organiser.case_entries import EntryPages, Filled
from app.web.organiser.case_typed import NAME, CaseTyped


class RelativePages(EntryPages[DraftRelative]):
    """Who stands around the case, and whom of them the public will see."""

    name = "relatives"
    entry_name = "relative"

    def blank(self, key: str) -> DraftRelative:
        """Return somebody of whom nothing is said."""
        return DraftRelative(key=key, kind=RelationKind.RELATIVE)

    def read(self, typed: CaseTyped) -> Filled:
        """Return what the form says: a name, or who it is, must be there."""
        names, text = typed.texts("names", most=NAME), typed.texts("text")
        if not any(names.values()) and not any(text.values()):
            typed.needed("names", names, gettext("Write a name, or who it is."))
        return Filled(
            fields={
                "kind": typed.choice("kind", RelationKind, RelationKind.RELATIVE),
                "is_public": typed.ticked("is_public"),
            },
            texts={"names": names, "text": text},
            ground=typed.ground(),
        )


PAGES: Final = RelativePages()


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    PAGES.add_routes(site)
