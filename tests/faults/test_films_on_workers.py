"""Films on real worker processes: kills, cancels at each step, a broker that goes and comes back."""

import time

import pytest
import requests
from celery import Celery
from django.db import connection
from rest_framework_simplejwt.tokens import AccessToken

from media_pipeline.services import music_video
from tests.faults.conftest import done, steps
from tests.faults.orders import FILES
from tests.faults.processes import FilmStudio
from tests.jobs.processes import eventually
from umam.celery import app
from umam.jobs import services
from umam.jobs.models import Job, WorkerSeen

pytestmark = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]
ALL = {"transcribe", "analyse", "plan_scenes", "visual_prompt:0", "still:0", "clip:0", "encode:0", "assemble"}
ROLES = {name: name if name in ("transcribe", "assemble") else f"{name}:0" for name in FILES}
LONG = 60  # seconds for what takes two of them on a machine that has nothing else to do


@pytest.fixture(scope="module")
def processes(django_db_setup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    found = FilmStudio(folder, str(connection.settings_dict["NAME"]))
    found.start_all()
    yield found
    found.stop_all()
    assert eventually(lambda: not found.encoders(), 2), "an ffmpeg outlived its studio"


@pytest.fixture
def studio(processes, monkeypatch, db):
    """Workers that are up, and messages of this process that go to their broker."""
    sender = Celery(broker=processes.url)
    sender.conf.broker_transport_options = {"global_keyprefix": "workers.", "max_retries": 0}
    monkeypatch.setattr(app, "send_task", sender.send_task)
    if "media" not in processes.running:
        processes.start_media()
    if not processes.seen:
        assert eventually(lambda: WorkerSeen.objects.count() >= 3, 90), "the workers did not come up"
        processes.seen = True
    yield processes
    processes.orders.clear()


@pytest.fixture
def request_film(studio, engines, universe, owner, song):
    return lambda: music_video.request_film(universe=universe, by=owner, song=song, size="320x180")


def reach(film, *states):
    reached = eventually(lambda: Job.objects.get(pk=film.pk).status in states, LONG)
    film.refresh_from_db()
    told = {role: (job.status, job.error_message) for role, job in steps(film).items()}
    assert reached, f"{film.status}: {told}"


def in_the_middle_of(film, step, studio):
    """Wait until this step of the film is held, with a half-written file and an ffmpeg."""
    working = film.children.filter(role=ROLES[step], status="processing", lease__isnull=False)
    assert eventually(lambda: working.exists() and studio.encoders() and studio.half_done(), LONG), step
    return working.get()


def attempts(film):
    return {role: job.attempt for role, job in steps(film).items()}


def test_a_worker_and_its_pool_killed_in_the_middle_of_a_clip(studio, request_film):
    studio.orders.hold("clip")
    film = request_film()
    clip = in_the_middle_of(film, "clip", studio)
    finished = {role: steps(film)[role].completed_at for role in done(film)}
    assert "still:0" in finished
    orphans = studio.encoders()
    assert orphans
    studio.kill_workers("media")
    killed = time.monotonic()
    assert eventually(lambda: not studio.encoders(), 5), "ffmpeg lived on"
    before = set(WorkerSeen.objects.values_list("name", flat=True))
    studio.start_media()
    again = film.children.filter(pk=clip.pk, attempt=2, status="processing")
    assert eventually(lambda: again.exists() or WorkerSeen.objects.exclude(name__in=before).exists(), LONG)
    up = time.monotonic()
    assert eventually(again.exists, LONG)
    # A machine that needs most of the 15 s only to start a worker has 3 s more from then on.
    assert time.monotonic() < max(killed + 15, up + 3)
    studio.orders.clear()
    reach(film, "completed")
    assert done(film) == ALL
    assert attempts(film) == {role: 2 if role == "clip:0" else 1 for role in ALL}
    assert {role: steps(film)[role].completed_at for role in finished} == finished
    assert eventually(lambda: studio.leftovers() == [], 10)


@pytest.mark.parametrize("step", FILES)
def test_a_film_cancelled_at_each_step_and_made_after_all(studio, request_film, owner, step):
    studio.orders.hold(step)
    film = request_film()
    in_the_middle_of(film, step, studio)
    # The rest of what can be done beside it, so that nothing else runs when the clock does.
    assert eventually(lambda: film.children.filter(status="processing").count() == 1, LONG)
    services.cancel(job=film, by=owner)
    cancelled = time.monotonic()
    gone = eventually(lambda: not studio.encoders() and not studio.leftovers(), LONG)
    took = time.monotonic() - cancelled
    assert gone, (studio.encoders(), studio.leftovers())
    assert took <= 2, f"children and files were gone after {took:.1f} s"
    film.refresh_from_db()
    assert film.status == "cancelled"
    assert steps(film)[ROLES[step]].status == "cancelled"
    finished = {role: steps(film)[role].completed_at for role in done(film)}
    studio.orders.clear()
    services.retry(job=film, by=owner)
    reach(film, "completed")
    assert done(film) == ALL
    assert {role: steps(film)[role].completed_at for role in finished} == finished
    assert all(attempts(film)[role] == 1 for role in finished)
    assert eventually(lambda: studio.leftovers() == [], 10)


def test_a_film_asked_for_while_the_broker_is_away(studio, owner, universe, wav_file):
    web = studio.start_web()
    headers = {"Authorization": f"Bearer {AccessToken.for_user(owner)}"}
    studio.kill("valkey")
    wish = {"universe_id": str(universe.pk), "size": "320x180", "title": "Patience"}
    begun = time.monotonic()
    with wav_file.open("rb") as song:
        answer = requests.post(
            f"{web}/api/video/generate/music-video",
            data=wish,
            files={"file": ("chords.wav", song)},
            headers=headers,
            timeout=30,
        )
    took = time.monotonic() - begun
    studio.start_broker()
    assert answer.status_code == 202, answer.text
    assert took < 10
    film = Job.objects.get(pk=answer.json()["id"])
    reach(film, "completed")
    assert done(film) == ALL


def test_the_broker_restarted_in_the_middle_of_a_film(studio, request_film):
    studio.orders.hold("clip")
    film = request_film()
    clip = in_the_middle_of(film, "clip", studio)
    studio.kill("valkey")
    studio.orders.clear()
    # The work itself needs no broker: only what comes next must wait for it.
    assert eventually(lambda: Job.objects.get(pk=clip.pk).status == "completed", LONG)
    studio.start_broker()
    reach(film, "completed")
    assert attempts(film) == dict.fromkeys(ALL, 1)
