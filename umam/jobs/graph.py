"""The tree of a pipeline: how steps are inserted and released, and how the root ends.

Locks are always taken root first, step second. A step's end and what it means for the root are one
transaction; releasing what it made possible is one UPDATE after the commit, because inside it two steps
ending at once would not see each other. The sweeper repeats the UPDATE.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from pydantic import BaseModel

from umam.jobs import queue, state
from umam.jobs.handlers import Approved, Handler, Pipeline, Step, handler
from umam.jobs.models import (
    ACCEPTED,
    ACTIVE,
    Dependency,
    Job,
    JobAsset,
    Review,
    Source,
    Status,
    WaitingFor,
)
from umam.lib.errors import Invalid, JobError
from umam.lib.storable import storable

# An optional step does not hold up those behind it, however it ended.
MET = Q(on__status=Status.COMPLETED) & (
    Q(needs=Dependency.Needs.COMPLETED) | Q(on__review__in=sorted(ACCEPTED))
) | Q(on__optional=True) & (
    Q(on__status__in=[Status.FAILED, Status.CANCELLED]) | Q(on__review=Review.REJECTED)
)  # fmt: skip
CLEARED: dict[str, Any] = {
    "attempt": 0, "dead": False, "progress": 0.0, "progress_note": "", "error_message": None,
    "error_code": None, "suggestion": None, "resume_state": None, "deadline_at": None, "woken": False,
    "hook_token": None, "hook_payload": None, "started_at": None,
}  # fmt: skip


# ---- building -----------------------------------------------------------------------------------------


def insert(root: Job, steps: Sequence[Step]) -> list[Job]:
    """Insert steps under `root`; call inside a transaction. Raises JobError for a plan that cannot work."""
    known = dict(Job.objects.filter(parent=root).values_list("role", "pk"))
    start = len(known)
    jobs = [_row(root, step, start + index) for index, step in enumerate(steps)]
    ids = {**known, **{job.role: job.pk for job in jobs}}
    _check_plan(steps, known, ids)
    Job.objects.bulk_create(jobs)
    by_role = {job.role: job for job in jobs}
    Dependency.objects.bulk_create(
        Dependency(job=by_role[step.role], on_id=ids[str(need)], needs=_needs(need))
        for step in steps
        for need in dict.fromkeys(step.needs)
    )
    return jobs


def _row(root: Job, step: Step, position: int) -> Job:
    serving = handler(step.kind)
    data = parse(serving, step.input)
    engine, version = serving.engine(data) or ("", "")
    return Job(
        kind=step.kind,
        label=step.label or serving.title(data),
        universe_id=root.universe_id,
        parent=root,
        role=step.role,
        position=position,
        is_result=step.result,
        optional=step.optional,
        requested_by_id=root.requested_by_id,
        source=Source.PIPELINE,
        queue=serving.queue,
        max_attempts=serving.max_attempts,
        weight=max(0.0, serving.weight(data)),
        engine=engine,
        engine_version=version,
        fresh=root.fresh,
        input_data=storable(data.model_dump(mode="json")),
    )


def parse(serving: Handler[Any, Any], given: BaseModel | Mapping[str, Any]) -> BaseModel:
    """The input of a kind, checked. Raises pydantic's ValidationError."""
    if isinstance(given, serving.Input):
        return given
    raw = given.model_dump(mode="json") if isinstance(given, BaseModel) else dict(given)
    return serving.Input.model_validate(raw)


def _needs(need: str) -> str:
    return Dependency.Needs.APPROVED if isinstance(need, Approved) else Dependency.Needs.COMPLETED


def _check_plan(steps: Sequence[Step], known: Mapping[str, Any], ids: Mapping[str, Any]) -> None:
    roles = [step.role for step in steps]
    doubled = sorted({role for role in roles if roles.count(role) > 1 or role in known})
    if doubled:
        raise JobError(f"The plan has more than one step called {', '.join(doubled)}.", code="bad_plan")
    for step in steps:
        missing = [need for need in step.needs if need not in ids]
        if missing:
            raise JobError(
                f"The step {step.role} needs {', '.join(missing)}, which is not in the plan.", code="bad_plan"
            )
        if isinstance(handler(step.kind), Pipeline):
            raise JobError(f"The step {step.role} is a pipeline; plan its steps instead.", code="bad_plan")
    _check_no_circle({step.role: [str(need) for need in step.needs] for step in steps})


