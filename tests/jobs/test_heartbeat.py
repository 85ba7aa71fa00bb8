"""The thread that keeps attempts alive and ends what was cancelled."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from umam.jobs import heartbeat, inline, runner, services, state
from umam.jobs.context import JobContext
from umam.jobs.models import Job, WorkerSeen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def beating(settings, monkeypatch):
    """A watch of our own that looks often."""
    settings.UMAM_JOB_HEARTBEAT = True
    monkeypatch.setattr(heartbeat, "LOOK", 0.02)
    monkeypatch.setattr(heartbeat, "BEAT", 0.1)
    monkeypatch.setattr(heartbeat, "GRACE", 0.2)
    watch = heartbeat._Watch()
    monkeypatch.setattr(heartbeat, "_watch", watch)
    monkeypatch.setattr(heartbeat, "_worker", heartbeat._Worker())
    yield watch
    watch.end()


def wait_until(truth, seconds=5.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if truth():
            return True
        time.sleep(0.02)
    return False


def test_a_running_attempt_beats(submit):
    job = state.claim(submit().pk)
    old = timezone.now() - timedelta(seconds=9)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=old)
    with heartbeat.watched(JobContext(job)):
        assert wait_until(lambda: Job.objects.get(pk=job.pk).heartbeat_at > old + timedelta(seconds=5))


def test_a_cancel_is_heard_at_once(submit):
    ctx = JobContext(state.claim(submit().pk))
    with heartbeat.watched(ctx):
        assert not ctx.should_stop()
        services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
        assert wait_until(ctx.should_stop, 1.0)


def test_a_lease_that_went_to_another_is_heard_too(submit):
    ctx = JobContext(state.claim(submit().pk))
    with heartbeat.watched(ctx):
        Job.objects.filter(pk=ctx.job_id).update(lease=uuid.uuid4())
        assert wait_until(ctx.should_stop, 1.0)


def test_progress_that_was_held_back_is_written(submit):
    ctx = JobContext(state.claim(submit().pk))
    with heartbeat.watched(ctx):
        ctx.progress(0.2)
        ctx.progress(0.7, "more")
        assert wait_until(lambda: Job.objects.get(pk=ctx.job_id).progress == 0.7)


def test_a_prefork_child_that_does_not_stop_leaves_with_children_and_files(submit, monkeypatch):
    ended = threading.Event()
    killed = []
    monkeypatch.setattr(heartbeat.process, "kill_children", lambda: killed.append(1))
    monkeypatch.setattr(heartbeat.os, "_exit", lambda code: ended.set())
    heartbeat._worker.disposable = True
    ctx = JobContext(state.claim(submit().pk))
    folder = ctx.work_dir
    with heartbeat.watched(ctx):
        services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
        begun = time.monotonic()
        assert ended.wait(3)
        assert time.monotonic() - begun >= 0.1
    assert killed
    assert not folder.exists()


def test_a_worker_of_threads_never_leaves(submit, monkeypatch):
    monkeypatch.setattr(heartbeat.os, "_exit", lambda code: pytest.fail("it left"))
    ctx = JobContext(state.claim(submit().pk))
    with heartbeat.watched(ctx):
        services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
        assert wait_until(ctx.should_stop, 1.0)
        time.sleep(0.4)


def test_an_attempt_that_ended_is_forgotten(submit, beating):
    job = submit("echo", word="x")
    assert runner.run(job.pk) == "completed"
    assert beating.attempts == {}


def test_a_cancelled_sleeper_stops_by_itself(submit):
    job = submit("sleeper", seconds=30)
    begun = time.monotonic()
    canceller = threading.Timer(0.3, _cancel, [job.pk])
    canceller.start()
    assert runner.run(job.pk) == "dropped"
    canceller.join()
    assert time.monotonic() - begun < 2.3
    job.refresh_from_db()
    assert job.status == "cancelled"


def _cancel(job_id):
    services.cancel(job=Job.objects.get(pk=job_id), by=None)
    connection.close()


def test_a_process_shows_what_it_offers_until_it_leaves(db):
    heartbeat.introduce(queues=["media", "default"], slots=3, disposable=False)
    assert wait_until(WorkerSeen.objects.exists)
    seen = WorkerSeen.objects.get()
    assert (seen.queues, seen.slots) == (["default", "media"], 3)
    heartbeat.take_leave()
    assert not WorkerSeen.objects.exists()


def test_a_database_that_is_away_does_not_end_the_thread(submit, monkeypatch, beating):
    from django.db import OperationalError

    ctx = JobContext(state.claim(submit().pk))
    failures = []

    def away(self, attempts):
        failures.append(1)
        if len(failures) < 4:
            raise OperationalError("database is locked")

    monkeypatch.setattr(heartbeat._Watch, "_look", away)
    with heartbeat.watched(ctx):
        assert wait_until(lambda: len(failures) > 5)
    assert inline.drain() == []
