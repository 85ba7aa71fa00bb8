"""Pipelines: what is released when, how the root ends, what failure, cancel and retry do to the tree."""

import pytest

from tests.jobs import handlers
from umam.jobs import graph, inline, runner, services, state, sweeper
from umam.jobs.handlers import Step
from umam.jobs.models import Dependency, Job, JobAsset
from umam.lib.errors import Invalid, JobError, WrongState

pytestmark = pytest.mark.django_db


def statuses(root, steps):
    return {role: job.status for role, job in steps(root).items()}


def test_a_root_holds_no_worker_and_waits_for_its_steps(submit, steps):
    root = submit("diamond")
    root.refresh_from_db()
    assert (root.status, root.waiting_for, root.lease) == ("processing", "children", None)
    assert set(steps(root)) == {"a", "b", "c", "d"}
    assert runner.run(root.pk) == "skipped"


def test_steps_are_released_only_when_their_needs_are_met(submit, steps):
    root = submit("diamond")
    graph.release(root.pk)
    assert [role for role, job in steps(root).items() if job.released_at] == ["a"]
    runner.run(steps(root)["a"].pk)
    graph.release(root.pk)
    assert {role for role, job in steps(root).items() if job.released_at} == {"a", "b", "c"}


def test_release_happens_once(submit, steps):
    root = submit("diamond")
    assert (graph.release(root.pk), graph.release(root.pk)) == (1, 0)


def test_the_root_ends_with_its_result_step(submit, steps):
    root = submit("diamond", run=True)
    assert root.status == "completed"
    assert root.output_data["said"] == "a+b+a+c+d"
    assert root.output_data == steps(root)["d"].output_data


def test_a_planner_spawns_with_its_completion(submit, steps):
    root = submit("film", word="xy", run=True)
    made = steps(root)
    assert set(made) == {"listen", "plan", "still:x", "clip:x", "still:y", "clip:y", "join"}
    assert root.status == "completed"
    assert JobAsset.objects.filter(job=root, role="picture").count() == 1
    assert root.usage == {"tokens": 3, "model": "m"}


def test_a_planner_that_died_before_its_end_spawned_nothing(submit, steps, monkeypatch):
    root = submit("film", word="xy")
    real = graph.complete

    def crash(job, **fields):
        if job.kind == "planner" and job.attempt == 1:
            raise ConnectionError("the database is away")
        return real(job, **fields)

    monkeypatch.setattr(graph, "complete", crash)
    inline.drain()
    assert set(steps(root)) == {"listen", "plan"}
    inline.drain(through_waits=True)
    assert len(steps(root)) == 7
    root.refresh_from_db()
    assert root.status == "completed"


def test_a_plan_that_cannot_work_is_refused(submit):
    root = submit("diamond")

    def plan(*steps):
        with pytest.raises(JobError):
            graph.insert(root, steps)

    plan(Step("echo", "x", {}, needs=["nowhere"]))
    plan(Step("echo", "x", {}), Step("echo", "x", {}))
    plan(Step("echo", "a", {}))
    plan(Step("echo", "x", {}, needs=["y"]), Step("echo", "y", {}, needs=["x"]))
    plan(Step("diamond", "x", {}))
    assert Job.objects.filter(parent=root).count() == 4


def test_only_steps_may_spawn(submit):
    job = submit("planner", word="x", run=True)
    assert (job.status, job.error_code) == ("failed", "bad_plan")


# failure


def test_a_needed_step_that_fails_fails_the_root_and_cancels_what_is_behind(submit, steps):
    root = submit("diamond", word="b=broken:job_error")
    graph.release(root.pk)
    runner.run(steps(root)["a"].pk)
    graph.release(root.pk)
    runner.run(steps(root)["b"].pk)
    root.refresh_from_db()
    made = steps(root)
    assert (root.status, root.error_code) == ("failed", "quiet")
    assert "The song is too quiet." in root.error_message
    assert root.suggestion == "Sing louder."
    assert (made["d"].status, made["d"].error_code) == ("cancelled", "upstream_failed")
    assert made["d"].error_message.startswith("Upstream failed")
    assert made["c"].status == "pending"


