"""The state machine: every pair of states, leases, and what a zombie may do (nothing)."""

import ast
import itertools
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from umam.jobs import state
from umam.jobs.models import TERMINAL, Job, Status
from umam.jobs.signals import job_finished
from umam.lib.errors import WrongState

pytestmark = pytest.mark.django_db
ALLOWED = {
    ("pending", "processing"),
    ("pending", "cancelled"),
    ("processing", "completed"),
    ("processing", "failed"),
    ("processing", "cancelled"),
    ("processing", "pending"),
    ("failed", "pending"),
    ("cancelled", "pending"),
}


def put_into(job, status, **fields):
    ended = timezone.now() if status in TERMINAL else None
    Job.objects.filter(pk=job.pk).update(status=status, completed_at=ended, **fields)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Status.values, Status.values)))
def test_every_pair_of_states(submit, before, after):
    job = put_into(submit(), before)
    seq = job.seq
    if (before, after) in ALLOWED:
        state.transition(job, Status(after))
        job.refresh_from_db()
        assert (job.status, job.seq) == (after, seq + 1)
        assert (job.completed_at is not None) == (after in TERMINAL)
    else:
        with pytest.raises(state.StaleJob):
            state.transition(job, Status(after))
        job.refresh_from_db()
        assert (job.status, job.seq) == (before, seq)


def test_a_stale_job_is_a_conflict_for_people():
    assert issubclass(state.StaleJob, WrongState)


def test_claiming_gives_a_fresh_lease_and_counts_the_attempt(submit):
    job = state.claim(submit().pk)
    assert job.lease is not None
    assert (job.status, job.attempt) == ("processing", 1)
    assert job.heartbeat_at is not None


def test_a_claimed_job_is_claimed_once(submit):
    job = submit()
    assert state.claim(job.pk) is not None
    assert state.claim(job.pk) is None


@pytest.mark.parametrize("fields", [{"released_at": None}, {"wake_at": timezone.now()}])
def test_what_is_not_ready_is_not_claimed(submit, fields):
    job = submit()
    Job.objects.filter(pk=job.pk).update(**fields)
    assert state.claim(job.pk) is None


def test_a_zombie_writes_nothing(submit):
    zombie = state.claim(submit().pk)
    state.transition(Job.objects.get(pk=zombie.pk), Status.PENDING, lease=zombie.lease)
    second = state.claim(zombie.pk)
    assert second.attempt == 2
    for write in (
        lambda: state.write(zombie, progress=0.9),
        lambda: state.transition(zombie, Status.COMPLETED, lease=zombie.lease, output_data={"said": "boo"}),
        lambda: state.transition(zombie, Status.FAILED, lease=zombie.lease),
        lambda: state.transition(zombie, Status.PENDING, lease=zombie.lease),
    ):
        with pytest.raises(state.StaleJob):
            write()
    row = Job.objects.get(pk=zombie.pk)
    assert (row.status, row.lease, row.progress, row.output_data) == ("processing", second.lease, 0.0, None)


def test_leaving_processing_ends_the_lease(submit):
    job = state.claim(submit().pk)
    state.transition(job, Status.PENDING, lease=job.lease)
    assert Job.objects.get(pk=job.pk).lease is None


def test_many_move_at_once_and_only_those_that_may(submit):
    one, two, three = submit(), submit(), submit()
    put_into(three, "completed")
    moved = state.transition_many(Job.objects.filter(pk__in=[one.pk, two.pk, three.pk]), Status.CANCELLED)
    assert {job.pk for job in moved} == {one.pk, two.pk}
    assert Job.objects.get(pk=three.pk).status == "completed"


def test_the_signal_is_sent_inside_the_transaction_that_ends_the_job(submit):
    seen = []

    def receiver(job, **_):
        seen.append(job.pk)
        raise ValueError("undo")

    job = state.claim(submit().pk)
    job_finished.connect(receiver)
    try:
        with pytest.raises(ValueError, match="undo"):
            state.transition(job, Status.COMPLETED, lease=job.lease)
    finally:
        job_finished.disconnect(receiver)
    assert seen == [job.pk]


def test_a_claim_that_lost_the_race_with_a_cancel_takes_nothing(submit, monkeypatch):
    job = submit()
    get = Job.objects.get

    def cancelled_in_between(**which):
        Job.objects.filter(pk=job.pk).update(status="cancelled", lease=None, completed_at=timezone.now())
        return get(**which)

    monkeypatch.setattr(Job.objects, "get", cancelled_in_between)
    assert state.claim(job.pk) is None


def test_a_lease_belongs_to_one_row(submit):
    one, two = state.claim(submit().pk), state.claim(submit().pk)
    assert one.lease != two.lease
    assert isinstance(one.lease, uuid.UUID)


def test_only_the_state_module_writes_the_status_of_a_job():
    folder = Path(settings.BASE_DIR) / "umam" / "jobs"
    for path in folder.rglob("*.py"):
        if path.name == "state.py" or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"update", "create"}:
                assert all(word.arg != "status" for word in node.keywords), f"{path}:{node.lineno}"
