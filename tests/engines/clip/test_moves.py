"""Each camera move is seen in the frames as it declares itself, and no two are the same."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest

from agents.moods import MOOD_MOVES
from media_pipeline.engines.clip.contract import CAMERA_MOVES
from media_pipeline.engines.clip.gate import add_gate
from media_pipeline.engines.clip.moves import MOVES, Subject, ease, plan
from media_pipeline.engines.clip.planes import prepare
from media_pipeline.engines.clip.render import Renderer
from media_pipeline.engines.image.bundle import Bundle
from media_pipeline.engines.image.painting.noise import fbm, seeded
from media_pipeline.engines.image.painting.stage import Layer

W, H, FPS, FRAMES = 320, 180, 30, 90
ROWS, COLUMNS = 224, 398
SUBJECT = Subject((0.5, 0.5), 2.0, (0.5, 0.5))


def textured(depth, *, rows=slice(None), name="texture"):
    """A layer covered with blobs that can be tracked, opaque in the given rows."""
    rng = seeded("texture", name)
    noise = fbm(rng, (ROWS, COLUMNS), (9, 16), 3, 0.6)
    pixels = np.zeros((ROWS, COLUMNS, 4), np.uint8)
    pixels[..., :3] = (np.clip((noise - 0.5) * 2.2 + 0.5, 0, 1) * 200 + 20).astype(np.uint8)[..., None]
    pixels[rows, :, 3] = 255
    return Layer(name, depth, pixels)


def bundle(*layers):
    look = {"vignette": 0.0, "grain": 0.0, "bloom": 0.0}
    return Bundle(W, H, ROWS, COLUMNS, list(layers), [], (0.5, 0.5), 2.0, (0.5, 0.5), (0.5, 0.3), look)


def film(move, *layers, frames=FRAMES, every=1, pairs=False):
    """The path and its frames by number: each, or each `every`-th, with the one after it where `pairs`
    are wanted.
    """
    path = plan(move, frames, FPS, SUBJECT, seed=1)
    scene = bundle(*layers)
    if path.gate is not None:
        add_gate(scene, path.gate, seed=1)
    shot = prepare(scene, path, W, H, soft=move == "static_focus")
    renderer = Renderer(shot, path, np.zeros(0, np.float32), 1)
    pictures = {}
    for number in range(frames):
        if number % every == 0 or number == frames - 1 or (pairs and number % every == 1):
            renderer.render(number)
            pictures[number] = renderer.luma.copy()
    return path, pictures


def seen_motion(before, after, rows=(0, H)):
    """The picture's motion by tracked features: 2 x 3, or None where too few could be followed."""
    mask = np.zeros((H, W), np.uint8)
    mask[rows[0] + 6 : rows[1] - 6, 6:-6] = 255
    points = cv2.goodFeaturesToTrack(before, 160, 0.01, 6, mask=mask)
    if points is None or len(points) < 12:
        return None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, points, None, winSize=(25, 25), maxLevel=4)
    good = found.ravel() == 1
    if good.sum() < 12:
        return None
    matrix, inside = cv2.estimateAffinePartial2D(points[good], moved[good], ransacReprojThreshold=1.0)
    return matrix if matrix is not None and inside.sum() > 10 else None


def corner_error(seen, declared):
    """How far the two put the corners of the picture's middle, in pixels."""
    corners = np.array([[W * x, H * y, 1] for x in (0.25, 0.75) for y in (0.25, 0.75)]).T
    return float(np.abs(seen @ corners - declared @ corners).max())


def test_every_move_of_the_contract_is_planned():
    assert set(MOVES) == set(CAMERA_MOVES)
    assert sorted(move for moves in MOOD_MOVES.values() for move in moves) == sorted(CAMERA_MOVES)


@pytest.mark.parametrize("move", CAMERA_MOVES)
@pytest.mark.parametrize("depth", [2.0, 8.0])
def test_motion_seen_is_the_motion_declared(move, depth):
    path, pictures = film(move, textured(depth), every=4, pairs=True)
    errors = []
    for number in range(0, FRAMES - 1, 4):
        if path.gate is not None and not path.view(number, W, H).passed(path.gate):
            continue  # the leaves are still in the picture
        seen = seen_motion(pictures[number], pictures[number + 1])
        if seen is not None:
            errors.append(corner_error(seen, path.motion(number, number + 1, depth, W, H)))
    assert len(errors) > 6
    assert np.median(errors) < 0.15
    assert np.percentile(errors, 90) < 1.0


