"""The days of new staff: vet, review, hold and let go a burst, moderate, export, deliver. By the pages alone.

Two members of staff, each at a browser of their own, for much wants a second person; ``age`` opens what left.
"""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.embedded.crowd import Site
from tests.browser import sample_case as sample
from tests.browser.campaign_writing import SLUG, submit, write_campaign
from tests.browser.conftest import Installation, installed
from tests.browser.crowd import Supporter, sign_up
from tests.browser.newcomers import apply, let_in, vet
from tests.browser.people import Meet, Person, meeting
from tests.factories.pictures import with_metadata

pytestmark = pytest.mark.browser
LIMITS: Final = {
    "HOLD_NETWORK_PER_HOUR": "0", "HOLD_DOMAIN_PER_HOUR": "12", "HOLD_NAME_PER_HOUR": "12", "HOLD_ALL_PER_HOUR": "0",
}  # fmt: skip
COMMENT: Final = "I sign for my neighbour. This comment is sample data."
ADVERTISEMENT: Final = "Buy sample pills. This comment is sample data."
MESSAGE: Final = "We think of you. This message is sample data."
OPEN_NAMES: Final = ("=1+1 Sample", "مریم نمونه", "王小明", "Zoë O’Sample")
"""Of people who show their name: a formula, and letters of three scripts."""
ORDINARY: Final = 30
CHOIR: Final = 24
ROBOTS: Final = 30


@dataclass(frozen=True)
class AgeKey:
    """A pair of keys, as ``age-keygen`` makes it."""

    file: Path
    public: str


@pytest.fixture
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """All of Vigil on its first day, where a dozen of a kind within an hour are enough to be looked at."""
    with installed(tmp_path_factory.mktemp("watched") / "var", with_samples=False, limits=LIMITS) as running:
        yield running


@pytest.fixture
def meet(browser: Browser, watched: Installation) -> Iterator[Meet]:
    """Meet people, each at a browser of their own."""
    with meeting(browser, watched) as met:
        yield met


def test_staff_from_the_first_application_to_a_checked_delivery(
    meet: Meet, watched: Installation, tmp_path: Path
) -> None:
    lead, second = meet("one@staff.example"), meet("two@staff.example")
    organiser, reader = meet("first@organiser.example"), meet("nobody@example.org")
    apply(organiser)
    let_in(lead, watched)
    invite(lead, second)
    vet(lead)
    organiser.joins()
    write_campaign(organiser)
    send_back(second)
    submit_again(organiser)
    publish(lead)
    petition_id = read_the_campaign(reader, watched)
    gather(watched, petition_id)
    see_who_is_held(lead, reader)
    reject_the_robots(lead, reader)
    release_the_choir(second, reader)
    write_a_message(reader, watched)
    moderate(second)
    read_the_words(reader, watched)
    figures = figures_of(watched, petition_id)
    own, theirs = make_key(tmp_path / "own.txt"), make_key(tmp_path / "theirs.txt")
    register_key(lead, own)
    ask_for_an_export(lead)
    approve_the_export(second, lead)
    open_the_export(fetch_the_export(lead, tmp_path), own, figures["confirmed"], watched)
    register_their_key(lead, theirs)
    ask_for_a_delivery(lead)
    approve_the_delivery(second)
    pack = hand_over(lead, tmp_path)
    key = read_of_the_delivery(reader, watched, figures["confirmed"], tmp_path)
    files = check_on_the_command_line(pack, key, theirs, figures["confirmed"])
    check_on_the_page(reader, watched, files["manifest.json"])
    read_of_it_in_persian(reader, watched)


def invite(lead: Person, second: Person) -> None:
    """Nobody approves what he asked for, so the first thing a lead needs is a colleague."""
    lead.turns_to("People")
    lead.types("Email address", second.email)
    lead.chooses("Role", "reviewer")
    lead.presses("Send the invitation")
    lead.sees("The invitation is on its way.")
    second.joins()
    second.is_on("What waits")
    lead.turns_to("Overview")


