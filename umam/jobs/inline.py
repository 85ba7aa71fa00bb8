"""Run jobs in this very process, without broker and workers: for commands and tests."""

from __future__ import annotations

from umam.jobs import graph, queue, runner
from umam.jobs.models import Job, Status, WaitingFor


def drain(*, most: int = 1000, through_waits: bool = False) -> list[str]:
    """Run whatever is ready until nothing is, steps of pipelines included; returns how each attempt ended.

    `through_waits` does not wait for retries and parked jobs but takes them up at once.
    """
    ended: list[str] = []
    while len(ended) < most:
        _advance_roots()
        if through_waits:
            Job.objects.filter(wake_at__isnull=False, lease=None).update(wake_at=None)
        ready = Job.objects.filter(queue.READY).order_by("created_at", "position")
        job_id = ready.values_list("pk", flat=True).first()
        if job_id is None:
            break
        ended.append(runner.run(job_id))
    _advance_roots()
    return ended


def _advance_roots() -> None:
    """In a transaction that never commits, nobody else releases what became possible."""
    roots = Job.objects.filter(status=Status.PROCESSING, waiting_for=WaitingFor.CHILDREN)
    for root_id in roots.values_list("pk", flat=True):
        graph.release(root_id)
        graph.settle(root_id)
