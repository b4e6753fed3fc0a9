"""Two mailboxes may count as one person. Neither may see, change or learn anything of the other."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.errors import NotFound
from app.core.sealing import token_hash
from app.mail.models import MailKind, OutgoingMail, Suppression
from app.mail.queue import list_suppressed
from app.privacy import door
from app.privacy.models import PrivatePage
from app.privacy.pages import ACCESS, drain_access_requests, prove
from app.signatures import door as links
from app.signatures.envelope import AccessForm
from app.signatures.links import LinkPurpose
from app.signatures.models import Signature, Submission
from app.signatures.states import ShowName, SignatureState
from app.tallies.models import TallyEvent
from tests.db.conftest import Sign
from tests.factories import OpenPetition, add_petition, confirm, post, token

HERS, SIBLING = "sales@corp.example", "sales+attacker@corp.example"
Ask = Callable[[str], str]


@pytest.fixture
def ask(session: Session, keyring: Keyring, public_keys: PublicKeys) -> Ask:
    """Ask for the private page of an address, a quarter of an hour after the last; return the token that was mailed."""
    moments = itertools.count()

    def ask_as(email: str) -> str:
        asked = post(session, public_keys, AccessForm(email=email, language="en"))
        drain_access_requests(session, keyring, now=utc_now() + timedelta(minutes=15 * next(moments)))
        return keyring.access_token(asked.id, day=day_of(utc_now()))

    return ask_as


@pytest.fixture
def hers(session: Session, keyring: Keyring, sign_as: Sign) -> Signature:
    """The victim's confirmed signature."""
    submission = sign_as(email=HERS, name="Leila Sample", country="FR")
    assert submission
    return confirm(session, keyring, submission)


@pytest.fixture
def sibling(session: Session, keyring: Keyring, sign_as: Sign, hers: Signature) -> Submission:
    """The form of another mailbox that counts as the same person, confirmed by its own mail."""
    submission = sign_as(email=SIBLING, name="Somebody Else", country="DE")
    assert submission
    assert links.confirm(session, token(keyring, submission), now=utc_now())[1] == "confirmed"
    session.expire_all()
    return submission


def _counted(session: Session) -> int:
    return sum(session.scalars(select(TallyEvent.delta)))


@pytest.mark.parametrize(
    ("victim", "attacker"),
    [(HERS, SIBLING), ("victim@straße.de", "victim@strasse.de"), ("fiona@example.org", "\ufb01ona@example.org"),
     ("ada@yahoo.com", "ada-news@yahoo.com")],
)  # fmt: skip
def test_the_page_of_another_mailbox_shows_nothing(
    session: Session, keyring: Keyring, sign_as: Sign, ask: Ask, victim: str, attacker: str
) -> None:
    submission = sign_as(email=victim)
    assert submission
    signature = confirm(session, keyring, submission)
    link = ask(attacker)
    assert door.get_private_page(session, link, now=utc_now()).signatures == []
    with pytest.raises(NotFound):
        door.erase_signature(session, link, signature.id, never_again=True, now=utc_now())


@pytest.mark.parametrize(
    ("signed", "asked"),
    [("Leila@Example.ORG", "leila@example.org"), ("l.eila@gmail.com", "Leila+x@googlemail.com"),
     ("ada@straße.de", "ada@xn--strae-oqa.de")],
)  # fmt: skip
def test_another_spelling_of_the_same_mailbox_opens_it(
    session: Session, keyring: Keyring, sign_as: Sign, ask: Ask, signed: str, asked: str
) -> None:
    submission = sign_as(email=signed)
    assert submission
    signature = confirm(session, keyring, submission)
    page = door.get_private_page(session, ask(asked), now=utc_now())
    assert [each.id for each in page.signatures] == [signature.id]


def test_a_sibling_is_asked_to_confirm_like_anybody(
    sign_as: Sign, hers: Signature, count_mails: Callable[[MailKind], int]
) -> None:
    """ "You have already signed" would tell him who has."""
    assert sign_as(email=SIBLING)
    assert (count_mails(MailKind.ALREADY_SIGNED), count_mails(MailKind.CONFIRM)) == (0, 2)


def test_a_confirmed_sibling_counts_no_second_time_and_changes_nothing(
    session: Session, hers: Signature, sibling: Submission
) -> None:
    session.refresh(hers)
    assert (_counted(session), hers.country, hers.state) == (1, "FR", SignatureState.CONFIRMED)


