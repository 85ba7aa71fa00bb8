"""Steps of a film that end badly: a full disk and a failing ffmpeg, seen by people and in the private log."""

import errno
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from media_pipeline.engines.image.contract import ImageResult
from tests.faults.conftest import done, steps
from tests.faults.engines import PATHS
from tests.faults.orders import FILES, REASON
from tests.media_pipeline.engines import FlatImage
from umam.assets.models import Asset
from umam.jobs import inline, services
from umam.jobs.context import work_root
from umam.jobs.models import Job, JobLog

pytestmark = pytest.mark.django_db
ROLES = {name: name if name in ("transcribe", "assemble") else f"{name}:0" for name in FILES}


@pytest.fixture(autouse=True)
def by_ffmpeg(engines, orders):
    engines(PATHS)


def stored(folder="assets"):
    """Every file below the storage's folder of assets."""
    if not default_storage.exists(folder):
        return []
    folders, names = default_storage.listdir(folder)
    return [
        *(f"{folder}/{name}" for name in names),
        *(path for name in folders for path in stored(f"{folder}/{name}")),
    ]


def assert_nothing_lies_about(settings):
    assert not list(work_root().glob("*"))
    assert not [path for path in settings.UMAM_WORK_DIR.iterdir() if path != work_root()]
    known = {name for row in Asset.objects.values_list("file", "preview") for name in row if name}
    assert set(stored()) == known


def assert_it_can_be_made_after_all(film, owner):
    finished = {role: steps(film)[role].completed_at for role in done(film)}
    services.retry(job=film, by=owner)
    inline.drain()
    film.refresh_from_db()
    assert film.status == "completed", film.error_message
    assert {role: steps(film)[role].completed_at for role in finished} == finished
    assert all(steps(film)[role].attempt == 1 for role in finished)


@pytest.mark.parametrize("step", FILES)
def test_a_failing_ffmpeg_is_a_sentence_and_its_words_are_private(make_film, orders, owner, step):
    orders.fail(step)
    film = make_film()
    failed = steps(film)[ROLES[step]]
    assert (film.status, failed.status, failed.error_code) == ("failed", "failed", "ffmpeg_failed")
    for message in (film.error_message, failed.error_message):
        assert REASON in message
        assert str(orders.folder) not in message
    assert failed.suggestion
    assert failed.attempt == 1
    private = JobLog.objects.get(job=failed, internal=True).text
    assert "first words" in private
    assert str(orders.folder) in private
    shown = " ".join(JobLog.objects.filter(job=failed, internal=False).values_list("text", flat=True))
    assert "first words" not in shown
    orders.clear()
    assert_it_can_be_made_after_all(film, owner)


@pytest.mark.parametrize("step", ["clip", "assemble"])
def test_a_disk_that_is_full_for_ffmpeg(make_film, orders, owner, settings, step):
    orders.full(step)
    film = make_film()
    failed = steps(film)[ROLES[step]]
    assert (film.status, failed.error_code) == ("failed", "no_space")
    assert "disk is full" in film.error_message
    assert "space" in film.suggestion
    assert_nothing_lies_about(settings)
    orders.clear()
    assert_it_can_be_made_after_all(film, owner)


def test_a_disk_that_is_full_for_an_engine(make_film, owner, settings, monkeypatch):
    def full(self, request, context) -> ImageResult:
        (context.work_dir / "half-painted.png").write_bytes(b"x" * 1000)
        raise OSError(errno.ENOSPC, "No space left on device", str(context.work_dir))

    with monkeypatch.context() as patch:
        patch.setattr(FlatImage, "run", full)
        film = make_film()
    failed = steps(film)["still:0"]
    assert (film.status, failed.error_code, failed.attempt) == ("failed", "no_space", 1)
    assert "no space left on the studio's disk" in film.error_message
    assert str(work_root()) not in film.error_message
    assert_nothing_lies_about(settings)
    assert_it_can_be_made_after_all(film, owner)


def test_a_disk_that_is_full_when_the_film_is_put_away(make_film, owner, settings, monkeypatch):
    def full(name, content, **options):
        raise OSError(errno.ENOSPC, "No space left on device", name)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        film = make_film()
    assert film.status == "failed"
    assert "disk is full" in film.error_message
    assert done(film) >= {"transcribe", "analyse", "plan_scenes"}
    assert_nothing_lies_about(settings)
    assert_it_can_be_made_after_all(film, owner)


def test_no_folder_to_work_in(make_film, owner, settings, monkeypatch):
    """Not even an empty folder fits on the disk."""
    mkdir = Path.mkdir

    def full(self, *args, **options):
        if self.parent == work_root():
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        mkdir(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", full)
        film = make_film()
    assert film.status == "failed"
    assert Job.objects.filter(parent=film, error_code="no_space").exists()
    assert_nothing_lies_about(settings)
    assert_it_can_be_made_after_all(film, owner)
