"""The tally from the command line."""

import sys
from uuid import UUID

import click
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.petitions.models import Petition
from app.tallies.folding import fold_tally
from app.tallies.loads import list_sources
from app.tallies.reconciling import count_confirmed, reconcile_tallies

group = AppGroup("tally", help="The published count.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("fold")
def fold() -> None:
    """Add all waiting events to the figures."""
    total, folded = 0, 1
    while folded:
        with unit_of_work() as session:
            folded = fold_tally(session, now=utc_now())
        total += folded
    click.echo(f"{total} events folded")


@group.command("reconcile")
def reconcile() -> None:
    """Count the signatures anew and compare. A figure that differs is frozen; then the exit status is 1."""
    with unit_of_work() as session:
        mismatches = reconcile_tallies(session)
    for each in mismatches:
        click.echo(f"{each.petition_id} {each.state.value}: {each.signatures} signatures, {each.tallied} in the tally")
    if mismatches:
        sys.exit(1)
    click.echo("every figure agrees with its signatures")


@group.command("count")
@click.argument("campaign")
def count(campaign: str) -> None:
    """Count the confirmed signatures of CAMPAIGN (by slug) anew, beside the tally and the published figure.

    Exit status 1 where the signatures and the tally differ; what is published may be seconds behind.
    """
    with unit_of_work() as session:
        petition_id = _get_petition(session, campaign)
    with unit_of_work() as session:
        found = count_confirmed(session, petition_id)
    click.echo(f"{found.signatures} signatures, {found.tallied} in buckets and events, {found.published} published")
    if found.signatures != found.tallied:
        sys.exit(1)


@group.command("sources")
@click.argument("campaign")
def sources(campaign: str) -> None:
    """Say what each source code brought CAMPAIGN (by slug): page loads outside caches, and signatures."""
    with unit_of_work() as session:
        figures = list_sources(session, _get_petition(session, campaign))
    click.echo(f"{'code':<42}{'loads':>12}{'confirmed':>12}")
    for each in figures:
        click.echo(f"{each.code or '(none)':<42}{each.loads:>12}{each.confirmed:>12}")


def _get_petition(session: Session, slug: str) -> UUID:
    petition_id = session.scalar(
        select(Petition.id).join(Campaign, Campaign.id == Petition.campaign_id).where(Campaign.slug == slug)
    )
    if petition_id is None:
        raise click.ClickException("there is no such campaign")
    return petition_id
