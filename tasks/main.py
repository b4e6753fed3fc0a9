"""What ``celery -A tasks.main`` loads: the application, every task, the beat table."""

from app.core.jobs import celery
from tasks.discovery import load_tasks
from tasks.schedule import BEAT
from tasks.worker import start_worker

start_worker()
load_tasks()
celery.conf.beat_schedule = BEAT

__all__ = ["celery"]
