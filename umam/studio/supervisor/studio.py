"""The order of things: lock, prepare, broker, web, workers; then watch; then stop in the opposite order."""

from __future__ import annotations

import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError

from umam.jobs.models import ACTIVE, Job
from umam.lib.errors import NoSpace, NotReady
from umam.settings import env
from umam.studio import demo, prepare
from umam.studio.supervisor import parts, ports
from umam.studio.supervisor.child import Child, Part
from umam.studio.supervisor.console import Console
from umam.studio.supervisor.film import FilmWatch
from umam.studio.supervisor.lock import StudioLock
from umam.studio.supervisor.valkey import START_SECONDS, Valkey

TICK_SECONDS = 0.2
WATCH_SECONDS = 2.0
WEB_SECONDS = 180.0
LEAST_FREE_BYTES = 300 * 1024 * 1024
GPU_IDLE_SECONDS = 600.0
DAMAGED_AFTER = 3


@dataclass
class Options:
    """How the studio shall run. `port` 0 means the next free one from 8000."""

    host: str = "127.0.0.1"
    port: int = 0
    demo: bool = True


@dataclass
class Studio:
    """One running studio. `run` returns when it was asked to stop."""

    options: Options
    console: Console
    _children: list[Child] = field(default_factory=list)
    _env: dict[str, str] = field(default_factory=dict)
    _valkey: Valkey | None = None
    _gpu: Child | None = None
    _gpu_seen: float = 0.0
    _stopping: bool = False

    def run(self) -> None:
        """Raises UmamError with one sentence when the studio cannot start."""
        self._listen_to_signals()
        data = Path(settings.UMAM_DATA_DIR)
        _check_space(data)
        lock = StudioLock(Path(settings.UMAM_RUN_DIR) / "studio.lock")
        lock.take()
        try:
            listener = ports.listen(self.options.host, self.options.port)
            address = _address(self.options.host, listener.getsockname()[1])
            lock.write(address=address)
            _clean(data / "tmp")
            try:
                self._start(parts.web(listener), address)
                self._watch(address)
            finally:
                self._stop()
                listener.close()
        finally:
            lock.release()

    # -- start ---------------------------------------------------------------------------------------------

    def _start(self, web: Part, address: str) -> None:
        if not env.secret("REDIS_URL"):
            self._valkey = Valkey(Path(settings.UMAM_DATA_DIR) / "valkey", Path(settings.EMBEDDED_REDIS_FILE))
            self._valkey.prepare()
        llm_port = ports.free_port() if parts.needs_local_llm() else 0
        llm_url = f"http://127.0.0.1:{llm_port}/v1" if llm_port else ""
        self._env = parts.environment(self._valkey, llm_url)
        if self._valkey:
            self._add(parts.broker(self._valkey))
            self._wait(self._valkey.is_up, START_SECONDS, "The embedded broker did not start", "valkey")
        prepare.everything(self.console.line)
        if self.options.demo and not demo.is_ready():
            self._make_demo()
        self._add(web)
        login = demo.login() if self.options.demo else None
        health = f"{address}/api/health"
        self._wait(lambda: _answers(health), WEB_SECONDS, "The web server did not start", "web")
        self._say_welcome(address, login)
        # After the web server and not beside it: a person waits for the page, the film does not mind.
        self._add(parts.media_worker())
        self._add(parts.llm_worker())
        self._add(parts.beat())
        if llm_port:
            self._add(parts.llm_server(llm_port))

    def _add(self, part: Part) -> Child:
        if self._stopping:
            raise KeyboardInterrupt
        child = self._child(part)
        self._children.append(child)
        child.start()
        return child

    def _child(self, part: Part) -> Child:
        log_dir = Path(settings.UMAM_DATA_DIR) / "log"
        return Child(part, env=self._env, cwd=Path(settings.BASE_DIR), log_dir=log_dir)

    def _wait(self, ready: Callable[[], bool], seconds: float, problem: str, name: str) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if self._stopping:
                raise KeyboardInterrupt
            if time.monotonic() > deadline:
                log = Path(settings.UMAM_DATA_DIR) / "log" / f"{name}.log"
                raise NotReady(f"{problem} within {seconds:.0f} s: its log {log} says why.")
            self._tend()
            time.sleep(TICK_SECONDS / 4)

    def _make_demo(self) -> None:
        self.console.line("Making the demo universe and ordering its film.")
        child = self._child(parts.demo())
        child.start()
        while (status := child.wait_for_end(TICK_SECONDS)) is None:
            if self._stopping:
                child.finish(0.0)
                raise KeyboardInterrupt
        if status:
            self.console.line(f"The demo could not be made: {child.last_words()} ({child.log_path})")

    def _say_welcome(self, address: str, login: tuple[str, str] | None) -> None:
        # Of the process, not of this function: under make it began with the set-up.
        seconds = _age_of_this_process()
        self.console.welcome(
            address=address, seconds=seconds, login=login, data_dir=str(settings.UMAM_DATA_DIR)
        )

    # -- watch ---------------------------------------------------------------------------------------------

    def _watch(self, address: str) -> None:
        film = FilmWatch(address)
        next_look = 0.0
        while not self._stopping:
            self._tend()
            now = time.monotonic()
            if now >= next_look:
                next_look = now + WATCH_SECONDS
                line = film.look() if self.options.demo else None
                if line:
                    self.console.line(line)
                self._tend_gpu(now)
            time.sleep(TICK_SECONDS)

    def _tend(self) -> None:
        now = time.monotonic()
        for child in list(self._children):
            try:
                news = child.look(now)
            except OSError as error:
                news = f"{child.part.label} could not be started: {error.strerror}."
            if news:
                self.console.line(news)
                self._mend_broker(child)

    def _mend_broker(self, child: Child) -> None:
        if self._valkey and child.part.name == "valkey" and child.failures == DAMAGED_AFTER:
            moved = self._valkey.set_aside()
            if moved:
                self.console.line(f"The broker's data are damaged and were moved to {moved}. No job is lost.")

    def _tend_gpu(self, now: float) -> None:
        """The gpu worker holds whole models in memory, so it runs only while there is work for it."""
        try:
            wanted = Job.objects.filter(queue="gpu", status__in=ACTIVE, waiting_for="").exists()
        except DatabaseError:
            return
        if wanted:
            self._gpu_seen = now
            if self._gpu is None:
                self._gpu = self._add(parts.gpu_worker())
        elif self._gpu is not None and now - self._gpu_seen > GPU_IDLE_SECONDS:
            self._children.remove(self._gpu)
            _end([self._gpu])
            self._gpu = None

    # -- stop ----------------------------------------------------------------------------------------------

    def _listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wishes that it goes on
            signal.signal(signal.SIGHUP, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _stop(self) -> None:
        """Web first, so that nothing new comes in; the broker last, so that workers can say goodbye.

        Web and workers are asked in this order and waited for together.
        """
        if self._children:
            self.console.line("Stopping.")
        rank = {"llm-server": 1, "valkey": 2}
        for wanted in range(3):
            _end([child for child in self._children if rank.get(child.part.name, 0) == wanted])
        self._children.clear()
        if self._valkey:
            self._valkey.forget()


def _age_of_this_process() -> float:
    """Seconds since it was started, by the kernel's own clock (the calendar may have been set since)."""
    ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def _end(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + max((child.part.grace for child in children), default=0.0)
    for child in children:
        child.finish(deadline)


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", ""} else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{shown}:{port}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _check_space(data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < LEAST_FREE_BYTES:
        raise NoSpace(
            f"The disk of {data} is full ({free // 2**20} MB free, {LEAST_FREE_BYTES // 2**20} MB needed): "
            "free some space, or set UMAM_DATA_DIR to another disk."
        )


def _clean(folder: Path) -> None:
    """Temporary files of a studio that was killed. Nobody else can be using them: we hold the lock."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
