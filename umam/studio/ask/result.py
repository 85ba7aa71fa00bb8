"""One piece of an agent's work on its page: the result, its sources, its reasons, its cost, its effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from agents.models import AgentRun, Message, Thread
from agents.registry import agents
from agents.selectors import costs
from agents.selectors.runs import run_of
from umam.accounts.models import User
from umam.jobs.models import Job, Review, Status
from umam.jobs.selectors import log_lines, visible_jobs
from umam.lib.errors import NotFound
from umam.studio.ask import proposal
from umam.studio.ask.confidence import confidence_of
from umam.studio.ask.kinds import result_of
from umam.studio.ask.meter import command_for
from umam.studio.ask.receipt import Receipt, receipt_of
from umam.universes import access

LINES = 60


def find_work(user: User, job_id: UUID) -> Job:
    """Raises NotFound for what is not there, not theirs, or no agent's work."""
    rows = visible_jobs(user).filter(pk=job_id, kind__in=list(agents()))
    found = rows.select_related(
        "universe", "requested_by", "reviewed_by", "agent_run", "agent_run__undone_by", "agent_run__thread"
    ).first()
    if found is None:
        raise NotFound("There is no such work of an agent here.")
    return found


def work_page(job: Job, user: User, *, host: str, chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything beside the forms of the page."""
    run = run_of(job)
    may_edit = access.can_edit(user, job.universe_id)
    serving = agents()[job.kind]
    page: dict[str, Any] = {
        "job": job,
        "run": run,
        "serving": serving,
        "universe": job.universe,
        "accent": job.universe.accent,
        "may_edit": may_edit,
        "thread": thread_of(job),
        "question": question_of(job),
        "curl": command_for(serving, str(job.universe_id), job.input_data, host),
        "log": list(log_lines(job=job, user=user).order_by("-pk")[:LINES])[::-1] if may_edit else [],
    }
    if job.status == Status.COMPLETED and job.output_data:
        page |= result_of(job, user)
        page |= {
            "confidence": confidence_of(run, with_reasons=may_edit),
            "receipt": _receipt(job, run, user),
            "cost": costs.of_job(job),
            "writes": _writes(job, run, may_edit, chosen or {}),
        }
    return page


def _receipt(job: Job, run: AgentRun | None, user: User) -> Receipt | None:
    if run is None:
        return None
    return receipt_of(run.receipt, job.universe, user, asker=job.requested_by_id)


def _writes(job: Job, run: Any, may_edit: bool, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The change set is for those who may edit: it names what viewers may not see."""
    if run is None or not may_edit:
        return {}
    is_open = proposal.may_apply(job, run)
    made = proposal.made(run, job.universe)
    return {
        "proposed": proposal.proposed(run, job.universe) if not made else [],
        "made": made,
        "choices": proposal.choices(job, run, chosen),
        "may_keep": bool(run.changes) and is_open and job.review != Review.PENDING,
        "may_undo": bool(run.applied) and run.undone_at is None,
        "was_undone": run.undone_at is not None,
    }


def thread_of(job: Job) -> Thread | None:
    """The conversation that this work belongs to; nothing once that is hidden."""
    wanted = job.input_data.get("thread")
    if not wanted:
        return None
    return Thread.objects.filter(pk=wanted, universe=job.universe_id, deleted_at=None).first()


def question_of(job: Job) -> Message | None:
    """What was asked: the turn just before this one."""
    answer = Message.objects.filter(job=job).order_by("created_at").first()
    if answer is None:
        return None
    before = Message.objects.filter(thread=answer.thread_id, position__lt=answer.position, job=None)
    return before.select_related("by").order_by("-position").first()
