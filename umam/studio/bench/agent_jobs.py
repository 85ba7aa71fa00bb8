"""Two hundred scenes on a model that takes two seconds, sixteen at once in one worker."""

from __future__ import annotations

import math

from django.db import connection

from agents.services.work import start
from umam.celery import app
from umam.jobs.models import TERMINAL, Job, Status
from umam.studio.bench.agent_worlds import Asker, Provider, demo_world, use
from umam.studio.bench.measure import Cost
from umam.studio.bench.place import helpers
from umam.studio.bench.report import Row
from umam.studio.bench.workers import start_worker

COUNT, SLOTS = 200, 16
MODEL_SECONDS = 2
MOST = 1.3
PATIENCE = 300.0


def measure(provider: Provider) -> list[Row]:
    """The first sixteen are not counted: a worker imports what it needs when it is first asked."""
    world = demo_world("jobs")
    use(provider.url("jobs", MODEL_SECONDS * 1000))
    with helpers() as beside:
        worker = start_worker(
            beside, app, "umam.celery", name="llm", queue="llm", pool="threads", slots=SLOTS
        )

        def drain(count: int) -> Cost:
            return worker.drain(lambda: _order(world, count), _left, PATIENCE, every=0.1)

        drain(SLOTS)
        cost = drain(COUNT)
    _all_well()
    ideal = math.ceil(COUNT / SLOTS) * MODEL_SECONDS
    return [
        Row(
            f"{COUNT} agent jobs, {SLOTS} at once, on {connection.vendor}",
            f"{cost.wall:.1f} s, {1000 * cost.cpu / COUNT:.0f} ms of processor time a job",
            f"a model that takes {MODEL_SECONDS} s, ideally {ideal} s",
            cost.wall / ideal,
            MOST,
        )
    ]


def _order(world: Asker, count: int) -> None:
    for number in range(count):
        start(agent_type="narrative", universe=world.universe, by=world.person, input=world.wish(number))


def _left() -> int:
    return Job.objects.filter(kind="narrative").exclude(status__in=sorted(TERMINAL)).count()


def _all_well() -> None:
    """A job that failed or went offline was quick, and a second attempt was slow: neither may count."""
    jobs = Job.objects.filter(kind="narrative")
    odd = jobs.exclude(status=Status.COMPLETED, attempt=1, engine="anthropic").first()
    if odd is not None:
        raise RuntimeError(
            f"A job of the bench was {odd.status} at attempt {odd.attempt}: {odd.error_message}"
        )
