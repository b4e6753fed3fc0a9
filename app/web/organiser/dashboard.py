"""Whether a campaign works: the figure, where signatures come from and what becomes of those who come. Never who.

The period stands in the address, so that a view can be passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.campaigns.models import Campaign
from app.core.clock import day_of, utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.petitions.models import Petition
from app.petitions.queries import find_petition
from app.tallies.figures import Figures, find_beginning, get_figures
from app.tallies.periods import LONGEST_DAYS, BadPeriod, Fault, Grain, Period, last_days, read_period
from app.web.console.guard import needs_role
from app.web.organiser.charts import draw_beam, draw_columns, widths
from app.web.organiser.sheets import SHEETS, write_sheet
from app.web.templating import reader_language

_USUAL_DAYS: Final = 30
_SAY: Final[Mapping[Fault, LazyString]] = {
    Fault.NO_DATE: lazy_gettext("That is not a date. Write it as year-month-day, for example 2026-03-21."),
    Fault.BACKWARDS: lazy_gettext("The period ends before it begins. Exchange the two dates."),
    Fault.AHEAD: lazy_gettext("The period has not begun yet. Choose one that begins today or before."),
    Fault.TOO_LONG: lazy_gettext("The period is longer than five years. Choose a shorter one."),
    Fault.TOO_LONG_FOR_HOURS: lazy_gettext("By hour at most three days can be shown. Choose fewer, or show days."),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks for, as it was typed; and what is wrong with it, as a sentence."""

    first: str
    last: str
    by: str
    period: Period
    error: LazyString | None = None


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/<uuid:campaign_id>/dashboard", "dashboard", show)
    names = ",".join(SHEETS)
    site.add_url_rule(f"/campaigns/<uuid:campaign_id>/dashboard/<any({names}):name>.csv", "dashboard_sheet", sheet)


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor, campaign_id: UUID) -> Response:
    """Draw all figures of a period."""
    now = utc_now()
    with unit_of_work() as session:
        campaign, petition = _find(session, actor, campaign_id)
        begins = _begins(session, petition, now)
        asked = _asked(begins, now=now)
        figures = _figures(session, petition, asked.period, now=now)
    page = render_template(
        "organiser/dashboard/show.html",
        campaign=campaign,
        petition=petition,
        figures=figures,
        asked=asked,
        presets=[(_address(campaign_id, period), words) for period, words in _presets(begins, now=now)],
        here=_address(campaign_id, asked.period),
        columns=draw_columns([part.change for part in figures.parts]) if figures else None,
        beam=draw_beam(_beam_of(figures)) if figures else None,
        widths=widths,
    )
    return make_response(page, 422 if asked.error else 200)


@needs_role(OrganisationRole.VIEWER)
def sheet(actor: Actor, campaign_id: UUID, name: str) -> Response:
    """Hand over one of the page's tables as a file."""
    now = utc_now()
    with unit_of_work() as session:
        campaign, petition = _find(session, actor, campaign_id)
        asked = _asked(_begins(session, petition, now), now=now)
        figures = _figures(session, petition, asked.period, now=now)
    if figures is None or asked.error:
        raise NotFound("no such figures")
    answer = make_response(write_sheet(name, figures, language=reader_language()))
    answer.mimetype = "text/csv"
    file_name = f"{campaign.slug}-{name}-{asked.period.first}-{asked.period.last}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=file_name)
    return answer


def _find(session: Session, actor: Actor, campaign_id: UUID) -> tuple[Campaign, Petition | None]:
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.organisation_id != actor.acting_for:
        raise NotFound("no such campaign")
    return campaign, find_petition(session, campaign_id)


def _begins(session: Session, petition: Petition | None, now: datetime) -> date:
    return (find_beginning(session, petition.id) if petition else None) or day_of(now)


def _figures(session: Session, petition: Petition | None, period: Period, *, now: datetime) -> Figures | None:
    return get_figures(session, petition.id, period, milestones=petition.milestones, now=now) if petition else None


def _asked(begins: date, *, now: datetime) -> Asked:
    """Read the address; a period that cannot be shown leaves the usual one, with what was typed and what is wrong."""
    typed = {name: request.args.get(name, "") for name in ("from", "until", "by")}
    usual = last_days(_USUAL_DAYS, today=day_of(now))
    try:
        period = read_period(*typed.values(), today=day_of(now), begins=begins) if any(typed.values()) else usual
    except BadPeriod as bad:
        return Asked(first=typed["from"], last=typed["until"], by=typed["by"], period=usual, error=_SAY[bad.fault])
    return Asked(first=str(period.first), last=str(period.last), by=period.grain.value, period=period)


def _presets(begins: date, *, now: datetime) -> list[tuple[Period, LazyString]]:
    today = day_of(now)
    return [
        (last_days(3, today=today, grain=Grain.HOUR), lazy_gettext("48 hours")),
        (last_days(7, today=today), lazy_gettext("7 days")),
        (last_days(_USUAL_DAYS, today=today), lazy_gettext("30 days")),
        (Period(max(begins, last_days(LONGEST_DAYS, today=today).first), today), lazy_gettext("All")),
    ]


def _address(campaign_id: UUID, period: Period) -> str:
    asked = {"from": str(period.first), "until": str(period.last), "by": period.grain.value}
    return url_for("organiser.dashboard", campaign_id=campaign_id, **asked)  # type: ignore[arg-type]


def _beam_of(figures: Figures) -> list[int]:
    """The steps that lead on; what came back is told beside them."""
    funnel = figures.funnel
    return [funnel.loads, funnel.submitted, funnel.mailed, max(funnel.confirmed, 0)]
