"""Writing to an official: the letter as it is or as the reader changes it, and "I sent it"."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.campaigns.document import CampaignDocument
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.languages import OWN_NAMES, direction, words_in
from app.core.text import without_control_characters
from app.letters.document import LetterDocument
from app.letters.rules import LETTER_LENGTH, Standing, mailto, mailto_without_body, standing
from app.letters.services import report_sent
from app.web.public.forms import posted_fields
from app.web.public.surroundings import private
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    path = "/campaigns/<slug>/letters/<letter>"
    site.add_url_rule(path, "letter", show)
    site.add_url_rule(path, "letter_change", change, methods=["POST"])
    site.add_url_rule(f"{path}/sent", "letter_sent", sent, methods=["POST"])


def show(lang: str, slug: str, letter: str) -> str:
    """The letter as the campaign wrote it, in the language asked for."""
    campaign, found = _get(slug, letter)
    chosen = _language_of(found, request.args.get("in", ""), lang)
    return _render(campaign, found, chosen, words_in(found.text, chosen).strip())


def change(lang: str, slug: str, letter: str) -> Response:
    """The same page with the reader's own words in the letter. They are shown and forgotten."""
    campaign, found = _get(slug, letter)
    fields = posted_fields()
    text = without_control_characters(fields.get("text", "").replace("\r\n", "\n"), allow_lines=True).strip()
    chosen = _language_of(found, fields.get("in", ""), lang)
    return private(make_response(_render(campaign, found, chosen, text[:LETTER_LENGTH])))


def sent(lang: str, slug: str, letter: str) -> Response:
    """Count that somebody says they sent it, and nothing about them. Too late is said, and not counted."""
    campaign, found = _get(slug, letter)
    if standing_of(found) is not Standing.WANTED:
        page = _render(campaign, found, _language_of(found, "", lang), words_in(found.text, lang).strip())
        return private(make_response(page, 409))
    with unit_of_work() as session:
        report_sent(session, found.id)
    return redirect(url_for("public.letter", lang=lang, slug=slug, letter=letter, sent="yes"), code=303)  # type: ignore[return-value]


def standing_of(letter: LetterDocument) -> Standing:
    """Whether this letter should be sent now."""
    return standing(closes_at=letter.closes_at, is_stopped=letter.stop_reason is not None, now=utc_now())


def _get(slug: str, letter: str) -> tuple[CampaignDocument, LetterDocument]:
    campaign = reader().board().get_campaign(slug)
    for each in reader().letters(campaign):
        if each.slug == letter:
            return campaign, each
    raise NotFound("no such letter")


def _language_of(letter: LetterDocument, asked: str, lang: str) -> str:
    """The letter's language that was asked for, else the reader's, else English, else its first."""
    return next((code for code in (asked, lang, "en", *letter.languages) if code in letter.languages), lang)


def _render(campaign: CampaignDocument, letter: LetterDocument, language: str, text: str) -> str:
    salutation, subject = words_in(letter.salutation, language), words_in(letter.subject, language)
    whole = f"{salutation}\n\n{text}"
    link = letter.email and mailto(letter.email, subject=subject, body=whole)
    return render_template(
        "public/letters/show.html",
        campaign=campaign,
        letter=letter,
        standing=standing_of(letter),
        tongues=[(code, OWN_NAMES.get(code, code)) for code in letter.languages],
        letter_language=language,
        letter_direction=direction(language),
        salutation=salutation,
        subject=subject,
        text=text,
        link=link or (letter.email and mailto_without_body(letter.email, subject=subject)),
        is_whole_in_link=bool(link),
        was_sent=request.args.get("sent") == "yes",
    )
