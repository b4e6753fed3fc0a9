"""An organiser writes a campaign on the guided way, page by page, each leading on to the next."""

import re
from typing import Final

from playwright.sync_api import expect

from tests.browser import sample_case as sample
from tests.browser.people import Person
from tests.factories.pictures import draw, written

SLUG: Final = "stop-torturing-maryam"


def write_campaign(organiser: Person) -> None:
    """From a blank page to the hands of staff."""
    begin(organiser)
    describe_the_prisoner(organiser)
    record_consent(organiser)
    name_relatives(organiser)
    write_the_case(organiser)
    write_the_petition(organiser)
    write_the_words(organiser)
    translate(organiser)
    upload_a_picture(organiser)
    preview(organiser)
    submit(organiser)


def begin(organiser: Person) -> None:
    organiser.sees("No campaign yet")
    organiser.page.locator(".empty").get_by_role("button", name="Begin a campaign").click()
    organiser.is_on("New campaign")
    organiser.follows("Next: The prisoner")


def describe_the_prisoner(organiser: Person) -> None:
    organiser.is_on("The prisoner")
    organiser.types_in("Names", sample.NAMES)
    organiser.chooses("The person’s own language", "Persian")
    organiser.ticks("In prison")
    organiser.types("When the status was last verified", "last August")
    describe_the_prison(organiser, "Prison")
    organiser.presses("Save and go on")
    organiser.sees("This was not saved yet. Please look at:")
    expect(organiser.field("English", within="Names")).to_have_value(sample.NAMES["English"])
    organiser.types("When the status was last verified", "August 2022")
    organiser.types("Detained since", "December 2009")
    organiser.presses("Save and go on")
    organiser.is_on("Consent and do no harm")


def describe_the_prison(organiser: Person, group: str) -> None:
    where = organiser.page.get_by_role("group", name=group, exact=True)
    where.get_by_label("Another prison, which is not listed").check()
    if not where.get_by_role("group", name="Its name").is_visible():
        where.get_by_text("Describe another prison").click()
    organiser.types_in("Its name", sample.PRISON)
    organiser.types_in("Where it is", sample.PLACE)
    where.get_by_label("Country").select_option(label="Iran")


def record_consent(organiser: Person) -> None:
    organiser.ticks("There is no consent")
    organiser.types("Why there is no consent", sample.NO_CONSENT)
    for box in organiser.page.get_by_role("group", name="Do-no-harm checklist").get_by_role("checkbox").all():
        box.check()
    organiser.presses("Save and go on")


def name_relatives(organiser: Person) -> None:
    organiser.is_on("Relatives and co-defendants")
    organiser.follows("Add the first person")
    organiser.types_in("Who they are, in one sentence", sample.PRIVATE)
    organiser.presses("Save")
    expect(organiser.page.locator(".marks")).to_contain_text("private")
    organiser.follows("Go on")


def write_the_case(organiser: Person) -> None:
    organiser.is_on("Charges and activity")
    for claim, link in zip(sample.FACTS, ("Add a charge", "Add an activity", "Add a line", "Add a line"), strict=True):
        organiser.follows(link)
        organiser.chooses("What it is about", claim.kind)
        claim_it(organiser, claim)
        organiser.is_on("Charges and activity")
    organiser.follows("Go on")
    organiser.is_on("The case, date by date")
    for number, claim in enumerate(sample.EVENTS):
        organiser.follows("Add an event" if number else "Add the first event")
        organiser.chooses("What happened", claim.kind)
        organiser.types("When", claim.when[0])
        claim_it(organiser, claim)
        organiser.is_on("The case, date by date")
        organiser.sees(claim.when[1])
    organiser.follows("Go on")
    organiser.is_on("Sources")
    organiser.sees("9 claims rest on it")
    organiser.follows("Go on")


def claim_it(organiser: Person, claim: sample.Claim) -> None:
    """The words, how certain they are, who states them, what they rest on; the source is described at the first."""
    organiser.types_in("What is claimed", claim.text)
    if claim.is_attributed:
        organiser.ticks("Stated by somebody, not verified")
        organiser.types_in("Who states it", sample.ARTICLE)
    known = organiser.page.get_by_label(re.compile(f"^{sample.ARTICLE['English']}"))
    if known.count():
        known.check()
    else:
        organiser.types_in("Title", sample.ARTICLE)
        organiser.types_in("Publisher", sample.PUBLISHER)
        organiser.types("Date of the source", "August 2022")
    if claim.leads_to_prison:
        describe_the_prison(organiser, "Where it led to")
    organiser.presses("Save")


