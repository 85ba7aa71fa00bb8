"""One part of the studio as a process.

It leads a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone, which then stops
the parts in order. It asks the kernel to be ended when the supervisor is gone, so that even SIGKILL of the
supervisor leaves nothing behind. When it ends by itself it is started again, with growing pauses.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
LOG_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """What to start: `label` is what people read, `grace` how many seconds it may take to end politely."""

    name: str
    label: str
    command: tuple[str, ...]
    grace: float = 3.0
    death_signal: signal.Signals = signal.SIGKILL
    pass_fds: tuple[int, ...] = ()


class Child:
    """A part that is kept running. All methods belong to the supervisor's main thread: the kernel's death
    signal follows the thread that started a process."""

    def __init__(self, part: Part, *, env: dict[str, str], cwd: Path, log_dir: Path) -> None:
        self.part = part
        self.log_path = log_dir / f"{part.name}.log"
        self.failures = 0
        self._env = env
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Raises OSError when the log cannot be written or the program cannot be started."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        parent = os.getpid()
        death_signal = self.part.death_signal

        def die_with_parent() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, death_signal)
                if os.getppid() != parent:  # it died in the moment before
                    os._exit(1)

        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self.part.command,
                cwd=self._cwd,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
                pass_fds=self.part.pass_fds,
            )
        self._started_at = time.monotonic()

    def look(self, now: float) -> str | None:
        """Start it again when it ended and its pause is over. Returns a sentence when something happened."""
        if self._process is None:
            if now < self._next_start:
                return None
            self.start()
            return None
        code = self._process.poll()
        if code is None:
            self._trim_log()
            return None
        self._kill_group()
        self._process = None
        if now - self._started_at > STEADY_SECONDS:
            self.failures = 0
        self.failures += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.failures - 1))
        self._next_start = now + pause
        what = f"{self.part.label} ended ({how_it_ended(code)}) and starts again in {pause:g} s"
        return f"{what}; it said: {self.last_words()} ({self.log_path})"

    def last_words(self) -> str:
        """The last line of its log."""
        try:
            with self.log_path.open("rb") as log:
                log.seek(-min(4096, self.log_path.stat().st_size), os.SEEK_END)
                lines = log.read().decode("utf8", "replace").split("\n")
        except OSError:
            return "nothing"
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "nothing")

    def wait_for_end(self, tick: float) -> int | None:
        """Its exit status, or None when it still runs after `tick` seconds."""
        assert self._process is not None
        try:
            return self._process.wait(tick)
        except subprocess.TimeoutExpired:
            return None

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def finish(self, deadline: float) -> bool:
        """Wait until `deadline` (monotonic), then end it and all it started. True when it ended politely."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
            polite = True
        except subprocess.TimeoutExpired:
            polite = False
        self._kill_group()
        self._process.wait()
        self._process = None
        return polite

    def _kill_group(self) -> None:
        """What a part started in its own group goes with it: the processes of a pool, for instance."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _trim_log(self) -> None:
        """Keep the log from filling the disk. The part appends to it, so cutting it short is safe."""
        try:
            if self.log_path.stat().st_size > LOG_BYTES:
                older = self.log_path.with_suffix(".log.1")
                older.write_bytes(self.log_path.read_bytes())
                os.truncate(self.log_path, 0)
        except OSError:
            pass  # a full disk must not end the supervisor


def how_it_ended(code: int) -> str:
    """An exit status in words."""
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit status {code}"
