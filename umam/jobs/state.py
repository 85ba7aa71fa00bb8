"""The state machine: the only place that writes a job's `status`.

Every change is one conditional UPDATE. Whoever comes second changes no row and is told so by `StaleJob`.
An attempt that runs holds a lease, and everything it writes is conditional on that lease.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from umam.jobs import events
from umam.jobs.models import PARKED, TERMINAL, Job, Review, Status, WaitingFor
from umam.jobs.signals import job_finished
from umam.lib.errors import WrongState
from umam.lib.storable import storable

TRANSITIONS: Final[dict[Status, frozenset[Status]]] = {
    Status.PENDING: frozenset({Status.PROCESSING, Status.CANCELLED}),
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.PENDING}),
    Status.COMPLETED: frozenset(),
    Status.FAILED: frozenset({Status.PENDING}),
    Status.CANCELLED: frozenset({Status.PENDING}),
}
_SOURCES: Final = {to: [one for one, targets in TRANSITIONS.items() if to in targets] for to in Status}
_CHUNK = 500


class StaleJob(WrongState):
    """Somebody else changed the job first; whoever gets this writes nothing more."""

    def __init__(self, job: Job, wish: str) -> None:
        super().__init__(
            f"{job} cannot become {wish}: it has changed meanwhile.",
            suggestion="Reload to see how it stands now.",
        )


class Anybody:
    """Stands for “whatever the lease is”: a person's wish, not an attempt's result."""


ANYBODY: Final = Anybody()


def transition(job: Job, to: Status, *, lease: uuid.UUID | Anybody | None = ANYBODY, **fields: Any) -> Job:
    """Move one job, set `fields` with it, and tell the world on commit.

    `lease` must still be the row's lease; an attempt passes its own. Raises StaleJob when the row is not in
    a state that may become `to`, or has another lease. `job` in memory follows the row.
    """
    rows = Job.objects.filter(pk=job.pk)
    if not isinstance(lease, Anybody):
        rows = rows.filter(lease=lease)
    changes = _changes(to, fields)
    with transaction.atomic():
        if not rows.filter(status__in=_SOURCES[to]).update(**changes, seq=F("seq") + 1):
            raise StaleJob(job, to)
        _follow(job, changes)
        if isinstance(lease, uuid.UUID):
            job.seq += 1  # nobody but the holder of the lease writes, so memory knows the number
        else:
            job.seq = Job.objects.values_list("seq", flat=True).get(pk=job.pk)
        _announce(job, to)
    return job


def transition_many(rows: QuerySet[Job], to: Status, **fields: Any) -> list[Job]:
    """Move those of `rows` that may become `to`; returns the ones that moved. Needs a transaction."""
    found = list(rows.filter(status__in=_SOURCES[to]).select_for_update(of=("self",)).order_by("pk"))
    changes = _changes(to, fields)
    for chunk in _chunks(found):
        mine = Job.objects.filter(pk__in=[job.pk for job in chunk], status__in=_SOURCES[to])
        mine.update(**changes, seq=F("seq") + 1)
    for job in found:
        _follow(job, changes)
        job.seq += 1
        _announce(job, to)
    return found


def write(job: Job, *, tell: bool = False, **fields: Any) -> Job:
    """Write columns of a running attempt. Raises StaleJob once the lease is somebody else's.

    With `tell` the change counts in `seq`, and the caller publishes what it was.
    """
    fields = {name: storable(value) for name, value in fields.items()}
    changes: dict[str, Any] = {**fields, "updated_at": timezone.now()}
    if tell:
        changes["seq"] = F("seq") + 1
    rows = Job.objects.filter(pk=job.pk, lease=job.lease, status=Status.PROCESSING)
    if job.lease is None or not rows.update(**changes):
        raise StaleJob(job, "changed")
    job.seq += int(tell)
    _follow(job, fields)
    return job


def park(job: Job, waiting_for: WaitingFor, wake_at: dt.datetime, **fields: Any) -> Job:
    """Let go of a running job until `wake_at`: processing, but nobody's. An early webhook makes it now."""
    now = timezone.now()
    write(
        job,
        tell=True,
        lease=None,
        heartbeat_at=None,
        dispatched_at=None,
        waiting_for=waiting_for,
        wake_at=Case(When(woken=True, then=Value(now)), default=Value(wake_at)),
        woken=False,
        **fields,
    )
    events.tell_changed(job)
    return job


