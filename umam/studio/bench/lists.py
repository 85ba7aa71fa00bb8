"""Pages and API lists with 10,000 rows against the same with 100."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from umam.accounts.models import User, UserRole
from umam.assets.models import Asset
from umam.jobs.models import Job
from umam.studio.bench.measure import cost_of, percentile
from umam.studio.bench.report import Row
from umam.universes.models import Universe
from umam.universes.services import create_universe

FEW, MANY = 100, 10_000
REQUESTS = 40
PATHS = {
    "API list of jobs": "/api/jobs",
    "API list of assets": "/api/assets",
    "Page of jobs": reverse("studio:jobs"),
    "Page of assets": reverse("studio:assets"),
}


@dataclass(frozen=True)
class _Reader:
    client: Client
    universe: Universe


def measure(runs: int) -> list[Row]:
    few, many = _reader("few", FEW), _reader("many", MANY)
    return [row for what, path in PATHS.items() for row in _compare(what, path, few, many)]


def _compare(what: str, path: str, few: _Reader, many: _Reader) -> list[Row]:
    queries = {reader: _queries(reader, path) for reader in (few, many)}
    times: dict[_Reader, list[float]] = {few: [], many: []}
    for _ in range(REQUESTS):
        for reader in (few, many):
            times[reader].append(cost_of(partial(_get, reader, path)).cpu)
    slow, quick = percentile(times[many], 0.95), percentile(times[few], 0.95)
    return [
        Row(
            f"{what}, {MANY:,} rows, p95",
            f"{slow * 1000:.0f} ms",
            f"{FEW} rows, {quick * 1000:.0f} ms",
            slow / quick,
            1.5,
        ),
        Row(
            f"{what}, queries",
            str(queries[many]),
            f"{FEW} rows, {queries[few]}",
            queries[many] / max(1, queries[few]),
            1.0,
        ),
    ]


def _reader(name: str, count: int) -> _Reader:
    person = User.objects.create_user(f"lists-{name}@bench.local", None, role=UserRole.CREATOR)
    universe = create_universe(by=person, name=f"Bench of {name} rows")
    jobs = [Job(kind="bench_nothing", label=f"Job {n}", universe=universe) for n in range(count)]
    Job.objects.bulk_create(jobs, batch_size=500)
    assets = [
        Asset(
            universe=universe,
            kind="image",
            name=f"Picture {n}.png",
            mime="image/png",
            size=1000 + n,
            sha256=uuid.uuid4().hex * 2,
            file=f"assets/{n}.png",
        )
        for n in range(count)
    ]
    Asset.objects.bulk_create(assets, batch_size=500)
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return _Reader(client, universe)


def _get(reader: _Reader, path: str) -> None:
    answer = reader.client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:200]!r}")


def _queries(reader: _Reader, path: str) -> int:
    _get(reader, path)
    with CaptureQueriesContext(connection) as seen:
        _get(reader, path)
    return len(seen)
