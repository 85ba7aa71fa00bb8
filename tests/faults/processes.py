"""A studio of real processes that makes films, with an ffmpeg that can be held at each step."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import requests
from django.conf import settings

from tests.faults.orders import HALF_DONE, Orders
from tests.jobs.processes import Processes, eventually
from umam.studio.supervisor.ports import free_port


class FilmStudio(Processes):
    """Pools as in the product: media by processes, the language model and the house by threads."""

    def __init__(self, folder: Path, database: str) -> None:
        self.orders = Orders(folder / "orders")
        super().__init__(
            folder,
            database,
            "tests.faults.settings",
            UMAM_WORKER_MEDIA=str(settings.STORAGES["default"]["OPTIONS"]["location"]),
            UMAM_SECRET_KEY=settings.SECRET_KEY,
            FFMPEG_BIN=str(self.orders.program),
        )
        self.web = ""

    def start_media(self) -> None:
        self.start_worker("media", "default,media", "prefork", 2)

    def start_house(self) -> None:
        self.start_worker("house", "llm,dead_letter", "threads", 4)

    def start_web(self) -> str:
        """Starts the web server where it does not run yet; returns its address."""
        if not self.web:
            port = free_port()
            manage = str(settings.BASE_DIR / "manage.py")
            self.start("web", sys.executable, manage, "web", "--port", str(port))
            self.web = f"http://127.0.0.1:{port}"
            assert eventually(lambda: answers(f"{self.web}/api/health"), 60), "the web server did not come up"
        return self.web

    def kill_workers(self, name: str) -> None:
        """SIGKILL to a worker and its pool, but not to what the pool started."""
        worker = self.running.pop(name)
        pool = psutil.Process(worker.pid).children()
        for process in [*pool, worker]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        worker.wait(10)

    def encoders(self) -> list[int]:
        """Every ffmpeg that works for this studio."""
        return [process.pid for process in psutil.process_iter() if self._encodes(process)]

    def _encodes(self, process: psutil.Process) -> bool:
        try:
            command, folder = process.cmdline(), process.cwd()
        except psutil.Error:
            return False  # it ended while we looked
        return str(self.orders.program) in command or folder.startswith(str(self.work))

    def leftovers(self) -> list[str]:
        """What attempts left: work folders, files in them, and files that were being put away."""
        everything = (self.folder / "work").rglob("*")
        return sorted(str(path) for path in everything if path != self.work)

    def half_done(self) -> list[Path]:
        """What a step that is held has written so far."""
        return list(self.work.glob(f"*/{HALF_DONE}"))


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False