def decide(job: Job, decision: Review, **fields: Any) -> bool:
    """Write a person's decision on a completed job that waits for one; False when it does not."""
    now = timezone.now()
    changes: dict[str, Any] = {
        **{name: storable(value) for name, value in fields.items()},
        "review": decision, "reviewed_at": now, "updated_at": now,
    }  # fmt: skip
    waiting = Job.objects.filter(pk=job.pk, status=Status.COMPLETED, review=Review.PENDING)
    if not waiting.update(**changes, seq=F("seq") + 1):
        return False
    _follow(job, changes)
    job.seq = Job.objects.values_list("seq", flat=True).get(pk=job.pk)
    events.tell_changed(job)
    return True


def undecide(job: Job, **fields: Any) -> bool:
    """Let a decided job wait for a person again; False where it is not decided as `job` says any more."""
    now = timezone.now()
    changes: dict[str, Any] = {
        **{name: storable(value) for name, value in fields.items()},
        "review": Review.PENDING, "review_note": "", "reviewed_by": None, "reviewed_at": None,
        "updated_at": now,
    }  # fmt: skip
    decided = Job.objects.filter(pk=job.pk, status=Status.COMPLETED, review=job.review)
    if (
        not decided.exclude(reviewed_at=None)
        .filter(reviewed_at=job.reviewed_at)
        .update(**changes, seq=F("seq") + 1)
    ):
        return False
    _follow(job, changes)
    job.seq = Job.objects.values_list("seq", flat=True).get(pk=job.pk)
    events.tell_changed(job)
    return True


def claim(job_id: uuid.UUID | str) -> Job | None:
    """Take a job that is ready: a fresh lease, and another attempt unless it only goes on after parking.

    None when there is nothing to take: the message was old, or another worker was faster.
    """
    lease = uuid.uuid4()
    held = {"lease": lease, "heartbeat_at": Now(), "updated_at": timezone.now(), "seq": F("seq") + 1}
    rows = Job.objects.filter(pk=job_id, lease=None, wake_at=None)
    new = {
        **held, "status": Status.PROCESSING, "attempt": F("attempt") + 1, "started_at": timezone.now(),
        "waiting_for": None, "error_message": None, "error_code": None, "suggestion": None,
    }  # fmt: skip
    taken = rows.filter(status=Status.PENDING, released_at__isnull=False).update(**new)
    if not taken:
        parked = rows.filter(status=Status.PROCESSING, waiting_for__in=sorted(PARKED))
        taken = parked.update(**held, waiting_for=None)
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    if job.lease != lease:
        return None
    events.tell_changed(job)
    return job


def _changes(to: Status, fields: dict[str, Any]) -> dict[str, Any]:
    """What every change of status brings with it, under what the caller wants."""
    now = timezone.now()
    changes: dict[str, Any] = {
        "status": to,
        "updated_at": now,
        "lease": None,
        "heartbeat_at": None,
        "flight": None,
        "waiting_for": None,
        "wake_at": None,
        "completed_at": now if to in TERMINAL else None,
    }
    if to in TERMINAL:
        changes |= {"eta_seconds": None, "eta_at": None}
    if to == Status.PENDING:
        changes |= {"dispatched_at": None, "eta_seconds": None, "eta_at": None}
    if to == Status.PROCESSING:
        changes["started_at"] = now
    return changes | {name: storable(value) for name, value in fields.items()}


def _follow(job: Job, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if not hasattr(value, "resolve_expression"):
            setattr(job, name, value)


def _announce(job: Job, to: Status) -> None:
    events.tell_changed(job)
    if to in TERMINAL:
        job_finished.send(sender=Job, job=job)


def _chunks(jobs: list[Job]) -> Iterable[list[Job]]:
    for start in range(0, len(jobs), _CHUNK):
        yield jobs[start : start + _CHUNK]
