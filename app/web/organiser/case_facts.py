"""What the state alleges, what the person did, and everything else at a glance: three lists on one page."""

from typing import Any, Final

from flask import Blueprint, request

from app.cases.kinds import Certainty, FactKind
from app.drafts.document import DraftDocument, DraftFact
from app.web.organiser.case_entries import EntryPages, Filled
from app.web.organiser.case_saving import shown_with
from app.web.organiser.case_typed import CaseTyped

_GROUPS: Final = ("charge", "activity", "others")


class FactPages(EntryPages[DraftFact]):
    """The lines of the case at a glance."""

    name = "facts"
    entry_name = "fact"

    def blank(self, key: str) -> DraftFact:
        """Return a line of the kind that was asked for."""
        asked = request.args.get("kind", "")
        return DraftFact(key=key, kind=FactKind(asked) if asked in set(FactKind) else FactKind.CHARGE)

    def read(self, typed: CaseTyped) -> Filled:
        """Return what the form says."""
        return Filled(
            fields={
                "kind": typed.choice("kind", FactKind, FactKind.CHARGE),
                "certainty": typed.choice("certainty", Certainty, Certainty.AS_PUBLISHED),
            },
            texts={"text": typed.claim_text("text"), "attribution": typed.texts("attribution")},
            ground=typed.ground(),
        )

    def for_list(self, document: DraftDocument) -> dict[str, Any]:
        """Return the lines in the lists in which they are shown."""
        return {"grouped": {name: [each for each in document.facts if shown_with(each) == name] for name in _GROUPS}}

    def for_entry(self, document: DraftDocument, entry: DraftFact) -> dict[str, Any]:  # noqa: ARG002 - as every list
        """Return what can be chosen."""
        return {"kinds": list(FactKind), "certainties": list(Certainty)}

    def for_another(self) -> dict[str, str]:
        """Another of its kind."""
        return {"kind": request.form["kind"]}


PAGES: Final = FactPages()


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    PAGES.add_routes(site)
