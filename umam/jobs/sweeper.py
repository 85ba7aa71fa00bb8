"""What makes the house safe against everything that can be forgotten: run every few seconds, by anybody.

Each rule is a conditional change of rows, so two sweepers at once do no harm.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from umam.jobs import estimates, graph, queue, state
from umam.jobs.context import work_root
from umam.jobs.heartbeat import DEAD_AFTER
from umam.jobs.models import DeadLetter, Job, JobLog, Status, WaitingFor, WorkerSeen

logger = logging.getLogger(__name__)

FORGOTTEN_WORKER = timedelta(minutes=10)
LETTER_LATE = timedelta(seconds=15)


def sweep() -> None:
    """Everything in turn: the dead, the late, the roots, the unsent, what lies about."""
    return_the_dead()
    fail_the_late()
    tend_roots()
    queue.dispatch_undispatched()
    queue.dispatch_lost()
    send_dead_letters()
    remove_stray_folders()
    WorkerSeen.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_WORKER).delete()


def return_the_dead() -> int:
    """Jobs whose worker fell silent go back into the queue, or fail when that happened too often."""
    dead = Job.objects.filter(
        status=Status.PROCESSING, lease__isnull=False, heartbeat_at__lt=Now() - DEAD_AFTER
    )
    count = 0
    for job in dead:
        try:
            _return(job)
        except state.StaleJob:
            continue  # it lives, or another sweeper was faster
        count += 1
    return count


def _return(job: Job) -> None:
    lease = job.lease
    if job.attempt >= job.max_attempts:
        text = f"The worker of “{job}” died {job.attempt} times."
        graph.fail(
            job,
            lease=lease,
            dead=True,
            error_message=text,
            error_code="worker_lost",
            suggestion="The input may be too much for this machine. Try something smaller.",
        )
    else:
        text = f"The worker of attempt {job.attempt} died; the job goes back into the queue."
        state.transition(
            job, Status.PENDING, lease=lease, progress_note="The worker was lost; it starts again."
        )
        queue.dispatch_on_commit(job)
    JobLog.objects.create(job=job, attempt=job.attempt, level=JobLog.Level.WARNING, text=text)
    logger.warning("Job %s (%s): %s", job.pk, job.kind, text)


def fail_the_late() -> int:
    """Parked jobs whose deadline is over, and whose worker would not notice."""
    late = Job.objects.filter(
        status=Status.PROCESSING,
        lease=None,
        waiting_for=WaitingFor.PROVIDER,
        deadline_at__lt=timezone.now() - timedelta(minutes=1),
    )
    count = 0
    for job in late:
        try:
            graph.fail(
                job,
                lease=None,
                error_message=f"The service that “{job}” waited for did not finish in time.",
                error_code="deadline",
                suggestion="Try again later.",
            )
        except state.StaleJob:
            continue
        count += 1
    return count


def tend_roots() -> None:
    """Repeat what follows a commit, for the process that died between the two."""
    roots = Job.objects.filter(status=Status.PROCESSING, waiting_for=WaitingFor.CHILDREN)
    for root_id in roots.values_list("pk", flat=True):
        graph.advance(root_id)
        estimates.refresh_soon(root_id)
    # A failed root's other steps go on, and what they make possible is released too.
    pending = Job.objects.filter(status=Status.PENDING, released_at=None, parent__isnull=False)
    orphans = pending.exclude(parent__status=Status.PROCESSING)
    for root_id in orphans.values_list("parent_id", flat=True).distinct():
        graph.advance(root_id)


def send_dead_letters() -> None:
    """Failed jobs whose message to the dead letters never came through."""
    opened = DeadLetter.objects.filter(job=OuterRef("pk"), created_at__gte=OuterRef("completed_at"))
    missing = Job.objects.filter(~Exists(opened), dead=True, status=Status.FAILED)
    for job in missing.filter(completed_at__lt=timezone.now() - LETTER_LATE)[:100]:
        queue.send_dead_letter(job, job.error_message or "")


def remove_stray_folders() -> int:
    """Work folders of attempts that are no more: their process was killed before it could tidy up."""
    folders = {path: _lease_of(path) for path in _folders()}
    leases = [lease for lease in folders.values() if lease is not None]
    alive = set(Job.objects.filter(lease__in=leases).values_list("lease", flat=True))
    strays = [path for path, lease in folders.items() if lease not in alive]
    for path in strays:
        shutil.rmtree(path, ignore_errors=True)
    return len(strays)


def _folders() -> list[Path]:
    root = work_root()
    return [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []


def _lease_of(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(path.name.partition(".")[2])
    except ValueError:
        return None
