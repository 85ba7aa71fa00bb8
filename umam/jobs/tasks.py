"""Celery's way in: each task is a few lines over a service, and its arguments are ids."""

from __future__ import annotations

from typing import Any

from celery import signals
from django.core.management import call_command

from umam.celery import app
from umam.jobs import heartbeat, queue, runner, services, sweeper


@app.task(name=queue.RUN)
def run_job(job_id: str) -> str:
    """Run one attempt of a job that is ready; returns how it ended. Harmless for any other."""
    return runner.run(job_id)


@app.task(name=queue.TICK, ignore_result=True)
def tick() -> None:
    """Every second: take up the jobs whose time has come."""
    queue.note_tick()
    queue.wake_due()


@app.task(name=queue.SWEEP, ignore_result=True)
def sweep() -> None:
    """Every three seconds: find what was lost, and go on with it."""
    sweeper.sweep()


@app.task(name=queue.HOUSEKEEPING, ignore_result=True)
def housekeeping() -> None:
    """Every night: empty the old trash, remove files nobody knows, forget tokens that have ended."""
    call_command("sweep_bible")
    call_command("sweep_assets")
    call_command("flushexpiredtokens")


@app.task(name=queue.DEAD_LETTER, ignore_result=True)
def dead_letter(job_id: str, reason: str) -> None:
    """Write down a job whose attempts are used up, for people to requeue or drop."""
    services.record_dead_letter(job_id=job_id, reason=reason)


@signals.worker_process_init.connect
def _prefork_child(**_: Any) -> None:
    heartbeat.introduce(queues=list(app.amqp.queues.consume_from), slots=1, disposable=True)


@signals.worker_ready.connect
def _threads_worker(sender: Any = None, **_: Any) -> None:
    """Under a pool of threads this process does the work itself; under prefork its children do."""
    worker = sender.controller
    if "prefork" in str(getattr(worker.pool_cls, "__module__", worker.pool_cls)):
        return
    heartbeat.introduce(
        queues=list(app.amqp.queues.consume_from), slots=int(worker.concurrency or 1), disposable=False
    )


@signals.worker_process_shutdown.connect
@signals.worker_shutdown.connect
def _leave(**_: Any) -> None:
    heartbeat.take_leave()
