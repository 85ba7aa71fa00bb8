"""How layers live while the camera looks: drifting, swaying, bobbing, rippling, breathing light."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.clip.planes import Glow, Plane
from media_pipeline.engines.image.painting.noise import Bytes
from media_pipeline.engines.image.painting.view import Matrix, View

_STILL: Matrix = np.eye(3)


def pose(piece: Plane | Glow, view: View) -> Matrix:
    """3 x 3: how a piece has moved on its own at the view's time, in frame pixels as painted."""
    motion, time = piece.motion, view.time
    kind = motion.get("kind", "")
    matrix = _STILL
    if kind == "sway" and isinstance(piece, Plane):
        matrix = _sway(motion, piece.pivot, time)
    elif kind == "bob" and isinstance(piece, Plane):
        matrix = _bob(motion, piece.pivot, view)
    elif kind == "bounce":
        lift = (
            float(motion.get("amount", 0.01))
            * view.unit
            * view.energy
            * abs(np.sin(time * float(motion.get("speed", 6.3))))
        )
        matrix = np.array([[1, 0, 0], [0, 1, -lift], [0, 0, 1]])
    elif kind == "sweep":
        matrix = _sweep(motion, view)
    slide = float(motion.get("vx", 0.0)) * time * view.height
    if slide:
        matrix = np.array([[1, 0, slide], [0, 1, 0], [0, 0, 1.0]]) @ matrix
    return matrix


def _sway(motion: dict[str, Any], pivot: tuple[float, float], time: float) -> Matrix:
    """Like grass in the wind: the foot stays, the top leans."""
    speed, phase = float(motion.get("speed", 1.0)), float(motion.get("phase", 0.0))
    lean = np.sin(time * speed * 1.7 + phase) * 0.7 + np.sin(time * speed * 2.9 + phase * 1.7) * 0.3
    shear = float(motion.get("amount", 0.01)) * 2.2 * lean
    return np.array([[1, -shear, shear * pivot[1]], [0, 1, 0], [0, 0, 1]])


def _bob(motion: dict[str, Any], pivot: tuple[float, float], view: View) -> Matrix:
    speed = float(motion.get("speed", 1.0)) * 1.6
    rise = float(motion.get("amount", 0.005)) * view.unit * np.sin(view.time * speed)
    turn = float(motion.get("roll", 0.0)) * np.sin(view.time * speed * 0.83 + 0.9)
    cos, sin = np.cos(turn), np.sin(turn)
    x, y = pivot
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y + rise], [0, 0, 1]])


def _sweep(motion: dict[str, Any], view: View) -> Matrix:
    """A beam that swings around where it comes from."""
    x, y = float(motion["pivot"][0]) * view.width, float(motion["pivot"][1]) * view.height
    swing = np.sin(view.time * float(motion.get("speed", 0.6)) + float(motion.get("phase", 0.0)))
    turn = float(motion.get("amount", 0.1)) * swing
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y], [0, 0, 1]])


def strength(motion: dict[str, Any], view: View) -> float:
    """How bright a glow is now: it breathes, flickers, and follows the music."""
    level = float(motion.get("level", 1.0))
    breathe = float(motion.get("breathe", 0.0))
    if breathe:
        level *= 1 - breathe * (
            0.5
            + 0.5
            * np.sin(
                view.time * float(motion.get("speed", 0.5)) * 2 * np.pi + float(motion.get("phase", 0.0))
            )
        )
    flicker = float(motion.get("flicker", 0.0))
    if flicker:
        wave = (
            np.sin(view.time * 11.3)
            * np.sin(view.time * 7.1 + 1.3)
            * np.sin(view.time * 17.7 + float(motion.get("phase", 0.0)))
        )
        level *= 1 - flicker * max(0.0, float(wave))
    return level * (1 + float(motion.get("energy", 0.0)) * view.energy)


def ripple(plane: Plane, matrix: Matrix, room: Bytes, box: tuple[int, int, int, int], view: View) -> Bytes:
    """A plane of water: its rows slide against each other, finer towards the horizon."""
    inverse = np.linalg.inv(matrix)
    rows, columns = room.shape[:2]
    x = np.arange(columns, dtype=np.float32) + 0.5
    y = np.arange(rows, dtype=np.float32) + 0.5
    amount = float(plane.motion.get("amount", 0.004)) * view.unit
    speed = float(plane.motion.get("speed", 1.0))
    # Everything is counted from the frame, so that pieces of it, made one by one, fit together.
    source_y = inverse[1, 1] * y + inverse[1, 2] + inverse[1, 0] * (view.width / 2 - box[0])
    down = np.clip(
        (source_y - float(plane.motion.get("top", 0.0)) * plane.pixels.shape[0]) / plane.pixels.shape[0], 0, 1
    )
    phase = 26.0 * np.log(down + 0.045)
    wave = np.sin(phase * 2.2 + view.time * 2.1 * speed) + 0.6 * np.sin(
        phase * 4.7 - view.time * 3.3 * speed + 1.0
    )
    slide = (amount * (0.12 + 1.6 * down) * wave).astype(np.float32)
    swell = np.sin((x + box[0]) * (18.0 / view.width) + view.time * 0.9 * speed).astype(np.float32)
    lift = (amount * 0.9 * down * np.sin(phase * 1.3 + view.time * 1.7 * speed)).astype(np.float32)
    map_x = (inverse[0, 0] * x - 0.5).astype(np.float32)[None, :] + (
        inverse[0, 1] * y + inverse[0, 2]
    ).astype(np.float32)[:, None]
    map_x += slide[:, None] * (1 + 0.35 * swell)[None, :]
    map_y = (inverse[1, 0] * x).astype(np.float32)[None, :] + (
        inverse[1, 1] * y + inverse[1, 2] - 0.5
    ).astype(np.float32)[:, None]
    map_y += lift[:, None] * swell[None, :]
    # Below its edge water goes on; above it there is none, so nothing may be borrowed from its first row.
    np.minimum(map_y, plane.pixels.shape[0] - 1, out=map_y)
    cv2.remap(plane.pixels, map_x, map_y, cv2.INTER_LINEAR, dst=room, borderMode=cv2.BORDER_CONSTANT)
    return room