def test_a_sibling_sees_its_own_as_confirmed_and_only_that(
    session: Session, keyring: Keyring, sibling: Submission, ask: Ask
) -> None:
    page = door.get_private_page(session, ask(SIBLING), now=utc_now())
    assert [(each.name, each.state, each.country) for each in page.signatures] == [("Somebody Else", "confirmed", "DE")]
    shown = links.get_submission(session, token(keyring, sibling), now=utc_now())
    assert (shown.status, links.confirm(session, token(keyring, sibling), now=utc_now())[1]) == ("confirmed",) * 2


def test_a_sibling_that_is_counted_first_leaves_the_other_its_link(
    session: Session, keyring: Keyring, sign_as: Sign
) -> None:
    """A link that died the moment somebody confirmed would tell who did."""
    forged, hers = sign_as(email=SIBLING), sign_as(email=HERS)
    assert forged
    assert hers
    confirm(session, keyring, hers)
    assert links.get_submission(session, token(keyring, forged), now=utc_now()).status == "pending"
    assert links.confirm(session, token(keyring, forged), now=utc_now())[1] == "confirmed"
    assert _counted(session) == 1


def test_who_confirmed_from_a_second_mailbox_is_told_there_too(
    sign_as: Sign, sibling: Submission, count_mails: Callable[[MailKind], int]
) -> None:
    assert sign_as(email=SIBLING, name="Once More") is None
    assert count_mails(MailKind.ALREADY_SIGNED) == 1


@pytest.mark.parametrize("act", ["withdraw", "erase", "not_me"])
def test_when_the_holder_goes_the_other_takes_over_and_the_count_stays(
    session: Session, keyring: Keyring, hers: Signature, sibling: Submission, ask: Ask, act: str
) -> None:
    if act == "withdraw":
        door.withdraw_signature(session, ask(HERS), hers.id, now=utc_now())
    elif act == "erase":
        door.erase_signature(session, ask(HERS), hers.id, never_again=False, now=utc_now())
    else:
        links.forget(session, keyring.token(LinkPurpose.NOT_ME, hers.submission_id), never_again=False, now=utc_now())  # type: ignore[arg-type]
    session.expire_all()
    assert (_counted(session), hers.submission_id, hers.country) == (1, sibling.id, "DE")
    assert door.get_private_page(session, ask(HERS), now=utc_now()).signatures == []
    page = door.get_private_page(session, ask(SIBLING), now=utc_now())
    assert [(each.name, each.state) for each in page.signatures] == [("Somebody Else", "confirmed")]


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_what_a_sibling_takes_back_leaves_hers(
    session: Session, hers: Signature, sibling: Submission, ask: Ask, act: str
) -> None:
    link = ask(SIBLING)
    door.change_signature(session, link, sibling.id, show_name=ShowName.FULL, updates=False, now=utc_now())
    if act == "withdraw":
        door.withdraw_signature(session, link, sibling.id, now=utc_now())
    else:
        door.erase_signature(session, link, sibling.id, never_again=True, now=utc_now())
    session.refresh(hers)
    assert (hers.state, hers.country, hers.show_name) == (SignatureState.CONFIRMED, "FR", ShowName.NO)
    assert door.get_private_page(session, link, now=utc_now()).signatures == []


def test_erasing_leaves_the_waiting_form_of_another_mailbox(
    session: Session, keyring: Keyring, sign_as: Sign, hers: Signature, ask: Ask
) -> None:
    waiting = sign_as(email=SIBLING)
    assert waiting
    door.erase_signature(session, ask(HERS), hers.id, never_again=False, now=utc_now())
    session.expire_all()
    assert (_counted(session), hers.state, hers.holder, hers.name_sealed) == (0, SignatureState.PENDING, None, None)
    assert confirm(session, keyring, waiting).state is SignatureState.CONFIRMED
    assert _counted(session) == 1


def test_never_again_holds_for_the_tags_of_a_mailbox_and_not_the_other_way(session: Session, keyring: Keyring) -> None:
    session.add(Suppression(fingerprint=keyring.suppression(HERS), reason="asked"))
    session.add(Suppression(fingerprint=keyring.suppression("info+attacker@corp.example"), reason="asked"))
    session.flush()
    asked = [HERS, SIBLING, "info@corp.example", "info+attacker@corp.example"]
    assert list_suppressed(session, keyring, asked) == {HERS, SIBLING, "info+attacker@corp.example"}


