"""Rows for tests, as plain functions. Everybody in them is invented; no name belongs to a real person."""

from tests.factories.accounts import add_account
from tests.factories.campaigns import (
    OpenPetition,
    add_campaign,
    add_fellow,
    add_letter,
    add_organisation,
    add_petition,
    add_prisoner,
    add_recipient,
    add_surroundings,
)
from tests.factories.signatures import add_message, add_signature, confirm, post, sign, sign_form, token
from tests.factories.updates import add_subscriber, add_unsubscribe_link, add_update

__all__ = [
    "OpenPetition",
    "add_account",
    "add_campaign",
    "add_fellow",
    "add_letter",
    "add_message",
    "add_organisation",
    "add_petition",
    "add_prisoner",
    "add_recipient",
    "add_signature",
    "add_subscriber",
    "add_surroundings",
    "add_unsubscribe_link",
    "add_update",
    "confirm",
    "post",
    "sign",
    "sign_form",
    "token",
]
