"""A clip as a job of its own: it paints its still, is reused, and leaves the clips of films as they were."""

from __future__ import annotations

from typing import Any

import av
import pytest

from media_pipeline.pipelines.clip import Clip, ClipInput
from tests.media_pipeline.conftest import HOME, QUICK, REAL
from tests.media_pipeline.engines import FlatImage
from umam.assets import files
from umam.assets.models import Asset
from umam.jobs import inline, services
from umam.jobs.models import Job, Status
from umam.lib.errors import Forbidden, Invalid, NotFound
from umam.universes.models import Membership, Role

pytestmark = pytest.mark.django_db

WISH = {
    "prompt": "A lighthouse on a rocky headland at night, rain",
    "camera_move": "whip_pan",
    "frames": 12,
    "fps": 24,
    "width": 160,
    "height": 90,
    "seed": 7,
}


class OtherImage(FlatImage):
    version = "2"


@pytest.fixture
def clip(engines: Any, universe, owner):
    def make(**changes: Any) -> Job:
        job = services.submit(kind="clip", universe=universe, by=owner, input={**WISH, **changes})
        inline.drain()
        job.refresh_from_db()
        return job

    return make


def test_it_paints_a_still_and_moves_the_camera(clip, engines, tmp_path):
    engines(REAL)
    job = clip(palette=["#14213d", "#ffd08a"], mood="energetic", negative_prompt="text")
    assert job.status == Status.COMPLETED, job.error_message
    assert str(job) == f"Whip pan: {WISH['prompt']}"
    video = Asset.objects.get(pk=job.output_data["clip"])
    with av.open(str(files.fetch(video.file, tmp_path))) as container:
        (picture,) = container.streams.video
        assert (picture.width, picture.height, picture.frames) == (160, 90, 12)
    still = Asset.objects.get(pk=job.output_data["still"])
    assert still.kind == "image"
    assert still.provenance["prompt"] == video.provenance["prompt"] == WISH["prompt"]
    assert list(video.parents.all()) == [still]
    assert {made.role for made in job.job_assets.all()} == {"clip", "still"}
    assert job.progress == 1.0


def test_the_same_clip_again_is_reused(clip):
    first, again = clip(), clip()
    assert again.reused_from_id == first.pk
    assert again.output_data == first.output_data
    assert clip(seed=8).reused_from_id is None
    assert clip(camera_move="crash_zoom").reused_from_id is None


def test_another_painter_makes_another_clip(clip, engines):
    first = clip()
    engines([f"{HOME}.ScriptedTranscriber", f"{__name__}.OtherImage", QUICK[2]])
    assert clip().reused_from_id is None
    assert first.status == Status.COMPLETED


def test_without_words_it_says_what_it_lacks(clip):
    job = clip(prompt="")
    assert job.status == Status.FAILED
    assert "needs a prompt" in job.error_message


class PaidImage(FlatImage):
    key = "paid"
    embedded = False

    def run(self, request, context):
        raise AssertionError("a draft costs nothing")


def test_a_draft_is_made_by_the_embedded_engines(clip, engines):
    engines([f"{__name__}.PaidImage", *QUICK])
    job = clip(draft=True)
    assert job.status == Status.COMPLETED
    assert Asset.objects.get(pk=job.output_data["still"]).provenance["engine"] == "flat"


@pytest.mark.parametrize(
    "wrong",
    [{"camera_move": "somersault"}, {"width": 161}, {"fps": 0}, {"frames": 0}, {"prompt": "x" * 4001}],
)
def test_what_cannot_be_filmed_is_refused(clip, wrong):
    with pytest.raises(Invalid):
        clip(**wrong)


def test_only_those_who_may_change_the_universe_ask(universe, stranger, engines):
    with pytest.raises(NotFound):
        services.submit(kind="clip", universe=universe, by=stranger, input=WISH)
    Membership.objects.create(universe=universe, user=stranger, role=Role.VIEWER)
    with pytest.raises(Forbidden):
        services.submit(kind="clip", universe=universe, by=stranger, input=WISH)


def test_a_films_clips_keep_their_keys():
    """What a clip on its own may have besides is not told where it is not said."""
    step = ClipInput(frames=30, fps=30, width=320, height=180, camera_move="crane_up", energy=[0.5], index=2)
    assert step.model_dump(mode="json") == {
        "frames": 30, "fps": 30, "width": 320, "height": 180, "seed": 0, "camera_move": "crane_up",
        "energy": [0.5], "index": 2,
    }  # fmt: skip
    assert Clip().key_extra(step) == {}
    assert Clip.version == "1"


def test_a_films_clips_say_what_they_always_said(make_film):
    film = make_film()
    (first, *_) = [job for job in film.children.all() if job.kind == "clip"]
    assert set(first.output_data) == {"clip", "camera_move", "frames"}
    assert set(first.input_data) == {
        "frames", "fps", "width", "height", "seed", "camera_move", "energy", "index",
    }  # fmt: skip
    assert Asset.objects.get(pk=first.output_data["clip"]).name == "Scene 1.mp4"
