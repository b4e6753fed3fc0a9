"""Signature sheets and posters: order one, see it made, fetch the PDF."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.languages import LANGUAGES, OWN_NAMES
from app.paper.codes import show_code
from app.paper.errors import NothingToPrint, PrintWishRefused, TooManyPrints
from app.paper.models import PrintKind, PrintSize, PrintState
from app.paper.ordering import PrintWish, order_print
from app.paper.queries import get_pdf, list_prints
from app.web.console.guard import needs_role
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed
from app.web.organiser.paper.desk import get_desk

_KINDS = {
    "sheet": (PrintKind.SHEET, PrintSize.A4),
    "poster-a4": (PrintKind.POSTER, PrintSize.A4),
    "poster-a3": (PrintKind.POSTER, PrintSize.A3),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    rule = "/campaigns/<uuid:campaign_id>/paper/prints"
    site.add_url_rule(rule, "paper_prints", prints)
    site.add_url_rule(rule, "paper_order", order, methods=["POST"])
    site.add_url_rule(f"{rule}/<uuid:print_id>.pdf", "paper_pdf", pdf)


@needs_role(OrganisationRole.VIEWER)
def prints(actor: Actor, campaign_id: UUID) -> str:
    """List the prints, with a form to order one."""
    return _page(actor, campaign_id, {"language": actor.language, "kind": "sheet"})


@needs_role(OrganisationRole.EDITOR)
def order(actor: Actor, campaign_id: UUID) -> Response | tuple[str, int]:
    """Order a print."""
    given = {name: typed(name) for name in ("kind", "language", "label", "return_to")}
    kind, size = _KINDS.get(given["kind"], _KINDS["sheet"])
    wish = PrintWish(
        kind=kind, size=size, language=given["language"], label=given["label"], return_to=given["return_to"]
    )
    try:
        with unit_of_work() as session:
            order_print(
                session, campaign_id, wish, organisation_id=actor.acting_for, actor=str(actor.account_id), now=utc_now()
            )
    except PrintWishRefused as refused:
        return _page(actor, campaign_id, given, errors={refused.field: _sentence(refused.field)}), 422
    except NothingToPrint:
        sentence = gettext("The campaign is not public yet: a QR code would lead nowhere.")
        return _page(actor, campaign_id, given, errors={"kind": sentence}), 422
    except TooManyPrints:
        sentence = gettext("Many of your prints wait already. Nothing is lost: try again in a few minutes.")
        return _page(actor, campaign_id, given, errors={"kind": sentence}), 422
    flash(gettext("It is being typeset, which takes a few seconds."))
    return go_to("organiser.paper_prints", campaign_id=campaign_id)


@needs_role(OrganisationRole.VIEWER)
def pdf(actor: Actor, campaign_id: UUID, print_id: UUID) -> Response:
    """Hand out a finished print."""
    with unit_of_work() as session:
        made, content = get_pdf(session, print_id, petition_id=get_desk(session, actor, campaign_id).petition_id)
    answer = Response(content, mimetype="application/pdf")
    name = f"vigil-{made.kind.value}-{made.language}-{show_code(made.code).lower()}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(actor: Actor, campaign_id: UUID, given: dict[str, str], *, errors: dict[str, str] | None = None) -> str:
    with unit_of_work() as session:
        desk = get_desk(session, actor, campaign_id)
        made = list_prints(session, desk.petition_id)
    return render_template(
        "organiser/paper/prints.html",
        desk=desk,
        prints=made,
        given=Fields(given),
        errors=Fields(errors or {}),
        languages=[(code, OWN_NAMES[code]) for code in LANGUAGES],
        show_code=show_code,
        waits=any(each.state is PrintState.WAITING for each in made),
        may_edit=actor.role is not None and actor.role.includes(OrganisationRole.EDITOR),
    )


def _sentence(field: str) -> str:
    if field == "language":
        return str(gettext("Choose one of the languages."))
    return str(gettext("It is too long, or not on one line."))
