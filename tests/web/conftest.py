"""The real web server, as `manage.py web`, with a database and a user of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings

MB = 1024 * 1024
LIMIT_MB = 400
SET_UP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from rest_framework_simplejwt.tokens import RefreshToken
from umam.accounts.models import User
print("token", RefreshToken.for_user(User.objects.create_user("web@example.org", "pw")).access_token)
"""


@dataclass
class WebServer:
    """A running server: its address, process, data directory and an access token."""

    port: int
    process: subprocess.Popen[bytes]
    data: Path
    token: str

    @property
    def memory(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    def rss(self) -> int:
        """Bytes of memory in use now."""
        return int(self.memory.memory_info().rss)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = self.connect()
        connection.request("GET", path, headers={**self.auth, **headers})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def get_json(self, path: str) -> Any:
        return json.loads(self.get(path)[1])

    def unlinked_files(self) -> list[str]:
        """Temporary files without a name that the server has open now."""
        found = []
        for entry in Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                target = os.readlink(entry)
            except FileNotFoundError:
                continue
            if target.endswith("(deleted)") and not target.startswith("/memfd"):
                found.append(target)
        return found


class Peak(threading.Thread):
    """The most memory a server used while this was running."""

    def __init__(self, server: WebServer) -> None:
        super().__init__(daemon=True)
        self.server = server
        self.before = self.most = server.rss()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, self.server.rss())

    def __enter__(self) -> Peak:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self.join()

    @property
    def added(self) -> float:
        """Megabytes above what was in use before."""
        return (self.most - self.before) / MB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    root = tmp_path_factory.mktemp("web")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    env |= {"UMAM_TEST_DIR": str(root), "UMAM_MAX_UPLOAD_MB": str(LIMIT_MB), "DATABASE_URL": ""}
    env["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "umam.settings.test")
    base = Path(settings.BASE_DIR)
    made = subprocess.run(
        [sys.executable, "-c", SET_UP], cwd=base, env=env, check=True, capture_output=True, timeout=120
    )
    token = made.stdout.decode().rpartition("token ")[2].strip()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    log = (root / "web.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "web", "--fd", str(listener.fileno())],
        cwd=base,
        env=env,
        stdout=log,
        stderr=log,
        pass_fds=[listener.fileno()],
    )
    running = WebServer(listener.getsockname()[1], process, root / "main", token)
    try:
        assert running.get("/api/assets")[0].status == 200, (root / "web.log").read_text()
        yield running
    finally:
        listener.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def settled(server: WebServer, seconds: float = 5.0) -> int:
    """The server's memory once it has stopped falling."""
    last, until = server.rss(), time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.3)
        now = server.rss()
        if now >= last - MB:
            return now
        last = now
    return last