def _check_no_circle(needs: dict[str, list[str]]) -> None:
    waiting = dict(needs)
    while waiting:
        free = [role for role, its in waiting.items() if not any(need in waiting for need in its)]
        if not free:
            raise JobError(f"The steps {', '.join(sorted(waiting))} wait for each other.", code="bad_plan")
        for role in free:
            del waiting[role]


# ---- going on -----------------------------------------------------------------------------------------


def release(root_id: uuid.UUID) -> int:
    """Release the steps of a root whose needs are all met: one UPDATE, at most once a step."""
    unmet = Dependency.objects.filter(job=OuterRef("pk")).exclude(MET)
    ready = Job.objects.filter(
        ~Exists(unmet), parent_id=root_id, status=Status.PENDING, released_at__isnull=True
    )
    return ready.update(released_at=timezone.now(), updated_at=timezone.now())


def advance(root_id: uuid.UUID) -> None:
    """After a commit: release, send, and end the root if nothing is left to do. Harmless at any time."""
    release(root_id)
    rows = Job.objects.filter(queue.READY, parent_id=root_id, dispatched_at=None).order_by("position")
    queue.dispatch(list(rows.values_list("pk", "queue")))
    settle(root_id)


def advance_on_commit(root_id: uuid.UUID) -> None:
    transaction.on_commit(partial(advance, root_id), robust=True)


def settle(root_id: uuid.UUID) -> None:
    """End a root whose steps have ended without it, which is rare: each end normally ends its root."""
    steps = Job.objects.filter(parent_id=root_id)
    with transaction.atomic():
        root = lock_root(root_id)
        if root is None or root.status != Status.PROCESSING:
            return
        broken = steps.filter(_BROKEN, optional=False).order_by("completed_at").first()
        result = steps.filter(is_result=True).first()
        if broken is not None:
            fail_root(root, broken)
        elif result is not None:
            if result.status == Status.COMPLETED:
                complete_root(root, result)
        elif not steps.filter(status__in=sorted(ACTIVE)).exists():
            state.transition(root, Status.COMPLETED, output_data={}, progress=1.0, usage=total_usage(root))


_REFUSED = Q(status=Status.COMPLETED, review=Review.REJECTED) & Exists(
    Dependency.objects.filter(on=OuterRef("pk"), needs=Dependency.Needs.APPROVED)
)
_BROKEN = Q(status__in=[Status.FAILED, Status.CANCELLED]) | _REFUSED


# ---- ending -------------------------------------------------------------------------------------------


def lock_root(root_id: uuid.UUID | None) -> Job | None:
    """The root row, locked until the transaction ends. None for a job that is no step."""
    if root_id is None:
        return None
    return Job.objects.select_for_update(of=("self",)).filter(pk=root_id).first()


def complete(job: Job, *, spawned: Sequence[Step] = (), twin: Job | None = None, **fields: Any) -> Job:
    """End a job well: its output, the steps it planned, and for a result step its root, all or nothing.

    With `twin` the files are those of a finished job that stands in.
    """
    with transaction.atomic():
        root = lock_root(job.parent_id) if job.is_result or spawned else None
        if twin is not None:
            _copy_assets(twin, job)
        state.transition(job, Status.COMPLETED, lease=job.lease, **{"progress": 1.0, **fields})
        if spawned:
            if root is None:
                raise JobError("Only a step of a pipeline may plan further steps.", code="bad_plan")
            insert(root, spawned)
        if job.is_result and root is not None and root.status == Status.PROCESSING:
            complete_root(root, job)
        if job.parent_id is not None:
            advance_on_commit(job.parent_id)
    return job


def fail(job: Job, *, lease: uuid.UUID | None, dead: bool = False, **error: Any) -> Job:
    """End a job badly, and its root with it unless the step is optional."""
    with transaction.atomic():
        root = lock_root(job.parent_id)
        state.transition(job, Status.FAILED, lease=lease, dead=dead, **error)
        if dead:
            queue.send_dead_letter(job, str(error.get("error_message") or ""))
        if root is not None:
            if not job.optional and root.status == Status.PROCESSING:
                fail_root(root, job)
            advance_on_commit(root.pk)
    return job


def complete_root(root: Job, result: Job) -> None:
    _copy_assets(result, root)
    state.transition(
        root,
        Status.COMPLETED,
        output_data=result.output_data,
        confidence_score=result.confidence_score,
        progress=1.0,
        progress_note="",
        usage=total_usage(root),
    )


