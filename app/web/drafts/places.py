"""What a place of a draft is called on a page: "Event “Arrested in March”: sources"."""

from typing import Any, Final

from flask_babel import LazyString, gettext, lazy_gettext

from app.core.languages import words_in
from app.core.numerals import locale_of
from app.core.text import apart
from app.drafts.document import DraftDocument, stored_document
from app.drafts.entries import find_entry
from app.drafts.people import turned_to
from app.drafts.places import LISTS, ORDER, parted, unfold
from app.web.templating import reader_language

_MOST: Final = 48
_ENTRIES: Final = {
    "facts": lazy_gettext("Fact"),
    "events": lazy_gettext("Event"),
    "relatives": lazy_gettext("Person around the case"),
    "others": lazy_gettext("One of the people"),
    "sources": lazy_gettext("Source"),
    "petition/demands": lazy_gettext("Demand"),
    "petition/targets": lazy_gettext("Target"),
    "petition/recipients": lazy_gettext("Recipient"),
}
_FIELDS: Final = {
    "languages": lazy_gettext("Languages"),
    "consent": lazy_gettext("Consent of the family"),
    "checklist": lazy_gettext("Do-no-harm checklist"),
    "portrait": lazy_gettext("Picture"),
    "prisoner": lazy_gettext("Prisoner"),
    "facts": lazy_gettext("Charges and activity"),
    "events": lazy_gettext("The case, date by date"),
    "relatives": lazy_gettext("Relatives and co-defendants"),
    "others_before": lazy_gettext("Order of the people"),
    "campaign": lazy_gettext("Campaign"),
    "petition": lazy_gettext("Petition"),
    "prison": lazy_gettext("Prison"),
    "slug": lazy_gettext("Address of the page"),
    "names": lazy_gettext("Names"),
    "name": lazy_gettext("Name"),
    "own_language": lazy_gettext("Own language"),
    "status": lazy_gettext("Status"),
    "status_verified": lazy_gettext("Status last verified"),
    "detained_since": lazy_gettext("Detained since"),
    "place": lazy_gettext("Place"),
    "country": lazy_gettext("Country"),
    "kind": lazy_gettext("Kind"),
    "date": lazy_gettext("Date"),
    "day": lazy_gettext("Day"),
    "text": lazy_gettext("Text"),
    "attribution": lazy_gettext("Who states it"),
    "certainty": lazy_gettext("Certainty"),
    "sources": lazy_gettext("Sources"),
    "is_public": lazy_gettext("Shown to the public"),
    "title": lazy_gettext("Title"),
    "publisher": lazy_gettext("Publisher"),
    "url": lazy_gettext("Web address"),
    "archived_url": lazy_gettext("Archived copy"),
    "given_by": lazy_gettext("Given by"),
    "recorded_how": lazy_gettext("How it is recorded"),
    "why_absent": lazy_gettext("Why there is none"),
    "hashtag": lazy_gettext("Hashtag"),
    "summary": lazy_gettext("Summary"),
    "story": lazy_gettext("Story"),
    "begins": lazy_gettext("Beginning"),
    "themes": lazy_gettext("Themes"),
    "groups": lazy_gettext("Groups"),
    "memorials": lazy_gettext("Memorials"),
    "is_urgent": lazy_gettext("Urgent"),
    "is_discreet": lazy_gettext("Discreet mails"),
    "picture_id": lazy_gettext("File"),
    "alt": lazy_gettext("Description"),
    "focus_x": lazy_gettext("Focal point"),
    "focus_y": lazy_gettext("Focal point"),
    "ask": lazy_gettext("The ask"),
    "goal": lazy_gettext("Goal"),
    "milestones": lazy_gettext("Milestones"),
    "opens": lazy_gettext("Opening"),
    "closes": lazy_gettext("Closing"),
    "zone": lazy_gettext("Time zone"),
    "takes_names": lazy_gettext("Gets names"),
    "is_persecuting": lazy_gettext("Of the persecuting state"),
    "language": lazy_gettext("Language"),
    ORDER: lazy_gettext("Order"),
}


def place_name(document: DraftDocument, place: str, earlier: DraftDocument | None = None) -> str:
    """Return what a place is called, to the reader; an entry by the words it begins with, or began with earlier."""
    key, inner = parted(place)
    if key is not None:
        return _of_person((document, earlier or document), key, inner)
    steps = place.split("/")
    for count in (1, 2):
        entries = "/".join(steps[:count])
        if entries in LISTS and len(steps) > count:
            return _entry((document, earlier or document), entries, steps[count:])
    return " · ".join(step_name(step) for step in steps if step not in ("campaign", "petition") or len(steps) == 1)


def _of_person(documents: tuple[DraftDocument, DraftDocument], key: str, inner: str) -> str:
    """A place in somebody else's case, after the name."""
    turned = [turned_to(each, key) for each in documents if find_entry(each.others, key)]
    named = next(filter(None, (entry_title(each, "others", key) for each in documents)), "")
    where = place_name(turned[0], inner, turned[-1]) if turned else ""
    return " · ".join(filter(None, (named or str(_ENTRIES["others"]), where)))


def _entry(documents: tuple[DraftDocument, DraftDocument], entries: str, steps: list[str]) -> str:
    kind = str(_ENTRIES[entries])
    if steps[0] == ORDER:
        return f"{kind} · {_FIELDS[ORDER]}"
    title = next(filter(None, (entry_title(each, entries, steps[0]) for each in documents)), "")
    named = gettext("%(kind)s “%(title)s”", kind=kind, title=apart(title, reader_language())) if title else kind
    return " · ".join([named, *(step_name(step) for step in steps[1:])])


def entry_title(document: DraftDocument, entries: str, key: str) -> str:
    """Return the words an entry begins with, cut short; nothing where it has none, or is gone."""
    found: Any = unfold(stored_document(document))
    for step in (*entries.split("/"), key):
        found = found.get(step, {})
    found = found.get("prisoner", found)
    for field in ("text", "title", "names", "name"):
        if texts := {code: words for code, words in found.get(field, {}).items() if words}:
            words = words_in(texts, reader_language())
            return words if len(words) <= _MOST else f"{words[:_MOST].rstrip()}…"
    return ""


def step_name(step: str) -> str:
    """Return what a field is called, or a language of a text."""
    known: LazyString | None = _FIELDS.get(step)
    return str(known) if known is not None else gettext("in %(language)s", language=language_name(step))


def language_name(code: str) -> str:
    """Return what a language is called in the reader's."""
    return str(locale_of(reader_language()).languages.get(code, code))
