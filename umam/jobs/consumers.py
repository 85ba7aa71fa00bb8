"""Live sockets over jobs: one job with its steps, a universe, and everything of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from umam.accounts.models import User
from umam.jobs import selectors
from umam.jobs.api.serializers import JobSerializer, StepSerializer
from umam.lib.errors import NotFound
from umam.live.consumers import LiveConsumer
from umam.live.events import job_group, universe_group, user_group
from umam.universes import access


class _Consumer(LiveConsumer):
    def user(self) -> User | None:
        """The person as they stand now: an account may have been closed while the socket was open."""
        return User.objects.filter(pk=self.scope["user"].pk, is_active=True).first()

    def id_in_path(self) -> UUID:
        found: UUID = self.scope["url_route"]["kwargs"]["id"]
        return found


class JobConsumer(_Consumer):
    """`ws/jobs/<id>/`: a job, and for a root also its steps."""

    def groups_for(self) -> list[str] | None:
        user = self.user()
        if user is None:
            return None
        try:
            job = selectors.get_job(user=user, job_id=self.id_in_path())
        except NotFound:
            return None
        return [job_group(job.pk)]

    def snapshot(self) -> list[dict[str, Any]]:
        user = self.user()
        try:
            job = selectors.get_job(user=user or AnonymousUser(), job_id=self.id_in_path())
        except NotFound:
            return []
        message: dict[str, Any] = {"type": "job.snapshot", "job": JobSerializer(job).data}
        if job.parent_id is None:
            message["steps"] = StepSerializer(selectors.tree(job)[1:], many=True).data
        return [message]


class UniverseConsumer(_Consumer):
    """`ws/universes/<id>/`: the top jobs of a universe, the active ones and the last that ended."""

    def groups_for(self) -> list[str] | None:
        user = self.user()
        if user is None or not access.can_view(user, self.id_in_path()):
            return None
        return [universe_group(self.id_in_path())]

    def snapshot(self) -> list[dict[str, Any]]:
        user = self.user()
        return _snapshots(selectors.snapshot_of_universe(user, self.id_in_path())) if user is not None else []


class MyConsumer(_Consumer):
    """`ws/me/`: the top jobs that this person asked for."""

    def groups_for(self) -> list[str] | None:
        user = self.user()
        return [user_group(user.pk)] if user is not None else None

    def snapshot(self) -> list[dict[str, Any]]:
        user = self.user()
        return _snapshots(selectors.snapshot_of_user(user)) if user is not None else []


def _snapshots(jobs: list[Any]) -> list[dict[str, Any]]:
    """One message a job, then one that says that this was all."""
    shown = JobSerializer(jobs, many=True).data
    return [
        *({"type": "job.snapshot", "job": job} for job in shown),
        {"type": "jobs.ready", "count": len(shown)},
    ]
