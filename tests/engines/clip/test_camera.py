"""The built-in camera: files it makes, light that follows the music, life in the picture, memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from media_pipeline.engines.clip.contract import CAMERA_MOVES, ClipEngine, ClipRequest
from media_pipeline.engines.clip.procedural import ProceduralClip, prepare_shot
from media_pipeline.engines.clip.render import smooth_energy
from media_pipeline.engines.image.contract import ImageRequest
from media_pipeline.engines.image.procedural import ProceduralImage
from umam.lib.errors import Cancelled, JobError

W, H = 192, 108


@dataclass
class Context:
    work_dir: Path
    stop_after: int = 100_000
    told: list[float] = field(default_factory=list)

    def progress(self, fraction, note=""):
        self.told.append(fraction)

    def should_stop(self):
        self.stop_after -= 1
        return self.stop_after < 0


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """A picture with water, a sky, weather and somebody in it."""
    folder = tmp_path_factory.mktemp("still")
    request = ImageRequest("a person at a lake at sunset, snow falls", width=W, height=H, seed=3)
    return ProceduralImage().run(request, Context(folder))


def request(still, move="dolly_slow", frames=12, **wishes):
    facts = {"layers": still.layers, "seed": 1, "width": W, "height": H, **wishes}
    return ClipRequest(image=still.image, prompt="", camera_move=move, frames=frames, fps=12, **facts)


def pictures(wish):
    renderer, _ = prepare_shot(wish)
    return [
        np.frombuffer(bytes(frame), np.uint8)[: wish.width * wish.height].reshape(wish.height, wish.width)
        for frame in renderer.frames()
    ]


def test_is_a_clip_engine():
    assert isinstance(ProceduralClip(), ClipEngine)


@pytest.mark.parametrize("frames", [1, 7, 30])
def test_clip_has_exactly_the_frames_asked_for(still, tmp_path, frames):
    context = Context(tmp_path)
    result = ProceduralClip().run(request(still, frames=frames), context)
    with av.open(str(result.video)) as film:
        assert len(film.streams) == 1
        stream = film.streams.video[0]
        seen = list(film.decode(stream))
        times = [frame.pts * frame.time_base for frame in seen]
        context_ = stream.codec_context
    assert len(seen) == frames
    assert times == [pytest.approx(number / 12) for number in range(frames)]
    assert (context_.width, context_.height, context_.pix_fmt) == (W, H, "yuv420p")
    assert (context_.colorspace, context_.color_primaries, context_.color_trc, context_.color_range) == (
        1,
        1,
        1,
        1,
    )
    assert context.told[-1] == 1.0
    assert context.told == sorted(context.told)


def test_same_request_same_bytes(still, tmp_path):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(
            ProceduralClip().run(request(still, "fpv_drone"), Context(tmp_path / name)).video.read_bytes()
        )
    assert made[0] == made[1]


def test_clip_begins_as_the_still_looks(still):
    image = cv2.cvtColor(cv2.imread(str(still.image)), cv2.COLOR_BGR2GRAY)
    first = pictures(request(still, "static_focus", frames=24))[-1]
    first = np.clip((first.astype(float) - 16) / 219 * 255, 0, 255)
    soft = [cv2.GaussianBlur(one.astype(np.float32), (0, 0), 5) for one in (image, first)]
    assert np.corrcoef(soft[0].ravel(), soft[1].ravel())[0, 1] > 0.95
    assert abs(soft[0].mean() - soft[1].mean()) < 12


def test_picture_lives_while_the_camera_stands(still):
    frames = pictures(request(still, "static_focus", frames=24))
    # Grain is the same kind of noise everywhere; life is what remains when it is averaged away.
    calm = [cv2.GaussianBlur(frame, (0, 0), 1.6).astype(int) for frame in frames[-8:]]
    assert np.abs(calm[0] - calm[-1]).max() > 12


def test_music_makes_the_light_brighter(still):
    quiet, loud = (pictures(request(still, frames=4, energy=(level,) * 4))[-1].mean() for level in (0.0, 1.0))
    assert loud > quiet + 2


def test_light_never_strobes():
    level = smooth_energy((0.0, 1.0) * 60, 120, 30)
    assert np.abs(np.diff(level)).max() < 0.5
    assert np.abs(np.diff(level[30:])).max() < 0.45
    assert smooth_energy((), 5, 30).tolist() == [0.0] * 5
    assert len(smooth_energy((0.2,), 7, 30)) == 7


@pytest.mark.parametrize("move", CAMERA_MOVES)
def test_any_photograph_can_be_filmed(tmp_path, move):
    photo = np.full((300, 500, 3), (190, 150, 120), np.uint8)
    cv2.circle(photo, (250, 160), 70, (30, 40, 200), -1)
    photo = cv2.add(photo, np.random.default_rng(1).integers(0, 24, photo.shape, dtype=np.uint8))
    cv2.imwrite(str(tmp_path / "photo.jpg"), photo)
    wish = ClipRequest(tmp_path / "photo.jpg", "", move, 8, 12, W, H)
    frames = pictures(wish)
    assert len(frames) == 8
    if move != "through_object":
        assert min(int(frame.min()) for frame in frames) > 30
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 0.5


def test_a_photographs_subject_stands_before_its_background(tmp_path):
    photo = np.full((300, 500, 3), (190, 150, 120), np.uint8)
    cv2.circle(photo, (250, 160), 70, (30, 40, 200), -1)
    cv2.imwrite(str(tmp_path / "photo.png"), photo)
    renderer, _ = prepare_shot(ClipRequest(tmp_path / "photo.png", "", "dolly_slow", 4, 12, W, H))
    depths = {piece.name: piece.depth for piece in renderer.shot.pieces}
    assert depths["subject"] < depths["background"]
    background = next(piece for piece in renderer.shot.pieces if piece.name == "background")
    middle = background.pixels[background.pixels.shape[0] // 2, background.pixels.shape[1] // 2]
    assert abs(int(middle[2]) - 128) < 40, "the red subject is gone from the background"


def test_memory_does_not_grow_with_the_clip(still):
    peaks = []
    for frames in (10, 60):
        renderer, _ = prepare_shot(request(still, frames=frames))
        tracemalloc.start()
        for _frame in renderer.frames():
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.1


def test_layers_of_another_size_are_fitted(still):
    assert pictures(request(still, frames=2, width=320, height=180))[0].shape == (180, 320)
    assert pictures(request(still, frames=2, width=108, height=192))[0].shape == (192, 108)


@pytest.mark.parametrize("wish", [{"width": 33}, {"camera_move": "teleport"}, {"frames": 0}, {"fps": 0}])
def test_impossible_requests_are_refused_in_words(still, tmp_path, wish):
    facts = {
        "image": still.image,
        "prompt": "",
        "camera_move": "pan_slow",
        "frames": 4,
        "fps": 12,
        "width": W,
        "height": H,
        **wish,
    }
    with pytest.raises(JobError):
        ProceduralClip().run(ClipRequest(**facts), Context(tmp_path))


def test_a_picture_that_is_none_is_refused_in_words(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(JobError, match="cannot be read"):
        ProceduralClip().run(
            ClipRequest(tmp_path / "text.png", "", "pan_slow", 4, 12, W, H), Context(tmp_path)
        )


def test_stops_when_told_to(still, tmp_path):
    with pytest.raises(Cancelled):
        ProceduralClip().run(request(still, frames=500), Context(tmp_path, stop_after=9))
