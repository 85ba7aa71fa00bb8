"""Bare Celery, as the yardstick: the same broker, the same database for results, a task that does nothing."""

from __future__ import annotations

from celery import Celery
from kombu import Queue

app = Celery("umam_bench")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue("bench")]
app.conf.task_default_queue = "bench"


@app.task(name="umam.bench.nothing")
def nothing() -> str:
    return "completed"
