"""The bare Celery object and the names of the jobs. Importing it starts nothing and reads nothing."""

from enum import StrEnum
from typing import Final

from celery import Celery


class Lane(StrEnum):
    """Queues that never wait for each other."""

    INTAKE = "intake"
    MAIL = "mail"
    UPDATES = "updates"
    BULK = "bulk"
    COMPILE = "compile"
    CALLS = "calls"
    """Webhooks: other people's servers may be slow, and nobody else waits for them."""


LONGEST_TASK_SECONDS: Final = 3600

celery = Celery("vigil", set_as_current=False)


def configure_celery(*, broker_url: str) -> Celery:
    """Set everything Celery's defaults get wrong for us (see architecture, 7).

    A message is a doorbell: it carries ids only, may be lost, may ring twice. Time-outs are short, because with
    a hung Redis a client without them waits for ever.
    """
    celery.conf.update(
        broker_url=broker_url,
        result_backend=None,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_default_queue=Lane.BULK.value,
        task_create_missing_queues=True,
        task_track_started=False,
        task_store_errors_even_if_ignored=False,
        task_time_limit=LONGEST_TASK_SECONDS,
        broker_connection_timeout=3,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": LONGEST_TASK_SECONDS + 600,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 10,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "retry_on_timeout": True,
            "max_retries": 2,
            "interval_start": 0,
            "interval_step": 0.2,
            "interval_max": 0.5,
        },
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        enable_utc=True,
        timezone="UTC",
    )
    return celery
