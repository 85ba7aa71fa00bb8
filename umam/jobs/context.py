"""What a handler may do while it runs.

Every write of a `JobContext` is conditional on its attempt's lease: an attempt that was cancelled or taken
for dead gets `StaleJob` and leaves no trace.
"""

from __future__ import annotations

import secrets
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel

from umam.assets import files
from umam.assets import services as asset_services
from umam.assets.models import Asset
from umam.jobs import estimates, events, state
from umam.jobs.graph import sum_usage
from umam.jobs.handlers import Step, handler
from umam.jobs.models import Dependency, Job, JobAsset, JobLog, Status
from umam.lib.errors import Cancelled, NotFound
from umam.lib.storable import storable

# At most two progress events a second a job; what comes faster is kept and flushed later.
PROGRESS_EVERY = 0.5
LOOK_EVERY = 0.3


def work_root() -> Path:
    """Where the private folders of all attempts on this machine lie."""
    return Path(settings.UMAM_WORK_DIR) / "jobs"


class JobContext:
    """The handler's side of one attempt. May be used from the threads that a handler starts."""

    def __init__(self, job: Job) -> None:
        assert job.lease is not None
        self.job = job
        self.lease: uuid.UUID = job.lease
        self.spawned: list[Step] = []
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self._looked_at = time.monotonic()
        self._told_at = 0.0
        self._untold: tuple[float, str] | None = None
        self._usage: dict[str, Any] = dict(job.usage)
        self.universe_id: uuid.UUID = job.universe_id

    # -- who and where ------------------------------------------------------------------------------------

    @property
    def job_id(self) -> uuid.UUID:
        return self.job.pk

    @property
    def root_id(self) -> uuid.UUID:
        return self.job.root_id

    @property
    def attempt(self) -> int:
        return self.job.attempt

    @cached_property
    def work_dir(self) -> Path:
        """A private folder for this attempt alone. It is removed when the attempt ends, however it ends."""
        folder = work_root() / f"{self.job.pk}.{self.lease}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def remove_work_dir(self) -> None:
        if "work_dir" in self.__dict__:
            shutil.rmtree(self.work_dir, ignore_errors=True)

    # -- going on -----------------------------------------------------------------------------------------

    def progress(self, fraction: float, note: str = "") -> None:
        """Tell how far the work is, 0..1, with a few plain words. Cheap: call it as often as you like."""
        with self._lock:
            done = max(self.job.progress, min(1.0, max(0.0, fraction)))
            self._untold = (done, note[:200])
            if time.monotonic() - self._told_at >= PROGRESS_EVERY:
                self._tell()

    def flush(self) -> None:
        """Write what `progress` kept back, once it is time. Called by the heartbeat thread."""
        with self._lock:
            due = time.monotonic() - self._told_at >= PROGRESS_EVERY
            if self._untold is None or not due or self._stopped.is_set():
                return
            try:
                self._tell()
            except state.StaleJob:
                self.stop()

    def _tell(self) -> None:
        assert self._untold is not None
        done, note = self._untold
        if (done, note) != (self.job.progress, self.job.progress_note):
            self.job.progress, self.job.progress_note = done, note
            left = estimates.seconds_left(self.job)
            seen = {"eta_seconds": left, "eta_at": timezone.now()}
            state.write(self.job, tell=True, progress=done, progress_note=note, **seen)
            events.tell_progress(self.job)
            estimates.refresh_soon(self.job.parent_id)
        self._untold = None
        self._told_at = time.monotonic()

    def stop(self) -> None:
        """The lease is lost: cancelled, or taken for dead."""
        self._stopped.set()

    def should_stop(self) -> bool:
        """True once somebody cancelled. Where no heartbeat thread looks, this looks itself, not too often."""
        if not self._stopped.is_set() and not settings.UMAM_JOB_HEARTBEAT:
            now = time.monotonic()
            if now - self._looked_at >= LOOK_EVERY:
                self._looked_at = now
                mine = Job.objects.filter(pk=self.job.pk, lease=self.lease, status=Status.PROCESSING)
                if not mine.exists():
                    self._stopped.set()
        return self._stopped.is_set()

    def check_stop(self) -> None:
        """Raise `Cancelled` once somebody cancelled."""
        if self.should_stop():
            raise Cancelled

    # -- files --------------------------------------------------------------------------------------------

    def asset(self, asset_id: uuid.UUID | str) -> Asset:
        """An asset of this job's universe. Raises NotFound for any other, whether it exists or not."""
        found = Asset.objects.alive().filter(pk=asset_id, universe_id=self.universe_id).first()
        if found is None:
            raise NotFound("A file that this job needs is not there any more.", attr="asset_id")
        return found

    def asset_path(self, asset_id: uuid.UUID | str) -> Path:
        """A local file with the asset's content, only to be read."""
        return files.fetch(self.asset(asset_id).file, self.work_dir)

    def store(
        self,
        path: Path,
        *,
        kind: str,
        role: str,
        name: str,
        parents: Iterable[Asset] = (),
        provenance: Mapping[str, Any] | None = None,
    ) -> Asset:
        """Keep a file of the work folder as an asset and as this job's output called `role`.

        Raises StaleJob when the attempt is not the job's own any more; then nothing is linked.
        """
        self.check_stop()
        made_by = {"job": str(self.job.pk), "kind": self.job.kind, "engine": self.job.engine}
        asset = asset_services.ingest_file(
            universe=self.job.universe,
            path=path,
            name=name,
            kind=kind,
            source="job",
            by=self.job.requested_by,
            parents=parents,
            provenance={**made_by, **(provenance or {})},
        )
        try:
            with self._lock, transaction.atomic():
                state.write(self.job)
                JobAsset.objects.update_or_create(
                    job=self.job, role=role, name=name, defaults={"asset": asset}
                )
        except state.StaleJob:
            Asset.objects.filter(pk=asset.pk).update(deleted_at=timezone.now())
            raise
        return asset

    # -- the other steps ----------------------------------------------------------------------------------

    @cached_property
    def _upstream(self) -> dict[str, tuple[Job, bool]]:
        if self.job.parent_id is None:
            return {}
        edges = Dependency.objects.filter(job=self.job).select_related("on").order_by("on__position")
        return {edge.on.role: (edge.on, edge.on.status == Status.COMPLETED) for edge in edges}

    def upstream(self, role: str) -> dict[str, Any]:
        """The output of a step that this one needs; {} where that one was optional and is not there."""
        step, completed = self._upstream[role]
        return dict(step.output_data or {}) if completed else {}

    def upstream_that_matters(self) -> list[tuple[str, dict[str, Any]]]:
        """Each step this one needs, with what its output means to this one's content."""
        return [
            (role, handler(step.kind).matters(self.upstream(role)))
            for role, (step, _) in self._upstream.items()
        ]

    def upstream_roles(self) -> list[str]:
        """The steps this one needs, in the order of the plan."""
        return list(self._upstream)

    def spawn(
        self,
        kind: str,
        *,
        role: str,
        input: BaseModel | Mapping[str, Any],
        needs: Sequence[str] = (),
        label: str = "",
        result: bool = False,
        optional: bool = False,
    ) -> None:
        """Plan another step of the same pipeline. It is inserted with this step's completion, or never."""
        handler(kind)
        self.spawned.append(
            Step(
                kind=kind,
                role=role,
                input=input,
                needs=tuple(needs),
                label=label,
                result=result,
                optional=optional,
            )
        )

    # -- keeping record -----------------------------------------------------------------------------------

    def log(self, text: str, level: str = "info") -> None:
        """A line for those who may edit. Not for ticks: each line is a row."""
        with self._lock, transaction.atomic():
            state.write(self.job, tell=True)
            JobLog.objects.create(job=self.job, attempt=self.job.attempt, level=level, text=storable(text))
            events.tell_log(self.job)

    def usage(self, **counters: Any) -> None:
        """Count what was used: numbers add up, words are collected. Kept when the attempt ends."""
        with self._lock:
            self._usage = sum_usage([self._usage, counters])

    @contextmanager
    def own_rows(self) -> Iterator[None]:
        """A transaction for rows of another app that belong to this attempt.

        Raises StaleJob once the attempt is not the job's own any more; then nothing is written.
        """
        with self._lock, transaction.atomic():
            state.write(self.job)
            yield

    def engine_is(self, key: str, version: str) -> None:
        """Say who does the work, where only the work itself finds out."""
        if (key, version) != (self.job.engine, self.job.engine_version):
            with self._lock:
                state.write(self.job, engine=key[:80], engine_version=version[:120])

    @property
    def used(self) -> dict[str, Any]:
        return self._usage

    # -- waiting for somebody else ------------------------------------------------------------------------

    @property
    def state(self) -> dict[str, Any]:
        """What `ComeBack` or `remember` left for this attempt; {} when the work begins."""
        return dict(self.job.resume_state or {})

    def remember(self, **values: Any) -> None:
        """Write to `state` at once: what a paid request intends, before it is sent."""
        with self._lock:
            state.write(self.job, resume_state={**self.state, **values})

    def hook_url(self, provider: str) -> str:
        """An address that wakes this job, stored before it is given out; "" where the studio has none."""
        if not settings.UMAM_PUBLIC_URL:
            return ""
        if self.job.hook_token is None:
            with self._lock:
                state.write(self.job, hook_token=secrets.token_urlsafe(32), hook_provider=provider)
        return f"{settings.UMAM_PUBLIC_URL.rstrip('/')}/api/hooks/{provider}/{self.job.hook_token}"

    @property
    def hook_payload(self) -> Any:
        """What the last webhook said, or None. Ask the provider before you believe it."""
        return self.job.hook_payload
