"""Two hundred people behind one address: everybody signs, nobody is dropped, and one act counts them all."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.integrity.acts import trust_cluster
from app.integrity.figures import refresh_clusters
from app.integrity.states import ActKind
from app.mail.models import MailKind, OutgoingMail
from app.signatures.drain import drain_signatures
from app.signatures.models import Cluster, Signature, Submission
from app.signatures.rules import BurstLimits
from app.signatures.states import ClusterKind, SignatureState
from app.tallies.folding import count_buckets, fold_tally
from tests.db.integrity.conftest import Act
from tests.factories import OpenPetition, confirm, post, sign_form

PEOPLE = 200
LIMITS = BurstLimits(network=40, domain=100, name=0, hour=20_000)


def test_a_rally_of_two_hundred_is_held_at_most_and_released_in_one_act(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition, staff: Actor, carry_out: Act,
    work: Callable[..., None],
) -> None:  # fmt: skip
    for number in range(PEOPLE):
        post(session, public_keys, sign_form(petition, email=f"p{number}@gmail.com", network="203.0.113.0/24"))
    while drain_signatures(session, keyring, limits=LIMITS, now=utc_now()):
        pass
    forms = session.scalars(select(Submission)).all()
    mailed = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.kind == MailKind.CONFIRM)
    assert (len(forms), session.scalar(mailed)) == (PEOPLE, PEOPLE)
    for form in forms[:-10]:
        confirm(session, keyring, form)
    states = Counter(session.scalars(select(Signature.state)))
    assert states[SignatureState.CONFIRMED] + states[SignatureState.HELD] == PEOPLE - 10
    assert states[SignatureState.HELD] >= PEOPLE - 10 - LIMITS.network

    fold_tally(session, now=utc_now())
    refresh_clusters(session, keyring, now=utc_now())
    rally = session.scalars(select(Cluster).where(Cluster.kind == ClusterKind.NETWORK)).one()
    assert (rally.posted, rally.held) == (PEOPLE, states[SignatureState.HELD])
    act = carry_out(ActKind.RELEASE, cluster_id=rally.id)
    assert act.changed == act.total == states[SignatureState.HELD]

    trust_cluster(session, staff, rally, is_trusted=True, now=utc_now())
    session.expire_all()
    refresh_clusters(session, keyring, now=utc_now())
    for form in forms[-10:]:
        confirm(session, keyring, form)
    fold_tally(session, now=utc_now())
    totals = count_buckets(session, petition.id)
    assert (totals[SignatureState.CONFIRMED], totals[SignatureState.HELD]) == (PEOPLE, 0)
