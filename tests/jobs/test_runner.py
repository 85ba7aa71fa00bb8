"""One attempt, from the claim to its end: outputs, errors, retries, parking, files."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.jobs import handlers
from umam.assets.models import Asset
from umam.jobs import inline, queue, runner, services, state, sweeper
from umam.jobs.context import JobContext, work_root
from umam.jobs.models import DeadLetter, Job, JobAsset, JobLog
from umam.lib.errors import NotFound

pytestmark = pytest.mark.django_db


def make_due(job):
    Job.objects.filter(pk=job.pk).update(wake_at=timezone.now() - timedelta(seconds=1))


def test_a_job_ends_with_its_output(submit):
    job = submit("echo", word="hello", run=True)
    assert (job.status, job.output_data["said"], job.progress) == ("completed", "hello", 1.0)
    assert job.started_at
    assert job.completed_at


def test_a_second_message_for_the_same_job_does_nothing(submit):
    job = submit("echo", run=True)
    assert runner.run(job.pk) == "skipped"
    assert len(handlers.CALLS) == 1


def test_files_usage_and_log_are_kept_with_the_job(submit, universe):
    job = submit("painter", word="boat", run=True)
    made = JobAsset.objects.get(job=job)
    assert (made.role, made.name) == ("picture", "boat.txt")
    assert made.asset.universe_id == universe.pk
    assert made.asset.provenance == {"job": str(job.pk), "kind": "painter", "engine": "brush"}
    assert job.usage == {"tokens": 3, "model": "m"}
    assert (job.engine, job.engine_version) == ("brush", "7")
    assert JobLog.objects.get(job=job).text == "painted boat"


def test_the_work_folder_is_private_and_gone_afterwards(submit):
    submit("painter", word="boat", run=True)
    submit("broken", word="job_error", run=True)
    assert handlers.files_below(work_root()) == []
    assert Path(settings.UMAM_WORK_DIR) in work_root().parents or work_root().parent == settings.UMAM_WORK_DIR


def test_an_asset_of_another_universe_is_not_there(submit, anna, universe, elsewhere, berta):
    theirs = submit("painter", word="secret", where=elsewhere, by=berta, run=True)
    foreign = JobAsset.objects.get(job=theirs).asset_id
    with pytest.raises(NotFound):
        services.submit(kind="painter", universe=universe, by=anna, input={"asset": str(foreign)})
    job = submit("painter", word="mine")
    Job.objects.filter(pk=job.pk).update(input_data={"word": "mine", "asset": str(foreign)})
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "not_found")


# errors


def test_a_job_error_fails_at_once_and_is_what_people_read(submit):
    job = submit("broken", word="job_error", run=True)
    assert (job.status, job.error_message, job.suggestion) == (
        "failed",
        "The song is too quiet.",
        "Sing louder.",
    )
    assert (job.error_code, job.attempt, job.dead) == ("quiet", 1, False)


def test_a_full_disk_is_said_in_plain_words(submit):
    job = submit("broken", word="full", run=True)
    assert (job.status, job.error_code) == ("failed", "no_space")
    assert "no space left" in job.error_message
    assert "Errno" not in job.error_message


def test_an_unknown_error_is_tried_again_and_its_traceback_is_private(submit):
    job = submit("broken", word="boom", run=True)
    assert (job.status, job.attempt, job.waiting_for) == ("pending", 1, "retry")
    assert job.wake_at > timezone.now()
    assert "secret" not in (job.progress_note + (job.error_message or ""))
    private = JobLog.objects.get(job=job, internal=True)
    assert "ZeroDivisionError: secret /home/path" in private.text


def test_what_passes_by_itself_needs_no_person(submit):
    job = submit("broken", word="once")
    assert inline.drain(through_waits=True) == ["repeated", "completed"]
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error_message) == ("completed", 2, None)


def test_used_up_attempts_fail_generically_and_go_to_the_dead_letters(
    submit, django_capture_on_commit_callbacks
):
    job = submit("broken", word="boom")
    with django_capture_on_commit_callbacks(execute=True):
        inline.drain(through_waits=True)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.dead) == ("failed", 3, True)
    assert "secret" not in job.error_message
    letter = services.record_dead_letter(job_id=job.pk, reason=job.error_message)
    assert services.record_dead_letter(job_id=job.pk, reason="again") == letter
    assert (letter.attempts, letter.universe_id) == (3, job.universe_id)


def test_retry_later_waits_at_least_as_long_as_it_says(submit):
    before = timezone.now()
    job = submit("broken", word="later", run=True)
    assert job.wake_at - before >= timedelta(seconds=7)
    assert job.progress_note == "The service is busy."


def test_the_wait_doubles_and_never_falls_together(settings):
    settings.UMAM_JOB_BACKOFF = 2.0
    for attempt in range(1, 6):
        waits = [runner.delay(attempt) for _ in range(50)]
        assert 2.0 * 2 ** (attempt - 1) <= min(waits) <= max(waits) <= 3.0 * 2 ** (attempt - 1)
        assert len(set(waits)) > 1
    assert runner.delay(50) <= 1.5 * runner.LONGEST_BACKOFF


def test_cancelled_by_its_handler(submit):
    assert submit("broken", word="cancelled", run=True).status == "cancelled"


def test_an_input_that_no_longer_fits_is_said(submit):
    job = submit("echo")
    Job.objects.filter(pk=job.pk).update(input_data={"seconds": "many"})
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "invalid")
    assert "seconds" in job.error_message


def test_a_kind_that_is_gone_fails_its_jobs(submit):
    job = submit("echo")
    Job.objects.filter(pk=job.pk).update(kind="gone")
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.error_message) == ("failed", "There is no kind of job called “gone”.")


# an attempt that is not the job's own any more


def test_a_cancelled_attempt_stores_nothing(submit, tmp_path):
    ctx = JobContext(state.claim(submit("painter").pk))
    file = tmp_path / "x.txt"
    file.write_text("some words of text\n")
    services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
    with pytest.raises(state.StaleJob):
        ctx.store(file, kind="text", role="picture", name="x.txt")
    assert not JobAsset.objects.exists()
    assert not Asset.objects.alive().exists()
    for write in (lambda: ctx.log("x"), lambda: ctx.remember(a=1), lambda: ctx.progress(0.5)):
        with pytest.raises(state.StaleJob):
            write()
    assert not JobLog.objects.exists()


def test_should_stop_hears_of_a_cancel(submit, monkeypatch):
    ctx = JobContext(state.claim(submit().pk))
    monkeypatch.setattr("umam.jobs.context.LOOK_EVERY", 0.0)
    assert not ctx.should_stop()
    services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
    assert ctx.should_stop()


def test_what_a_dropped_attempt_returns_is_dropped(submit, monkeypatch):
    job = submit("echo", word="late")

    def cancelled_meanwhile(self, ctx, data):
        services.cancel(job=Job.objects.get(pk=ctx.job_id), by=None)
        return handlers.Said(said="too late")

    monkeypatch.setattr(handlers.Echo, "run", cancelled_meanwhile)
    assert runner.run(job.pk) == "dropped"
    job.refresh_from_db()
    assert (job.status, job.output_data) == ("cancelled", None)


# progress


def test_progress_is_written_at_most_twice_a_second(submit, django_assert_max_num_queries):
    ctx = JobContext(state.claim(submit().pk))
    ctx.progress(0.1, "begun")
    with django_assert_max_num_queries(0):
        for tick in range(100):
            ctx.progress(tick / 100, "going")
    assert Job.objects.get(pk=ctx.job_id).progress == 0.1


def test_what_was_held_back_is_written_later_and_never_goes_back(submit):
    ctx = JobContext(state.claim(submit().pk))
    ctx.progress(0.6)
    ctx.progress(0.4, "still going")
    ctx._told_at = 0.0
    ctx.flush()
    row = Job.objects.get(pk=ctx.job_id)
    assert (row.progress, row.progress_note) == (0.6, "still going")


# parking


def test_waiting_for_somebody_else_holds_no_worker(submit):
    job = submit("provider", word="2", run=True)
    assert (job.status, job.waiting_for, job.lease) == ("processing", "provider", None)
    assert job.resume_state == {"asked": 1}
    make_due(job)
    queue.wake_due()
    inline.drain()
    make_due(job)
    queue.wake_due()
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("completed", 1)
    assert [call[2] for call in handlers.CALLS] == [{}, {"asked": 1}, {"asked": 2}]


def test_a_parked_job_is_not_dead(submit):
    job = submit("provider", run=True)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert sweeper.return_the_dead() == 0


@pytest.fixture
def hooks(settings):
    settings.UMAM_PUBLIC_URL = "https://studio.example"


def test_a_webhook_wakes_the_parked_job(submit, hooks):
    job = submit("provider", run=True)
    services.wake_by_hook(provider="acme", token=job.hook_token, payload={"state": "done"})
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.output_data["said"]) == ("completed", "{'state': 'done'}")


def test_a_webhook_that_comes_before_the_parking_is_not_lost(submit, hooks):
    handlers.ON_ASK.append(
        lambda ctx: services.wake_by_hook(provider="acme", token=ctx.job.hook_token, payload="early")
    )
    job = submit("provider", run=True)
    assert job.wake_at <= timezone.now()
    queue.wake_due()
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.output_data["said"]) == ("completed", "early")


@pytest.mark.parametrize(("provider", "token"), [("other", None), ("acme", "guess")])
def test_a_webhook_needs_provider_and_token(submit, hooks, provider, token):
    job = submit("provider", run=True)
    with pytest.raises(NotFound):
        services.wake_by_hook(provider=provider, token=token or job.hook_token, payload=None)


def test_no_public_address_means_no_hook(submit):
    assert submit("provider", run=True).hook_token is None


def test_a_deadline_ends_the_waiting(submit):
    job = submit("provider", word="9", run=True)
    Job.objects.filter(pk=job.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    make_due(job)
    queue.wake_due()
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "deadline")


def test_the_sweeper_ends_a_waiting_that_nobody_wakes(submit):
    job = submit("provider", run=True)
    Job.objects.filter(pk=job.pk).update(deadline_at=timezone.now() - timedelta(minutes=2))
    assert sweeper.fail_the_late() == 1
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "deadline")


# the sweeper


def let_die(job):
    claimed = state.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=11))
    return claimed


def test_a_silent_worker_gives_its_job_back(submit):
    job = submit()
    let_die(job)
    assert sweeper.return_the_dead() == 1
    job.refresh_from_db()
    assert (job.status, job.attempt, job.lease) == ("pending", 1, None)
    inline.drain()
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("completed", 2)


def test_a_worker_that_beats_keeps_its_job(submit):
    state.claim(submit().pk)
    assert sweeper.return_the_dead() == 0


def test_a_poison_job_fails_at_the_limit(submit):
    job = submit()
    for _ in range(3):
        let_die(job)
        sweeper.return_the_dead()
    job.refresh_from_db()
    assert (job.status, job.attempt, job.dead, job.error_code) == ("failed", 3, True, "worker_lost")


def test_a_dead_letter_whose_message_was_lost_is_sent_again(submit, monkeypatch):
    job = submit()
    for _ in range(3):
        let_die(job)
        sweeper.return_the_dead()
    Job.objects.filter(pk=job.pk).update(completed_at=timezone.now() - timedelta(minutes=1))
    sent = []
    monkeypatch.setattr(queue, "send_dead_letter", lambda job, reason: sent.append(job.pk))
    sweeper.send_dead_letters()
    assert sent == [job.pk]
    services.record_dead_letter(job_id=job.pk, reason="x")
    sweeper.send_dead_letters()
    assert sent == [job.pk]


def test_folders_of_dead_attempts_are_removed_and_others_stay(submit):
    ctx = JobContext(state.claim(submit().pk))
    mine = ctx.work_dir
    stray = work_root() / f"{ctx.job_id}.{'0' * 8}-0000-4000-8000-{'0' * 12}"
    stray.mkdir(parents=True)
    assert sweeper.remove_stray_folders() == 1
    assert mine.is_dir()
    assert not stray.exists()
    ctx.remove_work_dir()


def test_dead_letters_can_be_requeued_and_dropped(submit, anna):
    job = submit("broken", word="boom")
    inline.drain(through_waits=True)
    letter = services.record_dead_letter(job_id=job.pk, reason="x")
    services.requeue_dead_letter(letter=letter, by=anna)
    job.refresh_from_db()
    letter.refresh_from_db()
    assert (job.status, job.attempt, letter.resolution) == ("pending", 0, "requeued")
    inline.drain(through_waits=True)
    second = services.record_dead_letter(job_id=job.pk, reason="x")
    services.drop_dead_letter(letter=second, by=anna)
    assert DeadLetter.objects.filter(resolved_at=None).count() == 0


# what no database keeps


def test_characters_that_no_database_keeps_are_left_out_of_results_and_log(submit):
    job = submit("nul", word="a\0b", run=True)
    assert (job.status, job.input_data["word"], job.output_data["said"]) == ("completed", "ab", "ab")
    assert JobLog.objects.get(job=job).text == "heard ab"
    job = submit("nul", word="fail", run=True)
    assert (job.status, job.error_message) == ("failed", "No voice in .")
