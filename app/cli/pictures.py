"""Portraits from the command line."""

import time
from pathlib import Path
from typing import Final
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.campaigns.pictures import get_campaign, set_portrait
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.pictures.models import Picture, PictureState, Refusal
from app.pictures.queries import find_ready_picture
from app.pictures.services import add_picture, remove_picture
from app.pictures.store import FOLDER

group = AppGroup("picture", help="Portraits.")
_REASONS: Final = {
    Refusal.SVG: "An SVG is a drawing that can carry programs; save the picture as JPEG or PNG.",
    Refusal.ANIMATED: "The picture moves. A portrait stands still: save one frame of it.",
    Refusal.UNREADABLE: "The file is damaged, or is none of JPEG, PNG, WebP, AVIF and GIF.",
    Refusal.TOO_SMALL: "The picture is too small: at least 480 by 600 pixels are needed.",
    Refusal.TOO_MANY_PIXELS: "The picture has more than 50 million pixels.",
    Refusal.BROKE_THE_DARKROOM: "The file could not be worked on: it took too much memory or time.",
}


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


class FocalPoint(click.ParamType[tuple[float, float]]):
    """``0.5,0.4``: from the left and from the top of the picture, as parts of 1."""

    name = "x,y"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        """Read two numbers."""
        try:
            x, y = map(float, value.split(","))
        except ValueError:
            self.fail("write two numbers from 0 to 1 with a comma between, such as 0.5,0.4", param, ctx)
        return x, y


class Description(click.ParamType[tuple[str, str]]):
    """``en=words``: what the picture shows, in one language."""

    name = "language=words"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Part the language from the words."""
        language, sign, words = value.partition("=")
        if not sign:
            self.fail("write the language, =, and the words", param, ctx)
        return language, words


@group.command("add")
@click.argument("campaign")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--alt", "described", type=Description(), multiple=True, help="What it shows, in any language.")
@click.option("--alt-en", default="", help="What it shows, in English.")
@click.option("--alt-fa", default="", help="What it shows, in Persian.")
@click.option("--focus", type=FocalPoint(), default="0.5,0.4", show_default=True, help="Where the face is.")
@click.option("--wait", default=300, show_default=True, help="Seconds to wait for the worker.")
def add(
    campaign: str,
    file: Path,
    *,
    described: tuple[tuple[str, str], ...],
    alt_en: str,
    alt_fa: str,
    focus: tuple[float, float],
    wait: int,
) -> None:
    """Make FILE the portrait of CAMPAIGN (by slug). It must be described in each of the campaign's languages."""
    alt = {"en": alt_en, "fa": alt_fa} | dict(described)
    with unit_of_work() as session:
        languages = sorted(get_campaign(session, campaign).title)
        picture_id = add_picture(session, file.read_bytes(), alt=alt, focus=focus, languages=languages).id
    _await_end(picture_id, seconds=wait)
    with unit_of_work() as session:
        picture = find_ready_picture(session, picture_id)
        set_portrait(session, get_campaign(session, campaign), picture)
    settings: Settings = current_app.extensions["vigil.settings"]
    for variant in picture.variants if picture else []:
        click.echo(settings.var / FOLDER / f"{variant.digest}.{variant.kind.value}")


@group.command("remove")
@click.argument("campaign")
def remove(campaign: str) -> None:
    """Take the portrait off CAMPAIGN's page: within seconds nobody can fetch it from here."""
    with unit_of_work() as session:
        set_portrait(session, get_campaign(session, campaign), None)


def _await_end(picture_id: UUID, *, seconds: int) -> None:
    """Wait until the picture is made. Whatever keeps it from that, no trace of the upload stays."""
    deadline = time.monotonic() + seconds
    state, refusal = _read(picture_id)
    while state is PictureState.WAITING and time.monotonic() < deadline:
        time.sleep(0.3)
        state, refusal = _read(picture_id)
    if state is not PictureState.READY:
        with unit_of_work() as session:
            remove_picture(session, picture_id)
        raise click.ClickException(_REASONS[refusal] if refusal else "No worker took the picture.")


def _read(picture_id: UUID) -> tuple[PictureState, Refusal | None]:
    with unit_of_work() as session:
        picture = session.get_one(Picture, picture_id)
        return picture.state, picture.refusal
