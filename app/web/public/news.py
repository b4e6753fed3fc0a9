"""What there is to tell of a campaign, newest first: for feeds, and for those who ask when a page last changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID, uuid5

from flask import get_template_attribute
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.campaigns.document import CampaignDocument, DeliveryDocument, OutcomeDocument
from app.core.edtf import parse
from app.core.formats import format_day, format_edtf, format_number
from app.core.languages import language_of, words_in
from app.updates.document import UpdateDocument


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of news in one language. ``id`` is the same for ever; ``html`` is clean; moments are aware.

    ``update`` is the number of the update it tells of, which has a page of its own.
    """

    id: UUID
    campaign: CampaignDocument
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    update: int | None = None


def list_news(
    campaign: CampaignDocument, lang: str, *, updates: Sequence[UpdateDocument] = (), now: datetime
) -> list[Entry]:
    """Return everything told of a campaign until now, its updates among it, the newest first."""
    told = [entry for entry in _tell(campaign, lang) if entry.published <= now]
    told += [_updated(campaign, update, lang) for update in updates]
    return sorted(told, key=lambda entry: (entry.published, entry.id), reverse=True)


def last_changed(campaign: CampaignDocument) -> datetime:
    """Return when what a campaign's page says last changed."""
    return campaign.published_at or campaign.petition.opens_at


def _tell(campaign: CampaignDocument, lang: str) -> Iterator[Entry]:
    yield _opened(campaign, lang)
    wording = campaign.petition.wording
    if wording.number > 1 and wording.opened_at is not None:
        yield _reworded(campaign, lang, opened_at=wording.opened_at)
    for delivery in campaign.deliveries:
        yield _delivered(campaign, delivery, lang)
    if campaign.outcome is not None:
        yield _ended(campaign, campaign.outcome, lang)


def _opened(campaign: CampaignDocument, lang: str) -> Entry:
    ask, story = words_in(campaign.petition.wording.ask, lang), words_in(campaign.story, lang)
    title = words_in(campaign.title, lang)
    return Entry(
        id=_id(campaign, lang, "opened"),
        campaign=campaign,
        title=_marked(campaign, title),
        summary=ask,
        html=_paragraph(ask) + story,
        language=language_of(campaign.story, lang),
        published=campaign.petition.opens_at,
        updated=campaign.petition.opens_at,
    )


def _reworded(campaign: CampaignDocument, lang: str, *, opened_at: datetime) -> Entry:
    wording = campaign.petition.wording
    return Entry(
        id=_id(campaign, lang, f"wording/{wording.number}"),
        campaign=campaign,
        title=_marked(campaign, gettext("The petition’s wording has changed")),
        summary=words_in(wording.ask, lang),
        html=_paragraph(words_in(wording.ask, lang)),
        language=lang,
        published=opened_at,
        updated=opened_at,
    )


def _delivered(campaign: CampaignDocument, delivery: DeliveryDocument, lang: str) -> Entry:
    """A delivery and what became of it: one entry, told anew when its state changes."""
    recipient = words_in(delivery.recipient, lang)
    state = str(get_template_attribute("components/labels.html", "delivery_state")(delivery.state))
    summary = ngettext(
        "%(shown)s signature confirmed by %(day)s: %(state)s",
        "%(shown)s signatures confirmed by %(day)s: %(state)s",
        delivery.confirmed,
        shown=format_number(delivery.confirmed, lang),
        day=format_day(delivery.cut_off, lang),
        state=state,
    )
    return Entry(
        id=_id(campaign, lang, f"delivery/{delivery.cut_off.isoformat()}/{words_in(delivery.recipient, 'en')}"),
        campaign=campaign,
        title=_marked(campaign, gettext("Delivery to %(recipient)s", recipient=recipient)),
        summary=summary,
        html=_paragraph(summary),
        language=lang,
        published=delivery.cut_off,
        updated=delivery.state_since or delivery.cut_off,
    )


def _ended(campaign: CampaignDocument, outcome: OutcomeDocument, lang: str) -> Entry:
    """How it ended. Feeds must name a moment: the beginning of what is known of the day; the words say what that is."""
    day = parse(outcome.day).earliest
    moment = datetime.combine(day, time(), tzinfo=UTC) if day else campaign.petition.opens_at
    words = words_in(outcome.text, lang)
    summary = gettext("%(date)s: %(text)s", date=format_edtf(outcome.day, lang), text=words)
    return Entry(
        id=_id(campaign, lang, "outcome"),
        campaign=campaign,
        title=_marked(campaign, words),
        summary=summary,
        html=_paragraph(summary),
        language=language_of(outcome.text, lang),
        published=moment,
        updated=moment,
    )


def _updated(campaign: CampaignDocument, update: UpdateDocument, lang: str) -> Entry:
    subject = words_in(update.subject, lang)
    return Entry(
        id=_id(campaign, lang, f"update/{update.number}"),
        campaign=campaign,
        title=_marked(campaign, subject),
        summary=subject,
        html=words_in(update.html, lang),
        language=language_of(update.html, lang),
        published=update.published_at,
        updated=update.published_at,
        update=update.number,
    )


def _marked(campaign: CampaignDocument, title: str) -> str:
    """A feed reader shows no band over its pages: the title itself says that a sample is one."""
    return f"{gettext('Sample data')}: {title}" if campaign.is_sample else title


def _id(campaign: CampaignDocument, lang: str, what: str) -> UUID:
    """An id made of what it names: the same whoever asks, on whatever host, for ever."""
    return uuid5(campaign.id, f"{lang}/{what}")


def _paragraph(words: str) -> str:
    return str(Markup("<p>{}</p>").format(escape(words)))
