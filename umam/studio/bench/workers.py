"""Celery workers that a bench watches: held back until the messages are queued, then let loose."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from celery import Celery

from umam.studio.bench.measure import Cost, cpu_of, family
from umam.studio.bench.place import Helpers, wait_for

QUIET = ("--without-mingle", "--without-gossip", "--loglevel", "WARNING")


@dataclass(frozen=True)
class Worker:
    """A worker with a name of its own: what is told to all would reach the other one too."""

    app: Celery
    name: str
    queue: str
    pid: int

    def answers(self) -> bool:
        return bool(self.app.control.ping(destination=[self.name], timeout=1.0))

    def drain(
        self, order: Callable[[], None], left: Callable[[], int], patience: float, every: float = 0.02
    ) -> Cost:
        """What the worker spends from the moment it may take messages until the last is done."""
        self.app.control.cancel_consumer(self.queue, destination=[self.name], reply=True, timeout=2.0)
        order()
        began, used = time.perf_counter(), cpu_of(family(self.pid))
        self.app.control.add_consumer(self.queue, destination=[self.name])
        wait_for(lambda: left() <= 0, patience, f"{self.name} did not finish in {patience:.0f} s.", every)
        return Cost(cpu_of(family(self.pid)) - used, time.perf_counter() - began)


def start_worker(
    beside: Helpers, app: Celery, module: str, *, name: str, queue: str, pool: str, slots: int
) -> Worker:
    """A worker of the application that `module` holds; returns once it answers."""
    host = f"{name}@bench"
    options = ("-n", host, "-Q", queue, "--pool", pool, "--concurrency", str(slots), *QUIET)
    child = beside.start(name, "-m", "celery", "-A", module, "worker", *options)
    worker = Worker(app, host, queue, child.pid or 0)
    wait_for(worker.answers, 90, f"The worker {host} did not start.")
    return worker
