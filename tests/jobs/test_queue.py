"""Messages: sent on commit, once, and made up for when the broker was away."""

from datetime import timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from umam.celery import app
from umam.jobs import graph, inline, queue, state, sweeper, tasks
from umam.jobs.models import DeadLetter, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The messages that were sent, as (task, first argument, queue)."""
    messages = []

    def send_task(name, args, queue, **options):
        assert not {"countdown", "eta"} & set(options)
        messages.append((name, args[0], queue))

    monkeypatch.setattr(app, "send_task", send_task)
    return messages


@pytest.fixture
def broken_broker(monkeypatch):
    tried = []

    def send_task(*args, **options):
        tried.append(args)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(app, "send_task", send_task)
    return tried


def test_a_message_goes_out_with_the_commit_and_not_before(submit, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = submit("sleeper")
        assert sent == []
    assert sent == [(queue.RUN, str(job.pk), "media")]


def test_a_dead_broker_does_not_disturb_who_asks(submit, broken_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = submit("echo")
    job.refresh_from_db()
    assert broken_broker
    assert (job.status, job.dispatched_at) == ("pending", None)


def test_the_sweeper_sends_what_was_not_sent(submit, sent):
    job = submit("echo")
    assert queue.dispatch_undispatched() == 1
    assert queue.dispatch_undispatched() == 0
    assert sent == [(queue.RUN, str(job.pk), "default")]


def test_the_first_failure_ends_the_round(submit, broken_broker):
    submit("echo"), submit("echo")
    assert queue.dispatch_undispatched() == 0
    assert len(broken_broker) == 1


def test_two_beats_dispatch_a_due_job_once(submit, sent):
    job = submit("broken", word="boom", run=True)
    Job.objects.filter(pk=job.pk).update(wake_at=timezone.now() - timedelta(seconds=1))
    assert (queue.wake_due(), queue.wake_due()) == (1, 0)
    assert sent == [(queue.RUN, str(job.pk), "default")]


def test_what_is_not_due_sleeps_on(submit, sent):
    submit("broken", word="boom", run=True)
    assert queue.wake_due() == 0
    assert sent == []


def test_a_due_job_survives_a_dead_broker(submit, broken_broker):
    job = submit("broken", word="boom", run=True)
    Job.objects.filter(pk=job.pk).update(wake_at=timezone.now() - timedelta(seconds=1))
    queue.wake_due()
    assert Job.objects.filter(queue.READY, dispatched_at=None, pk=job.pk).exists()


def test_a_message_lost_on_the_way_is_sent_again_when_its_queue_is_empty(submit, sent, monkeypatch):
    job = submit("echo")
    Job.objects.filter(pk=job.pk).update(dispatched_at=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(queue, "length", lambda name: 5)
    assert queue.dispatch_lost() == 0
    monkeypatch.setattr(queue, "length", lambda name: None)
    assert queue.dispatch_lost() == 0
    monkeypatch.setattr(queue, "length", lambda name: 0)
    assert queue.dispatch_lost() == 1
    assert sent == [(queue.RUN, str(job.pk), "default")]


def test_the_length_of_a_queue_is_asked_of_the_broker():
    assert queue.length("default") is not None


def test_the_steps_made_possible_are_sent(submit, sent, django_capture_on_commit_callbacks, steps):
    with django_capture_on_commit_callbacks(execute=True):
        root = submit("diamond")
    assert [message[1] for message in sent] == [str(steps(root)["a"].pk)]
    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_job(str(steps(root)["a"].pk))
    assert {message[1] for message in sent[1:]} == {str(steps(root)["b"].pk), str(steps(root)["c"].pk)}


def test_a_dead_job_goes_to_the_dead_letter_queue(submit, sent, django_capture_on_commit_callbacks):
    job = submit("broken", word="boom")
    with django_capture_on_commit_callbacks(execute=True):
        inline.drain(through_waits=True)
    assert (queue.DEAD_LETTER, str(job.pk), "dead_letter") in sent
    tasks.dead_letter(str(job.pk), "Something went wrong.")
    assert DeadLetter.objects.get().job_id == job.pk


def test_a_retried_job_gets_no_dead_letter_afterwards(submit, anna):
    job = submit("echo", run=True)
    tasks.dead_letter(str(job.pk), "late")
    assert not DeadLetter.objects.exists()


def test_a_dead_worker_s_job_is_sent_again(submit, sent, django_capture_on_commit_callbacks):
    job = submit("echo")
    state.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=11))
    with django_capture_on_commit_callbacks(execute=True):
        sweeper.sweep()
    assert sent == [(queue.RUN, str(job.pk), "default")]


def test_the_tick_can_be_seen(submit):
    tasks.tick()
    assert queue.seconds_since_tick() < 5


def test_every_task_has_a_queue_and_housekeeping_leaves_no_results(settings):
    assert tasks.tick.ignore_result
    assert tasks.sweep.ignore_result
    assert tasks.dead_letter.ignore_result
    assert not tasks.run_job.ignore_result
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["queue"] in settings.UMAM_QUEUES
        assert entry["task"] in app.tasks


def test_limits_come_from_one_number(settings):
    from umam.settings import base

    limit = settings.UMAM_JOB_TIME_LIMIT
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT == limit
    assert base.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > limit


def test_a_root_that_waits_is_swept_without_harm(submit, sent):
    root = submit("diamond")
    sweeper.sweep()
    sweeper.sweep()
    assert len(sent) == 1
    assert graph.release(root.pk) == 0
