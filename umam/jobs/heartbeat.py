"""One thread a process that says “alive”, hears of cancellation, and ends what does not stop by itself.

It holds its own database connection and looks after all attempts of the process (one in a prefork child,
several under threads). A cancelled or lost attempt is told at once through `should_stop`; if its handler has
not returned `GRACE` seconds later and this process is a prefork child, the process removes the work folder,
kills its children and leaves: the pool starts another. Under threads the attempt's writes are dropped by
its lease instead.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from umam.jobs.models import Job, Status, WorkerSeen
from umam.lib import process

logger = logging.getLogger(__name__)

BEAT: Final = 3.0
DEAD_AFTER: Final = timedelta(seconds=10)
LOOK: Final = 0.3
GRACE: Final = 1.2
PRESENCE: Final = 10.0


class Attempt(Protocol):
    """What the thread knows of a running attempt."""

    @property
    def lease(self) -> UUID: ...

    def stop(self) -> None:
        """The attempt lost its lease: `should_stop` is true from now on."""

    def flush(self) -> None:
        """Write progress that was reported too soon after the last time."""

    def remove_work_dir(self) -> None: ...


class _Watch:
    """The attempts of this process and the thread that watches them."""

    def __init__(self) -> None:
        self.attempts: dict[UUID, Attempt] = {}
        self.stopped: dict[UUID, float] = {}
        self.lock = threading.Lock()
        self.wake = threading.Event()
        self.thread: threading.Thread | None = None
        self.last_beat = 0.0
        self.last_presence = 0.0
        self.over = False

    def add(self, attempt: Attempt) -> None:
        with self.lock:
            self.attempts[attempt.lease] = attempt
        self.start()
        self.wake.set()

    def remove(self, attempt: Attempt) -> None:
        with self.lock:
            self.attempts.pop(attempt.lease, None)
            self.stopped.pop(attempt.lease, None)

    def start(self) -> None:
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="job-heartbeat", daemon=True)
                self.thread.start()

    def end(self) -> None:
        """End the thread: for tests, a process ends it by ending."""
        self.over = True
        self.wake.set()
        if self.thread is not None:
            self.thread.join(5)

    def _run(self) -> None:
        while not self.over:
            try:
                self._round()
            except DatabaseError as error:
                # Busy or away: the next round tries again, and the lease settles what was missed.
                logger.warning("The heartbeat did not reach the database: %s", error)
                connection.close()
            if self.attempts:
                time.sleep(LOOK)
            else:
                self.wake.wait(PRESENCE)
            self.wake.clear()
        connection.close()

    def _round(self) -> None:
        now = time.monotonic()
        if now - self.last_presence >= PRESENCE:
            self.last_presence = now
            show_presence()
        with self.lock:
            attempts = dict(self.attempts)
        if not attempts:
            connection.close()
            return
        self._look(attempts)
        if now - self.last_beat >= BEAT:
            self.last_beat = now
            running = Job.objects.filter(lease__in=list(attempts), status=Status.PROCESSING)
            running.update(heartbeat_at=Now())
        for lease, attempt in attempts.items():
            if lease not in self.stopped:
                attempt.flush()

    def _look(self, attempts: dict[UUID, Attempt]) -> None:
        running = Job.objects.filter(lease__in=list(attempts), status=Status.PROCESSING)
        alive = set(running.values_list("lease", flat=True))
        for lease in attempts.keys() - alive:
            with self.lock:
                if lease not in self.attempts:
                    continue  # it ended while we looked
                since = self.stopped.setdefault(lease, time.monotonic())
            attempts[lease].stop()
            if time.monotonic() - since >= GRACE:
                end_by_force(attempts[lease])


def leave_no_child() -> None:
    """After a cancelled attempt: a polite handler may have left a child behind. Threads share theirs."""
    if _worker.disposable:
        process.kill_children()


def end_by_force(attempt: Attempt) -> None:
    """The handler did not return in time. Only a prefork child, which has one attempt, may simply leave."""
    if not _worker.disposable:
        return
    process.kill_children()
    attempt.remove_work_dir()
    logger.warning("An attempt did not stop when told to; its process leaves.")
    os._exit(0)


class _Worker:
    """What this process is: set by the worker's signals."""

    def __init__(self) -> None:
        self.name = ""
        self.queues: list[str] = []
        self.slots = 1
        self.disposable = False


_watch = _Watch()
_worker = _Worker()


@contextmanager
def watched(attempt: Attempt) -> Iterator[None]:
    """Keep an attempt alive in the eyes of the sweeper while the block runs."""
    if not settings.UMAM_JOB_HEARTBEAT:
        yield
        return
    _watch.add(attempt)
    try:
        yield
    finally:
        _watch.remove(attempt)


def introduce(*, queues: list[str], slots: int, disposable: bool) -> None:
    """Called once in each process that runs jobs, after any fork."""
    _worker.name = f"{socket.gethostname()}:{os.getpid()}"
    _worker.queues, _worker.slots, _worker.disposable = sorted(queues), slots, disposable
    _watch.start()


def show_presence() -> None:
    if _worker.name:
        WorkerSeen.objects.update_or_create(
            name=_worker.name,
            defaults={"queues": _worker.queues, "slots": _worker.slots, "seen_at": timezone.now()},
        )


def take_leave() -> None:
    """The process ends in good order: it offers no slots any more."""
    if _worker.name:
        name, _worker.name = _worker.name, ""
        WorkerSeen.objects.filter(name=name).delete()


def _forget_after_fork() -> None:
    global _watch, _worker
    _watch, _worker = _Watch(), _Worker()


os.register_at_fork(after_in_child=_forget_after_fork)