def test_the_other_steps_of_a_failed_root_go_on(submit, steps):
    root = submit("diamond", word="b=broken:job_error", run=True)
    assert statuses(root, steps) == {"a": "completed", "b": "failed", "c": "completed", "d": "cancelled"}


def test_an_optional_step_may_fail(submit, steps):
    root = submit("diamond", word="b=broken?:job_error", run=True)
    assert root.status == "completed"
    assert root.output_data["said"] == "-+a+c+d"


def test_a_dead_step_is_in_the_dead_letters_and_its_root_fails(submit, steps):
    root = submit("diamond", word="c=broken:boom")
    inline.drain(through_waits=True)
    root.refresh_from_db()
    assert (root.status, steps(root)["c"].dead, root.dead) == ("failed", True, False)


# retry


def test_retry_of_a_root_runs_only_what_failed(submit, steps, anna, monkeypatch):
    root = submit("diamond", word="b=broken:job_error", run=True)
    before = {role: job.completed_at for role, job in steps(root).items()}
    handlers.CALLS.clear()
    monkeypatch.setattr(handlers.Broken, "run", lambda self, ctx, data: handlers.Said(said="healed"))
    services.retry(job=root, by=anna)
    inline.drain()
    root.refresh_from_db()
    assert (root.status, root.output_data["said"]) == ("completed", "healed+a+c+d")
    assert [word for _, word in handlers.CALLS] == ["d"]
    assert steps(root)["a"].completed_at == before["a"]
    assert steps(root)["c"].completed_at == before["c"]


def test_retry_of_a_failed_step_takes_up_its_film(submit, steps, anna, monkeypatch):
    root = submit("diamond", word="b=broken:job_error", run=True)
    monkeypatch.setattr(handlers.Broken, "run", lambda self, ctx, data: handlers.Said(said="healed"))
    services.retry(job=steps(root)["b"], by=anna)
    inline.drain()
    root.refresh_from_db()
    assert root.status == "completed"


def test_an_optional_step_is_retried_while_its_film_goes_on(submit, steps, anna):
    root = submit("diamond", word="b=broken?:job_error")
    graph.release(root.pk)
    for role in ("a", "b"):
        runner.run(steps(root)[role].pk)
        graph.release(root.pk)
    services.retry(job=steps(root)["b"], by=anna)
    root.refresh_from_db()
    assert (root.status, steps(root)["b"].status) == ("processing", "pending")


@pytest.mark.parametrize("kind", ["echo", "diamond"])
def test_a_finished_job_is_not_retried(submit, anna, kind):
    with pytest.raises(WrongState):
        services.retry(job=submit(kind, run=True), by=anna)


# cancel


def test_cancel_cascades(submit, steps, anna):
    root = submit("diamond")
    graph.release(root.pk)
    runner.run(steps(root)["a"].pk)
    running = steps(root)["b"]
    graph.release(root.pk)
    attempt = state.claim(running.pk)
    services.cancel(job=root, by=anna)
    assert statuses(root, steps) == {
        "a": "completed",
        "b": "cancelled",
        "c": "cancelled",
        "d": "cancelled",
    }
    with pytest.raises(state.StaleJob):
        graph.complete(attempt, output_data={})
    assert inline.drain() == []


def test_a_cancelled_film_can_be_taken_up_again(submit, steps, anna):
    root = submit("diamond")
    graph.release(root.pk)
    runner.run(steps(root)["a"].pk)
    services.cancel(job=root, by=anna)
    services.retry(job=root, by=anna)
    inline.drain()
    root.refresh_from_db()
    assert root.status == "completed"
    assert [word for _, word in handlers.CALLS].count("a") == 1


def test_cancelling_a_needed_step_fails_the_film(submit, steps, anna):
    root = submit("diamond")
    services.cancel(job=steps(root)["a"], by=anna)
    root.refresh_from_db()
    assert (root.status, root.error_message) == ("failed", "The step “Echo” was cancelled.")
    assert set(statuses(root, steps).values()) == {"cancelled"}


