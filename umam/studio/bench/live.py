"""From the commit of a change to a hundred websocket clients that are told of it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
import urllib.error
import urllib.request

from asgiref.sync import sync_to_async
from django.conf import settings
from rest_framework_simplejwt.tokens import RefreshToken

from umam.accounts.models import User
from umam.jobs import services
from umam.jobs.models import Job
from umam.studio.bench.measure import percentile
from umam.studio.bench.place import helpers, wait_for
from umam.studio.bench.report import Row
from umam.studio.supervisor.ports import free_port
from umam.universes.services import create_universe

CLIENTS = 100
CHANGES = 30
PAUSE = 0.2
PATIENCE = 120.0


def measure(runs: int) -> list[Row]:
    person = User.objects.create_superuser("live@bench.local", None, name="live")
    universe = create_universe(by=person, name="Bench of live events")
    jobs = [
        services.submit(kind="bench_nothing", universe=universe, by=person, input={}) for _ in range(CHANGES)
    ]
    token = str(RefreshToken.for_user(person).access_token)
    port = free_port()
    with helpers() as beside:
        beside.start("web", str(settings.BASE_DIR / "manage.py"), "web", "--port", str(port))
        wait_for(lambda: _is_up(port), 90, "The web server of the bench did not start.", every=0.2)
        path = f"/ws/universes/{universe.pk}/"
        delays = asyncio.run(_delays(port, path, token, jobs))
    slow = percentile(delays, 0.95) * 1000
    return [
        Row(
            f"From commit to {CLIENTS} websocket clients, p95",
            f"{slow:.0f} ms",
            f"p50 {percentile(delays, 0.5) * 1000:.0f} ms, {len(delays)} messages",
            slow,
            100,
            unit="ms",
        )
    ]


async def _delays(port: int, path: str, token: str, jobs: list[Job]) -> list[float]:
    """Seconds from each commit to each client's hearing of it."""
    clients = await asyncio.gather(*(_connect(port, path, token) for _ in range(CLIENTS)))
    heard: dict[str, list[float]] = {str(job.pk): [] for job in jobs}
    ready = [asyncio.Event() for _ in clients]
    listening = [
        asyncio.create_task(_listen(reader, heard, told))
        for (reader, _), told in zip(clients, ready, strict=True)
    ]
    committed: dict[str, float] = {}
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(told.wait() for told in ready))
    for job in jobs:
        await sync_to_async(services.cancel)(job=job, by=job.requested_by)
        committed[str(job.pk)] = time.perf_counter()
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(3.0)
    for task in listening:
        task.cancel()
    for _, writer in clients:
        writer.close()
    missing = [len(times) for times in heard.values() if len(times) < CLIENTS]
    if missing:
        raise RuntimeError(f"{len(missing)} changes did not reach all {CLIENTS} clients: {missing}")
    return [at - committed[job] for job, times in heard.items() for at in times]


async def _connect(port: int, path: str, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A websocket with nothing but what is needed to listen."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Authorization: Bearer {token}",
    ]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in answer.split(b"\r\n")[0]:
        raise RuntimeError(f"The web server refused a websocket: {answer[:80]!r}")
    return reader, writer


async def _listen(reader: asyncio.StreamReader, heard: dict[str, list[float]], ready: asyncio.Event) -> None:
    """Notes when each job was first heard of; `ready` is set once all was told that was there before."""
    known: set[str] = set()
    while True:
        message = json.loads(await _frame(reader) or b"{}")
        if message.get("type") == "jobs.ready":
            ready.set()
        job = str(message.get("id", ""))
        if message.get("type") == "job.changed" and job in heard and job not in known:
            known.add(job)
            heard[job].append(time.perf_counter())


async def _frame(reader: asyncio.StreamReader) -> bytes:
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack(">H", await reader.readexactly(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", await reader.readexactly(8))
    payload = await reader.readexactly(length)
    return payload if first & 0x0F == 1 else b""


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
