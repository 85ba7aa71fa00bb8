"""Where the camera is in one frame, and where things at a distance are seen from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from media_pipeline.engines.image.painting.noise import Floats

Matrix: TypeAlias = npt.NDArray[Any]
_CLOSEST = 0.12


@dataclass(frozen=True)
class View:
    """One frame's camera over a frame of width x height pixels.

    x, y: the camera's place in units (frame's shorter side) at distance 1, right and down. z: how far it
    came forward, in distances. zoom: focal length, 1 is as painted. roll: radians, clockwise. pan:
    turning the head, in frame fractions that everything shifts by. vanish: where forward motion leads.
    anchor: what a zoom holds still. time: seconds of the living motion. energy: 0..1 of the music.
    """

    width: int
    height: int
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0
    pan: tuple[float, float] = (0.0, 0.0)
    vanish: tuple[float, float] = (0.5, 0.5)
    anchor: tuple[float, float] = (0.5, 0.5)
    time: float = 0.0
    energy: float = 0.0

    @property
    def unit(self) -> float:
        return float(min(self.width, self.height))

    def left(self, depth: float) -> float:
        """Distance that remains between the camera and things at `depth`."""
        return depth - self.z

    def passed(self, depth: float) -> bool:
        return self.left(depth) <= _CLOSEST

    def scale(self, depth: float) -> float:
        """How much larger than painted something at `depth` is seen."""
        return self.zoom * depth / max(self.left(depth), _CLOSEST)

    def matrix(self, depth: float) -> Matrix:
        """2 x 3: from frame pixels as painted to frame pixels as seen, for things at `depth`."""
        near = depth / max(self.left(depth), _CLOSEST)
        vx, vy = self.vanish[0] * self.width, self.vanish[1] * self.height
        shift = self.unit * near / depth
        dx = vx * (1 - near) - self.x * shift + self.pan[0] * self.width
        dy = vy * (1 - near) - self.y * shift + self.pan[1] * self.height
        ax, ay = self.anchor[0] * self.width, self.anchor[1] * self.height
        scale = near * self.zoom
        dx, dy = (dx - ax) * self.zoom + ax, (dy - ay) * self.zoom + ay
        cx, cy = self.width / 2, self.height / 2
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        return np.array(
            [
                [cos * scale, -sin * scale, cos * (dx - cx) - sin * (dy - cy) + cx],
                [sin * scale, cos * scale, sin * (dx - cx) + cos * (dy - cy) + cy],
            ]
        )

    def see(self, fx: Floats, fy: Floats, depth: float) -> tuple[Floats, Floats]:
        """Frame pixels of places given in frame fractions."""
        matrix = self.matrix(depth)
        px, py = fx * self.width, fy * self.height
        return (
            matrix[0, 0] * px + matrix[0, 1] * py + matrix[0, 2],
            matrix[1, 0] * px + matrix[1, 1] * py + matrix[1, 2],
        )
