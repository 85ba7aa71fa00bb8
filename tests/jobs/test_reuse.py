"""When a finished job stands in for another, and when it must not."""

import pytest

from tests.jobs import handlers
from umam.assets import services as assets
from umam.assets.models import Asset
from umam.jobs import inline, queue, reuse, runner, services, state
from umam.jobs.models import Job, JobAsset

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path, universe, anna):
    """`sheet("words")`: an asset with these words."""

    def make(words, name="sheet.txt", where=universe, by=anna):
        path = tmp_path / "sheet.txt"
        path.write_text(words)
        return assets.ingest_file(universe=where, path=path, name=name, kind="text", source="import", by=by)

    return make


def runs(kind):
    return sum(1 for call in handlers.CALLS if call[0] == kind)


def test_the_same_thing_again_is_not_made_again_and_says_so(submit):
    first = submit("painter", word="boat", run=True)
    second = submit("painter", word="boat", run=True)
    assert runs("painter") == 1
    assert second.reused_from_id == first.pk
    assert second.output_data == first.output_data
    assert second.usage == {}
    assert JobAsset.objects.get(job=second).asset_id == JobAsset.objects.get(job=first).asset_id


def test_a_third_one_names_the_one_that_was_really_made(submit):
    first, _, third = (submit("painter", word="boat", run=True) for _ in range(3))
    assert third.reused_from_id == first.pk


def test_other_words_another_take_or_fresh_are_made(submit):
    submit("painter", word="boat", run=True)
    assert submit("painter", word="ship", run=True).reused_from_id is None
    assert submit("painter", word="boat", take=1, run=True).reused_from_id is None
    assert submit("painter", word="boat", fresh=True, run=True).reused_from_id is None
    assert runs("painter") == 4


def test_the_same_content_under_another_id_is_the_same(submit, sheet):
    one, two, other = sheet("la la la\n"), sheet("la la la\n", name="copy.txt"), sheet("da da da\n")
    first = submit("painter", word="x", asset=str(one.pk), run=True)
    assert submit("painter", word="x", asset=str(two.pk), run=True).reused_from_id == first.pk
    assert submit("painter", word="x", asset=str(other.pk), run=True).reused_from_id is None


@pytest.mark.parametrize(("name", "value"), [("version", "2"), ("engine", lambda self, data: ("brush", "8"))])
def test_another_version_of_handler_or_engine_makes_anew(submit, monkeypatch, name, value):
    submit("painter", word="boat", run=True)
    monkeypatch.setattr(handlers.Painter, name, value)
    assert submit("painter", word="boat", run=True).reused_from_id is None


def test_what_else_decides_the_output_is_in_the_key(submit, monkeypatch):
    submit("painter", word="boat", run=True)
    monkeypatch.setattr(handlers.Painter, "key_extra", lambda self, data: {"receipt": "abc"})
    assert submit("painter", word="boat", run=True).reused_from_id is None


def test_another_universe_never_sees_it(submit, elsewhere, berta):
    submit("painter", word="boat", run=True)
    theirs = submit("painter", word="boat", where=elsewhere, by=berta, run=True)
    assert theirs.reused_from_id is None
    assert JobAsset.objects.get(job=theirs).asset.universe_id == elsewhere.pk


def test_steps_are_reused_in_pipelines_only(submit, steps):
    submit("diamond", run=True)
    submit("echo", word="a", run=True)
    assert runs("echo") == 5
    again = submit("diamond", run=True)
    assert runs("echo") == 5
    assert all(job.reused_from_id for job in steps(again).values())


def test_a_changed_step_makes_what_depends_on_it_anew_and_nothing_else(submit, steps):
    submit("diamond", run=True)
    changed = submit("diamond", word="b=never:new", run=True)
    reused = {role: bool(job.reused_from_id) for role, job in steps(changed).items()}
    assert reused == {"a": True, "b": False, "c": True, "d": False}


def test_a_scene_that_moved_is_still_the_same_scene(submit, steps):
    submit("film", word="xy", run=True)
    moved = submit("film", word="zxy", run=True)
    assert steps(moved)["clip:x"].reused_from_id
    assert not steps(moved)["clip:z"].reused_from_id


def test_never_means_never(submit):
    submit("never", word="x", run=True)
    assert submit("never", word="x", run=True).reused_from_id is None


@pytest.mark.parametrize("gone", ["trash", "row"])
def test_what_lost_its_files_is_not_reused(submit, anna, gone):
    submit("painter", word="boat", run=True)
    made = Asset.objects.get()
    if gone == "trash":
        assets.trash(asset=made, by=anna)
    else:
        made.delete()
    assert submit("painter", word="boat", run=True).reused_from_id is None


@pytest.mark.parametrize(
    ("review", "stands"), [("approved", True), ("edited", True), ("rejected", False), ("pending", False)]
)
def test_only_accepted_results_stand_in(submit, review, stands):
    first = submit("painter", word="boat", run=True)
    Job.objects.filter(pk=first.pk).update(review=review)
    assert bool(submit("painter", word="boat", run=True).reused_from_id) == stands


def test_a_failed_job_is_not_reused(submit):
    first = submit("painter", word="boat", run=True)
    Job.objects.filter(pk=first.pk).update(status="failed")
    assert submit("painter", word="boat", run=True).reused_from_id is None


def test_two_at_once_fly_once(submit):
    first, second = submit("painter", word="boat"), submit("painter", word="boat")
    flying = state.claim(first.pk)
    key = reuse.content_key(flying, handlers.Painter(), handlers.Words(word="boat"), [])
    flying.engine, flying.engine_version = "brush", "7"
    key = reuse.content_key(flying, handlers.Painter(), handlers.Words(word="boat"), [])
    assert reuse.take_flight(flying, key)
    assert runner.run(second.pk) == "parked"
    second.refresh_from_db()
    assert (second.status, second.waiting_for, second.lease) == ("processing", "twin", None)
    state.transition(flying, "pending", lease=flying.lease)
    assert runner.run(first.pk) == "completed"
    second.refresh_from_db()
    queue.wake_due()
    assert inline.drain() == ["reused"]
    second.refresh_from_db()
    assert (second.status, second.reused_from_id, second.attempt) == ("completed", first.pk, 1)
    assert runs("painter") == 1


def test_the_waiting_one_makes_it_when_the_flying_one_fails(submit):
    first, second = submit("painter", word="boat"), submit("painter", word="boat")
    flying = state.claim(first.pk)
    flying.engine, flying.engine_version = "brush", "7"
    reuse.take_flight(flying, reuse.content_key(flying, handlers.Painter(), handlers.Words(word="boat"), []))
    runner.run(second.pk)
    services.cancel(job=Job.objects.get(pk=first.pk), by=None)
    assert inline.drain(through_waits=True) == ["completed"]
    second.refresh_from_db()
    assert (second.status, second.reused_from_id) == ("completed", None)


def test_ids_are_found_anywhere_and_only_own_ones_count(sheet, universe, elsewhere):
    mine = str(sheet("la la la\n").pk)
    value = {"a": [{"b": mine}], "c": "no id", "d": 7}
    sha256 = Asset.objects.get().sha256
    assert reuse.canonical(value, universe.pk) == {"a": [{"b": f"sha256:{sha256}"}], "c": "no id", "d": 7}
    assert reuse.canonical(value, elsewhere.pk) == value
    assert reuse.foreign_assets(value, elsewhere.pk)
    assert not reuse.foreign_assets(value, universe.pk)
