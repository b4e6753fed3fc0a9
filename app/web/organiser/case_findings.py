"""What the checks found, beside the entry or the page it is about."""

from collections import defaultdict

from app.core.clock import utc_now
from app.drafts.document import DraftDocument
from app.drafts.people import CASE, FIRST
from app.drafts.places import parted
from app.drafts.rules import check_draft
from app.web.drafts.findings import Told, told_findings


def found_on(document: DraftDocument, *beginnings: str) -> list[Told]:
    """Return what was found on places that begin so, what keeps the campaign back first."""
    findings = check_draft(document, now=utc_now())
    return told_findings(document, [each for each in findings if each.place.startswith(beginnings)])


def found_on_people(document: DraftDocument) -> dict[str, list[Told]]:
    """Return what was found on the case of each of the people, by their keys; sources are the campaign's."""
    found: dict[str, list[Told]] = defaultdict(list)
    for told in told_findings(document, check_draft(document, now=utc_now())):
        person, inner = parted(told.place)
        if inner.partition("/")[0] in CASE:
            found[person or FIRST].append(told)
    return found


def found_by_entry(document: DraftDocument, name: str) -> dict[str, list[Told]]:
    """Return what was found on the entries of a list, by their keys."""
    found: dict[str, list[Told]] = defaultdict(list)
    for told in found_on(document, f"{name}/"):
        found[told.place.split("/")[1]].append(told)
    return found