def signature(move):
    """Where two distances went, frame by frame, as tracked: far above, near below. And how sharp and
    bright it was.
    """
    _, pictures = film(
        move, textured(9.0, name="far"), textured(2.0, rows=slice(ROWS // 2, None), name="near"), every=3
    )
    series = []
    for rows in ((0, H // 2), (H // 2, H)):
        place = np.zeros(4)
        for number in range(0, FRAMES - 3, 3):
            seen = seen_motion(pictures[number], pictures[number + 3], rows)
            if seen is not None:
                scale = np.hypot(seen[0, 0], seen[1, 0])
                middle = seen @ np.array([W / 2, H / 2, 1.0])
                place += [
                    middle[0] - W / 2,
                    middle[1] - H / 2,
                    np.log(scale) * 150,
                    np.arctan2(seen[1, 0], seen[0, 0]) * 150,
                ]
            series.append(place.copy())
    sharp = [cv2.Laplacian(picture[: H // 2], cv2.CV_32F).var() for picture in pictures.values()]
    bright = [picture[:, :40].mean() for picture in pictures.values()]
    return np.concatenate([np.ravel(series), np.array(sharp) / max(sharp) * 12, np.array(bright) / 6])


def test_each_pair_of_moves_differs():
    signatures = {move: signature(move) for move in CAMERA_MOVES}
    for first, second in combinations(CAMERA_MOVES, 2):
        distance = np.sqrt(np.mean((signatures[first] - signatures[second]) ** 2))
        assert distance > 1.0, (first, second, distance)


@pytest.mark.parametrize("move", ["dolly_slow", "fpv_drone", "through_object"])
def test_moving_forward_near_things_grow_faster_than_far_ones(move):
    path = plan(move, FRAMES, FPS, SUBJECT)
    near, far = (np.hypot(*path.motion(0, FRAMES - 1, depth, W, H)[:, 0]) for depth in (2.0, 9.0))
    assert near > far > 1.0


def test_dolly_zoom_keeps_the_subject_and_changes_what_is_behind():
    path = plan("dolly_zoom", FRAMES, FPS, SUBJECT)
    subject, far = (np.hypot(*path.motion(0, FRAMES - 1, depth, W, H)[:, 0]) for depth in (2.0, 30.0))
    assert subject == pytest.approx(1.0, abs=0.005)
    assert abs(far - 1) > 0.15


def test_bullet_time_turns_around_its_subject_and_slows_time():
    path = plan("bullet_time", FRAMES, FPS, SUBJECT)
    middle = np.array([W / 2, H / 2, 1.0])
    places = {
        depth: path.motion(0, FRAMES - 1, depth, W, H) @ middle - middle[:2] for depth in (1.3, 2.0, 9.0)
    }
    assert abs(places[2.0][0]) < 4
    assert places[1.3][0] * places[9.0][0] < 0
    assert abs(places[9.0][0]) > 15
    steps = np.diff(path.time)
    assert steps[len(steps) // 2] < 0.3 * steps[0]


def steepest(picture):
    """How quickly grey changes at the edges of the texture: high where it is in focus."""
    return float(np.percentile(np.abs(cv2.Sobel(picture, cv2.CV_32F, 1, 0)), 97))


def test_static_focus_does_not_travel_and_shifts_its_focus():
    subject, ground = textured(2.0, rows=slice(ROWS // 2, None), name="near"), textured(9.0, name="far")
    path, pictures = film("static_focus", ground, subject, every=FRAMES)
    drift = seen_motion(pictures[0], pictures[FRAMES - 1], (H // 2, H))
    assert drift is not None
    assert corner_error(drift, np.eye(2, 3)) < 0.4
    halves = (np.s_[: H // 2 - 12], np.s_[H // 2 + 12 :])
    sharp = [[steepest(picture[rows]) for picture in (pictures[0], pictures[FRAMES - 1])] for rows in halves]
    changes = [after / before for before, after in sharp]
    assert changes[1] > 1.15, "the subject becomes sharper"
    assert changes[0] < 0.85, "and the distance softer"
    assert path.focus[-1] == pytest.approx(2.0, abs=0.05)


def test_through_object_starts_behind_leaves_and_leaves_them():
    _, pictures = film("through_object", textured(6.0), every=FRAMES)
    border = [float(picture[:, :30].mean()) for picture in pictures.values()]
    assert border[0] < 60
    assert border[-1] > border[0] + 40


def test_whip_and_crash_are_quick_and_settle():
    whip, crash = plan("whip_pan", FRAMES, FPS, SUBJECT), plan("crash_zoom", FRAMES, FPS, SUBJECT)
    for values in (whip.pan_x, np.log(crash.zoom)):
        speed = np.abs(np.diff(values))
        assert speed.max() > 12 * np.median(speed)
        assert speed[-8:].max() < 0.12 * speed.max()


@pytest.mark.parametrize("move", [move for move in CAMERA_MOVES if move not in {"whip_pan", "crash_zoom"}])
def test_motion_is_smooth(move):
    """The speed never jumps: from frame to frame it changes by a small part of a pixel."""
    path = plan(move, FRAMES, FPS, SUBJECT)
    corner = np.array([W * 0.9, H * 0.9, 1.0])
    steps = np.array([path.motion(n, n + 1, 3.0, W, H) @ corner - corner[:2] for n in range(FRAMES - 1)])
    assert np.abs(np.diff(steps, axis=0)).max() < 0.30


@pytest.mark.parametrize("move", CAMERA_MOVES)
def test_no_edge_is_ever_seen(move):
    """A white sky and a grey ground fill the canvas; whatever is dark at the border would be a hole."""
    sky, ground = textured(60.0), textured(1.4, rows=slice(ROWS * 3 // 5, None), name="ground")
    sky.pixels[..., :3], ground.pixels[..., :3] = 240, 150
    path, pictures = film(move, sky, ground, every=3)
    for number, picture in pictures.items():
        if path.gate is not None and not path.view(number, W, H).passed(path.gate):
            continue
        border = np.concatenate(
            [picture[:2].ravel(), picture[-2:].ravel(), picture[:, :2].ravel(), picture[:, -2:].ravel()]
        )
        assert border.min() > 110, (move, number, border.min())
        if not path.view(number, W, H).left(1.4) < 0.6:
            assert picture[-2:].max() < 200, "the sky shows below the ground"


def test_ease_runs_from_nothing_to_one_without_going_back():
    values = ease(np.linspace(0, 1, 200, dtype=np.float32), 0.3)
    assert values[0] == 0.0
    assert values[-1] == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(values) >= -1e-6).all()


@pytest.mark.parametrize("frames", [1, 2, 5])
@pytest.mark.parametrize("move", CAMERA_MOVES)
def test_the_shortest_clips_work(move, frames):
    path, pictures = film(move, textured(3.0), frames=frames)
    assert len(pictures) == frames
    assert np.isfinite(path.zoom).all()


@pytest.mark.parametrize("move", ["spiral_zoom", "fpv_drone", "crane_up"])
def test_water_ends_where_its_shore_is(move):
    """Dark water under a white sky: above the shore, wherever the camera puts it, the sky is untouched."""
    sky, water = textured(60.0), textured(5.0, rows=slice(ROWS * 3 // 5, None), name="water")
    shore = ROWS * 3 // 5
    water = Layer("water", 5.0, water.pixels[shore:], y=shore, motion={"kind": "water", "amount": 0.004})
    sky.pixels[..., :3], water.pixels[..., :3] = 240, 60
    path, pictures = film(move, sky, water, every=20)
    for number, picture in pictures.items():
        line = path.view(number, W, H).matrix(5.0) @ np.array(
            [[0, W], [shore - (ROWS - H) / 2] * 2, [1, 1]], np.float64
        )
        heights = np.interp(np.arange(W), *line)
        above = np.arange(H)[:, None] < heights[None, :] - 4
        assert picture[above].min() > 190, number
        assert picture[np.arange(H)[:, None] > heights[None, :] + 6].max() < 140
