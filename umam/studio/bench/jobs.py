"""Jobs that do nothing against bare Celery tasks that do nothing: same broker, same database for results."""

from __future__ import annotations

from django_celery_results.models import TaskResult

from umam.accounts.models import User
from umam.celery import app as ours_app
from umam.jobs import services
from umam.jobs.models import Job, Status
from umam.studio.bench.bare import app as bare_app
from umam.studio.bench.bare import nothing
from umam.studio.bench.measure import Cost, interleaved
from umam.studio.bench.place import helpers
from umam.studio.bench.report import Row
from umam.studio.bench.workers import start_worker
from umam.universes.models import Universe
from umam.universes.services import create_universe

COUNT = 200
SLOTS = 2
PATIENCE = 240.0


def measure(runs: int) -> list[Row]:
    """Both workers are up all the time; messages are queued first, then one of them is let loose."""
    person = User.objects.create_superuser("jobs@bench.local", None, name="jobs")
    universe = create_universe(by=person, name="Bench of jobs")
    with helpers() as beside:
        mine = start_worker(
            beside, ours_app, "umam.celery", name="ours", queue="default", pool="prefork", slots=SLOTS
        )
        bare = start_worker(
            beside,
            bare_app,
            "umam.studio.bench.bare",
            name="bare",
            queue="bench",
            pool="prefork",
            slots=SLOTS,
        )

        def ours() -> Cost:
            return mine.drain(lambda: _order_jobs(universe, person), _jobs_left, PATIENCE)

        def theirs() -> Cost:
            done = TaskResult.objects.count()
            return bare.drain(_order_tasks, lambda: done + COUNT - TaskResult.objects.count(), PATIENCE)

        cost, yardstick = interleaved(ours, theirs, runs=runs)
    return [
        Row(
            "Jobs that do nothing, by processor time",
            f"{COUNT / cost.cpu:.0f} a cpu second",
            f"bare Celery, {COUNT / yardstick.cpu:.0f} a cpu second",
            yardstick.cpu / cost.cpu,
            0.40,
            at_least=True,
        ),
        Row(
            "Jobs that do nothing, by the clock",
            f"{COUNT / cost.wall:.0f} a second",
            f"bare Celery, {COUNT / yardstick.wall:.0f} a second",
            yardstick.wall / cost.wall,
            0.40,
            at_least=True,
        ),
    ]


def _order_jobs(universe: Universe, person: User) -> None:
    for _ in range(COUNT):
        services.submit(kind="bench_nothing", universe=universe, by=person, input={})


def _jobs_left() -> int:
    return Job.objects.filter(kind="bench_nothing").exclude(status=Status.COMPLETED).count()


def _order_tasks() -> None:
    for _ in range(COUNT):
        bare_app.send_task(nothing.name, queue="bench")
