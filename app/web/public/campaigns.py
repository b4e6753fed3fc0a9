"""Home, the list of campaigns, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, after_this_request, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from app.campaigns.document import CampaignDocument, Tally
from app.campaigns.rules import Opening, Standing, standing_of
from app.core.clock import utc_now
from app.core.languages import words_in
from app.petitions.rules import next_milestone
from app.web.headers import GUARDED_POLICY
from app.web.people import person_of, tell
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
    standing: Standing

    @property
    def state(self) -> Opening:
        """Whether it takes signatures."""
        return self.standing.opening


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
    """A campaign with the form to sign."""
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
    board, petition = reader().board(), campaign.petition
    tally, standing = board.tally_of(campaign), standing_of(campaign, now=utc_now())
    live = board.find_campaign(campaign.moved_to) if campaign.moved_to else None
    asks_proof = board.asks_proof(campaign) and standing.takes_signatures
    if asks_proof:
        after_this_request(_allow_script)
    return render_template(
        "public/campaigns/show.html",
        asks_proof=asks_proof,
        **addresses_of(url_for("public.campaign", lang=lang, slug=campaign.slug)) | {"written_in": campaign.languages},
        campaign=campaign,
        tally=tally,
        apart=board.apart_of(campaign),
        state=standing.opening,
        standing=standing,
        live=live,
        people=[person_of(prisoner) for prisoner in campaign.prisoners],
        told=tell(campaign.prisoners),
        form=form,
        suggestion=suggestion,
        notice=notice,
        letters=reader().letters(campaign),
        comments=reader().comments(campaign),
        messages=reader().messages(campaign),
        supporters=reader().supporters(campaign),
        updates=reader().updates(campaign),
        next_milestone=next_milestone(tally.confirmed, milestones=petition.milestones, goal=petition.goal),
        schema=campaign_schema(campaign, lang, site=gettext("Vigil")),
        story_html=Markup(words_in(campaign.story, lang)),  # noqa: S704 - cleaned when it was published
    )


def _allow_script(response: Response) -> Response:
    """One script of ours, only on the page that needs it and only while it does."""
    response.headers["Content-Security-Policy"] = GUARDED_POLICY
    return response


def opening_of(campaign: CampaignDocument) -> Opening:
    """Whether this campaign's petition takes signatures now."""
    return standing_of(campaign, now=utc_now()).opening


def cards_of(campaigns: Iterable[CampaignDocument]) -> list[Card]:
    """Return campaigns as a list shows them, in the order given."""
    board, now = reader().board(), utc_now()
    return [Card(each, board.tally_of(each), standing_of(each, now=now)) for each in campaigns]


def by_need(campaigns: Iterable[CampaignDocument]) -> list[CampaignDocument]:
    """Those that take signatures first, urgent ones before others, then those that close soon or have the most."""

    def need(card: Card) -> tuple[bool, bool, bool, int]:
        standing, is_urgent = card.standing, card.campaign.is_urgent
        return not standing.takes_signatures, not is_urgent, not standing.closes_soon, -card.tally.confirmed

    return [card.campaign for card in sorted(cards_of(campaigns), key=need)]
