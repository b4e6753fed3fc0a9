"""Deliveries from the command line: ask for one, wait for it, check a pack."""

import sys
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.deliveries.asking import request_delivery
from app.deliveries.documents import LANGUAGES_OF_DOCUMENTS
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.deliveries.states import DeliveryState
from app.deliveries.verdict import print_report
from app.deliveries.verification import verify_pack
from app.petitions.models import Petition, Recipient

group = AppGroup("delivery", help="Deliveries and their packs.")
_ENDED: Final = (DeliveryState.COMPILED, DeliveryState.FAILED, DeliveryState.CANCELLED)


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("compile")
@click.argument("campaign")
@click.argument("recipient")
@click.option("--names", is_flag=True, help="Names and countries of those who agreed, instead of numbers only.")
@click.option("--age-recipient", "age_recipients", multiple=True, help="An age public key that may open the pack.")
@click.option("--language", type=click.Choice(LANGUAGES_OF_DOCUMENTS), help="Their language; else the recipient's.")
@click.option("--wait", default=3600, show_default=True, help="Seconds to wait for the worker.")
def compile_delivery(
    campaign: str,
    recipient: str,
    *,
    names: bool,
    age_recipients: tuple[str, ...],
    language: str | None,
    wait: int,
) -> None:
    """Ask for a delivery of CAMPAIGN's petition to RECIPIENT (both by slug), and wait until it is compiled."""
    with unit_of_work() as session:
        office = session.scalar(select(Recipient).where(Recipient.slug == recipient))
        petition_id = session.scalar(
            select(Petition.id).join(Campaign, Campaign.id == Petition.campaign_id).where(Campaign.slug == campaign)
        )
        if office is None or petition_id is None:
            raise click.ClickException("there is no such campaign or recipient")
        delivery_id = request_delivery(
            session,
            petition_id,
            office,
            profile=Profile.NAMES_AND_COUNTRIES if names else Profile.NUMBERS_ONLY,
            language=language or office.language,
            age_recipients=age_recipients,
            actor="operator",
            now=utc_now(),
        ).id
    _report(_await_end(delivery_id, seconds=wait))


def _await_end(delivery_id: UUID, *, seconds: int) -> Delivery:
    """Show progress until the delivery has ended, or time is up."""
    deadline, delivery = time.monotonic() + seconds, _read(delivery_id)
    with click.progressbar(length=100, label="compiling", file=sys.stderr) as bar:
        while delivery.state not in _ENDED and time.monotonic() < deadline:
            time.sleep(0.3)
            delivery = _read(delivery_id)
            bar.update(100 * delivery.done // max(delivery.total, 1) - bar.pos)
    return delivery


def _read(delivery_id: UUID) -> Delivery:
    with unit_of_work() as session:
        return session.get_one(Delivery, delivery_id)


def _report(delivery: Delivery) -> None:
    if delivery.state is not DeliveryState.COMPILED:
        raise click.ClickException(f"the delivery is {delivery.state.value}: {delivery.failure or 'no worker took it'}")
    settings: Settings = current_app.extensions["vigil.settings"]
    click.echo(str(settings.var / "deliveries" / str(delivery.pack_name)))


@group.command("verify", with_appcontext=False)
@click.argument("pack", type=click.Path(exists=True, path_type=Path))
@click.option("--public-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The published key.")
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An age identity.")
def verify(pack: Path, public_key: Path | None, identity: Path | None) -> None:
    """Check PACK: a zip, a folder of its files, or an encrypted pack. Needs neither platform nor database."""
    trusted = public_key.read_bytes() if public_key else None
    report = verify_pack(pack, trusted, age_identity=identity)
    click.echo(print_report(report))
    if not report.is_genuine:
        sys.exit(1)
