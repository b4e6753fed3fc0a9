"""When each rule of retention was last carried out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.privacy.models import RetentionRun


class RuleName(StrEnum):
    """What a rule is about, in the order in which pages and commands show them."""

    ADDRESSES = "addresses"
    KEYS = "keys"
    FINGERPRINTS = "fingerprints"
    FORMS = "forms"
    PRIVATE_PAGES = "private_pages"
    NETWORKS = "networks"
    MAILS = "mails"
    BOUNCES = "bounces"
    MESSAGES = "messages"
    CLUSTERS = "clusters"
    LISTS = "lists"
    PAPER = "paper"
    UPDATES = "updates"
    ACCOUNTS = "accounts"


def list_runs(session: Session) -> dict[RuleName, RetentionRun]:
    """Return when each rule was last carried out; one that never was is left out."""
    known = {rule.value for rule in RuleName}
    return {RuleName(run.rule): run for run in session.scalars(select(RetentionRun)) if run.rule in known}


def find_oldest_run(session: Session) -> datetime | None:
    """Return since when at the latest every rule has been carried out; None where one never was."""
    times = session.execute(select(RetentionRun.rule, RetentionRun.last_at)).all()
    return min((last_at for _rule, last_at in times), default=None) if len(times) >= len(RuleName) else None
