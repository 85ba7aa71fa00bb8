"""The whole studio as a person starts it: up, watched over, and gone without a trace."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.platform.sources import ROOT

pytestmark = [pytest.mark.studio, pytest.mark.timeout(300)]

UP = 200.0
# No server, provider or cache that the computer happens to have: every part shall be started, and shall write
# below the studio's own data.
SERVERS = ("REDIS_URL", "DATABASE_URL", "UMAM_LLM", "UMAM_LOCAL_LLM", "ANTHROPIC_", "OPENAI_")
FOREIGN = (*SERVERS, "PYTHONPYCACHEPREFIX", "XDG_CACHE_HOME", "HF_HOME")


class Running:
    """A studio in a data directory of its own, and what it said."""

    def __init__(self, data: Path, **env: str) -> None:
        self.data = data
        self.lines: list[str] = []
        own = {
            "UMAM_DATA_DIR": str(data),
            "UMAM_DEMO": "false",
            "DJANGO_SETTINGS_MODULE": "umam.settings.dev",
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        # What does not differ between studios need not be made again for this one.
        shared = {"UMAM_STATIC_ROOT": str(data.parent / "static")}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "studio"],
            cwd=ROOT,
            env={**clean, **shared, **own, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    @property
    def address(self) -> str:
        found = re.search(r"Open\s+(http://\S+)", self.said)
        assert found is not None, self.said
        return found[1]

    def parts(self) -> dict[int, str]:
        """Every process that works for this studio, by its number."""
        found = {}
        for process in psutil.process_iter():
            try:
                if process.environ().get("UMAM_DATA_DIR") == str(self.data) and process.status() != "zombie":
                    found[process.pid] = " ".join(process.cmdline())
            except psutil.Error:
                continue
        return found

    def part(self, words: str) -> int:
        return next((pid for pid, command in self.parts().items() if words in command), 0)

    def health(self) -> int:
        with urllib.request.urlopen(f"{self.address}/api/health", timeout=30) as answer:
            return int(answer.status)

    def valkey(self) -> int:
        """The broker holds no variable of ours to be known by: its own is its parent's."""
        children = psutil.Process(self.process.pid).children()
        return next((child.pid for child in children if "valkey" in child.name()), 0)


