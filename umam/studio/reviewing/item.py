"""One result in the queue: what it says, why the agent is unsure, what it would change, what was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from agents.models import AgentRun
from agents.registry import agents
from agents.selectors.runs import decidable, run_of
from storybible.selectors.history import Change, diff
from umam.accounts.models import User
from umam.jobs.models import Job, Review, Status
from umam.lib.errors import NotFound
from umam.studio.ask.confidence import Confidence, Reason
from umam.studio.ask.kinds import result_of
from umam.studio.ask.readable import ELSEWHERE, readable
from umam.studio.ask.result import work_page

DOUBTS = 3
DOUBTFUL = 0.75


def find_reviewable(user: User, job_id: UUID) -> Job:
    """A finished result that waits, or about which was decided. Raises NotFound for what is not theirs."""
    rows = decidable(user).filter(pk=job_id, status=Status.COMPLETED).exclude(review=Review.NONE)
    found = rows.select_related(
        "universe", "requested_by", "reviewed_by", "agent_run", "agent_run__undone_by", "agent_run__thread"
    ).first()
    if found is None:
        raise NotFound("There is no such result to review here.")
    return found


def item_page(job: Job, user: User, *, host: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Everything about one result, whatever kind of job made it."""
    if job.kind not in agents():
        return {**result_of(job, user), "told": readable(job.output_data or {}), **_plain(job)}
    page = work_page(job, user, host=host, chosen=chosen)
    return {**page, "doubts": doubts(page.get("confidence")), "edits": edits(run_of(job), job)}


def _plain(job: Job) -> dict[str, Any]:
    return {"job": job, "run": None, "serving": None, "universe": job.universe, "may_edit": True}


def doubts(confidence: Confidence | None) -> list[Reason]:
    """The reasons that speak most against a result: what holds the score down first, then by their weight."""
    if confidence is None:
        return []
    against = [one for one in confidence.reasons if one.holds or one.value < DOUBTFUL]
    against.sort(key=lambda one: (not one.holds, -(1 - one.value) * one.share))
    return against[:DOUBTS]


def edits(run: AgentRun | None, job: Job) -> list[Change]:
    """What a person changed of the result before approving it."""
    if run is None or job.review != Review.EDITED:
        return []
    return differences(run.original, job.output_data or {})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Two outputs, field by field. What the studio writes of them is no edit."""
    return diff(_own(before), _own(after))


def _own(output: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in output.items() if name not in (*ELSEWHERE, "word_count")}


def unsettled(choices: Sequence[Any], chosen: Mapping[str, str]) -> int:
    """How many conflicts nobody has answered yet."""
    return sum(1 for one in choices if one.name not in chosen)
