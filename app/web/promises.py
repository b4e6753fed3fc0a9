"""What each rule of retention is about, how long it leaves, and why: the words of the public page and of staff's."""

from typing import Final, NamedTuple

from flask_babel import LazyString, lazy_gettext

from app.privacy.runs import RuleName


class Promise(NamedTuple):
    """One row of the table."""

    what: LazyString
    how_long: LazyString
    why: LazyString


R = RuleName
PROMISES: Final[dict[RuleName, Promise]] = {
    R.ADDRESSES: Promise(
        lazy_gettext("Your email address"),
        lazy_gettext(
            "Encrypted. Unreadable on our servers within 24 hours of confirming and in backups within 9 days, unless"
            " you asked for updates; then until you stop them."
        ),
        lazy_gettext("To mail you what confirms your signature."),
    ),
    R.KEYS: Promise(
        lazy_gettext("The keys of a day"),
        lazy_gettext("Destroyed after 9 days, and with them whatever a backup still has of that day."),
        lazy_gettext("What nobody can open, nobody can be made to hand over."),
    ),
    R.FINGERPRINTS: Promise(
        lazy_gettext("A fingerprint of the address"),
        lazy_gettext(
            "Made with a secret key of this petition, so that an address counts once. Kept until 90 days after the"
            " petition closes, then destroyed with its key."
        ),
        lazy_gettext("To count every person once, and to find your signature when you ask for it."),
    ),
    R.FORMS: Promise(
        lazy_gettext("An unconfirmed signature"),
        lazy_gettext("Seven days, then it expires. If you press “I did not sign”, it is deleted at once."),
        lazy_gettext("Mails are late, and people are busy."),
    ),
    R.PRIVATE_PAGES: Promise(
        lazy_gettext("Your private page"),
        lazy_gettext("24 hours from when you asked for it. Only the link opens it."),
        lazy_gettext("To show you what is held, and nobody else."),
    ),
    R.NETWORKS: Promise(
        lazy_gettext("Your network address"),
        lazy_gettext(
            "Never stored. From a shortened form of it we make a code, with a key that is destroyed after 48 hours, to"
            " notice floods of false signatures."
        ),
        lazy_gettext("One flood can discredit everybody who signed."),
    ),
    R.MAILS: Promise(
        lazy_gettext("That a mail was sent"),
        lazy_gettext("Two days, without the address."),
        lazy_gettext("To send nobody more than three confirmations a day."),
    ),
    R.BOUNCES: Promise(
        lazy_gettext("That a mailbox is not there"),
        lazy_gettext("90 days, as a fingerprint."),
        lazy_gettext("Mail servers take senders who insist for spammers."),
    ),
    R.MESSAGES: Promise(
        lazy_gettext("A message to a prisoner"),
        lazy_gettext(
            "Encrypted, without any address, until a person has read it. Then it is shown and printed; one that is not"
            " shown is deleted after 30 days."
        ),
        lazy_gettext("A decision may be taken back for so long."),
    ),
    R.CLUSTERS: Promise(
        lazy_gettext("What many forms have in common"),
        lazy_gettext("Two days; what ten or more share, until 90 days after the petition closes."),
        lazy_gettext("To find signatures that were made up."),
    ),
    R.LISTS: Promise(
        lazy_gettext("Lists of signatures that staff decided on"),
        lazy_gettext("30 days, as numbers without names."),
        lazy_gettext("So that a mistake can be undone."),
    ),
    R.PAPER: Promise(
        lazy_gettext("Your name on paper"),
        lazy_gettext("Encrypted, and deleted 90 days after the petition closes, with the pictures of the sheets."),
        lazy_gettext("To count every person once, and to prove the sheets."),
    ),
    R.UPDATES: Promise(
        lazy_gettext("Who an update was sent to"),
        lazy_gettext("Two days after the last mail, without addresses."),
        lazy_gettext("To send it to nobody twice."),
    ),
    R.ACCOUNTS: Promise(
        lazy_gettext("Invitations and tries to sign in, of organisers and staff"),
        lazy_gettext("An address as long as its link works; tries for some hours, as codes."),
        lazy_gettext("To let in who was invited, and nobody who guesses."),
    ),
}