def test_a_failed_film_may_be_told_to_stop_its_other_steps(submit, steps, anna):
    root = submit("diamond", word="b=broken:job_error")
    graph.release(root.pk)
    for role in ("a", "b"):
        runner.run(steps(root)[role].pk)
        graph.release(root.pk)
    root.refresh_from_db()
    services.cancel(job=root, by=anna)
    assert steps(root)["c"].status == "cancelled"
    with pytest.raises(WrongState):
        services.cancel(job=Job.objects.get(pk=root.pk), by=anna)


def test_what_has_ended_cannot_be_cancelled(submit, anna):
    with pytest.raises(WrongState):
        services.cancel(job=submit("echo", run=True), by=anna)


# review


def test_what_needs_approval_waits_for_a_person(submit, steps, anna):
    root = submit("diamond", word="b=draft:words", run=True)
    draft = steps(root)["b"]
    assert (draft.status, draft.review, draft.human_review_required) == ("completed", "pending", True)
    assert draft.confidence_score == 0.4
    assert steps(root)["d"].released_at is None
    services.approve(job=draft, by=anna)
    inline.drain()
    root.refresh_from_db()
    assert (root.status, root.output_data["said"]) == ("completed", "words+a+c+d")
    (decision,) = handlers.REVIEWS
    assert decision == ("approved", "words", anna)


def test_an_edited_result_is_what_goes_on(submit, steps, anna):
    root = submit("diamond", word="b=draft:words", run=True)
    services.approve(job=steps(root)["b"], by=anna, output_data={"said": "better"}, note="shorter")
    inline.drain()
    root.refresh_from_db()
    assert root.output_data["said"] == "better+a+c+d"
    assert steps(root)["b"].review == "edited"
    assert steps(root)["b"].reviewed_by == anna


def test_a_rejected_step_fails_what_needs_its_approval(submit, steps, anna):
    root = submit("diamond", word="b=draft:words", run=True)
    services.reject(job=steps(root)["b"], by=anna, note="no")
    inline.drain()
    root.refresh_from_db()
    assert (root.status, steps(root)["d"].status) == ("failed", "cancelled")
    assert "rejected" in root.error_message


def test_a_decision_is_made_once(submit, anna):
    job = submit("draft", word="x", run=True)
    services.approve(job=job, by=anna)
    for again in (services.approve, services.reject):
        with pytest.raises(WrongState):
            again(job=job, by=anna)


def test_a_decision_that_cannot_be_applied_is_not_made(submit, anna):
    job = submit("draft", word="stale", run=True)
    with pytest.raises(JobError):
        services.approve(job=job, by=anna)
    job.refresh_from_db()
    assert job.review == "pending"


def test_an_edit_must_fit_the_kind(submit, anna):
    job = submit("draft", word="x", run=True)
    with pytest.raises(Invalid) as caught:
        services.approve(job=job, by=anna, output_data={"said": 7})
    assert caught.value.attr == "output_data.said"


# what a crash between commit and release leaves


def test_the_sweeper_releases_what_a_crash_left(submit, steps):
    root = submit("diamond")
    sweeper.tend_roots()
    assert steps(root)["a"].released_at


def test_the_sweeper_ends_a_root_whose_end_was_lost(submit, steps):
    root = submit("diamond", run=True)
    Job.objects.filter(pk=root.pk).update(
        status="processing", completed_at=None, waiting_for="children", output_data=None
    )
    sweeper.tend_roots()
    root.refresh_from_db()
    assert (root.status, root.output_data["said"]) == ("completed", "a+b+a+c+d")


def test_dependencies_are_rows(submit, steps):
    root = submit("diamond")
    needs = Dependency.objects.filter(job=steps(root)["d"]).values_list("on__role", "needs")
    assert sorted(needs) == [("b", "completed"), ("c", "completed")]
