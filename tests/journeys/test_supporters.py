"""Stories of supporters, from the first press to the last, through real mail and a real database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import MailState, OutgoingMail, Suppression
from app.signatures.models import Signature, Submission
from tests.journeys.conftest import World

MARYAM = "maryam@example.org"


def test_signing_in_persian_showing_initials_and_withdrawing(world: World, owner_session: Session) -> None:
    """She signs, confirms, is counted and shown, asks for her private page, and withdraws."""
    campaign = f"/fa/campaigns/{world.petition.campaign.slug}"
    world.visitor.sign(
        world.petition.id, lang="fa", name="مریم نمونه", email=MARYAM, country="DE", show_name="initials"
    )
    assert world.count() == 0
    world.passes()
    (mail,) = world.box.mails_of(MARYAM)
    assert mail["Subject"] == "لطفاً تأیید کنید"
    assert "پروانه" not in f"{mail['From']} {mail['Subject']}"
    html = mail.get_body(("html",))
    assert html is not None
    assert 'dir="rtl"' in html.get_content()
    assert "<img" not in html.get_content()
    confirm, not_me = world.links(MARYAM)
    assert confirm != not_me
    page = world.visitor.get(confirm)
    assert "مریم نمونه" in page.text
    assert world.visitor.follow(confirm).language == "fa"
    world.passes()
    assert world.count() == 1
    assert "م. ن." in world.visitor.get(campaign).text
    assert "مریم نمونه" not in world.visitor.get(campaign).text

    for spelling in ("Maryam+x@Example.org", "MARYAM@Example.org"):
        world.visitor.send("/fa/private-page", {"email": spelling})
    world.passes()
    assert world.box.mails_of(MARYAM)[1:] == []
    (private,) = world.links("Maryam+x@example.org")
    assert "مریم نمونه" not in world.visitor.get(private).text
    (private,) = world.links("MARYAM@example.org")
    page = world.visitor.get(private)
    assert "مریم نمونه" in page.text
    copy = world.visitor.client.get(f"{private}/copy").get_json()
    assert copy["signatures"][0]["name"] == "مریم نمونه"
    signature = page.value_of("signature") or ""
    world.visitor.send(f"{private}/change", {"signature": signature, "show_name": "full"})
    world.passes()
    assert "مریم نمونه" in world.visitor.get(campaign).text
    world.visitor.send(f"{private}/withdraw", {"signature": signature})
    world.passes()
    assert world.count() == 0
    assert "مریم نمونه" not in world.visitor.get(campaign).text
    world.visitor.send(f"{private}/erase", {"signature": signature})
    owner_session.rollback()
    assert owner_session.scalars(select(Signature)).all() == []


def test_somebody_else_typed_my_address(world: World, owner_session: Session) -> None:
    """I open the second link, press "I did not sign" and "never again", and no more mail comes."""
    world.visitor.sign(world.petition.id, email=MARYAM)
    world.passes()
    _, not_me = world.links(MARYAM)
    assert world.visitor.get(not_me).heading() == "Was it not you?"
    assert world.visitor.follow(not_me.replace("/confirm/", "/not-me/"), {"never_again": "yes"}).heading() == "Deleted"
    world.visitor.sign(world.petition.id, email=MARYAM, comment="again")
    world.visitor.send("/en/private-page", {"email": MARYAM})
    world.passes()
    assert len(world.box.mails_of(MARYAM)) == 1
    owner_session.rollback()
    assert owner_session.scalars(select(Signature)).all() == []
    assert len(owner_session.scalars(select(Suppression)).all()) == 1


def test_nobody_turns_my_hidden_name_into_a_shown_one(world: World) -> None:
    """Two forms with my address: the mail I press decides, and a third after it changes nothing."""
    campaign = f"/en/campaigns/{world.petition.campaign.slug}"
    world.visitor.sign(world.petition.id, name="Mine Hidden", email=MARYAM)
    world.visitor.sign(world.petition.id, name="Theirs Shown", email=MARYAM, show_name="full")
    world.passes()
    first, second = (world.links(MARYAM, mail=n)[0] for n in range(2))
    texts = {path: world.visitor.get(path).text for path in (first, second)}
    mine, theirs = sorted((first, second), key=lambda path: "Mine Hidden" not in texts[path])
    world.visitor.follow(mine)
    assert world.visitor.follow(theirs).heading() == "You have already confirmed through another mail"
    world.visitor.sign(world.petition.id, name="Theirs Again", email=MARYAM, show_name="full")
    world.passes()
    assert world.count() == 1
    text = world.visitor.get(campaign).text
    assert not any(name in text for name in ("Mine Hidden", "Theirs Shown", "Theirs Again"))
    assert world.box.mails_of(MARYAM)[-1]["Subject"] == "Nothing more to do"


def test_four_members_of_a_family_with_one_address_each(world: World) -> None:
    """Each address counts once; the spellings of one mailbox count together."""
    for email in ("a@example.org", "b@example.org", "c.d@gmail.com", "cd+x@googlemail.com"):
        world.visitor.sign(world.petition.id, email=email)
    world.passes()
    for email in ("a@example.org", "b@example.org", "c.d@gmail.com"):
        world.visitor.follow(world.links(email)[0])
    world.passes()
    assert world.count() == 3


def test_after_confirming_the_address_is_gone(world: World, owner_session: Session) -> None:
    """No row keeps it, unless updates were asked for."""
    world.visitor.sign(world.petition.id, email=MARYAM)
    world.visitor.sign(world.petition.id, email="news@example.org", updates="yes")
    world.passes()
    for email in (MARYAM, "news@example.org"):
        world.visitor.follow(world.links(email)[0])
    world.passes()
    assert owner_session.scalars(select(Submission.address_sealed)).all() == [None, None]
    assert {mail.state for mail in owner_session.scalars(select(OutgoingMail))} == {MailState.SENT}
    kept = owner_session.execute(select(Signature.updates, Signature.address_sealed)).all()
    assert sorted((updates, sealed is not None) for updates, sealed in kept) == [(False, False), (True, True)]


def test_a_worker_that_is_late_loses_nothing(world: World) -> None:
    """Forms wait in the intake; names of every script come through mail and back."""
    names = {f"n{n}@example.org": name for n, name in enumerate(("Ø", "O'Connor <b>", "علی‌رضا", "李", "தமிழ்"))}
    for email, name in names.items():
        world.visitor.sign(world.petition.id, email=email, name=name, show_name="full")
    world.passes()
    for email in names:
        world.visitor.follow(world.links(email)[0])
    world.passes()
    text = world.visitor.get(f"/en/campaigns/{world.petition.campaign.slug}").text
    assert world.count() == len(names)
    assert all(name in text for name in names.values())
