"""Forms that have something in common: put together, held over a limit, never dropped, none of it in clear."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.mail.models import MailKind, OutgoingMail
from app.signatures.drain import drain_signatures
from app.signatures.models import Cluster, Submission
from app.signatures.rules import BurstLimits
from app.signatures.states import ClusterKind, SignatureState
from tests.factories import OpenPetition, confirm, post, sign_form

LIMITS = BurstLimits(network=5, domain=8, name=3, hour=100)
Arrive = Callable[..., Sequence[Submission]]


@pytest.fixture
def arrive(session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> Arrive:
    """Let people come at once, each with a name, a network and a domain of its own but for what ``alike`` says."""

    def come(count: int, *, limits: BurstLimits = LIMITS, start: int = 0, **alike: Any) -> Sequence[Submission]:
        ids = []
        for number in range(start, start + count):
            letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
            own = {
                "name": f"{letters.capitalize()} Sample", "network": f"198.51.{number}.0/24",
                "email": f"{letters}@{letters}.example",
            }  # fmt: skip
            form = sign_form(petition, **{**own, **{name: value.format(letters) for name, value in alike.items()}})
            ids.append(post(session, public_keys, form).id)
        while drain_signatures(session, keyring, limits=limits, now=utc_now()):
            pass
        found = {each.id: each for each in session.scalars(select(Submission).where(Submission.id.in_(ids)))}
        return [found[form_id] for form_id in ids]

    return come


def _reasons(forms: Sequence[Submission]) -> list[str | None]:
    return [each.hold_reason for each in forms]


def test_the_first_are_let_in_and_the_others_held(arrive: Arrive) -> None:
    assert _reasons(arrive(7, network="203.0.113.0/24")) == [None] * 5 + ["network"] * 2
    assert _reasons(arrive(1, start=7, network="203.0.113.0/24")) == ["network"]
    assert _reasons(arrive(1, start=8)) == [None]


def test_a_domain_of_many_is_held_but_no_common_providers(arrive: Arrive) -> None:
    assert _reasons(arrive(9, email="{}@castle.example")) == [None] * 8 + ["domain"]
    assert _reasons(arrive(12, start=20, email="{}@gmail.com")) == [None] * 12
    assert _reasons(arrive(12, start=40, email="{}@googlemail.com")) == [None] * 12


def test_names_of_one_pattern_are_held_and_reasons_add_up(arrive: Arrive) -> None:
    forms = arrive(6, name="Test User 1", network="203.0.113.0/24")
    assert _reasons(forms) == [None] * 3 + ["name"] * 2 + ["network,name"]


def test_a_whole_hour_of_many_is_held(arrive: Arrive) -> None:
    assert _reasons(arrive(4, limits=BurstLimits(hour=3))) == [None] * 3 + ["hour"]


@pytest.mark.parametrize("network", ["", "127.0.0.0/24", "::/48"])
def test_nobody_is_held_for_coming_over_our_own_network(arrive: Arrive, network: str) -> None:
    assert _reasons(arrive(8, network=network)) == [None] * 8


def test_another_petition_and_another_hour_begin_anew(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition, arrive: Arrive
) -> None:
    arrive(5, network="203.0.113.0/24")
    later = utc_now() + timedelta(hours=1)
    sealed = post(session, public_keys, sign_form(petition, network="203.0.113.0/24"))
    drain_signatures(session, keyring, limits=LIMITS, now=later)
    assert session.get_one(Submission, sealed.id).hold_reason is None
    cluster = session.scalars(select(Cluster).where(Cluster.kind == ClusterKind.COUNTRY)).one()
    assert (cluster.posted, cluster.in_hour, cluster.label) == (6, 1, "FR")
    assert cluster.last_hour - cluster.first_hour == to_hour(later) - to_hour(utc_now())


def test_who_is_held_gets_the_same_mail_and_is_held_once_confirmed(
    session: Session, keyring: Keyring, arrive: Arrive
) -> None:
    forms = arrive(6, network="203.0.113.0/24")
    mails = session.scalars(select(OutgoingMail.kind).where(OutgoingMail.subject_id.in_([each.id for each in forms])))
    assert mails.all() == [MailKind.CONFIRM] * 6
    states = [confirm(session, keyring, each).state for each in forms]
    assert states == [SignatureState.CONFIRMED] * 5 + [SignatureState.HELD]


def test_what_staff_trust_holds_nobody(session: Session, arrive: Arrive) -> None:
    arrive(6, network="203.0.113.0/24")
    cluster = session.scalars(select(Cluster).where(Cluster.kind == ClusterKind.NETWORK)).one()
    cluster.is_trusted = True
    session.flush()
    assert _reasons(arrive(3, start=6, network="203.0.113.0/24")) == [None] * 3


def test_a_cluster_says_nothing_of_anybody(session: Session, keyring: Keyring, arrive: Arrive) -> None:
    arrive(2, name="Kanarya Probevogel 7", email="{}@probe.example", network="203.0.113.0/24")
    clusters = session.scalars(select(Cluster)).all()
    labels = {each.kind: each.label for each in clusters}
    hour = to_hour(utc_now()).strftime("%Y-%m-%dT%H")
    assert labels == {
        ClusterKind.PETITION: "", ClusterKind.NETWORK: "", ClusterKind.DOMAIN: "", ClusterKind.NAME: "Aa Aa 9",
        ClusterKind.COUNTRY: "FR", ClusterKind.HOUR: hour,
    }  # fmt: skip
    (domain,) = (each for each in clusters if each.kind is ClusterKind.DOMAIN)
    everything = b"".join(each.mark + (each.label_sealed or b"") for each in clusters)
    assert b"probe" not in everything
    assert b"203.0" not in everything
    assert domain.label_sealed
    opened = keyring.open_words(domain.label_sealed, petition_id=domain.petition_id, row=domain.id)
    assert opened == "probe.example"


def test_a_double_press_counts_once(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    form = sign_form(petition)
    for _ in range(3):
        post(session, public_keys, form)
    drain_signatures(session, keyring, limits=LIMITS, now=utc_now())
    assert session.scalars(select(Cluster.posted)).all() == [1] * len(ClusterKind)
