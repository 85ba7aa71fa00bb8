"""Questions about jobs."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from umam.accounts.models import User
from umam.jobs import estimates, handlers
from umam.jobs.models import ACTIVE, TERMINAL, Job, JobAsset, JobLog, Status
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.access import Person

M = TypeVar("M", bound=Model)

LAST = 50


def with_assets(rows: QuerySet[Job]) -> QuerySet[Job]:
    """Everything a job's shape needs, in a constant number of queries."""
    made = JobAsset.objects.filter(asset__isnull=False, asset__deleted_at=None).select_related("asset")
    return rows.prefetch_related(Prefetch("job_assets", queryset=made))


def visible_jobs(user: Person) -> QuerySet[Job]:
    return open_to(Job.objects.all(), user)


def open_to(
    rows: QuerySet[M], user: Person, *, kind: str = "kind", asker: str = "requested_by"
) -> QuerySet[M]:
    """Of jobs, or of rows that stand for some (`kind` and `asker` lead there), those that a person may see.

    That is what their universes hold, without what is about somebody else alone, and, where they only look,
    without what quotes hidden rows.
    """
    mine = access.scope(rows, user)
    if not isinstance(user, User) or user.is_admin:
        return mine
    personal, for_editors = handlers.personal_kinds(), handlers.kinds_for_editors()
    return mine.filter(
        ~Q(**{f"{kind}__in": [*personal, *for_editors]})
        | Q(**{f"{kind}__in": personal, asker: user})
        | Q(**{f"{kind}__in": for_editors}, universe__in=access.editable_universes(user).values("pk"))
    )


def get_job(*, user: Person, job_id: UUID | str) -> Job:
    """A job that the user may see, with its files. Raises NotFound."""
    job = with_assets(visible_jobs(user)).filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job here.")
    return job


def input_for(job: Job, user: Person | None) -> dict[str, Any]:
    """What went in, as this person may read it: what it says of the asker's taste is theirs alone."""
    given = dict(job.input_data or {})
    if user is None or user.pk is None or user.pk != job.requested_by_id:
        given.pop("taste", None)
    return given


def reload(job: Job) -> Job:
    """The job as it stands now, with its files."""
    return with_assets(Job.objects.all()).get(pk=job.pk)


def tree(job: Job) -> list[Job]:
    """A root and its steps in order, whichever of them is asked about."""
    rows = with_assets(Job.objects.filter(Q(pk=job.root_id) | Q(parent_id=job.root_id)))
    found = list(rows.prefetch_related("dependencies").order_by("position", "created_at"))
    return sorted(found, key=lambda one: one.parent_id is not None)


def log_lines(*, job: Job, user: Person) -> QuerySet[JobLog]:
    """The private log. Tracebacks are for administrators. Raises Forbidden for those who may not edit."""
    access.require_edit(user, job.universe_id)
    lines = JobLog.objects.filter(job=job)
    if isinstance(user, User) and user.is_admin:
        return lines
    return lines.filter(internal=False)


def snapshot_of_universe(user: User, universe_id: UUID | str) -> list[Job]:
    """What a page of a universe begins with: all active top jobs and the last that ended."""
    return _active_and_last(visible_jobs(user).filter(universe_id=universe_id, parent=None))


def snapshot_of_user(user: User) -> list[Job]:
    """The same for everything a person asked for, as far as they may still see it."""
    return _active_and_last(visible_jobs(user).filter(requested_by=user, parent=None))


def _active_and_last(rows: QuerySet[Job]) -> list[Job]:
    newest = with_assets(rows).order_by("-created_at", "-pk")
    active = list(newest.filter(status__in=sorted(ACTIVE))[:500])
    return [*active, *newest.filter(status__in=sorted(TERMINAL))[:LAST]]


def eta_seconds(job: Job) -> float | None:
    """Seconds left of an active job as of now, or None."""
    if job.status != Status.PROCESSING:
        return None
    return estimates.as_of_now(job.eta_seconds, job.eta_at)


def finished(job_id: UUID | str) -> bool:
    return Job.objects.filter(pk=job_id, status__in=sorted(TERMINAL)).exists()


def counts(rows: QuerySet[Job]) -> dict[str, Any]:
    """How many jobs there are of each status."""
    found = rows.order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(Status.values, 0) | dict(found)
