"""Who is held and why, by petition; what those who signed have in common. Prepared by workers: no person is shown."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.integrity.acts import TRUSTABLE, get_cluster, trust_cluster
from app.integrity.dial import turn_dial
from app.integrity.queries import get_watched, list_acts, list_clusters, list_watched
from app.signatures.proving import EVERYWHERE, list_guarded
from app.signatures.states import ClusterKind
from app.web.console.guard import needs_staff
from app.web.console.surroundings import go_to, typed
from app.web.staff.integrity.sentences import CLUSTER_KINDS, WORDS

_ALL = (None, lazy_gettext("All"))


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    petition = "/integrity/<uuid:petition_id>"
    cluster = f"{petition}/clusters/<uuid:cluster_id>"
    site.add_url_rule("/integrity/", "integrity", index, methods=["GET"])
    site.add_url_rule(f"{petition}/", "integrity_petition", show, methods=["GET"])
    site.add_url_rule(cluster, "integrity_cluster", show_cluster, methods=["GET"])
    site.add_url_rule(f"{cluster}/trust", "integrity_trust", trust, methods=["POST"])
    site.add_url_rule("/integrity/proof", "integrity_guard_all", guard_all, methods=["POST"])
    site.add_url_rule(f"{petition}/proof", "integrity_guard", guard, methods=["POST"])


@needs_staff()
def index(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List petitions, those with most held first, and what was last done."""
    with unit_of_work() as session:
        petitions, acts, guarded = list_watched(session), list_acts(session), list_guarded(session)
    titles = {each.petition_id: each.title for each in petitions}
    return render_template(
        "staff/integrity/index.html",
        petitions=petitions,
        acts=acts,
        titles=titles,
        guarded=guarded,
        everywhere=EVERYWHERE,
        **WORDS,
    )


@needs_staff()
def show(actor: Actor, petition_id: UUID) -> str:  # noqa: ARG001
    """List the clusters of a petition; what is shown stands in the address."""
    asked, held_only = request.args.get("kind", ""), request.args.get("held") == "yes"
    kind = ClusterKind(asked) if asked in CLUSTER_KINDS else None
    with unit_of_work() as session:
        petition = get_watched(session, petition_id)
        clusters = list_clusters(session, petition_id, kind=kind, held_only=held_only)
        acts, guarded = list_acts(session, petition_id), list_guarded(session)
    tabs = [(_address(petition_id, each, held_only), label) for each, label in (_ALL, *CLUSTER_KINDS.items())]
    return render_template(
        "staff/integrity/petition.html", petition=petition, clusters=clusters, acts=acts, kind=kind,
        held_only=held_only, titles={petition_id: petition.title}, tabs=tabs,
        here=_address(petition_id, kind, held_only), guarded=guarded, everywhere=EVERYWHERE, **WORDS,
    )  # fmt: skip


def _address(petition_id: UUID, kind: ClusterKind | None, held_only: bool) -> str:
    held = "yes" if held_only else None
    return url_for("staff.integrity_petition", petition_id=petition_id, kind=kind.value if kind else None, held=held)


@needs_staff()
def show_cluster(actor: Actor, petition_id: UUID, cluster_id: UUID) -> str:  # noqa: ARG001
    """Show one cluster, with what can be done."""
    with unit_of_work() as session:
        petition = get_watched(session, petition_id)
        cluster = get_cluster(session, cluster_id, petition_id=petition_id)
    return render_template(
        "staff/integrity/cluster.html", petition=petition, cluster=cluster, may_trust=cluster.kind in TRUSTABLE, **WORDS
    )


@needs_staff()
def trust(actor: Actor, petition_id: UUID, cluster_id: UUID) -> Response:
    """Hold nobody else for what this cluster has in common, or begin again to."""
    is_trusted = typed("trust") == "yes"
    with unit_of_work() as session:
        cluster = get_cluster(session, cluster_id, petition_id=petition_id)
        trust_cluster(session, actor, cluster, is_trusted=is_trusted, now=utc_now())
    flash(
        gettext("Nobody else is held for this. Whoever is held already waits for your act.")
        if is_trusted
        else gettext("From now on forms over the limit are held again.")
    )
    return go_to("staff.integrity_cluster", petition_id=petition_id, cluster_id=cluster_id)


@needs_staff(fresh=True)
def guard(actor: Actor, petition_id: UUID) -> Response:
    """Ask for proof of work before a petition is signed, or no longer."""
    with unit_of_work() as session:
        get_watched(session, petition_id)
        turn_dial(session, actor, petition_id, is_on=typed("on") == "yes", now=utc_now())
    return go_to("staff.integrity_petition", petition_id=petition_id)


@needs_staff(fresh=True)
def guard_all(actor: Actor) -> Response:
    """Ask for proof of work on the whole site, or no longer."""
    with unit_of_work() as session:
        turn_dial(session, actor, EVERYWHERE, is_on=typed("on") == "yes", now=utc_now())
    return go_to("staff.integrity")