def send_back(staff: Person) -> None:
    staff.page.reload()
    staff.follows("Campaigns to be reviewed")
    staff.follows(sample.TITLE)
    staff.ticks("Another reason, said below")
    staff.types("Words to the organisers", "Add a milestone at 250. This is sample data.")
    staff.presses("Send back")
    staff.sees("Decided. The organisers see it on their page of the campaign.")
    staff.sees("Nothing waits for you")


def submit_again(organiser: Person) -> None:
    organiser.signs_in()
    organiser.follows(sample.TITLE)
    said = organiser.page.get_by_role("region", name="What staff said")
    expect(said).to_contain_text("Another reason, said below")
    expect(said).to_contain_text("Add a milestone at 250.")
    organiser.follows("Goal and dates")
    organiser.types("Milestones on the way", "100 250 500")
    organiser.presses("Save and go on")
    organiser.turns_to("Campaigns")
    organiser.follows(sample.TITLE)
    organiser.follows("Checks and submitting")
    submit(organiser)


def publish(staff: Person) -> None:
    staff.turns_to("Overview")
    staff.follows("Campaigns to be reviewed")
    staff.follows(sample.TITLE)
    expect(staff.page.get_by_role("region", name="Earlier decisions")).to_contain_text("Sent back")
    expect(staff.page.get_by_role("region", name="Checks")).not_to_contain_text("keeps it back")
    staff.presses("Approve and publish")
    staff.sees("Decided. The organisers see it on their page of the campaign.")


def read_the_campaign(reader: Person, watched: Installation) -> str:
    """Return the petition's id, as the form has it."""
    for _ in range(60):
        if reader.page.request.get(f"{watched.site}/en/campaigns/{SLUG}").ok:
            break
        time.sleep(0.5)
    reader.page.goto(f"{watched.site}/en/campaigns/{SLUG}")
    action = reader.page.locator("form.sign-form").get_attribute("action") or ""
    petition = re.search(r"/petitions/([0-9a-f-]{36})/", action)
    assert petition
    return petition[1]


def gather(watched: Installation, petition_id: str) -> None:
    """People of all kinds sign, then a choir whose members share a mail domain, then a program that counts."""
    wait_for_time_in_the_hour()
    assert sign_up(watched.site, petition_id, ordinary_people()) == ORDINARY
    choir = [Supporter(f"Singer {letters(number)}", f"{letters(number)}@choir.example") for number in range(CHOIR)]
    assert sign_up(watched.site, petition_id, choir) == CHOIR
    robots = [Supporter(f"Robot {number}", f"r@box-{letters(number)}.example") for number in range(ROBOTS)]
    assert sign_up(watched.site, petition_id, robots) == ROBOTS


def wait_for_time_in_the_hour() -> None:
    """What is counted by the hour must not fall into two: the last two minutes of one are waited out."""
    seconds = int(time.time()) % 3600
    if seconds > 3480:
        time.sleep(3601 - seconds)


def ordinary_people() -> list[Supporter]:
    people = [
        Supporter(name, f"open@{letters(number)}.example", "FR", show_name="full", deliver_name="yes")
        for number, name in enumerate(OPEN_NAMES)
    ]
    people += [
        Supporter("Ada Sample", "ada@ada.example", comment=COMMENT),
        Supporter("Bo Sample", "bo@bo.example", comment=ADVERTISEMENT),
    ]
    rest = range(len(people), ORDINARY)
    return people + [Supporter(f"Sample {letters(each)}", f"s@{letters(each)}-s.example", "DE") for each in rest]


def letters(number: int) -> str:
    """Return a number in letters, so that no two names have one pattern."""
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def see_who_is_held(staff: Person, reader: Person) -> None:
    reader.waits_for(lambda page: page.get_by_text(re.compile("Under review: 30")))
    staff.turns_to("Overview")
    staff.waits_for(lambda page: page.get_by_role("link", name="Signatures that are held"))
    staff.follows("Signatures that are held")
    staff.is_on("Integrity")
    staff.waits_for(lambda page: page.get_by_role("row", name=re.compile(f"{re.escape(sample.TITLE)} 30 ")))
    staff.follows(sample.TITLE)
    staff.waits_for(lambda page: row_of(page, "choir.example").filter(has_text="many of one mail domain: 12"))
    staff.waits_for(lambda page: row_of(page, "Names of the shape").filter(has_text="many names of one pattern: 18"))


