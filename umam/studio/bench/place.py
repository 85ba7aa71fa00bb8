"""A data directory, a broker and processes of its own for a run, so that no developer's data are touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from umam.lib.errors import NotReady
from umam.studio.bench.database import make_empty
from umam.studio.supervisor.child import Child, Part
from umam.studio.supervisor.parts import environment
from umam.studio.supervisor.valkey import Valkey

INSIDE = "umam.studio.bench.settings"


@contextmanager
def apart() -> Iterator[dict[str, str]]:
    """The environment of a process that measures: empty data, and a broker that runs meanwhile."""
    make_empty(settings.UMAM_BENCH_DATABASE_URL)
    folder = Path(settings.UMAM_DATA_DIR) / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tmp").mkdir(parents=True)
    valkey = Valkey(folder / "valkey", folder / "redis_url")
    valkey.prepare()
    env = {
        **environment(valkey, ""),
        "DJANGO_SETTINGS_MODULE": INSIDE,
        "UMAM_DATA_DIR": str(folder),
        "UMAM_MODELS_DIR": str(settings.UMAM_MODELS_DIR),
        "UMAM_FONTS_DIR": str(settings.UMAM_FONTS_DIR),
        "UMAM_STATIC_ROOT": str(settings.STATIC_ROOT),
        "DATABASE_URL": settings.UMAM_BENCH_DATABASE_URL,
        "UMAM_DEBUG": "false",
    }
    part = Part("valkey", "The broker", valkey.command(), death_signal=signal.SIGTERM)
    broker = Child(part, env=env, cwd=folder, log_dir=folder / "log")
    broker.start()
    try:
        wait_for(valkey.is_up, 20, "The broker of the bench did not start.")
        yield env
    finally:
        broker.ask_to_stop()
        broker.finish(time.monotonic() + 5)
        shutil.rmtree(folder, ignore_errors=True)
        make_empty(settings.UMAM_BENCH_DATABASE_URL)


def run(command: Sequence[str], env: dict[str, str]) -> int:
    """Run a management command in that environment; its exit status."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    return subprocess.run([*manage, *command], env=env, cwd=settings.BASE_DIR, check=False).returncode


@dataclass
class Helpers:
    """Processes that a bench needs beside itself, ended with it."""

    _children: list[Child] = field(default_factory=list)

    def start(self, name: str, *command: str, pass_fds: tuple[int, ...] = ()) -> Child:
        part = Part(name, name, (sys.executable, *command), pass_fds=pass_fds)
        log_dir = Path(settings.UMAM_DATA_DIR) / "log"
        child = Child(part, env=dict(os.environ), cwd=Path(settings.BASE_DIR), log_dir=log_dir)
        child.start()
        self._children.append(child)
        return child

    def stop(self) -> None:
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + 10
        for child in self._children:
            child.finish(deadline)
        self._children.clear()


@contextmanager
def helpers() -> Iterator[Helpers]:
    found = Helpers()
    try:
        yield found
    finally:
        found.stop()


def wait_for(condition: Callable[[], object], seconds: float, problem: str, every: float = 0.05) -> None:
    """Raises NotReady with `problem` when the condition does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NotReady(problem)
        time.sleep(every)