def test_a_form_that_waits_is_listed_and_can_be_erased(session: Session, sign_as: Sign, ask: Ask) -> None:
    assert sign_as(email=HERS, name="Leila Sample")
    link = ask(HERS)
    page = door.get_private_page(session, link, now=utc_now())
    assert [(each.state, each.name) for each in page.signatures] == [("pending", "Leila Sample")]
    with pytest.raises(NotFound):
        door.change_signature(
            session, link, page.signatures[0].id, show_name=ShowName.FULL, updates=False, now=utc_now()
        )
    door.erase_signature(session, link, page.signatures[0].id, never_again=False, now=utc_now())
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
    assert session.scalar(select(func.count()).select_from(Signature)) == 0
    assert session.scalars(select(OutgoingMail.state).where(OutgoingMail.kind == MailKind.CONFIRM)).all() == [
        "cancelled"
    ]


def test_a_withdrawn_signature_stays_on_the_page_whoever_types_the_address(
    session: Session, sign_as: Sign, hers: Signature, ask: Ask
) -> None:
    door.withdraw_signature(session, ask(HERS), hers.id, now=utc_now())
    assert sign_as(email=HERS, name="Forged")
    page = door.get_private_page(session, ask(HERS), now=utc_now())
    assert {each.state for each in page.signatures} == {"withdrawn", "pending"}


def test_a_page_opened_before_signing_again_shows_no_old_name(
    session: Session, keyring: Keyring, sign_as: Sign, hers: Signature, ask: Ask
) -> None:
    link = ask(HERS)
    door.withdraw_signature(session, link, hers.id, now=utc_now())
    again = sign_as(email=HERS, name="Leila Otherwise")
    assert again
    confirm(session, keyring, again)
    page = door.get_private_page(session, link, now=utc_now())
    assert [(each.state, each.name) for each in page.signatures] == [("confirmed", "")]


def test_a_form_confirmed_after_the_page_was_made_shows_as_it_is(
    session: Session, keyring: Keyring, sign_as: Sign, ask: Ask
) -> None:
    submission = sign_as(email=HERS, name="Leila Sample")
    assert submission
    link = ask(HERS)
    signature = confirm(session, keyring, submission)
    page = door.get_private_page(session, link, now=utc_now())
    assert [(each.id, each.state, each.name) for each in page.signatures] == [
        (submission.id, "confirmed", "Leila Sample")
    ]
    door.withdraw_signature(session, link, submission.id, now=utc_now())
    session.refresh(signature)
    assert signature.state is SignatureState.WITHDRAWN


def test_a_proof_of_one_page_opens_nothing_on_another(
    session: Session, keyring: Keyring, hers: Signature, ask: Ask
) -> None:
    links_of = [token_hash(ask(address), ACCESS) for address in (HERS, "stranger@example.org")]
    pages = {page.token_hash: page.id for page in session.scalars(select(PrivatePage))}
    assert hers.holder
    given = {"entries": [hers.id], "proofs": [prove(pages[links_of[0]], hers.holder)], "now": utc_now()}
    listed = text("SELECT * FROM door.list_own_entries(:hash, :entries, :proofs, :now)")
    assert [len(session.execute(listed, given | {"hash": link}).all()) for link in links_of] == [1, 0]


def test_a_request_writes_the_same_whoever_asks(
    session: Session, keyring: Keyring, sign_as: Sign, hers: Signature, petition: OpenPetition, ask: Ask
) -> None:
    """The counters and sizes of tables, which a role may be able to read, must not say who has signed."""
    second = sign_as(petition=add_petition(session), email=HERS, name="Leila Sample", comment="Let her go. " * 50)
    assert second
    confirm(session, keyring, second)
    session.add(Suppression(fingerprint=keyring.suppression("quiet@example.org"), reason="asked"))
    written = []
    for address in (HERS, "stranger@example.org", "quiet@example.org"):
        before = _rows(session)
        ask(address)
        written.append([after - earlier for after, earlier in zip(_rows(session), before, strict=True)])
    assert written == [written[0]] * 3
    assert len(set(session.scalars(select(func.length(PrivatePage.sealed))))) == 1


def _rows(session: Session) -> list[int]:
    session.flush()
    tables = session.scalars(
        text(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname IN ('vigil', 'published') AND c.relkind = 'r' ORDER BY 1"
        )
    )
    return [session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables]


def test_forms_cannot_keep_anybody_from_the_private_page(session: Session, sign_as: Sign, ask: Ask) -> None:
    now = utc_now()
    for number in range(9):
        sign_as(petition=add_petition(session), email=HERS, name=f"Forged {number}")
    ask(HERS)
    due = session.scalars(select(OutgoingMail.not_before).where(OutgoingMail.kind == MailKind.ACCESS)).one()
    assert due < now + timedelta(minutes=1)