def _copy_assets(source: Job, target: Job) -> None:
    JobAsset.objects.bulk_create(
        JobAsset(job=target, asset_id=one.asset_id, role=one.role, name=one.name)
        for one in JobAsset.objects.filter(job=source, asset__isnull=False)
    )


def cancel_step(job: Job, *, lease: uuid.UUID | state.Anybody | None = state.ANYBODY, **fields: Any) -> Job:
    """End one job as cancelled, and its root as failed unless the step is optional."""
    with transaction.atomic():
        root = lock_root(job.parent_id)
        state.transition(job, Status.CANCELLED, lease=lease, **fields)
        if root is not None and not job.optional and root.status == Status.PROCESSING:
            fail_root(root, job)
        if root is not None:
            advance_on_commit(root.pk)
    return job


def fail_root(root: Job, broken: Job) -> None:
    """The root fails for a step that it needs, and what can no longer be reached is cancelled."""
    state.transition_many(
        Job.objects.filter(pk__in=_behind(root, broken)),
        Status.CANCELLED,
        error_code="upstream_failed",
        error_message=f"Upstream failed: {broken}.",
    )
    if broken.status == Status.CANCELLED:
        message = f"The step “{broken}” was cancelled."
    elif broken.status == Status.COMPLETED:
        message = f"The result of the step “{broken}” was rejected."
    else:
        message = f"The step “{broken}” failed: {broken.error_message or 'it did not work.'}"
    state.transition(
        root,
        Status.FAILED,
        error_message=message,
        error_code=broken.error_code or "step_failed",
        suggestion=broken.suggestion,
        usage=total_usage(root),
    )


def _behind(root: Job, broken: Job) -> set[uuid.UUID]:
    """All steps that wait, directly or not, for one that will never be there."""
    edges: dict[uuid.UUID, list[uuid.UUID]] = {}
    optional = set(Job.objects.filter(parent=root, optional=True).values_list("pk", flat=True))
    for job_id, on_id in Dependency.objects.filter(job__parent=root).values_list("job_id", "on_id"):
        edges.setdefault(on_id, []).append(job_id)
    found: set[uuid.UUID] = set()
    front = [broken.pk]
    while front:
        for job_id in edges.get(front.pop(), ()):
            if job_id not in found:
                found.add(job_id)
                if job_id not in optional:
                    front.append(job_id)
    return found


def total_usage(root: Job) -> dict[str, Any]:
    """What all steps used together."""
    return sum_usage(Job.objects.filter(parent=root).values_list("usage", flat=True))


def sum_usage(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Numbers add up; different words become a list."""
    total: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            total[name] = _joined(total[name], value) if name in total else value
    return total


def _joined(before: Any, value: Any) -> Any:
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in (before, value)):
        return before + value
    known = before if isinstance(before, list) else [before]
    new = [one for one in (value if isinstance(value, list) else [value]) if one not in known]
    return [*known, *new] if new else before


# ---- a person's wishes --------------------------------------------------------------------------------


def open_root(root: Job, steps: Sequence[Step]) -> None:
    """Set up a new root: its steps, and its state of waiting for them. Needs a transaction."""
    if not steps:
        raise Invalid(f"The plan of {root} has no steps.")
    insert(root, steps)
    state.transition(root, Status.PROCESSING, waiting_for=WaitingFor.CHILDREN, attempt=F("attempt") + 1)
    advance_on_commit(root.pk)


def reopen_root(root: Job) -> None:
    """Run the failed and cancelled steps of an ended root again; finished ones stay. Needs a transaction."""
    state.transition(root, Status.PENDING, **{**CLEARED, "attempt": F("attempt")})
    steps = Job.objects.filter(parent=root, status__in=[Status.FAILED, Status.CANCELLED])
    state.transition_many(steps, Status.PENDING, **CLEARED, released_at=None)
    state.transition(root, Status.PROCESSING, waiting_for=WaitingFor.CHILDREN, attempt=F("attempt") + 1)
    advance_on_commit(root.pk)


def cancel_tree(root: Job) -> None:
    """Cancel a root and everything of it that has not ended. Needs a transaction."""
    if root.status in ACTIVE:
        state.transition(root, Status.CANCELLED, usage=total_usage(root))
    steps = Job.objects.filter(parent=root, status__in=sorted(ACTIVE))
    state.transition_many(steps, Status.CANCELLED)
