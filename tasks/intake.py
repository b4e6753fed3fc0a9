"""Draining the intake."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.privacy.pages import drain_access_requests
from app.privacy.reports import drain_mail_reports
from app.signatures.drain import drain_signatures as drain
from app.signatures.rules import BurstLimits
from tasks.worker import job, keyring, settings


@job("intake.drain_signatures")
def drain_signatures() -> int:
    """Take batch after batch until the intake is empty."""
    total = 0
    with alone(Lock.DRAIN_SIGNATURES) as is_ours:
        while is_ours and (taken := _one_batch()):
            total += taken
    return total


def _one_batch() -> int:
    with unit_of_work() as session:
        return drain(session, keyring(), limits=_limits(), now=utc_now())


def _limits() -> BurstLimits:
    given = settings()
    return BurstLimits(
        network=given.hold_network_per_hour,
        domain=given.hold_domain_per_hour,
        name=given.hold_name_per_hour,
        hour=given.hold_all_per_hour,
    )


@job("intake.drain_mail_reports")
def drain_reports() -> int:
    """Act on what the mail server reports."""
    with alone(Lock.DRAIN_REPORTS) as is_ours, unit_of_work() as session:
        return drain_mail_reports(session, keyring(), now=utc_now()) if is_ours else 0


@job("intake.drain_access_requests")
def drain_requests() -> int:
    """Answer requests for the private page."""
    with alone(Lock.DRAIN_ACCESS) as is_ours, unit_of_work() as session:
        return drain_access_requests(session, keyring(), now=utc_now()) if is_ours else 0
