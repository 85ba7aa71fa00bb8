"""Two of everything at once, on the database as it is."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from umam.celery import app
from umam.jobs import graph, queue, services, state
from umam.jobs.models import Dependency, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **_: messages.append(args[0]))
    return messages


def together(*works):
    """Run each work in a thread of its own; they begin each round at the same moment."""
    barrier = threading.Barrier(len(works), timeout=30)

    def begin(work):
        try:
            do_not_wait_for_the_disk()
            work(barrier)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        for running in [pool.submit(begin, work) for work in works]:
            running.result()


def do_not_wait_for_the_disk():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")


def a_pair_and_its_child(universe, result=False):
    """A root, two steps that run, and one that needs both."""
    root = Job.objects.create(kind="diamond", universe=universe, released_at=None)
    state.transition(root, "processing", waiting_for="children")
    left, right, child = Job.objects.bulk_create(
        Job(kind="echo", universe=universe, parent=root, role=role, is_result=result and role == "child")
        for role in ("left", "right", "child")
    )
    Dependency.objects.bulk_create(Dependency(job=child, on=one) for one in (left, right))
    graph.release(root.pk)
    Job.objects.filter(pk__in=[left.pk, right.pk]).update(dispatched_at=root.created_at)
    return state.claim(left.pk), state.claim(right.pk), child


def two_parents_at_once(universe, times):
    with transaction.atomic():
        families = [a_pair_and_its_child(universe) for _ in range(times)]

    def finish(side):
        def work(barrier):
            for family in families:
                barrier.wait()
                graph.complete(family[side], output_data={})

        return work

    together(finish(0), finish(1))
    return [family[2].pk for family in families]


def check_released_once(children, sent):
    left_behind = Job.objects.filter(pk__in=children, released_at=None).count()
    assert left_behind == 0
    assert Counter(sent) == Counter(str(pk) for pk in children)


def test_two_parents_finishing_at_once_release_their_child_once(universe, sent):
    check_released_once(two_parents_at_once(universe, 40), sent)


@pytest.mark.postgres
def test_two_parents_finishing_at_once_on_postgresql(universe, sent):
    assert connection.vendor == "postgresql"
    check_released_once(two_parents_at_once(universe, 200), sent)


def test_a_job_is_claimed_by_one_of_many(submit):
    jobs = [submit() for _ in range(10)]
    won = []

    def work(barrier):
        for job in jobs:
            barrier.wait()
            if state.claim(job.pk) is not None:
                won.append(job.pk)

    together(*[work] * 4)
    assert sorted(won) == sorted(job.pk for job in jobs)
    assert set(Job.objects.values_list("attempt", flat=True)) == {1}


def test_cancel_and_completion_at_once_end_in_one_of_both(submit, steps, anna, universe):
    families = [a_pair_and_its_child(universe, result=True) for _ in range(15)]
    roots = [Job.objects.get(pk=family[0].parent_id) for family in families]
    lost = []

    def complete(barrier):
        for left, _, _ in families:
            barrier.wait()
            try:
                graph.complete(left, output_data={"said": "x"})
            except state.StaleJob:
                lost.append(left.pk)

    def cancel(barrier):
        for root in roots:
            barrier.wait()
            services.cancel(job=root, by=anna)

    together(complete, cancel)
    for left, right, child in families:
        made = {job.pk: job.status for job in Job.objects.filter(pk__in=[left.pk, right.pk, child.pk])}
        assert made[left.pk] == ("cancelled" if left.pk in lost else "completed")
        assert made[right.pk] == made[child.pk] == "cancelled"
    assert {root.status for root in Job.objects.filter(parent=None)} == {"cancelled"}


def test_a_result_and_a_failing_step_at_once_do_not_block_each_other(universe):
    """Both lock the root first, so neither waits for the other's rows in a circle."""
    families = []
    for _ in range(15):
        left, right, child = a_pair_and_its_child(universe)
        Job.objects.filter(pk=left.pk).update(is_result=True)
        left.is_result = True
        families.append((left, right, child))

    def complete(barrier):
        for left, _, _ in families:
            barrier.wait()
            graph.complete(left, output_data={})

    def fail(barrier):
        for _, right, _ in families:
            barrier.wait()
            graph.fail(right, lease=right.lease, error_message="no", error_code="no")

    together(complete, fail)
    for root in Job.objects.filter(parent=None):
        assert root.status in ("completed", "failed")


def test_two_ticks_at_once_wake_each_job_once(submit, sent):
    jobs = [submit() for _ in range(10)]
    sent.clear()
    Job.objects.update(wake_at=jobs[0].created_at, dispatched_at=None)

    def tick(barrier):
        barrier.wait()
        queue.wake_due()

    together(tick, tick)
    assert Counter(sent) == Counter(str(job.pk) for job in jobs)


def test_one_idempotency_key_in_many_requests_is_one_job(submit, universe, anna):
    made = []

    def ask(barrier):
        barrier.wait()
        made.append(submit("diamond", key="k").pk)

    together(*[ask] * 4)
    assert len(set(made)) == 1
    assert Job.objects.filter(parent=None).count() == 1


def test_many_threads_write_at_once(submit):
    jobs = [state.claim(submit().pk) for _ in range(4)]

    def work(mine):
        def write(barrier):
            barrier.wait()
            for step in range(40):
                state.write(mine, tell=True, progress=step / 40)

        return write

    together(*[work(job) for job in jobs])
    assert set(Job.objects.values_list("progress", flat=True)) == {39 / 40}
