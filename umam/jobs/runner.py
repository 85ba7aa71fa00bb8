"""One attempt of one job, from the claim to its end.

The only place in the project that catches every exception, because here each of them has a meaning: steering
errors say how to go on, any other is tried again until the attempts are used up. What people read is written
for people; the traceback goes to the private log.
"""

from __future__ import annotations

import errno
import logging
import random
import traceback
import uuid
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from umam.jobs import estimates, graph, heartbeat, reuse, state
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler, handler
from umam.jobs.models import Job, JobLog, Review, Status, WaitingFor
from umam.lib.errors import Cancelled, ComeBack, JobError, RetryLater, UmamError
from umam.lib.storable import storable

logger = logging.getLogger(__name__)

LONGEST_BACKOFF = 600.0
TWIN_LOOK = 15.0
_FULL = {errno.ENOSPC, errno.EDQUOT}
SKIPPED, DROPPED, PARKED, REPEATED, REUSED = "skipped", "dropped", "parked", "repeated", "reused"


def run(job_id: uuid.UUID | str) -> str:
    """Run one attempt if the job is ready; returns how it ended, for the task's result."""
    job = state.claim(job_id)
    if job is None:
        return SKIPPED
    ctx = JobContext(job)
    try:
        with heartbeat.watched(ctx):
            ended = _attempt(ctx)
    except state.StaleJob:
        logger.info("Job %s went on without this attempt, which wrote nothing more.", job_id)
        ended = DROPPED
    finally:
        ctx.remove_work_dir()
    if ended in (DROPPED, Status.CANCELLED):
        heartbeat.leave_no_child()
    if job.content_key:
        reuse.wake_twins(job.universe_id, job.content_key)
    estimates.refresh_soon(job.parent_id)
    return ended


def _attempt(ctx: JobContext) -> str:
    try:
        return _work(ctx)
    except Exception as error:  # noqa: BLE001 - the one place where every error has a meaning
        caught = error
    return _ended_otherwise(ctx, caught)


def _work(ctx: JobContext) -> str:
    job = ctx.job
    serving = handler(job.kind)
    data = serving.Input.model_validate(job.input_data)
    _choose_engine(job, serving, data)
    # Whoever comes back from parking makes its content already.
    if job.flight is None and reuse.may_reuse(job, serving):
        early = _reused_or_parked(ctx, serving, data)
        if early is not None:
            return early
    output = serving.run(ctx, data)
    return _complete(ctx, serving, data, output)


def _choose_engine(job: Job, serving: Handler[Any, Any], data: BaseModel) -> None:
    key, version = serving.engine(data) or ("", "")
    if (key, version) != (job.engine, job.engine_version):
        state.write(job, engine=key, engine_version=version)


def _reused_or_parked(ctx: JobContext, serving: Handler[Any, Any], data: BaseModel) -> str | None:
    """Take a finished job's output, or wait for one that is making the same; None when it is ours to make."""
    job = ctx.job
    key = reuse.content_key(job, serving, data, ctx.upstream_that_matters())
    if not reuse.take_flight(job, key):
        state.park(job, WaitingFor.TWIN, timezone.now() + timedelta(seconds=TWIN_LOOK))
        return PARKED
    twin = reuse.finished_twin(job, key)
    if twin is None:
        return None
    graph.complete(
        job,
        twin=twin,
        output_data=twin.output_data,
        confidence_score=twin.confidence_score,
        reused_from_id=twin.reused_from_id or twin.pk,
        progress_note="",
    )
    return REUSED


def _complete(ctx: JobContext, serving: Handler[Any, Any], data: BaseModel, output: Any) -> str:
    if not isinstance(output, serving.Output):
        output = serving.Output.model_validate(output)
    review = serving.needs_review(data, output)
    graph.complete(
        ctx.job,
        spawned=ctx.spawned,
        output_data=output.model_dump(mode="json"),
        confidence_score=serving.confidence(output),
        human_review_required=review,
        review=Review.PENDING if review else Review.NONE,
        usage=ctx.used,
        progress_note="",
        resume_state=None,
    )
    return Status.COMPLETED.value