def until(condition: Callable[[], object], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def is_up(studio: Running) -> bool:
    up = until(lambda: "Stop      Ctrl-C" in studio.said or studio.process.poll() is not None, UP)
    return up and studio.process.poll() is None


@pytest.fixture(scope="module")
def studios(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(data: Path | None = None, **env: str) -> Running:
        running = Running(data or tmp_path_factory.mktemp("supervised"), **env)
        started.append(running)
        return running

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait()


@pytest.fixture(scope="module")
def studio(studios: Callable[..., Running]) -> Running:
    running = studios()
    assert is_up(running), running.said
    wanted = ("llm_server", " beat ")
    assert until(lambda: all(running.part(words) for words in wanted), 60), (running.parts(), running.said)
    return running


def test_it_starts_all_its_parts_and_answers(studio):
    assert studio.health() == 200
    commands = " | ".join(studio.parts().values())
    for words in (" web ", "default,media", "llm,dead_letter", " beat ", "llm_server"):
        assert words in f" {commands} ", words
    assert studio.valkey()
    assert studio.part("--queues gpu") == 0, "nothing waits for a GPU, so nothing holds its models"


def test_it_prints_plain_lines_without_a_terminal(studio):
    assert "\033" not in studio.said
    assert re.search(r"^The studio is up, \d+\.\d s after its start\.$", studio.said, re.MULTILINE)
    assert str(studio.data) in studio.said


def test_everything_it_writes_lies_below_its_data(studio):
    parts = [psutil.Process(pid) for pid in studio.parts()]
    for part in parts:
        for file in part.open_files():
            if file.mode != "r":
                assert file.path.startswith((str(studio.data), "/dev/")), file.path
        if part.pid != studio.process.pid:
            assert part.environ()["TMPDIR"].startswith(str(studio.data))
            assert part.environ()["PYTHONPYCACHEPREFIX"].startswith(str(studio.data))


def test_the_broker_can_be_found_by_commands_started_by_hand(studio):
    url = (studio.data / "run" / "redis_url").read_text().strip()
    env = {**os.environ, "UMAM_DATA_DIR": str(studio.data), "DJANGO_SETTINGS_MODULE": "umam.settings.dev"}
    env.pop("REDIS_URL", None)
    code = "from django.conf import settings; print(settings.REDIS_URL)"
    asked = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == url


def test_a_second_studio_on_the_same_data_is_refused_in_one_sentence(studio, studios):
    second = studios(studio.data)
    assert until(lambda: second.process.poll() is not None, UP)
    assert second.process.returncode == 1
    assert until(lambda: second.lines)
    sentence = (
        f"A studio already runs on {studio.data} at {studio.address} (process {studio.process.pid}): "
        "stop it, or set UMAM_DATA_DIR to another folder."
    )
    assert second.lines == [sentence]
    assert studio.health() == 200


def test_a_port_that_is_taken_is_refused_in_one_sentence(studio, studios):
    port = studio.address.rpartition(":")[2]
    second = studios(UMAM_PORT=port)
    assert until(lambda: second.process.poll() is not None, UP)
    assert second.process.returncode == 1
    assert until(lambda: second.lines)
    assert len(second.lines) == 1
    assert second.lines[0].startswith(
        f"Port {port} is taken by another program: set UMAM_PORT to another one"
    )


def test_a_broker_that_was_killed_comes_back_at_the_same_address(studio):
    before = json.loads((studio.data / "run" / "studio.lock").read_text())
    url, old = (studio.data / "run" / "redis_url").read_text(), studio.valkey()
    os.kill(old, signal.SIGKILL)
    assert until(lambda: studio.valkey() not in {0, old})
    assert "The broker ended (killed by SIGKILL) and starts again in 0.5 s" in studio.said
    assert (studio.data / "run" / "redis_url").read_text() == url
    assert studio.health() == 200
    assert json.loads((studio.data / "run" / "studio.lock").read_text()) == before


def test_a_web_server_that_was_killed_comes_back_and_nobody_is_refused(studio):
    old = studio.part(" web ")
    os.kill(old, signal.SIGKILL)
    assert studio.health() == 200, "the connection waited for the new one"
    assert studio.part(" web ") not in {0, old}


def test_a_worker_that_was_killed_takes_its_pool_with_it_and_comes_back(studio):
    main = studio.part("default,media")
    worker = next(
        process
        for process in psutil.Process(studio.process.pid).children()
        if process.pid == main or "default,media" in " ".join(process.cmdline())
    )
    assert until(worker.children, UP)
    pool = worker.children()
    worker.kill()
    assert until(lambda: not any(child.is_running() and child.status() != "zombie" for child in pool), 10)
    assert until(lambda: studio.part("default,media") not in {0, worker.pid})


def test_one_that_was_killed_leaves_nothing_and_is_not_in_the_way_of_the_next(studios):
    killed = studios()
    assert is_up(killed), killed.said
    everything = set(killed.parts()) | {killed.valkey()}
    killed.process.kill()
    killed.process.wait()
    assert until(lambda: not any(psutil.pid_exists(pid) for pid in everything - {0}), 15), killed.parts()

    again = studios(killed.data)
    assert is_up(again), again.said
    assert again.health() == 200
    stops_politely(again)


def stops_politely(studio: Running) -> None:
    """Ctrl-C ends it within seconds, and nothing of it is left."""
    everything = set(studio.parts()) | {studio.valkey()}
    began = time.monotonic()
    studio.process.send_signal(signal.SIGINT)
    assert studio.process.wait(60) == 0
    assert time.monotonic() - began < 30
    assert until(lambda: "Stopping." in studio.lines), studio.said
    assert not any(psutil.pid_exists(pid) for pid in everything)
    assert not (studio.data / "run" / "redis_url").exists()
    assert list((studio.data / "tmp").iterdir()) == []
