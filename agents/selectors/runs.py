"""Questions about the work of agents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from agents.changes import Change, Clash, clashes_in
from agents.models import AgentRun, Thread
from agents.registry import agents
from umam.accounts.models import User
from umam.jobs import selectors as jobs
from umam.jobs.handlers import personal_kinds
from umam.jobs.models import Job, Review, Status
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.access import Person


def agent_jobs(user: Person) -> QuerySet[Job]:
    """Jobs of agents that a person may see."""
    return jobs.visible_jobs(user).filter(kind__in=list(agents()))


def get_agent_job(*, user: Person, job_id: UUID | str) -> Job:
    """Raises NotFound for what is not there, not theirs, or no agent's work."""
    rows = jobs.with_assets(agent_jobs(user)).select_related("agent_run", "universe", "requested_by")
    job = rows.filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job of an agent here.")
    return job


def run_of(job: Job) -> AgentRun | None:
    """What stands behind a job; None before it ended, or where no agent did it."""
    return getattr(job, "agent_run", None)


def clashes_of(job: Job) -> list[Clash]:
    """Fields that somebody changed since the agent read them."""
    run = run_of(job)
    if run is None or job.review != Review.PENDING:
        return []
    return clashes_in([Change.model_validate(one) for one in run.changes], job.universe)


def review_queue(user: User, *, universe: UUID | str = "", agent: str = "") -> QuerySet[Job]:
    """What waits for this person where they may edit: the least sure first, of equals the oldest."""
    rows = decidable(user).filter(status=Status.COMPLETED, review=Review.PENDING)
    if universe:
        rows = rows.filter(universe_id=universe)
    if agent:
        rows = rows.filter(kind=agent)
    return rows.select_related("agent_run", "universe", "requested_by").order_by(
        F("confidence_score").asc(nulls_first=True), "created_at", "id"
    )


def decidable(user: User) -> QuerySet[Job]:
    """Whole works about which this person decides: not about another's taste."""
    rows = access.editable(Job.objects.filter(parent=None), user)
    return rows.exclude(Q(kind__in=personal_kinds()) & ~Q(requested_by=user))


def threads_of(user: Person) -> QuerySet[Thread]:
    """Conversations that a person may see, those that are hidden left out."""
    return seen_threads(Thread.objects.filter(deleted_at=None), user).select_related("universe", "created_by")


def seen_threads(rows: QuerySet[Thread], user: Person) -> QuerySet[Thread]:
    """Of these conversations those that a person may see: whoever sees one reads its answers."""
    return jobs.open_to(rows, user, kind="agent", asker="created_by")


def get_thread(*, user: Person, thread_id: UUID | str) -> Thread:
    found = threads_of(user).filter(pk=thread_id).first()
    if found is None:
        raise NotFound("There is no such conversation here.")
    return found


def described() -> list[dict[str, Any]]:
    """Every agent with the schema of its input and output, for forms and programs."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "description": one.description,
            "icon": one.icon,
            "threshold": one.threshold,
            "input_schema": one.Input.model_json_schema(),
            "output_schema": one.Output.model_json_schema(),
            "example": dict(one.example),
        }
        for one in agents().values()
    ]