def row_of(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name="What they have in common").get_by_role("row", name=re.compile(words))


def reject_the_robots(staff: Person, reader: Person) -> None:
    """All thirty go, come back to the state each had, and go again for good."""
    row_of(staff.page, "Names of the shape").get_by_role("link").click()
    staff.follows("Reject them")
    staff.chooses("Why", "a burst that a program made")
    staff.types("In words", "They count in their names. This is sample data.")
    staff.presses("Make the list")
    carry_out(staff, "Reject them", "30 signatures", "30 signatures are rejected")
    reader.waits_for(lambda page: page.get_by_text("Under review: 12. Removed: 30."))
    staff.presses("Give everything back")
    expect(staff.page.locator(".page-actions .mark")).to_have_text("given back", timeout=60_000)
    reader.waits_for(lambda page: page.get_by_text("Under review: 30. Removed: 0."))
    staff.turns_to("Integrity")
    staff.page.get_by_role("region", name="Last acts").get_by_role("link", name="Reject").first.click()
    staff.page.get_by_role("region", name="Whom it means, and why").get_by_role(
        "link", name=re.compile("Names of the shape")
    ).click()
    staff.follows("Reject them")
    staff.chooses("Why", "a burst that a program made")
    staff.presses("Make the list")
    carry_out(staff, "Reject them", "30 signatures", "30 signatures are rejected")
    reader.waits_for(lambda page: page.get_by_text("Under review: 12. Removed: 30."))


def carry_out(staff: Person, press: str, listed: str, promise: str) -> None:
    """Wait for the list, read how many it holds, say yes, and see it done: the page follows by itself."""
    button = staff.page.get_by_role("button", name=press, exact=True)
    button.wait_for(timeout=60_000)
    expect(staff.page.locator("#act .facts dd").first).to_have_text(listed)
    expect(staff.page.get_by_role("region", name="Say yes, or leave it")).to_contain_text(promise)
    button.click()
    expect(staff.page.locator(".page-actions .mark")).to_have_text("done", timeout=60_000)


def release_the_choir(staff: Person, reader: Person) -> None:
    staff.turns_to("Integrity")
    staff.page.get_by_role("region", name="Petitions").get_by_role("link", name=sample.TITLE).click()
    staff.follows("Mail domains")
    staff.ticks("Only where somebody is held")
    staff.presses("Show")
    row_of(staff.page, "choir.example").get_by_role("link").click()
    staff.presses("Trust it")
    staff.sees("Nobody else is held for this. Whoever is held already waits for your act.")
    staff.follows("Release those who are held")
    staff.chooses("Why", "people who signed together, at a rally or a meeting")
    staff.presses("Make the list")
    carry_out(staff, "Release them", "12 signatures", "12 signatures are counted")
    reader.waits_for(lambda page: page.locator(".tally .figure strong", has_text=str(ORDINARY + CHOIR)))
    reader.waits_for(lambda page: page.get_by_text("Under review: 0. Removed: 30."))


def write_a_message(reader: Person, watched: Installation) -> None:
    reader.page.goto(f"{watched.site}/en/campaigns/{SLUG}")
    reader.follows(f"Write a message to {sample.NAMES['English']}")
    reader.page.get_by_label("Your message").fill(MESSAGE)
    reader.page.get_by_label(re.compile("^Signed as")).fill("Cy Sample")
    reader.presses("Send the message")


def moderate(staff: Person) -> None:
    staff.turns_to("Moderation")
    staff.waits_for(lambda page: page.locator(".desk-item", has_text=MESSAGE))
    for words, choice in ((COMMENT, "Show it"), (MESSAGE, "Show it"), (ADVERTISEMENT, "advertising, or about")):
        item = staff.page.locator(".desk-item", has_text=words)
        item.get_by_label(re.compile(f"^{choice}")).check()
    staff.presses("Save the decisions")
    staff.sees("Decided on 3. They take effect within seconds.")
    staff.sees("Everything is read")


