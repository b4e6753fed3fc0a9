"""The answer to signing tells nobody whether an address is known: same bytes, same status, same heads."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.mail.models import Suppression
from app.signatures.door import forget
from app.signatures.states import SignatureState
from tests.factories import OpenPetition, add_signature, confirm, sign, token
from tests.web.visitor import FORM, Visitor, sign_path

ADDRESS = "{}@example.org"


def _known_addresses(session: Session, keyring: Keyring, keys: PublicKeys, petition: OpenPetition) -> dict[str, str]:
    """Bring one address into each situation there is."""
    for state in SignatureState:
        add_signature(session, keyring, petition, state=state, email=ADDRESS.format(state.value))
    waiting = sign(session, keyring, keys, petition, email=ADDRESS.format("waiting"))
    assert waiting
    pressed = sign(session, keyring, keys, petition, email=ADDRESS.format("pressed"))
    assert pressed
    confirm(session, keyring, pressed)
    erased = sign(session, keyring, keys, petition, email=ADDRESS.format("erased"))
    assert erased
    confirm(session, keyring, erased)
    forget(session, token(keyring, erased), never_again=False, now=utc_now() + timedelta(seconds=1))
    mark = keyring.suppression(ADDRESS.format("suppressed"))
    session.execute(insert(Suppression).values(fingerprint=mark, reason="asked"))
    session.commit()
    assert session.scalar(select(Suppression.reason)) == "asked"
    names = ("new", "waiting", "pressed", "erased", "suppressed", *(state.value for state in SignatureState))
    return {name: ADDRESS.format(name) for name in names}


def test_signing_is_answered_the_same_whoever_it_is(
    visitor: Visitor,
    petition: OpenPetition,
    owner_session: Session,
    keyring: Keyring,
    public_keys: PublicKeys,
    count_intake: Callable[[], int],
) -> None:
    addresses = _known_addresses(owner_session, keyring, public_keys, petition)
    answers = set()
    for email in addresses.values():
        answer = visitor.client.post(sign_path(petition.id), data=FORM | {"email": email})
        page = visitor.client.get(answer.headers["Location"])
        answers.add((answer.status, str(answer.headers), answer.data, page.status, str(page.headers), page.data))
    assert len(answers) == 1
    assert len(addresses) == 11
    assert count_intake() == 11


def test_asking_for_the_private_page_is_answered_the_same(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, keyring: Keyring, public_keys: PublicKeys
) -> None:
    addresses = _known_addresses(owner_session, keyring, public_keys, petition)
    answers = set()
    for email in addresses.values():
        answer = visitor.client.post("/fa/private-page", data={"email": email})
        answers.add((answer.status, str(answer.headers), answer.data))
    ((status, _, _),) = answers
    assert status.startswith("303")
