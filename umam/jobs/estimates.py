"""Progress and time left, measured: seconds per unit of weight of finished jobs of the same kind and engine.

A root's time left is what is left of its graph, scheduled on the worker slots that were seen lately behind
the work of others. Steps that a planner has yet to spawn are taken from the last finished root of the kind.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from umam.jobs import events, queue, schedule
from umam.jobs.models import PARKED, TERMINAL, Dependency, Job, Status, WorkerSeen

SAMPLES: Final = 20
KEEP: Final = 5.0
REFRESH_EVERY: Final = 1.0
SEEN_LATELY: Final = timedelta(seconds=30)
UNKNOWN_SECONDS: Final = 5.0
# While nobody knows what a planner will spawn, what is known counts for this much of the whole.
PLANNING_SHARE: Final = 0.2
MOST_OTHERS: Final = 200
Key = tuple[str, str]

_lock = threading.Lock()
_rates: dict[Key, tuple[float, float | None]] = {}
_refreshed: dict[uuid.UUID, float] = {}


def rate(kind: str, engine: str) -> float | None:
    """Measured seconds per unit of weight, over the last finished jobs; None without history."""
    now = time.monotonic()
    known = _rates.get((kind, engine))
    if known is not None and now - known[0] < KEEP:
        return known[1]
    done = Job.objects.filter(
        kind=kind, engine=engine, status=Status.COMPLETED, reused_from=None, started_at__isnull=False
    )
    rows = done.order_by("-completed_at").values_list("weight", "started_at", "completed_at")[:SAMPLES]
    measured = [
        (weight, (end - start).total_seconds()) for weight, start, end in rows if weight > 0 and start and end
    ]
    units = sum(weight for weight, _ in measured)
    found = sum(seconds for _, seconds in measured) / units if units else None
    _rates[(kind, engine)] = (now, found)
    return found


def forget() -> None:
    """Drop what this process remembers: for tests."""
    _rates.clear()
    _refreshed.clear()


def expected_seconds(job: Job) -> float | None:
    per_unit = rate(job.kind, job.engine)
    return None if per_unit is None else per_unit * job.weight


def seconds_left(job: Job) -> float | None:
    """Seconds until this one job ends once it runs; None where nothing is known yet."""
    expected = expected_seconds(job)
    if job.status in TERMINAL:
        return 0.0
    if job.started_at is None or job.status == Status.PENDING:
        return expected
    elapsed = (timezone.now() - job.started_at).total_seconds()
    done = job.progress
    by_progress = elapsed * (1 - done) / done if done >= 0.05 else None
    if expected is None:
        return by_progress
    by_history = max(expected - elapsed, 0.05 * expected)
    if by_progress is None:
        return by_history
    return done * by_progress + (1 - done) * by_history


def refresh_soon(root_id: uuid.UUID | None) -> None:
    """Bring a root's progress and time left up to date, at most once a second in this process."""
    if root_id is None:
        return
    now = time.monotonic()
    with _lock:
        if now - _refreshed.get(root_id, 0.0) < REFRESH_EVERY:
            return
        if len(_refreshed) > 1000:
            _refreshed.clear()
        _refreshed[root_id] = now
    refresh(root_id)


def refresh(root_id: uuid.UUID) -> None:
    """Write a running root's progress and time left, and tell. Progress never goes back."""
    root = Job.objects.filter(pk=root_id, status=Status.PROCESSING).first()
    if root is None:
        return
    tree = _load(root)
    progress = max(root.progress, min(0.99, tree.progress()))
    left = tree.seconds_left(root)
    note = tree.note()
    running = Job.objects.filter(pk=root_id, status=Status.PROCESSING)
    told = {"progress": progress, "progress_note": note, "eta_seconds": left, "eta_at": timezone.now()}
    if running.update(**told, seq=F("seq") + 1):
        root.progress, root.progress_note, root.eta_seconds = progress, note, left
        root.seq = Job.objects.values_list("seq", flat=True).get(pk=root_id)
        events.tell_progress(root)


@dataclass
class _Tree:
    """A root's steps, those it has and those it will probably get."""

    steps: list[Job]
    ghosts: list[Job]
    needs: dict[uuid.UUID, list[str]]
    planning: bool

    def progress(self) -> float:
        whole = done = 0.0
        for step in [*self.steps, *self.ghosts]:
            seconds = _size(step)
            whole += seconds
            done += seconds * (1.0 if step.status in TERMINAL else step.progress)
        share = done / whole if whole else 0.0
        return share * PLANNING_SHARE if self.planning and not self.ghosts else share

    def seconds_left(self, root: Job) -> float | None:
        ahead = [step for step in [*self.steps, *self.ghosts] if step.status not in TERMINAL]
        if any(seconds_left(step) is None for step in ahead) or (self.planning and not self.ghosts):
            return _by_progress(root, self.progress())
        mine = [self._task(step) for step in ahead]
        ended = schedule.ends([*_others(root), *mine], worker_slots())
        return max((ended.get(task.key, 0.0) for task in mine), default=0.0)

    def _task(self, step: Job) -> schedule.Task:
        return schedule.Task(
            key=str(step.pk),
            queue=step.queue,
            seconds=seconds_left(step) or 0.0,
            needs=self.needs.get(step.pk, []),
            running=step.lease is not None,
        )

    def note(self) -> str:
        """The note of the steps that run now, the first of them by name."""
        running = [step for step in self.steps if step.lease is not None]
        if not running:
            return ""
        first = running[0]
        return f"{first}: {first.progress_note}"[:200] if first.progress_note else str(first)


