"""What the world hears of a job. Events are hints: the rows are the truth."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, ClassVar

from umam.jobs.handlers import personal_kinds
from umam.jobs.models import Job
from umam.live.events import Event, job_group, universe_group, user_group
from umam.live.publish import publish

# Columns that clients may see change. Inputs and outputs are asked for, not broadcast: they can be large.
_TOLD = (
    "status", "progress", "progress_note", "waiting_for", "confidence_score", "human_review_required",
    "review", "error_message", "error_code", "suggestion", "attempt", "usage", "started_at", "completed_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class JobEvent(Event):
    """Base: a step's event goes to its own page and its film's, a film's also to its universe and person.

    What is personal is not told to the universe.
    """

    id: str
    seq: int
    kind: str
    role: str
    parent_id: str | None
    universe_id: str
    user_id: str | None

    def groups(self) -> list[str]:
        groups = [job_group(self.id)]
        if self.parent_id is not None:
            return [*groups, job_group(self.parent_id)]
        if self.kind not in personal_kinds():
            groups.append(universe_group(self.universe_id))
        if self.user_id is not None:
            groups.append(user_group(self.user_id))
        return groups

    def head(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "id": self.id,
            "seq": self.seq,
            "kind": self.kind,
            "role": self.role,
            "parent_id": self.parent_id,
            "universe_id": self.universe_id,
        }


@dataclass(frozen=True, kw_only=True)
class JobChanged(JobEvent):
    type: ClassVar[str] = "job.changed"
    changes: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        return {**self.head(), **self.changes}


@dataclass(frozen=True, kw_only=True)
class JobProgressed(JobEvent):
    type: ClassVar[str] = "job.progress"
    progress: float
    progress_note: str
    eta_seconds: float | None = None

    def payload(self) -> dict[str, Any]:
        return {
            **self.head(),
            "progress": self.progress,
            "progress_note": self.progress_note,
            "eta_seconds": self.eta_seconds,
        }


@dataclass(frozen=True, kw_only=True)
class JobLogged(JobEvent):
    """A line was added to the log. Only its being there is told: the log is for those who may edit."""

    type: ClassVar[str] = "job.log"
    lines: int = 1

    def payload(self) -> dict[str, Any]:
        return {**self.head(), "lines": self.lines}


def _head(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.pk),
        "seq": job.seq,
        "kind": job.kind,
        "role": job.role,
        "parent_id": str(job.parent_id) if job.parent_id else None,
        "universe_id": str(job.universe_id),
        "user_id": str(job.requested_by_id) if job.requested_by_id else None,
    }


def tell_changed(job: Job) -> None:
    """Publish the state of `job` as it is in memory, once the transaction is committed."""
    changes = {name: plain(getattr(job, name)) for name in _TOLD}
    changes["engine"] = job.engine or None
    changes["eta_seconds"] = job.eta_seconds
    changes["reused_from"] = plain(job.reused_from_id)
    publish(JobChanged(**_head(job), changes=changes))


def tell_progress(job: Job) -> None:
    publish(
        JobProgressed(
            **_head(job), progress=job.progress, progress_note=job.progress_note, eta_seconds=job.eta_seconds
        )
    )


def tell_log(job: Job, lines: int = 1) -> None:
    publish(JobLogged(**_head(job), lines=lines))


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, uuid.UUID):
        return str(value)
    return value
