"""Progress and time left: measured rates, list scheduling, and the promise at a quarter of the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.jobs import handlers
from umam.jobs import estimates, graph, inline, runner, schedule, selectors, state
from umam.jobs.models import Job, WorkerSeen
from umam.jobs.schedule import Task

MEDIA = frozenset({"media"})


def total(tasks, slots):
    return max(schedule.ends(tasks, slots).values())


def test_tasks_in_a_row_and_side_by_side():
    row = [Task("a", "media", 2), Task("b", "media", 3, needs=["a"])]
    assert total(row, [MEDIA]) == total(row, [MEDIA] * 4) == 5
    sides = [Task(str(n), "media", 2) for n in range(4)]
    assert total(sides, [MEDIA]) == 8
    assert total(sides, [MEDIA] * 2) == 4
    assert total(sides, [MEDIA] * 9) == 2


def test_a_slot_takes_only_its_queues():
    tasks = [Task("a", "media", 2), Task("b", "llm", 2)]
    assert total(tasks, [frozenset({"media", "llm"})]) == 4
    assert total(tasks, [MEDIA, frozenset({"llm"})]) == 2


def test_a_special_slot_is_taken_before_one_that_others_need():
    tasks = [Task("a", "media", 2), Task("b", "llm", 2)]
    assert total(tasks, [frozenset({"media", "llm"}), MEDIA]) == 2


def test_a_running_task_holds_its_slot():
    assert schedule.ends([Task("new", "media", 1), Task("old", "media", 5, running=True)], [MEDIA]) == {
        "old": 5,
        "new": 6,
    }


def test_a_queue_without_a_worker_and_a_need_from_elsewhere():
    assert total([Task("a", "gpu", 3, needs=["long gone"])], []) == 3


def test_what_waits_in_a_circle_ends_never_and_hangs_nobody():
    assert schedule.ends([Task("a", "media", 1, needs=["b"]), Task("b", "media", 1, needs=["a"])], []) == {}


@pytest.fixture
def worker(db):
    """Two slots for everything."""
    WorkerSeen.objects.create(name="w", queues=["default", "media", "llm"], slots=2, seen_at=timezone.now())


def ran(job, seconds, *, weight=None, ago=0.0):
    """Let the job have taken `seconds`."""
    end = timezone.now() - timedelta(seconds=ago)
    fields = {"started_at": end - timedelta(seconds=seconds), "completed_at": end}
    Job.objects.filter(pk=job.pk).update(**fields, **({"weight": weight} if weight else {}))
    estimates.forget()


def test_a_rate_is_measured_per_unit_and_engine(submit):
    assert estimates.rate("sleeper", "") is None
    ran(submit("painter", word="a", run=True), 10, weight=5)
    ran(submit("painter", word="b", run=True), 30, weight=15)
    assert estimates.rate("painter", "brush") == pytest.approx(2.0, rel=0.01)
    assert estimates.rate("painter", "pencil") is None


def test_reused_and_failed_jobs_are_no_measure(submit):
    ran(submit("painter", word="a", run=True), 10)
    submit("painter", word="a", run=True)
    submit("painter", word="a", run=True)
    estimates.forget()
    assert estimates.rate("painter", "brush") == pytest.approx(10, rel=0.01)


def test_one_job_s_time_left_moves_from_history_to_progress(submit):
    ran(submit("never", seconds=1, run=True), 10)
    job = state.claim(submit("never", seconds=2).pk)
    assert estimates.seconds_left(job) == pytest.approx(20, rel=0.05)
    job.started_at = timezone.now() - timedelta(seconds=10)
    job.progress = 0.5
    assert estimates.seconds_left(job) == pytest.approx(10, rel=0.05)
    job.progress = 0.9
    assert estimates.seconds_left(job) < 3


def test_nothing_is_promised_without_knowledge(submit):
    job = state.claim(submit("never").pk)
    assert estimates.seconds_left(job) is None


def test_a_root_s_progress_is_weighted_by_expected_time(submit, steps, worker):
    done = submit("diamond", word="b=never:b,c=always:c", run=True)
    for role, seconds in {"a": 1, "b": 6, "c": 1, "d": 2}.items():
        ran(steps(done)[role], seconds)
    root = submit("diamond", word="b=never:b,c=always:c", fresh=True)
    graph.release(root.pk)
    runner.run(steps(root)["a"].pk)
    ran(steps(root)["a"], 1.5)
    estimates.refresh(root.pk)
    root.refresh_from_db()
    # a 1.5 of 1.5 (a and d are both echoes, 1.5 s each on average) + 6 + 1 + 1.5
    assert root.progress == pytest.approx(0.15, abs=0.02)
    assert root.seq > 1


def test_a_root_s_time_left_is_its_critical_path(submit, steps, worker):
    done = submit("diamond", word="b=never:b,c=always:c", run=True)
    for role, seconds in {"a": 2, "b": 6, "c": 1, "d": 2}.items():
        ran(steps(done)[role], seconds)
    root = submit("diamond", word="b=never:b,c=always:c", fresh=True)
    estimates.refresh(root.pk)
    root.refresh_from_db()
    assert selectors.eta_seconds(root) == pytest.approx(2 + 6 + 2, rel=0.05)


def test_the_work_of_others_comes_first(submit, steps, worker):
    ran(submit("echo", word="measure", run=True), 4)
    for _ in range(4):
        submit("echo", word="ahead")
    root = submit("diamond")
    estimates.refresh(root.pk)
    root.refresh_from_db()
    # Two slots: four echoes ahead take 8 s, then a, b and c side by side, d.
    assert selectors.eta_seconds(root) == pytest.approx(8 + 4 + 4 + 4, rel=0.1)


def test_what_a_planner_will_spawn_is_foreseen_from_the_last_film(submit, steps, worker):
    done = submit("film", word="xyz", run=True)
    for job in steps(done).values():
        ran(job, 3)
    root = submit("film", word="uvw", fresh=True)
    estimates.refresh(root.pk)
    root.refresh_from_db()
    # listen, plan, then 3 stills and 3 clips of 3 s on two slots, join
    assert selectors.eta_seconds(root) == pytest.approx(3 + 3 + 9 + 3, rel=0.2)


def test_progress_does_not_jump_back_when_the_plan_grows(submit, steps, worker):
    root = submit("film", word="xyz")
    seen = []
    for _ in range(8):
        graph.release(root.pk)
        ready = [job for job in steps(root).values() if job.status == "pending" and job.released_at]
        if not ready:
            break
        runner.run(ready[0].pk)
        estimates.refresh(root.pk)
        seen.append(Job.objects.get(pk=root.pk).progress)
    assert seen == sorted(seen)
    assert seen[1] <= estimates.PLANNING_SHARE
    assert seen[-1] < 1


def test_time_left_runs_down_between_measurements(submit):
    job = submit("diamond")
    Job.objects.filter(pk=job.pk).update(eta_seconds=10, eta_at=timezone.now() - timedelta(seconds=4))
    job.refresh_from_db()
    assert selectors.eta_seconds(job) == pytest.approx(6, abs=0.3)
    Job.objects.filter(pk=job.pk).update(eta_at=timezone.now() - timedelta(seconds=40))
    job.refresh_from_db()
    assert selectors.eta_seconds(job) == 0


def test_an_ended_job_has_no_time_left(submit):
    assert selectors.eta_seconds(submit("diamond", run=True)) is None


def test_workers_that_are_silent_do_not_count(worker):
    assert len(estimates.worker_slots()) == 2
    WorkerSeen.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert estimates.worker_slots() == []


def test_the_finished_pipelines_ran_as_told(submit):
    submit("film", word="x", run=True)
    assert ("planner", "x") in handlers.CALLS
    assert inline.drain() == []