def read_the_words(reader: Person, watched: Installation) -> None:
    reader.page.goto(f"{watched.site}/en/campaigns/{SLUG}")
    reader.waits_for(lambda page: page.locator("blockquote", has_text=COMMENT))
    reader.waits_for(lambda page: page.locator("blockquote", has_text=MESSAGE).filter(has_text="Cy Sample"))
    expect(reader.page.locator("main")).not_to_contain_text(ADVERTISEMENT)


def figures_of(watched: Installation, petition_id: str) -> dict[str, int]:
    """Return what programs are told."""
    with Site(int(watched.site.rpartition(":")[2])) as site:
        figures: dict[str, int] = json.loads(site.request("GET", f"/api/v1/petitions/{petition_id}")[1])["signatures"]
    assert figures["confirmed"] == ORDINARY + CHOIR
    assert (figures["under_review"], figures["removed"]) == (0, ROBOTS)
    return figures


def make_key(file: Path) -> AgeKey:
    done = subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True, text=True)
    return AgeKey(file, done.stderr.rpartition(" ")[2].strip())


def open_with_age(sealed: Path, key: AgeKey) -> bytes:
    """Decrypt as whoever holds the key does."""
    return subprocess.run(["age", "-d", "-i", str(key.file), str(sealed)], check=True, capture_output=True).stdout


def register_key(staff: Person, key: AgeKey) -> None:
    staff.turns_to("Exports")
    staff.sees("Nothing has left yet")
    staff.page.locator(".empty").get_by_role("link", name="Register a key").click()
    staff.types("Its name", "One’s laptop")
    staff.types("Public key", key.public[:-1])
    staff.presses("Register the key")
    staff.sees("That is no age public key. It begins with age1 and has 62 letters and digits.", times=2)
    expect(staff.field("Its name")).to_have_value("One’s laptop")
    staff.types("Public key", key.public)
    staff.presses("Register the key")
    staff.sees("The key is registered, and everyone on staff is told.")
    expect(staff.page.get_by_role("row", name=re.compile("One’s laptop"))).to_contain_text("usable")


def ask_for_an_export(staff: Person) -> None:
    staff.page.get_by_role("link", name="Exports", exact=True).last.click()
    staff.follows("Ask for an export")
    staff.chooses("Petition", sample.TITLE)
    staff.types("In your words", "To look at the shown names once, then delete. This is sample data.")
    staff.ticks("Name, as it shows publicly")
    staff.presses("Ask for this export")
    staff.sees("It waits for a second person now, and everyone on staff is told.")
    staff.sees("You asked for it, so somebody else of the staff decides.")
    expect(staff.page.get_by_role("button", name="Approve exactly this")).to_have_count(0)


def approve_the_export(staff: Person, asker: Person) -> None:
    staff.turns_to("Overview")
    staff.follows("Exports to be approved")
    staff.page.get_by_role("row", name=re.compile(re.escape(asker.email))).get_by_role("link").click()
    request = staff.page.get_by_role("region", name="The request, to the letter")
    expect(request).to_contain_text("Name, as it shows publicly")
    expect(request).to_contain_text(asker.email)
    staff.presses("Approve exactly this")
    staff.sees("Approved. A worker compiles it now; whoever asked for it can fetch it for 24 hours.")
    expect(staff.page.locator("main")).to_contain_text("Only whoever asked for an export fetches it.", timeout=60_000)


def fetch_the_export(staff: Person, folder: Path) -> Path:
    """The page of whoever asked is followed until the file is there; fetched once, it is gone."""
    staff.page.reload()
    button = staff.page.get_by_role("button", name="Fetch it, once")
    button.wait_for(timeout=60_000)
    with staff.page.expect_download() as download:
        button.click()
    file = folder / download.value.suggested_filename
    assert file.suffixes == [".csv", ".age"]
    download.value.save_as(file)
    expect(staff.page.locator(".page-actions .mark")).to_have_text("fetched", timeout=20_000)
    expect(button).to_have_count(0)
    return file


