"""Home, the list of campaigns, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from app.campaigns.document import CampaignDocument, Tally
from app.cases.rules import detention
from app.core.clock import day_of, utc_now
from app.core.languages import words_in
from app.petitions.rules import Opening, next_milestone, opening
from app.web.public.forms import SignForm
from app.web.public.schema import campaign_schema, site_schema
from app.web.public.typed import tidy_source
from app.web.reading import reader
from app.web.templating import addresses_of

CAMPAIGNS_AT_HOME: Final = 10


@dataclass(frozen=True)
class Card:
    """A campaign in a list."""

    campaign: CampaignDocument
    tally: Tally
    state: Opening


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", home)
    site.add_url_rule("/campaigns/<slug>", "campaign", show)


def home(lang: str) -> str:
    """What this is, and the campaigns that need people now."""
    return render_template(
        "public/home.html",
        cards=cards_of(by_need(reader().board().campaigns)[:CAMPAIGNS_AT_HOME]),
        schema=site_schema(lang, name=gettext("Vigil")),
    )


def show(lang: str, slug: str) -> str:
    """One prisoner's campaign with the form to sign."""
    campaign = reader().board().get_campaign(slug)
    form = SignForm(wording=str(campaign.petition.wording.id), source=tidy_source(request.args.get("s", "")))
    return render_campaign(lang, campaign, form)


def render_campaign(
    lang: str,
    campaign: CampaignDocument,
    form: SignForm,
    *,
    suggestion: str | None = None,
    notice: str | None = None,
) -> str:
    """Render the campaign page, also as the answer to a form that needs another look."""
    tally, petition = reader().board().tally_of(campaign), campaign.petition
    return render_template(
        "public/campaigns/show.html",
        **addresses_of(url_for("public.campaign", lang=lang, slug=campaign.slug)) | {"written_in": campaign.languages},
        campaign=campaign,
        tally=tally,
        state=opening_of(campaign),
        detention=detention(
            since=campaign.prisoner.detained_since,
            verified=campaign.prisoner.last_verified,
            today=day_of(utc_now()),
        ),
        form=form,
        suggestion=suggestion,
        notice=notice,
        letters=reader().letters(campaign),
        comments=reader().comments(campaign),
        messages=reader().messages(campaign),
        supporters=reader().supporters(campaign),
        next_milestone=next_milestone(tally.confirmed, milestones=petition.milestones, goal=petition.goal),
        schema=campaign_schema(campaign, lang, site=gettext("Vigil")),
        story_html=Markup(words_in(campaign.story, lang)),  # noqa: S704 - cleaned when it was published
    )


def opening_of(campaign: CampaignDocument) -> Opening:
    """Whether this campaign's petition takes signatures now."""
    return opening(opens_at=campaign.petition.opens_at, closes_at=campaign.petition.closes_at, now=utc_now())


def cards_of(campaigns: Iterable[CampaignDocument]) -> list[Card]:
    """Return campaigns as a list shows them, in the order given."""
    board = reader().board()
    return [Card(campaign, board.tally_of(campaign), opening_of(campaign)) for campaign in campaigns]


def by_need(campaigns: Iterable[CampaignDocument]) -> list[CampaignDocument]:
    """Those that take signatures first, urgent ones before others; then those with the most signatures."""

    def need(card: Card) -> tuple[bool, bool, int]:
        return card.state is not Opening.OPEN, not card.campaign.is_urgent, -card.tally.confirmed

    return [card.campaign for card in sorted(cards_of(campaigns), key=need)]