def _size(step: Job) -> float:
    """Seconds that this step is of the whole: measured for finished ones, expected for others."""
    if step.status in TERMINAL:
        if step.reused_from_id or step.started_at is None or step.completed_at is None:
            return 0.01
        return max(0.01, (step.completed_at - step.started_at).total_seconds())
    return expected_seconds(step) or UNKNOWN_SECONDS


def _by_progress(root: Job, progress: float) -> float | None:
    if root.started_at is None or progress < 0.1:
        return None
    return (timezone.now() - root.started_at).total_seconds() * (1 - progress) / progress


def _load(root: Job) -> _Tree:
    steps = list(_columns(Job.objects.filter(parent=root)))
    planning = not any(step.is_result for step in steps) and any(
        step.status not in TERMINAL for step in steps
    )
    needs = _needs(root.pk)
    ghosts, more = _ghosts(root, steps) if planning else ([], {})
    return _Tree(steps, ghosts, {**needs, **more}, planning)


def _columns(rows: Iterable[Job]) -> Iterable[Job]:
    """Without inputs and outputs, which may be large."""
    return rows.order_by("position").defer("input_data", "output_data", "resume_state", "usage")  # type: ignore[attr-defined,no-any-return]


def _needs(root_id: uuid.UUID) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    for job_id, on_id in Dependency.objects.filter(job__parent_id=root_id).values_list("job_id", "on_id"):
        found.setdefault(job_id, []).append(str(on_id))
    return found


def _ghosts(root: Job, steps: list[Job]) -> tuple[list[Job], dict[uuid.UUID, list[str]]]:
    """The steps that a similar finished root had and this one has not yet, as if they were pending here."""
    model = _model_for(root)
    if model is None:
        return [], {}
    scale = root.weight / model.weight if model.weight > 0 else 1.0
    by_role = {step.role: step for step in steps}
    theirs = list(_columns(Job.objects.filter(parent=model)))
    names = {str(one.pk): str(by_role[one.role].pk) for one in theirs if one.role in by_role}
    ghosts = [one for one in theirs if one.role not in by_role]
    planners = [str(step.pk) for step in steps if step.status not in TERMINAL]
    needs = {key: [names.get(on, on) for on in ons] for key, ons in _needs(model.pk).items()}
    for ghost in ghosts:
        ghost.status, ghost.progress, ghost.lease = Status.PENDING, 0.0, None
        ghost.started_at = ghost.completed_at = ghost.reused_from_id = None
        ghost.weight *= scale
        needs[ghost.pk] = [*needs.get(ghost.pk, []), *planners]  # nothing is spawned before they end
    return ghosts, needs


def _model_for(root: Job) -> Job | None:
    """Among the last finished roots of the kind the one most like this in size."""
    done = Job.objects.filter(kind=root.kind, parent=None, status=Status.COMPLETED).order_by("-completed_at")
    return min(done[:5], key=lambda one: abs(one.weight - root.weight), default=None)


def _others(root: Job) -> list[schedule.Task]:
    """Other people's work that runs or stands before this root's in the queues."""
    others = Job.objects.filter(queue.READY | Q(lease__isnull=False)).exclude(parent_id=root.pk)
    found = []
    for job in _columns_of_others(others):
        if job.waiting_for in PARKED:
            continue
        seconds = seconds_left(job) or UNKNOWN_SECONDS
        running = job.lease is not None
        found.append(schedule.Task(key=str(job.pk), queue=job.queue, seconds=seconds, running=running))
    return found


def _columns_of_others(rows: Iterable[Job]) -> Iterable[Job]:
    names = ("kind", "engine", "queue", "status", "weight", "progress", "started_at", "lease", "waiting_for")
    return rows.order_by("created_at").only(*names)[:MOST_OTHERS]  # type: ignore[attr-defined,no-any-return]


def worker_slots() -> list[frozenset[str]]:
    """The queues that each slot of each worker process seen lately serves."""
    rows = WorkerSeen.objects.filter(seen_at__gt=timezone.now() - SEEN_LATELY)
    return [frozenset(row.queues) for row in rows for _ in range(row.slots)]


def as_of_now(seconds: float | None, seen_at: datetime | None) -> float | None:
    """A stored time left, less the time since it was stored."""
    if seconds is None or seen_at is None:
        return None
    return max(0.0, round(seconds - (timezone.now() - seen_at).total_seconds(), 1))