def _ended_otherwise(ctx: JobContext, error: Exception) -> str:
    """What an exception means for the job. Raises StaleJob when the job is not this attempt's any more."""
    if isinstance(error, state.StaleJob):
        raise error
    if isinstance(error, ComeBack):
        return _park(ctx, error)
    if isinstance(error, Cancelled):
        graph.cancel_step(ctx.job, lease=ctx.lease, usage=ctx.used)
        return Status.CANCELLED.value
    if isinstance(error, RetryLater):
        return _repeat(ctx, error, after=error.after, message=error.message)
    known = _in_words(ctx.job, error)
    if known is not None:
        return _fail(ctx, error, known)
    return _repeat(ctx, error, after=0.0, message="")


def _in_words(job: Job, error: Exception) -> UmamError | None:
    """The error as people read it, or None for one that nobody foresaw and that may pass."""
    if isinstance(error, UmamError):
        return error
    if isinstance(error, OSError) and error.errno in _FULL:
        return JobError(
            f"There is no space left on the studio's disk to finish “{job}”.",
            suggestion="Free some space, then try again.",
            code="no_space",
        )
    if isinstance(error, SoftTimeLimitExceeded):
        minutes = settings.CELERY_TASK_SOFT_TIME_LIMIT // 60
        return JobError(
            f"“{job}” took longer than {minutes} minutes and was stopped.",
            suggestion="Try it with something shorter or smaller.",
            code="timeout",
        )
    if isinstance(error, ValidationError) and error.title == handler(job.kind).Input.__name__:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return JobError(f"What was given to “{job}” is not right: {where}: {first['msg']}.", code="invalid")
    return None


def _fail(ctx: JobContext, error: Exception, known: UmamError, *, dead: bool = False) -> str:
    graph.fail(
        ctx.job,
        lease=ctx.lease,
        dead=dead,
        error_message=known.message,
        error_code=known.code,
        suggestion=known.suggestion or None,
        usage=ctx.used,
    )
    _note(ctx.job, error, f"Failed: {known.message}", JobLog.Level.ERROR)
    return Status.FAILED.value


def _repeat(ctx: JobContext, error: Exception, *, after: float, message: str) -> str:
    """Back into the queue with growing distance, or failed when the attempts are used up."""
    job = ctx.job
    if job.attempt >= job.max_attempts:
        last = JobError(
            message or f"Something went wrong with “{job}”, {job.attempt} times in a row.",
            suggestion="Try again later. If it happens again, the log has the details.",
            code="attempts_used_up",
        )
        return _fail(ctx, error, last, dead=True)
    seconds = delay(job.attempt, after)
    state.transition(
        job,
        Status.PENDING,
        lease=ctx.lease,
        wake_at=timezone.now() + timedelta(seconds=seconds),
        waiting_for=WaitingFor.RETRY,
        progress_note=(message or "Something went wrong; it will be tried again.")[:200],
        usage=ctx.used,
    )
    _note(job, error, f"Attempt {job.attempt} failed; the next in {seconds:.0f} s.", JobLog.Level.WARNING)
    return REPEATED


def delay(attempt: int, after: float = 0.0) -> float:
    """Seconds until the next attempt: doubled each time, never less than `after`, and never two at once."""
    backoff: float = settings.UMAM_JOB_BACKOFF * 2 ** max(0, attempt - 1)
    return max(after, min(LONGEST_BACKOFF, backoff)) * random.uniform(1.0, 1.5)


def _park(ctx: JobContext, error: ComeBack) -> str:
    job = ctx.job
    now = timezone.now()
    deadline = job.deadline_at or now + timedelta(seconds=handler(job.kind).deadline)
    if now >= deadline:
        late = JobError(
            f"The service that “{job}” waited for did not finish in time.",
            suggestion="Try again later.",
            code="deadline",
        )
        return _fail(ctx, error, late)
    wake_at = min(now + timedelta(seconds=max(0.0, error.after)), deadline)
    state.park(
        job, WaitingFor.PROVIDER, wake_at, deadline_at=deadline, resume_state=error.state, usage=ctx.used
    )
    return PARKED


def _note(job: Job, error: Exception, text: str, level: str) -> None:
    trace, text = storable("".join(traceback.format_exception(error))), storable(text)
    JobLog.objects.bulk_create(
        [
            JobLog(job=job, attempt=job.attempt, level=level, text=text),
            JobLog(job=job, attempt=job.attempt, level=level, text=trace, internal=True),
        ]
    )
    logger.warning("Job %s (%s): %s %s", job.pk, job.kind, text, error)
