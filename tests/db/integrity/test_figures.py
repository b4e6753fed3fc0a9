"""What staff read of clusters: numbers by state and reason, domains by name once ten share them, nobody alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.integrity.figures import refresh_clusters
from app.integrity.queries import count_to_decide, get_watched, list_clusters, list_watched
from app.integrity.upkeep import forget_clusters
from app.petitions.models import Petition
from app.signatures.drain import drain_signatures
from app.signatures.models import Cluster, Submission
from app.signatures.rules import BurstLimits
from app.signatures.states import ClusterKind, SignatureState, SubmissionState
from app.tallies.folding import fold_tally
from tests.db.integrity.conftest import Signed
from tests.factories import OpenPetition, add_petition, post, sign_form
from tests.factories.integrity import add_cluster

S = SignatureState
K = ClusterKind


def _refresh(session: Session, keyring: Keyring, **later: Any) -> int:
    fold_tally(session, now=utc_now())
    session.expire_all()
    return refresh_clusters(session, keyring, now=utc_now() + timedelta(**later))


def test_people_are_counted_by_the_form_that_stands_for_them(
    session: Session, keyring: Keyring, petition: OpenPetition, signed: Signed
) -> None:
    network = add_cluster(session, petition.id, kind=K.NETWORK, label="")
    signed(network_cluster=network.id)
    held = signed(S.HELD, network_cluster=network.id, hold_reason="network,name")
    signed(S.HELD, network_cluster=network.id)
    signed(S.REJECTED, network_cluster=network.id)
    signed(S.HELD)
    another = session.scalars(select(Submission).where(Submission.signature_id == held.id)).one()
    values = {column.name: getattr(another, column.name) for column in Submission.__table__.columns}
    waiting = {"id": new_id(), "confirm_hash": b"1", "not_me_hash": b"2", "state": SubmissionState.LIVE}
    session.add(Submission(**values | waiting))
    session.flush()
    assert _refresh(session, keyring) == 2
    assert network.states == {"confirmed": 1, "held": 2, "rejected": 1, "waiting": 1}
    assert network.reasons == {"network": 1, "name": 1, "staff": 1}
    assert network.held == 2


def test_countries_hours_and_the_whole_come_from_the_tally(
    session: Session, keyring: Keyring, petition: OpenPetition, signed: Signed
) -> None:
    hour = to_hour(utc_now())
    country = add_cluster(session, petition.id, kind=K.COUNTRY, label="DE")
    of_hour = add_cluster(session, petition.id, kind=K.HOUR, label=hour.strftime("%Y-%m-%dT%H"))
    signed(country="DE")
    signed(S.HELD, country="DE", hold_reason="hour", confirmed_hour=hour - timedelta(hours=2))
    signed(S.HELD, hold_reason="name")
    _refresh(session, keyring)
    assert (country.states, country.reasons, country.held) == ({"confirmed": 1, "held": 1}, {"hour": 1}, 1)
    assert (of_hour.states, of_hour.reasons) == ({"confirmed": 1, "held": 1}, {"name": 1})
    watched = get_watched(session, petition.id)
    assert (watched.states, watched.held) == ({"confirmed": 1, "held": 2}, 2)
    assert watched.reasons == {"hour": 1, "name": 1}
    assert count_to_decide(session) == 2
    assert [each.petition_id for each in list_watched(session)] == [petition.id]


def test_a_petition_that_nobody_signed_is_listed_too(session: Session, keyring: Keyring, signed: Signed) -> None:
    other = add_petition(session)
    signed(S.HELD)
    assert other.id in {each.petition_id for each in list_watched(session)}
    _refresh(session, keyring)
    assert [each.held for each in list_watched(session)] == [1, 0]


def test_a_domain_has_a_name_once_ten_share_it(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    for number in range(9):
        post(session, public_keys, sign_form(petition, email=f"p{number}@castle.example"))
    drain_signatures(session, keyring, now=utc_now())
    _refresh(session, keyring, minutes=1)
    domain = session.scalars(select(Cluster).where(Cluster.kind == K.DOMAIN)).one()
    assert domain.label == ""
    post(session, public_keys, sign_form(petition, email="p9@castle.example"))
    drain_signatures(session, keyring, now=utc_now())
    _refresh(session, keyring, minutes=2)
    assert (domain.label, domain.label_sealed, domain.states) == ("castle.example", None, {"waiting": 10})


def test_who_has_yet_to_press_is_let_in_by_trust(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    limits = BurstLimits(network=1, name=1)
    for _ in range(12):
        post(session, public_keys, sign_form(petition))
    drain_signatures(session, keyring, limits=limits, now=utc_now())
    session.execute(update(Cluster).where(Cluster.kind == K.NETWORK).values(is_trusted=True))
    _refresh(session, keyring, minutes=1)
    assert session.scalars(select(Submission.hold_reason).distinct()).all() == [None, "name"]
    session.execute(update(Cluster).where(Cluster.kind == K.NAME).values(is_trusted=True))
    _refresh(session, keyring, minutes=30)
    assert session.scalars(select(Submission.hold_reason).distinct()).all() == [None]


def test_what_is_counted_rests_for_a_while(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    add_cluster(session, petition.id)
    assert _refresh(session, keyring) == 2
    assert _refresh(session, keyring) == 0
    assert _refresh(session, keyring, minutes=5) == 2


def test_the_largest_with_most_held_come_first(session: Session, petition: OpenPetition) -> None:
    for posted, held in ((10, 0), (500, 0), (20, 7)):
        add_cluster(session, petition.id, posted=posted, held=held)
    add_cluster(session, petition.id, kind=K.COUNTRY, label="DE", posted=11, held=1)
    shown = list_clusters(session, petition.id, kind=None, held_only=False)
    assert [each.posted for each in shown] == [20, 11, 500, 10]
    assert [each.posted for each in list_clusters(session, petition.id, kind=K.DOMAIN, held_only=True)] == [20]


@pytest.mark.parametrize(
    ("kind", "posted", "held", "days", "is_gone"),
    [
        (K.NETWORK, 500, 0, 3, True),
        (K.NETWORK, 500, 1, 3, False),
        (K.NETWORK, 500, 0, 1, False),
        (K.DOMAIN, 9, 0, 3, True),
        (K.DOMAIN, 10, 0, 3, False),
        (K.NAME, 9, 0, 3, True),
        (K.COUNTRY, 9, 0, 300, False),
    ],
)
def test_what_says_nothing_is_forgotten(
    session: Session, petition: OpenPetition, signed: Signed, kind: ClusterKind, posted: int, held: int, days: int,
    is_gone: bool,
) -> None:  # fmt: skip
    hour = to_hour(utc_now()) - timedelta(days=days)
    cluster = add_cluster(session, petition.id, kind=kind, posted=posted, held=held, last_hour=hour)
    signature = signed(network_cluster=cluster.id)
    assert forget_clusters(session, now=utc_now()) == int(is_gone)
    session.expire_all()
    form = session.scalars(select(Submission).where(Submission.signature_id == signature.id)).one()
    assert (form.network_cluster is None) is is_gone


def test_ninety_days_after_closing_only_the_whole_is_known(session: Session, petition: OpenPetition) -> None:
    for kind in K:
        add_cluster(session, petition.id, kind=kind, held=3)
    session.execute(update(Petition).values(closes_at=utc_now() - timedelta(days=91)))
    assert forget_clusters(session, now=utc_now()) == len(K) - 1
    assert session.scalars(select(Cluster.kind)).all() == [K.PETITION]


def test_the_console_sees_no_small_group_and_nobody_but_staff_any(
    owner_session: Session, engines: dict[str, Engine], shared_petition: OpenPetition
) -> None:
    add_cluster(owner_session, shared_petition.id, posted=9)
    add_cluster(owner_session, shared_petition.id, posted=10)
    add_cluster(owner_session, shared_petition.id, kind=K.PETITION, posted=1)
    owner_session.commit()
    query = select(func.count()).select_from(Cluster)
    organisation_id = shared_petition.campaign.organisation_id
    scopes = (Scope(), Scope(organisation_id=organisation_id), Scope(is_staff=True))
    seen = []
    for scope in scopes:
        with Session(engines["console"]) as console:
            enter_scope(console, scope)
            seen.append(console.scalar(query))
    assert seen == [0, 0, 2]
