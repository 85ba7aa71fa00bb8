"""What people and programs can ask of jobs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from umam.accounts.models import User
from umam.jobs import graph, queue, reuse, state
from umam.jobs.handlers import Decision, Handler, Pipeline, handler, personal_kinds
from umam.jobs.models import (
    ACTIVE,
    DeadLetter,
    Job,
    Review,
    Source,
    Status,
    WaitingFor,
)
from umam.lib.errors import Forbidden, IdempotencyMismatch, Invalid, NotFound, WrongState
from umam.lib.storable import storable
from umam.universes import access
from umam.universes.models import Universe


def submit(
    *,
    kind: str,
    universe: Universe,
    by: User | None,
    input: BaseModel | Mapping[str, Any],
    source: str = Source.API,
    fresh: bool = False,
    idempotency_key: str | None = None,
    label: str = "",
) -> Job:
    """Put one job, or a pipeline with all steps of its plan, into the queue.

    The same `idempotency_key` of the same person gives the same job again. `fresh` makes anew what could be
    reused. `by` None is the studio itself. Raises Forbidden, Invalid for an input that is not the kind's,
    NotFound for an asset of another universe, IdempotencyMismatch for a used key with another wish.
    """
    if by is not None:
        access.require_edit(by, universe.pk)
    serving = handler(kind)
    data = _parsed(serving, input)
    values = storable(data.model_dump(mode="json"))
    _refuse_foreign_assets(values, universe)
    wish = reuse.digest(reuse.canonical([kind, str(universe.pk), values, fresh], universe.pk))
    known = _same_wish(by, idempotency_key, wish)
    if known is not None:
        return known
    job = _new_job(serving, data, universe, by)
    job.input_data, job.source, job.fresh, job.request_hash = values, source, fresh, wish
    job.idempotency_key = idempotency_key or None
    job.label = (label or job.label)[:200]
    steps = serving.plan(data) if isinstance(serving, Pipeline) else None
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            if steps is None:
                queue.dispatch_on_commit(job)
            else:
                graph.open_root(job, steps)
    except IntegrityError:  # the same key a moment before
        known = _same_wish(by, idempotency_key, wish)
        if known is None:
            raise
        return known
    return job


def _parsed(serving: Handler[Any, Any], given: BaseModel | Mapping[str, Any]) -> BaseModel:
    try:
        return graph.parse(serving, given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        attr = ".".join(str(part) for part in first["loc"]) or None
        raise Invalid(f"{first['msg']}.", attr=attr) from None


def _refuse_foreign_assets(values: Mapping[str, Any], universe: Universe) -> None:
    if reuse.foreign_assets(values, universe.pk):
        raise NotFound(f"There is no such asset in {universe.name}.")


def _same_wish(by: User | None, key: str | None, wish: str) -> Job | None:
    if not key or by is None:
        return None
    known = Job.objects.filter(requested_by=by, idempotency_key=key).first()
    if known is not None and known.request_hash != wish:
        raise IdempotencyMismatch(
            "This Idempotency-Key was used for another request already.", suggestion="Use a new key."
        )
    return known


def _new_job(serving: Handler[Any, Any], data: BaseModel, universe: Universe, by: User | None) -> Job:
    engine, version = serving.engine(data) or ("", "")
    return Job(
        kind=serving.key,
        label=storable(serving.title(data))[:200],
        universe=universe,
        requested_by=by,
        queue=serving.queue,
        max_attempts=serving.max_attempts,
        weight=max(0.0, serving.weight(data)),
        engine=engine,
        engine_version=version,
        released_at=timezone.now(),
    )


def cancel(*, job: Job, by: User | None) -> Job:
    """Cancel a job that has not ended; a pipeline with all its steps. The work itself stops within 2 s.

    A step that is needed fails its pipeline. A failed pipeline may still be told to stop its other steps.
    """
    _require_edit(job, by)
    with transaction.atomic():
        if job.parent_id is None:
            root = graph.lock_root(job.pk)
            assert root is not None
            _refuse_ended(root)
            graph.cancel_tree(root)
        else:
            graph.cancel_step(job)
    job.refresh_from_db()
    return job


def _refuse_ended(root: Job) -> None:
    steps_left = Job.objects.filter(parent=root, status__in=sorted(ACTIVE)).exists()
    if root.status not in ACTIVE and not (root.status == Status.FAILED and steps_left):
        raise WrongState(f"“{root}” is {root.status} already, so there is nothing to cancel.")


def retry(*, job: Job, by: User | None) -> Job:
    """Run a failed or cancelled job again. Of a pipeline only the steps that failed or were cancelled.

    A step of an ended pipeline is retried with its pipeline.
    """
    _require_edit(job, by)
    if job.status not in (Status.FAILED, Status.CANCELLED):
        raise WrongState(f"“{job}” is {job.status}; only failed and cancelled jobs can be tried again.")
    with transaction.atomic():
        root = graph.lock_root(job.root_id)
        assert root is not None
        _resolve_letters(root, by, DeadLetter.Resolution.REQUEUED)
        if root.pk != job.pk and root.status == Status.PROCESSING:
            state.transition(job, Status.PENDING, **graph.CLEARED, released_at=None)
            graph.advance_on_commit(root.pk)
        elif Job.objects.filter(parent=root).exists():
            graph.reopen_root(root)
        else:
            state.transition(root, Status.PENDING, **graph.CLEARED)
            queue.dispatch_on_commit(root)
    job.refresh_from_db()
    return job


def requeue(*, job: Job, by: User | None) -> Job:
    """Send the message of a job that is ready once more, and wake one that waits for its time."""
    _require_edit(job, by)
    if job.status == Status.FAILED and job.dead:
        return retry(job=job, by=by)
    asleep = Job.objects.filter(pk=job.pk, lease=None, wake_at__isnull=False)
    if not asleep.update(wake_at=timezone.now()):
        if not Job.objects.filter(queue.READY, pk=job.pk).update(dispatched_at=None):
            raise WrongState(f"“{job}” does not wait for a worker.")
        queue.dispatch_on_commit(job)
    return job


def approve(
    *, job: Job, by: User | None, output_data: Mapping[str, Any] | None = None, note: str = ""
) -> Job:
    """Accept a result that waits for review, as it is or with changes, and release what needs it."""
    if output_data is None:
        return _review(job, by, Review.APPROVED, dict(job.output_data or {}), note)
    serving = handler(job.kind)
    try:
        edited = serving.Output.model_validate(dict(output_data)).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(["output_data", *(str(part) for part in first["loc"])])
        raise Invalid(f"{first['msg']}.", attr=where) from None
    if reuse.foreign_assets(edited, job.universe_id):
        raise NotFound("There is no such asset in this universe.", attr="output_data")
    return _review(job, by, Review.EDITED, edited, note)


def reject(*, job: Job, by: User | None, note: str = "") -> Job:
    """Refuse a result that waits for review. What needs its approval can no longer be reached."""
    return _review(job, by, Review.REJECTED, dict(job.output_data or {}), note)


def reopen(*, job: Job, by: User | None, output_data: Mapping[str, Any] | None = None) -> Job:
    """Let a decided result wait for review again, with `output_data` where the decision edited it.

    Only whole works: what a step's decision released has been built upon.
    """
    _require_decider(job, by)
    if job.parent_id is not None:
        raise WrongState(f"“{job}” is a step of a larger work, which goes on with what was decided.")
    fields = {} if output_data is None else {"output_data": dict(output_data)}
    if not state.undecide(job, **fields):
        raise WrongState(f"Nothing was decided about “{job}”, or somebody took it back already.")
    return job


def _review(job: Job, by: User | None, decision: Review, output: dict[str, Any], note: str) -> Job:
    _require_decider(job, by)
    with transaction.atomic():
        graph.lock_root(job.parent_id)
        if not state.decide(job, decision, output_data=output, review_note=note, reviewed_by=by):
            raise WrongState(f"“{job}” does not wait for review.")
        spoken: Decision = decision.value  # type: ignore[assignment]
        kept = dict(job.output_data or {})  # what could be stored of `output`
        handler(job.kind).on_review(job=job, decision=spoken, output=kept, by=by)
        if job.parent_id is not None:
            graph.advance_on_commit(job.parent_id)
    return job


def wake_by_hook(*, provider: str, token: str, payload: Any) -> None:
    """A provider called back. A parked job is taken up at once; one still running will not be parked."""
    job = Job.objects.filter(hook_provider=provider, hook_token=token, status=Status.PROCESSING).first()
    if job is None:
        raise NotFound("Nothing waits for this.")
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(hook_payload=payload, woken=True)
    parked = Job.objects.filter(pk=job.pk, lease=None, waiting_for=WaitingFor.PROVIDER, wake_at__isnull=False)
    if parked.update(wake_at=now, woken=False):
        queue.wake_due()


def record_dead_letter(*, job_id: uuid.UUID | str, reason: str) -> DeadLetter | None:
    """Write a job whose attempts are used up into the list that people see, once."""
    job = Job.objects.filter(pk=job_id, status=Status.FAILED, dead=True).first()
    if job is None:
        return None
    letter, _ = DeadLetter.objects.get_or_create(
        job=job,
        resolved_at=None,
        defaults={"universe_id": job.universe_id, "attempts": job.attempt, "reason": reason},
    )
    return letter


def requeue_dead_letter(*, letter: DeadLetter, by: User | None) -> Job:
    """Give a dead job all its attempts again."""
    _require_open(letter)
    return retry(job=letter.job, by=by)


def drop_dead_letter(*, letter: DeadLetter, by: User | None) -> DeadLetter:
    """Take a dead job off the list. The job stays failed."""
    _require_open(letter)
    _require_edit(letter.job, by)
    letter.resolution = DeadLetter.Resolution.DROPPED
    letter.resolved_at, letter.resolved_by = timezone.now(), by
    letter.save(update_fields=["resolution", "resolved_at", "resolved_by"])
    return letter


def _require_open(letter: DeadLetter) -> None:
    if letter.resolved_at is not None:
        raise WrongState(f"This dead letter was {letter.resolution} already.")


def _resolve_letters(root: Job, by: User | None, resolution: DeadLetter.Resolution) -> None:
    letters = DeadLetter.objects.filter(resolved_at=None)
    for owned in (letters.filter(job=root), letters.filter(job__parent=root)):
        owned.update(resolution=resolution, resolved_at=timezone.now(), resolved_by=by)


def _require_edit(job: Job, by: User | None) -> None:
    if by is None:
        return
    access.require_edit(by, job.universe_id)
    if _is_anothers(job, by) and not by.is_admin:
        raise NotFound("There is no such job here.")


def _require_decider(job: Job, by: User | None) -> None:
    """What is about one person alone, only they decide about: administrators see it, and no more."""
    _require_edit(job, by)
    if by is not None and _is_anothers(job, by):
        raise Forbidden(f"“{job}” is about somebody else alone; only they can decide about it.")


def _is_anothers(job: Job, by: User) -> bool:
    return job.kind in personal_kinds() and job.requested_by_id != by.pk
