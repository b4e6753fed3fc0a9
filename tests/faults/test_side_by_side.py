"""The same thing done many times at the same moment counts once."""

from collections.abc import Callable

import pytest

from tests.faults.crowd import Crowd, Errand, Visitor, press_errand, sign_errand
from tests.faults.installation import Installation

pytestmark = pytest.mark.faults

AS_FAST_AS_IT_GOES = 1e6


def at_once(site: Installation, errands: list[Errand], *, side_by_side: int) -> Crowd:
    crowd = Crowd(site.port, errands, a_second=AS_FAST_AS_IT_GOES, at_once=side_by_side)
    crowd.wait()
    return crowd


def mailed(site: Installation, address: str) -> int:
    return sum(mail.to == address for mail in list(site.post.mails))


def test_twenty_addresses_twenty_times(shared: Installation, tell: Callable[..., None]) -> None:
    addresses = [f"twenty-{number}@example.org" for number in range(20)]
    before = len(shared.fingerprints())
    errands = [sign_errand(shared.petition_id, address) for address in addresses for _ in range(20)]
    ledger = at_once(shared, errands, side_by_side=20).ledger
    shared.await_count(lambda: sum(mailed(shared, address) > 0 for address in addresses), 20)
    made = len(shared.fingerprints()) - before
    mails = sum(mailed(shared, address) for address in addresses)
    tell("20 addresses × 20 posts", posts=len(ledger.attempts), signatures=made, mails=mails)
    assert (len(ledger.acknowledged), made, mails) == (20, 20, 20)


def test_fifty_presses_of_one_button(shared: Installation, tell: Callable[..., None]) -> None:
    address = "fifty@example.org"
    at_once(shared, [sign_errand(shared.petition_id, address)], side_by_side=1)
    shared.await_count(lambda: mailed(shared, address), 1)
    before = len(shared.fingerprints("confirmed"))
    errand = press_errand(address, shared.post.paths()[address])
    ledger = at_once(shared, [errand] * 50, side_by_side=50).ledger
    shared.await_count(shared.count_buckets, before + 1)
    more = len(shared.fingerprints("confirmed")) - before
    tell("50 presses of one button", answered=len(ledger.attempts), counted=more)
    assert (len(ledger.attempts), more) == (50, 1)
    assert shared.await_count(shared.count_published, before + 1) == shared.count_buckets() == before + 1


@pytest.mark.parametrize("pressed", ["First", "Second"])
def test_choices_of_the_pressed_mail(shared: Installation, pressed: str, tell: Callable[..., None]) -> None:
    address = f"choices-{pressed.lower()}@example.org"
    choices = {
        "First": {"country": "FR", "show_name": "full", "deliver_name": "yes", "updates": ""},
        "Second": {"country": "DE", "show_name": "no", "deliver_name": "", "updates": "yes"},
    }
    for number, (name, chosen) in enumerate(choices.items(), 1):
        errand = sign_errand(shared.petition_id, address, name=f"Sample {name}", **chosen)
        at_once(shared, [errand], side_by_side=1)
        assert shared.await_count(lambda: mailed(shared, address), number) == number
    paths = {name: path_of_mail(shared, address, f"Sample {name}") for name in choices}
    press(shared, paths[pressed], "/thanks")
    press(shared, next(path for name, path in paths.items() if name != pressed), "/confirm/")
    country, shown, handed, updates, name = kept(shared, address)
    assert name == f"Sample {pressed}"
    assert {
        "country": country,
        "show_name": shown,
        "deliver_name": "yes" if handed else "",
        "updates": "yes" if updates else "",
    } == choices[pressed]
    tell(f"other choices before the press, {pressed.lower()} mail pressed", kept="its own, none other")


def path_of_mail(site: Installation, address: str, name: str) -> str:
    return next(mail.path for mail in site.post.mails if mail.to == address and name in mail.text)


def press(site: Installation, path: str, leads_to: str) -> None:
    visitor = Visitor(site.port)
    status, location, _ = visitor.request("POST", path, b"")
    visitor.leave()
    assert status == 303
    assert leads_to in location


def kept(site: Installation, address: str) -> tuple[str, str, bool, bool, str]:
    """Return country, choices and name as the database has them, for its owner with the keys."""
    (mark,) = site.fingerprints_of([address])
    rows = site.fetch(
        "SELECT petition_id, submission_id, name_sealed, country, show_name, deliver_name, updates"
        " FROM vigil.signature WHERE fingerprint = %s AND state = 'confirmed'",
        mark,
    )
    assert len(rows) == 1
    petition_id, submission_id, sealed, country, shown, handed, updates = rows[0]
    name = site.keyring.open_words(bytes(sealed), petition_id=petition_id, row=submission_id)
    return country, shown, handed, updates, name
