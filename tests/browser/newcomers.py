"""The first steps of any installation: an organisation applies, an operator lets staff in, staff vet who applied."""

import subprocess
import sys

from playwright.sync_api import expect

from tests.browser.conftest import Installation
from tests.browser.people import Person


def apply(organiser: Person) -> None:
    organiser.page.goto("/")
    organiser.follows("Apply with your organisation")
    organiser.types("Name of the organisation", "Sample organisation")
    organiser.types("Who you are, and for whom you would campaign", "An invented group that types sample data.")
    organiser.types("Email address of whoever will be the first owner", organiser.email)
    organiser.chooses("Language of pages and mails", "English")
    organiser.presses("Send the application")
    organiser.is_on("Your application is here")


def let_in(staff: Person, empty: Installation) -> None:
    """An operator invites the first member of staff on the command line; the rest is mail and pages."""
    command = [sys.executable, "-m", "app.cli", "people", "staff", staff.email]
    subprocess.run(command, env=dict(empty.environ), check=True, capture_output=True)
    staff.joins()
    staff.is_on("What waits")


def vet(staff: Person) -> None:
    staff.follows("Applications of organisations")
    staff.follows("Sample organisation")
    staff.sees("An invented group that types sample data.")
    expect(staff.field("Its address")).to_have_value("sample-organisation")
    staff.presses("Approve the application")
    staff.sees("The organisation was made, and its first owner is invited by mail.")
