"""Messages of solidarity: writing one, reading those that were published, printing them for the prisoner."""

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_babel import gettext

from app.campaigns.document import CampaignDocument
from app.core.errors import NotFound
from app.core.languages import direction
from app.core.text import has_control_characters, tidy, without_control_characters
from app.signatures.complaints import Complaint, complain_of_name
from app.signatures.envelope import MessageForm as SealedMessage
from app.signatures.letterbox import LetterboxClosed
from app.web.public.forms import MessageForm, posted_fields
from app.web.public.surroundings import READ_ONLY, READ_ONLY_SECONDS, later, post_sealed, private
from app.web.public.typed import complain_of_comment
from app.web.reading import reader

WRITTEN_TO: Final = ("detained",)
"""Statuses of a prisoner whom a message can still be brought to."""


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    path = "/campaigns/<slug>/messages"
    site.add_url_rule(path, "messages", show)
    site.add_url_rule(path, "message_send", send, methods=["POST"])
    site.add_url_rule(f"{path}/received", "message_received", received)
    site.add_url_rule(f"{path}/print", "message_cards", cards)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The form, and what others wrote."""
    return _render(reader().board().get_campaign(slug), MessageForm(formdata=None))


def send(lang: str, slug: str) -> Response:
    """Check the shape, seal, store, answer. A moderator reads it before anybody else."""
    campaign = reader().board().get_campaign(slug)
    if not takes_messages(campaign):
        return private(make_response(_render(campaign, MessageForm(formdata=None)), 409))
    fields = posted_fields()
    name, text = fields.get("name", ""), fields.get("text", "").replace("\r\n", "\n").strip()
    name = name if has_control_characters(name) else tidy(name)
    complaints = list(_complaints(name, text))
    if complaints:
        return _again(campaign, name, text, 422, complaints=complaints)
    if reader().board().is_read_only:
        return later(_again(campaign, name, text, 503, notice=str(READ_ONLY)), READ_ONLY_SECONDS)
    try:
        post_sealed(SealedMessage(petition_id=campaign.petition.id, language=lang, name=name, text=text))
    except LetterboxClosed:
        notice = gettext(
            "Your message could not be stored just now. Nothing you typed is lost: send it again in a minute."
        )
        return _again(campaign, name, text, 503, notice=notice)
    return redirect(url_for("public.message_received", lang=lang, slug=slug), code=303)  # type: ignore[return-value]


def received(lang: str, slug: str) -> str:  # noqa: ARG001
    """Say what happens with it."""
    return render_template("public/messages/received.html", campaign=reader().board().get_campaign(slug))


def cards(lang: str, slug: str) -> str:  # noqa: ARG001
    """What was published, a card each, to print and bring to the prisoner."""
    campaign = reader().board().get_campaign(slug)
    messages = reader().messages(campaign)
    if not messages:
        raise NotFound("nothing to print")
    return render_template("public/messages/cards.html", campaign=campaign, messages=messages, direction=direction)


def takes_messages(campaign: CampaignDocument) -> bool:
    """Whether a message can still reach the prisoner."""
    return any(prisoner.status in WRITTEN_TO for prisoner in campaign.prisoners)


def _complaints(name: str, text: str) -> Iterable[tuple[str, Complaint]]:
    if name and (complaint := complain_of_name(name)):
        yield "name", complaint
    if complaint := (complain_of_comment(text) if text else Complaint.MESSAGE_MISSING):
        yield "text", complaint


def _again(
    campaign: CampaignDocument,
    name: str,
    text: str,
    status: int,
    *,
    complaints: Iterable[tuple[str, Complaint]] = (),
    notice: str | None = None,
) -> Response:
    form = MessageForm(
        formdata=None,
        name=without_control_characters(name),
        text=without_control_characters(text, allow_lines=True),
    )
    form.complain(complaints)
    return private(make_response(_render(campaign, form, notice=notice), status))


def _render(campaign: CampaignDocument, form: MessageForm, *, notice: str | None = None) -> str:
    return render_template(
        "public/messages/show.html",
        campaign=campaign,
        form=form,
        notice=notice,
        messages=reader().messages(campaign),
        is_open=takes_messages(campaign),
        direction=direction,
    )
