"""What ``celery -A tasks.main`` loads: the application, every task, the beat table."""

from app.core.jobs import celery
from tasks import (
    accounts,
    deliveries,
    drafts,
    intake,
    letters,
    mail,
    paper,
    pictures,
    prints,
    tallies,
    updates,
    upkeep,
    webhooks,
    words,
)
from tasks.schedule import BEAT
from tasks.worker import start_worker

start_worker()
celery.conf.beat_schedule = BEAT

__all__ = [
    "accounts",
    "celery",
    "deliveries",
    "drafts",
    "intake",
    "letters",
    "mail",
    "paper",
    "pictures",
    "prints",
    "tallies",
    "updates",
    "upkeep",
    "webhooks",
    "words",
]