def open_the_export(file: Path, key: AgeKey, confirmed: int, watched: Installation) -> None:
    """The rows without markers are the people; the markers say which export it was."""
    content = open_with_age(file, key)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    shown = {row["shown_name"] for row in rows} - {""}
    assert {name for name in shown if name.lstrip("'") in OPEN_NAMES} == {f"'{OPEN_NAMES[0]}", *OPEN_NAMES[1:]}
    assert {row["country"] for row in rows if row["shown_name"].lstrip("'") in OPEN_NAMES} == {""}
    leaked = file.with_suffix("")
    leaked.write_bytes(content)
    command = [sys.executable, "-m", "app.cli", "exports", "trace", str(leaked)]
    said = subprocess.run(command, env=dict(watched.environ), check=True, capture_output=True, text=True).stdout
    found = re.match(r"(\d+) of (\d+) markers: export [0-9a-f-]{36}, asked for by one@staff.example, fetched on", said)
    assert found
    assert found[1] == found[2]
    assert len(rows) - int(found[1]) == confirmed
    assert len(shown) - int(found[1]) <= len(OPEN_NAMES)


def register_their_key(staff: Person, key: AgeKey) -> None:
    """Names leave in a delivery only for a key that everybody could object to as well."""
    staff.turns_to("Exports")
    staff.follows("Keys")
    staff.types("Its name", "Working group, Geneva")
    staff.types("Public key", key.public)
    staff.presses("Register the key")
    staff.sees("The key is registered, and everyone on staff is told.")


def ask_for_a_delivery(staff: Person) -> None:
    staff.turns_to("Deliveries")
    staff.page.locator(".empty").get_by_role("link", name="Ask for a delivery").click()
    staff.follows(sample.TITLE)
    staff.page.get_by_label(sample.NAMED_RECIPIENT).check()
    staff.ticks("Names and countries")
    staff.presses("Compile delivery")
    staff.sees("Names leave only encrypted: choose at least one registered key, and at most twenty.", times=2)
    staff.ticks("Working group, Geneva")
    staff.presses("Compile delivery")
    staff.sees("A worker compiles it. You may close this page; somebody else approves what comes of it.")
    expect(staff.page.locator(".page-actions")).to_contain_text("to be approved", timeout=120_000)
    staff.sees("You asked for this delivery, so somebody else on staff reads and approves it.")


def approve_the_delivery(staff: Person) -> None:
    staff.turns_to("Overview")
    staff.follows("Packs of deliveries to approve")
    staff.follows(sample.NAMED_RECIPIENT)
    figures = staff.page.get_by_role("region", name="What the pack states")
    expect(figures.locator("dd strong")).to_have_text(str(ORDINARY + CHOIR))
    expect(figures).to_contain_text("Names in the list")
    staff.presses("Approve this pack")
    staff.sees("Approved. The pack may be handed over; enter it in the register when it was.")


def hand_over(staff: Person, folder: Path) -> Path:
    """Download the pack, enter the hand-over with a mistake first, add a photograph; return the pack."""
    staff.page.reload()
    with staff.page.expect_download() as download:
        staff.presses("Download the pack")
    pack = folder / download.value.suggested_filename
    download.value.save_as(pack)
    staff.chooses("What happened", "Handed over")
    staff.types("On which day", time.strftime("%Y-%m-%d", time.gmtime()))
    staff.chooses("How", "in person")
    staff.types("Where", "Sample Street 1, Geneva")
    staff.types("By whom", "Ada Sample")
    staff.types("Answer due by", "2001-01-01")
    staff.presses("Enter it for good")
    staff.sees("An answer is due after that day, and within three years.", times=2)
    expect(staff.field("By whom")).to_have_value("Ada Sample")
    staff.types("Answer due by", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 30 * 86_400)))
    staff.presses("Enter it for good")
    staff.sees("Entered. The campaign’s page says so within seconds.")
    staff.page.get_by_text("Add a picture").click()
    staff.chooses("What it is", "Photograph of the hand-over")
    staff.types("What is to be seen", "Bands of colour and a disc, drawn: nobody’s face")
    photograph = {"name": "handover.jpg", "mimeType": "image/jpeg", "buffer": with_metadata("JPEG")}
    staff.page.locator("#picture").set_input_files(photograph)  # type: ignore[arg-type]
    staff.presses("Add the picture")
    taken = staff.page.get_by_role("img", name="Bands of colour and a disc, drawn: nobody’s face")
    taken.wait_for(timeout=60_000)
    expect(staff.page.locator(".register")).to_contain_text("Sample Street 1, Geneva")
    return pack


