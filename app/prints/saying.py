"""What a signature sheet and a poster say, as plain data for their templates."""

from typing import Any, Final

import segno
from flask_babel import force_locale, gettext

from app.campaigns.document import CampaignDocument
from app.cards.saying import lines_of, names_of
from app.core.formats import format_number
from app.core.languages import direction, language_of, words_in
from app.core.numerals import in_own_digits
from app.paper.codes import show_code
from app.paper.models import Print, PrintKind

Saying = dict[str, Any]
_MOST_NAMED: Final = 6
"""More recipients than these would leave no room for signatures."""


def saying_of(order: Print, campaign: CampaignDocument, *, base_url: str) -> Saying:
    """Return everything a print shows. Needs an application context, for the words of the site."""
    language = order.language
    with force_locale(language):
        said = _frame(order, campaign, base_url=base_url)
        return said | (_sheet(order, campaign) if order.kind is PrintKind.SHEET else _poster(campaign))


def _frame(order: Print, campaign: CampaignDocument, *, base_url: str) -> Saying:
    language, wording = order.language, campaign.petition.wording
    path = f"{base_url}/{language}/campaigns/{campaign.slug}"
    spoken = language_of(wording.ask, language)
    return {
        "language": language,
        "direction": direction(language),
        "size": order.size.value,
        "names": names_of(campaign, language),
        "ask": wording.ask[spoken],
        "ask_language": spoken,
        "ask_direction": direction(spoken),
        "site": gettext("Vigil"),
        "sample": gettext("Sample data") if campaign.is_sample else "",
        "organisation": words_in(campaign.organisation.name, language),
        "hashtag": campaign.hashtag,
        "qr": _qr(f"{path}?s={order.code}"),
        "address": path.partition("://")[2],
        "title": f"{words_in(campaign.title, language)} – {gettext('Vigil')}",
        "lines": lines_of(campaign),
    }


def _sheet(order: Print, campaign: CampaignDocument) -> Saying:
    language, wording = order.language, campaign.petition.wording
    spoken = language_of(wording.demands, language)
    recipients = gettext("; ").join(
        words_in(each.name, language) for each in campaign.petition.recipients[:_MOST_NAMED]
    )
    code = show_code(order.code)
    return {
        "demands": wording.demands[spoken],
        "demands_language": spoken,
        "demands_direction": direction(spoken),
        "code": code,
        "wording_sha256": wording.sha256,
        "return_to": order.return_to,
        "numbers": in_own_digits("0123456789", language),
        "words": {
            "heading": gettext("Signature sheet"),
            "demands": gettext("What we ask for"),
            "recipients": gettext("Who receives it"),
            "to": gettext(
                "The number goes to: %(recipients)s. Nobody is given the names on this sheet.", recipients=recipients
            ),
            "data": gettext("What happens with your data"),
            "notice": gettext(
                "Your line is typed in and sealed to be counted; an email address serves only to notice who signs "
                "twice, and is neither kept nor written to. To be taken out, give the organisation the code of this "
                "sheet and the number of your line; names are deleted 90 days after the petition closes."
            ),
            "once": gettext("Please sign only once, on paper or online."),
            "online": gettext("Sign online"),
            "sheet": gettext("Sheet"),
            "return": gettext("Return to:"),
            "wording": gettext(
                "Wording %(number)s of the petition; SHA-256:", number=format_number(wording.number, language)
            ),
            "columns": [
                gettext("No."), gettext("Name"), gettext("Country"), gettext("Email (optional)"), gettext("Signature"),
            ],
        },
    }  # fmt: skip


def _poster(campaign: CampaignDocument) -> Saying:
    portrait = portrait_name(campaign)
    return {"action": gettext("Sign the petition"), "portrait": portrait}


def portrait_name(campaign: CampaignDocument) -> str:
    """Return the file of the largest portrait that every typesetter reads, or nothing."""
    variants = campaign.portrait.variants if campaign.portrait else []
    return next((f"{each.digest}.{each.kind}" for each in reversed(variants) if each.kind == "jpg"), "")


def _qr(address: str) -> str:
    """Return a QR code as SVG, without the plain ground around it: the template leaves that."""
    return str(segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True))
