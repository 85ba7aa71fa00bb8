"""Jobs on real worker processes with a real broker: kills, cancels, a broker that goes and comes back."""

import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from celery import Celery
from django.db import connection
from django_celery_results.models import TaskResult

from tests.jobs import handlers
from tests.jobs.processes import Processes, eventually
from umam.celery import app
from umam.jobs import services
from umam.jobs.models import DeadLetter, Job, WorkerSeen

pytestmark = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]


@pytest.fixture(scope="module")
def processes(django_db_setup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("workers")
    found = Processes(folder, str(connection.settings_dict["NAME"]), "tests.jobs.worker_settings")
    found.start_all()
    yield found
    found.stop_all()


@pytest.fixture
def studio(processes, monkeypatch, db):
    """Workers that are up, and messages of this process that go to their broker."""
    sender = Celery(broker=processes.url)
    sender.conf.broker_transport_options = {"global_keyprefix": "workers.", "max_retries": 0}
    monkeypatch.setattr(app, "send_task", sender.send_task)
    if "media" not in processes.running:
        processes.start_media()
    if not processes.seen:
        assert eventually(all_slots_seen, 90), "the workers did not come up"
        processes.seen = True
    return processes


def all_slots_seen():
    return WorkerSeen.objects.count() >= 3


def reach(job, *states, within):
    """Wait until the job is in one of the states; returns the seconds that took."""
    begun = time.monotonic()
    reached = eventually(lambda: Job.objects.get(pk=job.pk).status in states, within)
    job.refresh_from_db()
    assert reached, f"{job.status} after {within} s"
    return time.monotonic() - begun


def sleeping_children():
    """The children that the handlers of these tests start."""
    found = [(p.pid, p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])]
    return [pid for pid, words in found if words[-1:] == ["300"] and words[0].endswith("sleep")]


def test_a_job_runs_and_its_result_is_kept(studio, submit):
    job = submit("echo", word="hello")
    reach(job, "completed", within=15)
    assert eventually(lambda: TaskResult.objects.filter(task_name="umam.jobs.run").exists(), 5)
    assert not TaskResult.objects.filter(task_name__in=["umam.jobs.tick", "umam.jobs.sweep"]).exists()


def test_a_film_runs_over_several_processes(studio, submit, steps):
    root = submit("film", word="xyz")
    reach(root, "completed", within=30)
    assert len(steps(root)) == 9
    assert all(job.attempt == 1 for job in steps(root).values())


def test_a_killed_pool_loses_nothing_and_repeats_nothing(studio, submit, steps):
    root = submit("rest", seconds=3.0)
    done = eventually(lambda: Job.objects.filter(parent=root, status="completed").count() >= 2, 30)
    assert done
    finished = set(Job.objects.filter(parent=root, status="completed").values_list("role", flat=True))
    running = Job.objects.filter(parent=root, progress__gt=0, status="processing")
    assert eventually(running.exists, 10)
    lost = set(Job.objects.filter(parent=root, status="processing").values_list("pk", flat=True))
    studio.kill("media")
    killed = time.monotonic()
    studio.start_media()
    taken_up = eventually(
        lambda: (
            not Job.objects.filter(pk__in=lost, attempt=1, status="processing").exists()
            and not Job.objects.filter(pk__in=lost, status="pending", dispatched_at=None).exists()
        ),
        15,
    )
    assert taken_up, "not taken up within 15 s"
    assert time.monotonic() - killed < 15
    reach(root, "completed", within=60)
    attempts = {role: job.attempt for role, job in steps(root).items()}
    assert all(attempts[role] == 1 for role in finished)
    assert max(attempts.values()) == 2
    assert eventually(lambda: handlers.files_below(studio.work) == [], 10)


def test_killed_children_are_replaced_and_their_job_goes_on(studio, submit):
    job = submit("sleeper", seconds=4.0)
    reach(job, "processing", within=15)
    killed = time.monotonic()
    for process in studio.family("media"):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert eventually(lambda: Job.objects.filter(pk=job.pk, attempt=2, status="processing").exists(), 15)
    assert time.monotonic() - killed < 15
    reach(job, "completed", within=15)


@pytest.mark.parametrize(("kind", "word"), [("sleeper", "child"), ("deaf", "")])
def test_a_cancelled_job_is_gone_within_two_seconds(studio, submit, anna, kind, word):
    job = submit(kind, word=word, seconds=60.0)
    reach(job, "processing", within=15)
    assert eventually(sleeping_children, 5)
    assert eventually(lambda: handlers.files_below(studio.work), 5)
    services.cancel(job=job, by=anna)
    cancelled = time.monotonic()
    gone = eventually(lambda: not sleeping_children() and not handlers.files_below(studio.work), 2.0)
    assert gone, f"children {sleeping_children()}, files {handlers.files_below(studio.work)}"
    assert time.monotonic() - cancelled <= 2.1
    after = submit("echo", word="still alive")
    reach(after, "completed", within=15)
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("cancelled", 1)


def test_a_job_that_kills_its_worker_fails_at_the_limit(studio, submit):
    job = submit("poison")
    Job.objects.filter(pk=job.pk).update(max_attempts=1)
    reach(job, "failed", within=30)
    assert (job.error_code, job.dead) == ("worker_lost", True)
    assert eventually(lambda: DeadLetter.objects.filter(job=job).exists(), 10)
    reach(submit("echo"), "completed", within=15)


def test_waits_go_on_by_the_tick(studio, submit):
    job = submit("broken", word="once")
    reach(job, "completed", within=20)
    assert job.attempt == 2


def test_a_broker_that_went_and_came_back(studio, submit):
    studio.kill("valkey")
    begun = time.monotonic()
    job = submit("echo", word="x")
    assert time.monotonic() - begun < 3
    job.refresh_from_db()
    assert (job.status, job.dispatched_at) == ("pending", None)
    studio.start_broker()
    reach(job, "completed", within=40)


def test_time_left_is_right_at_a_quarter_of_the_way(studio, submit):
    assert eventually(all_slots_seen, 15)
    for take in range(3):
        reach(submit("rest", seconds=1.0, take=take), "completed", within=30)
    root = submit("rest", seconds=1.0, take=9)
    begun = time.monotonic()
    assert eventually(lambda: Job.objects.filter(pk=root.pk, progress__gte=0.25).exists(), 30)
    root.refresh_from_db()
    promised, asked = root.eta_seconds, time.monotonic()
    reach(root, "completed", within=30)
    really = time.monotonic() - asked
    assert promised is not None, f"after {asked - begun} s"
    assert 0.65 * really <= promised <= 1.35 * really, (promised, really)


def test_nothing_of_the_tests_is_left(studio):
    assert Path(studio.folder).is_dir()
    assert sleeping_children() == []