def read_of_the_delivery(reader: Person, watched: Installation, confirmed: int, folder: Path) -> Path:
    """The campaign's page has the line, and no place, person or picture; return the key for checking."""
    page = reader.page
    page.goto(f"{watched.site}/en/campaigns/{SLUG}")
    told = re.compile(f"{confirmed} signatures confirmed by .* handed over .*An answer was asked for by", re.IGNORECASE)
    reader.waits_for(lambda page: page.locator("li", has_text=sample.NAMED_RECIPIENT).filter(has_text=told))
    assert not any(words in page.content() for words in ("Sample Street", "Bands of colour"))
    page.get_by_role("region", name="Deliveries so far").get_by_role("link", name=sample.NAMED_RECIPIENT).click()
    expect(page.locator(".record-table")).to_contain_text("handed over, ")
    reader.follows("Check a delivery")
    with page.expect_download() as download:
        reader.follows("Download the public key")
    key = folder / "delivery.pub"
    download.value.save_as(key)
    return key


def check_on_the_command_line(pack: Path, key: Path, theirs: AgeKey, confirmed: int) -> dict[str, bytes]:
    """Whoever got it checks it with the published key, without our settings, database or site; return its files."""
    said = verify([str(pack), "--public-key", str(key), "--identity", str(theirs.file)])
    assert said.startswith("genuine\n"), said
    assert f"confirmed: {confirmed}" in said
    with zipfile.ZipFile(io.BytesIO(open_with_age(pack, theirs))) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    listed = "".join(content.decode("utf-8-sig") for name, content in files.items() if name.endswith(".csv"))
    assert all(name in listed for name in OPEN_NAMES)
    assert not any(name in listed for name in ("Ada Sample", "Singer", "Robot"))
    return files


def verify(arguments: Sequence[str]) -> str:
    command = [sys.executable, "-m", "app.cli", "delivery", "verify", *arguments]
    return subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False).stdout


def check_on_the_page(reader: Person, watched: Installation, manifest: bytes) -> None:
    """Dropped as it was made, dropped with another figure, and by its digest alone."""
    drop(reader, watched, manifest)
    reader.page.get_by_role("heading", name="Genuine").wait_for()
    drop(reader, watched, manifest.replace(str(ORDINARY + CHOIR).encode(), b"99999", 1))
    reader.page.get_by_role("heading", name="Altered").wait_for()
    reader.page.get_by_label(re.compile("^Or a digest")).fill(hashlib.sha256(manifest).hexdigest())
    reader.presses("Check the digest")
    reader.page.get_by_role("heading", name="Genuine").wait_for()


def drop(reader: Person, watched: Installation, manifest: bytes) -> None:
    reader.page.goto(f"{watched.site}/en/check")
    file = {"name": "manifest.json", "mimeType": "application/json", "buffer": manifest}
    reader.page.get_by_label("The file manifest.json of the delivery").set_input_files(file)  # type: ignore[arg-type]
    reader.presses("Check the file")


def read_of_it_in_persian(reader: Person, watched: Installation) -> None:
    reader.page.goto(f"{watched.site}/fa/campaigns/{SLUG}")
    line = reader.page.locator("li", has_text=sample.TRANSLATIONS[sample.NAMED_RECIPIENT])
    expect(line.filter(has_text="۵۴").first).to_be_visible()
