"""The camera moves. Each is a path: where the camera is in every frame, which is also what the move declares.

Positions follow eased curves with continuous speed, so nothing jerks; lens zooms multiply, so they feel even.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from media_pipeline.engines.image.painting.noise import Floats, seeded
from media_pipeline.engines.image.painting.view import Matrix, View

Point = tuple[float, float]


@dataclass
class CameraPath:
    """One value for each frame; see View for the units.

    focus: the distance that is sharp, in distances, or NaN where all of it is. time: seconds of living
    motion. vanish: where forward motion leads; anchor: what zooming holds still. gate: the distance of a
    frame of leaves that the camera passes, or None.
    """

    frames: int
    fps: int
    vanish: Point
    anchor: Point
    x: Floats = field(init=False)
    y: Floats = field(init=False)
    z: Floats = field(init=False)
    zoom: Floats = field(init=False)
    roll: Floats = field(init=False)
    pan_x: Floats = field(init=False)
    pan_y: Floats = field(init=False)
    focus: Floats = field(init=False)
    time: Floats = field(init=False)
    gate: float | None = None

    def __post_init__(self) -> None:
        for name in ("x", "y", "z", "roll", "pan_x", "pan_y"):
            setattr(self, name, np.zeros(self.frames, np.float32))
        self.zoom = np.full(self.frames, 1.05, np.float32)
        self.focus = np.full(self.frames, np.nan, np.float32)
        self.time = (np.arange(self.frames) / self.fps).astype(np.float32)

    @property
    def part(self) -> Floats:
        """0 in the first frame, 1 in the last."""
        return np.linspace(0, 1, max(2, self.frames), dtype=np.float32)[: self.frames]

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    def view(self, frame: int, width: int, height: int, energy: float = 0.0) -> View:
        return View(
            width=width, height=height, x=float(self.x[frame]), y=float(self.y[frame]),
            z=float(self.z[frame]),
            zoom=float(self.zoom[frame]), roll=float(self.roll[frame]),
            pan=(float(self.pan_x[frame]), float(self.pan_y[frame])), vanish=self.vanish, anchor=self.anchor,
            time=float(self.time[frame]), energy=energy,
        )  # fmt: skip

    def motion(self, first: int, second: int, depth: float, width: int, height: int) -> Matrix:
        """The declared picture motion between two frames for things at `depth`: 2 x 3, pixels to pixels."""
        before, after = (
            np.vstack([self.view(i, width, height).matrix(depth), [0, 0, 1]]) for i in (first, second)
        )
        return (after @ np.linalg.inv(before))[:2]


@dataclass(frozen=True)
class Subject:
    """What the shot is about: its place in the frame, its distance, and where the lines of the picture
    meet.
    """

    place: Point = (0.5, 0.5)
    depth: float = 2.0
    vanish: Point = (0.5, 0.5)


def plan(move: str, frames: int, fps: int, subject: Subject, seed: int = 0) -> CameraPath:
    """The path of a move for a clip of that length. Unknown moves become a slow dolly."""
    towards = (0.5 + (subject.vanish[0] - 0.5) * 0.6 + (subject.place[0] - 0.5) * 0.4, subject.vanish[1])
    path = CameraPath(frames, fps, vanish=_inside(towards), anchor=_inside(subject.place))
    side = 1.0 if seeded("side", seed, move).random() < 0.5 else -1.0
    MOVES.get(move, _dolly_slow)(path, subject, side)
    return path


def ease(part: Floats, soft: float = 0.35) -> Floats:
    """0..1 with constant speed in the middle and soft ends; `soft` is the share of each end."""
    part = np.clip(part, 0, 1)
    soft = float(np.clip(soft, 0.02, 0.5))
    speed = 1.0 / (1.0 - soft)
    start = speed * _ramp(np.minimum(part, soft) / soft) * soft
    middle = speed * np.clip(part - soft, 0, 1 - 2 * soft)
    end = speed * soft * (0.5 - _ramp(1 - np.clip((part - 1 + soft) / soft, 0, 1)))
    return (start + middle + end).astype(np.float32)


def _ramp(part: Floats) -> Floats:
    """Integral of a smooth rise of speed from 0 to 1: 0 at 0, one half at 1."""
    return part**3 - part**4 / 2


def _inside(place: Point) -> Point:
    return float(np.clip(place[0], 0.2, 0.8)), float(np.clip(place[1], 0.25, 0.75))


def _length(path: CameraPath) -> float:
    """Slow moves travel less in a short clip, so that their speed stays pleasant."""
    return float(np.clip(path.seconds / 5.0, 0.55, 1.25))


def _fpv_drone(path: CameraPath, subject: Subject, side: float) -> None:
    t = ease(path.part, 0.22)
    swing = path.seconds / 3.2 * 2 * np.pi
    fade = ease(path.part * 4, 0.5) * ease((1 - path.part) * 4, 0.5)
    path.z[:] = -0.25 + 1.15 * t
    path.x[:] = side * 0.15 * min(1.0, _length(path) * 1.3) * np.sin(swing * path.part) * fade
    path.y[:] = -0.05 * np.sin(swing * 0.5 * path.part + 0.4) * fade
    path.roll[:] = side * 0.085 * np.sin(swing * path.part - 0.35) * fade
    path.zoom[:] = 1.12


def _crash_zoom(path: CameraPath, subject: Subject, side: float) -> None:
    seconds = path.part * path.seconds
    start, length = path.seconds * 0.36, min(0.42, path.seconds * 0.3)
    crash = ease((seconds - start) / length, 0.42)
    after = np.clip(seconds - start - length, 0, None)
    settle = 0.05 * np.exp(-after * 6) * np.sin(after * 14) * (after > 0)
    creep = 0.035 * path.part
    path.zoom[:] = 1.05 * np.exp(np.log(1.72) * crash + creep + settle * 0.6)
    path.pan_x[:] = (0.5 - path.anchor[0]) * 0.42 * crash
    path.pan_y[:] = (0.5 - path.anchor[1]) * 0.30 * crash


def _whip_pan(path: CameraPath, subject: Subject, side: float) -> None:
    seconds = path.part * path.seconds
    start, length = path.seconds * 0.42, min(0.36, path.seconds * 0.28)
    whip = ease((seconds - start) / length, 0.40)
    after = np.clip(seconds - start - length, 0, None)
    settle = 0.06 * np.exp(-after * 7) * np.sin(after * 13) * (after > 0)
    drift = (path.part - 0.5) * 0.02
    path.pan_x[:] = side * (0.165 - 0.33 * (whip + settle) - drift)
    path.x[:] = side * (path.part - 0.5) * 0.06
    path.zoom[:] = 1.20
    path.anchor = (0.5, 0.5)


def _dolly_slow(path: CameraPath, subject: Subject, side: float) -> None:
    path.z[:] = (-0.06 + 0.44 * ease(path.part, 0.3)) * _length(path)
    path.zoom[:] = 1.06


def _pan_slow(path: CameraPath, subject: Subject, side: float) -> None:
    t = (ease(path.part, 0.25) - 0.5) * _length(path)
    path.pan_x[:] = -side * 0.135 * t
    path.x[:] = side * 0.13 * t
    path.zoom[:] = 1.10
    path.anchor = (0.5, 0.5)


def _crane_up(path: CameraPath, subject: Subject, side: float) -> None:
    t = (ease(path.part, 0.3) - 0.5) * _length(path)
    path.y[:] = -0.40 * t
    path.pan_y[:] = -0.045 * t
    path.z[:] = 0.10 * (t + 0.5)
    path.zoom[:] = 1.10


def _static_focus(path: CameraPath, subject: Subject, side: float) -> None:
    near, far = 1.15, 9.0
    start = far if side > 0 else near
    t = ease((path.part - 0.10) / 0.62, 0.45)
    path.focus[:] = 1.0 / ((1 - t) / start + t / subject.depth)
    path.zoom[:] = 1.05


def _dolly_zoom(path: CameraPath, subject: Subject, side: float) -> None:
    t = ease(path.part, 0.35)
    path.z[:] = 0.10 - 0.62 * t * min(1.0, _length(path) * 1.15)
    # The lens makes up for the travel at the subject's distance, so only its surroundings grow or shrink.
    path.zoom[:] = 1.05 * (subject.depth - path.z) / subject.depth
    path.vanish = path.anchor


def _handheld_subtle(path: CameraPath, subject: Subject, side: float) -> None:
    seconds = path.part * path.seconds
    sway = _shake(seconds, (0.31, 0.73, 1.37), side)
    nod = _shake(seconds, (0.43, 0.91, 1.61), -side * 2.1)
    path.pan_x[:] = 0.0075 * sway
    path.pan_y[:] = 0.0070 * nod
    path.x[:] = 0.010 * sway
    path.y[:] = 0.008 * nod
    path.roll[:] = 0.0055 * _shake(seconds, (0.37, 0.83, 1.19), side * 4.2)
    path.zoom[:] = 1.07


def _shake(seconds: Floats, rates: tuple[float, float, float], phase: float) -> Floats:
    total = sum(
        np.sin(2 * np.pi * rate * seconds + phase * (n + 1)) / (n + 1) for n, rate in enumerate(rates)
    )
    return np.asarray(total, np.float32)


def _bullet_time(path: CameraPath, subject: Subject, side: float) -> None:
    t = ease(path.part, 0.30) - 0.5
    path.x[:] = side * 0.62 * t
    # Turning the head as the camera slides keeps the subject where it is: an orbit around it.
    path.pan_x[:] = path.x / subject.depth * 0.5625
    path.roll[:] = side * 0.035 * t
    path.z[:] = 0.08 - 0.20 * (t * 2) ** 2 * 0.5
    path.zoom[:] = 1.14
    slow = 1 - 0.88 * np.exp(-(((path.part - 0.5) / 0.26) ** 2))
    path.time[:] = np.concatenate([[0.0], np.cumsum(slow)[:-1]]) / path.fps
    path.anchor = (0.5, 0.5)


def _through_object(path: CameraPath, subject: Subject, side: float) -> None:
    path.gate = 0.44
    path.z[:] = -0.26 + 0.86 * ease(path.part, 0.25)
    path.x[:] = side * 0.03 * np.sin(np.pi * path.part)
    path.zoom[:] = 1.10


def _spiral_zoom(path: CameraPath, subject: Subject, side: float) -> None:
    t = ease(path.part, 0.28)
    path.roll[:] = side * (-0.13 + 0.42 * t) * min(1.0, _length(path) * 1.3)
    path.zoom[:] = 1.14 * np.exp(np.log(1.48) * t)
    path.z[:] = 0.12 * t
    path.pan_x[:] = (0.5 - path.anchor[0]) * 0.30 * t


Plan = Callable[[CameraPath, Subject, float], None]
MOVES: dict[str, Plan] = {
    "fpv_drone": _fpv_drone,
    "crash_zoom": _crash_zoom,
    "whip_pan": _whip_pan,
    "dolly_slow": _dolly_slow,
    "pan_slow": _pan_slow,
    "crane_up": _crane_up,
    "static_focus": _static_focus,
    "dolly_zoom": _dolly_zoom,
    "handheld_subtle": _handheld_subtle,
    "bullet_time": _bullet_time,
    "through_object": _through_object,
    "spiral_zoom": _spiral_zoom,
}
