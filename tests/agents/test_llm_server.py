"""The embedded model's server: the real model in a real process, and what stops it from starting."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.llm import local
from agents.visual_prompt import write_visual_prompt

ROOT = Path(__file__).resolve().parents[2]
# A parent that starts the server, tells its pid and waits to be killed.
PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline().strip(), flush=True)
child.wait()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


@contextmanager
def running() -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """The parent process, the server's pid and its URL."""
    command = [sys.executable, "manage.py", "llm_server", "--port", str(free_port()), "--threads", "1"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "umam.settings.test"}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid, _, ready = parent.stdout.readline().strip().partition(" ")
    assert ready.startswith("llm_server ready on http://127.0.0.1:"), ready
    try:
        yield parent, int(pid), ready.rpartition(" ")[2]
    finally:
        if not gone(int(pid)):
            os.kill(int(pid), signal.SIGKILL)
        parent.kill()
        parent.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    with running() as started:
        yield started


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
class TestServer:
    def test_it_shows_nothing_but_the_protocol(self, server):
        url = server[2]
        assert "smollm2" in get(f"{url}/models")[1]
        root = url.removesuffix("/v1")
        assert get(root)[0] == 404
        assert get(f"{root}/slots")[0] >= 400
        request = urllib.request.Request(f"{url}/models", headers={"Origin": "https://evil.example"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") in {None, ""}

    def test_an_answer_keeps_to_its_schema(self, server):
        pattern = "^A lighthouse, with [a-z ]{10,40}\\.$"
        schema = {
            "type": "object",
            "properties": {"prompt": {"type": "string", "pattern": pattern}},
            "required": ["prompt"],
            "additionalProperties": False,
        }
        body = {
            "messages": [{"role": "user", "content": "Describe a lighthouse."}],
            "max_tokens": 64,
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        }
        request = urllib.request.Request(
            f"{server[2]}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            content = json.load(answer)["choices"][0]["message"]["content"]
        assert json.loads(content)["prompt"].startswith("A lighthouse, with ")

    def test_a_scene_gets_its_prompt(self, server, settings, no_provider):
        settings.UMAM_LOCAL_LLM_URL = server[2]
        made = write_visual_prompt(
            lyrics="come home across the silver sea",
            style="coastal dusk, mist",
            palette=("#14213d", "#ffd08a"),
        )
        assert made.source in {"demo-llm", "template"}
        assert made.usage["requests"] >= 1, made.note
        assert made.usage["output_tokens"] > 5

    def test_it_dies_with_its_parent(self):
        with running() as (parent, pid, _):
            parent.kill()
            parent.wait()
            deadline = time.monotonic() + 5
            while not gone(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert gone(pid)

    def test_it_stops_when_told(self):
        with running() as (_, pid, __):
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + 5
            while not gone(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert gone(pid)


class TestStart:
    def test_a_taken_port_is_one_sentence(self, monkeypatch, tmp_path):
        monkeypatch.setattr(local, "end_with_parent", lambda: None)
        monkeypatch.setattr(local, "weights", lambda: tmp_path / "model.gguf")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(CommandError, match=f"Port {port} is taken"):
                call_command("llm_server", port=port)

    def test_missing_weights_say_how_to_get_them(self, settings, monkeypatch, tmp_path):
        settings.UMAM_MODELS_DIR = tmp_path
        monkeypatch.setattr(local, "WEIGHTS_PACKAGE", "no_such_package_here")
        with pytest.raises(local.LocalModelError, match="missing") as caught:
            local.weights()
        assert "requirements-models.txt" in caught.value.suggestion

    def test_a_model_in_the_data_directory_comes_first(self, settings, tmp_path):
        settings.UMAM_MODELS_DIR = tmp_path
        mine = tmp_path / "SmolLM2-135M-Instruct.Q8_0.gguf"
        mine.touch()
        assert local.weights() == mine