def write_the_petition(organiser: Person) -> None:
    organiser.is_on("Ask, demands, recipients")
    organiser.types("The ask", sample.ASK)
    for number, demand in enumerate(sample.DEMANDS, 1):
        organiser.presses("Add a demand")
        organiser.types(f"Demand {number}", demand)
    organiser.presses("Add a target")
    organiser.types("Target 1", sample.TARGET)
    organiser.presses("Add a recipient")
    organiser.types("Name of a new office", sample.NAMED_RECIPIENT)
    organiser.ticks("May get the names of those who agree to it")
    organiser.presses("Add a recipient")
    last = organiser.page.locator("#recipients > .entry").last
    last.get_by_label("Name of a new office").fill(sample.TARGET)
    last.get_by_label("Belongs to the persecuting state: numbers only, always").check()
    organiser.presses("Save and go on")
    organiser.is_on("Goal and dates")
    organiser.types("Goal", "1000")
    organiser.types("Milestones on the way", "100 500")
    organiser.presses("Save and go on")


def write_the_words(organiser: Person) -> None:
    organiser.is_on("Title and summary")
    organiser.types("Title", sample.TITLE)
    organiser.types("Summary", sample.SUMMARY)
    organiser.types("Hashtag", "StopTorturingMaryam")
    organiser.types("Address of the page", SLUG)
    organiser.types("Beginning of the campaign", "26 August 2022")
    organiser.types("State that must answer", "IR")
    organiser.ticks("Ill-treatment")
    organiser.presses("Save and go on")
    organiser.is_on("The story")
    organiser.types("Story in Markdown", sample.STORY)
    becomes = organiser.page.get_by_role("region", name="As it will stand on the page")
    expect(becomes.get_by_role("heading", name="What this page rests on")).to_be_visible()
    organiser.presses("Save and go on")


def translate(organiser: Person) -> None:
    organiser.is_on("Translation into Persian")
    organiser.page.get_by_role("link", name="Missing").click()
    organiser.page.wait_for_url("**/fa?only=missing")
    pairs = organiser.page.locator(".pair")
    expect(pairs.first).to_be_visible()
    for pair in pairs.all():
        pair.locator("textarea").fill(sample.TRANSLATIONS[pair.locator(".original").inner_text().strip()])
    organiser.presses("Save the translation")
    expect(organiser.page.get_by_role("link", name="Missing")).to_have_text("Missing 0")
    organiser.follows("Go on")


def upload_a_picture(organiser: Person) -> None:
    organiser.is_on("The portrait")
    file = {"name": "drawing.jpg", "mimeType": "image/jpeg", "buffer": written(draw(1600, 1200))}
    organiser.field("File").set_input_files(file)  # type: ignore[arg-type]
    canvas = organiser.page.locator("canvas")
    canvas.wait_for(state="visible")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    organiser.types_in("What the picture shows, in words", sample.ALT)
    organiser.presses("Upload the picture")
    expect(organiser.page.get_by_role("img", name=sample.ALT["English"])).to_be_visible(timeout=30_000)
    organiser.follows("Go on")


def preview(organiser: Person) -> None:
    organiser.is_on("Preview")
    page = organiser.page.frame_locator("iframe")
    expect(page.get_by_role("heading", level=1)).to_have_text(sample.NAMES["English"])
    organiser.chooses("Language", "Persian")
    organiser.presses("Show")
    expect(page.get_by_role("heading", level=1)).to_have_text(sample.NAMES["Persian"])
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    organiser.follows("Go on")


def submit(organiser: Person) -> None:
    organiser.is_on("Checks and submitting")
    expect(organiser.page.get_by_role("heading", name="keeps it back")).to_have_count(0)
    organiser.presses(re.compile(r"^Submit revision \d+ to staff$"))
    organiser.sees("It is with staff now. They publish it, or write back what is missing.")
    organiser.is_on(sample.TITLE)
    organiser.page.locator(".rail").get_by_role("button", name="Sign out").click()
    organiser.is_on("Sign in")
