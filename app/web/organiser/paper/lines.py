"""The page on which lines are typed: numbered, by keyboard alone, checked before they leave it."""

from itertools import takewhile
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.ids import new_id
from app.core.numerals import format_number, locale_of
from app.core.text import without_control_characters
from app.paper.collecting import get_batch, type_lines
from app.paper.errors import BatchRefused
from app.paper.lines import TYPED_ROLES, read_line
from app.paper.states import BatchState, LineReason
from app.signatures.complaints import COUNTRIES
from app.web.console.guard import needs_role
from app.web.console.surroundings import go_to
from app.web.organiser.paper.desk import get_desk, public_keys
from app.web.organiser.paper.sentences import BATCHES, LINES

LINES_A_PAGE: Final = 15
_CELL: Final = 200


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    rule = "/campaigns/<uuid:campaign_id>/paper/batches/<uuid:batch_id>/lines"
    site.add_url_rule(rule, "paper_lines", lines)
    site.add_url_rule(rule, "paper_type", type_page, methods=["POST"])


@needs_role(OrganisationRole.EDITOR)
def lines(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | str:
    """An empty page, numbered on from the last."""
    return _page(actor, campaign_id, batch_id, [])


@needs_role(OrganisationRole.EDITOR)
def type_page(actor: Actor, campaign_id: UUID, batch_id: UUID) -> Response | str | tuple[str, int]:
    """Take a page of lines in. What is wrong is shown once with what was typed; sent again as it is, it is refused."""
    cells = _posted_lines()
    wrong = {number: reason for number, reason in enumerate(map(_judge, cells)) if reason}
    if wrong and not request.form.get("anyway"):
        return _page(actor, campaign_id, batch_id, cells, wrong=wrong), 422  # type: ignore[return-value]
    try:
        with unit_of_work() as session:
            batch = get_batch(session, batch_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
            taken = type_lines(session, batch, cells, public_keys(), page_id=_page_id(), now=utc_now())
    except BatchRefused as refused:
        sentence = str(BATCHES[refused.complaint])
        return _page(actor, campaign_id, batch_id, cells, complaint=sentence), 422  # type: ignore[return-value]
    shown = [format_number(number, actor.language) for number in sorted({taken[0], taken[-1]})]
    flash(gettext("Lines taken in: %(lines)s.", lines="–".join(shown)))
    if request.form.get("done"):
        return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)
    return go_to("organiser.paper_lines", campaign_id=campaign_id, batch_id=batch_id)


def _posted_lines() -> list[list[str]]:
    """Return what was typed, line by line, without the empty lines at the end."""
    typed = [[request.form.get(f"{field}-{number}", "")[:_CELL] for field in ("name", "country", "email")]
             for number in range(LINES_A_PAGE)]  # fmt: skip
    empty = len(list(takewhile(lambda cells: not any(cell.strip() for cell in cells), reversed(typed))))
    return typed[: LINES_A_PAGE - empty]


def _judge(cells: list[str]) -> LineReason | None:
    if not any(cell.strip() for cell in cells):
        return None
    found = read_line(cells, TYPED_ROLES)
    return found if isinstance(found, LineReason) else None


def _page_id() -> UUID:
    try:
        return UUID(request.form.get("page", ""))
    except ValueError:
        return new_id()


def _page(
    actor: Actor, campaign_id: UUID, batch_id: UUID, cells: list[list[str]], *,
    wrong: dict[int, LineReason] | None = None, complaint: str = "",
) -> Response | str:  # fmt: skip
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        batch = get_batch(session, batch_id, petition_id=desk.petition_id)
    if batch.state is not BatchState.DRAFT:
        flash(gettext("This batch takes no more lines."))
        return go_to("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id)
    shown = [[without_control_characters(cell) for cell in line] for line in cells]
    return render_template(
        "organiser/paper/lines.html",
        desk=desk,
        batch=batch,
        lines=shown + [["", "", ""]] * (LINES_A_PAGE - len(shown)),
        page_id=request.form.get("page") or str(new_id()),
        wrong={number: str(LINES[reason]) for number, reason in (wrong or {}).items()},
        complaint=complaint,
        countries=_countries(actor.language),
        back=url_for("organiser.paper_batch", campaign_id=campaign_id, batch_id=batch_id),
    )


def _countries(language: str) -> list[str]:
    """The names of countries, as the browser offers them while one types."""
    names = locale_of(language).territories
    return sorted(names[code] for code in COUNTRIES)
