"""The Celery application: `celery -A umam.celery worker -Q media`."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.conf import settings
from kombu import Queue

from umam.lib import process
from umam.lib.broker import use_patient_transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umam.settings.dev")

use_patient_transport()
app = Celery("umam")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in settings.UMAM_QUEUES]
app.autodiscover_tasks(["umam.jobs"])


@setup_logging.connect
def _keep_django_logging(**_: object) -> None:
    """Celery would replace the log format of the settings; it has nothing to add."""


@worker_process_init.connect
def _go_with_the_worker(**_: object) -> None:
    """A pool's process must not outlive a worker that was killed: nobody would hear of its work."""
    process.end_with_parent()
