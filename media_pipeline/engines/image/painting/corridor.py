"""The geometry of places that lead away from the eye: streets, halls, forest paths.

Each is a row of planes at growing distances, all drawn towards one vanishing point, so a camera that moves
forward passes them one by one. The floor between them mirrors what stands on it.
"""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.actors import ON_LAND, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.draw import (
    Point,
    lerp,
    screen,
)
from media_pipeline.engines.image.painting.noise import (
    Floats,
    enlarged,
    resize,
    step,
    tile,
)

DISTANCES = (9.0, 6.6, 5.0, 3.8, 2.9, 2.2, 1.6)
_EYE = 0.50


class Corridor:
    """The geometry: where something at a distance and beside the middle is seen.

    wide: half the width at distance 1, in units; the floor lies `_EYE` units under the eye there.
    """

    def __init__(self, brief: Brief, wide: float, vanish: Point) -> None:
        self.brief, self.wide, self.vanish = brief, wide, vanish
        brief.picture.vanish = vanish
        brief.horizon = vanish[1]

    def x(self, beside: float, distance: float) -> float:
        """Canvas pixels; beside -1 is the left wall, 1 the right one."""
        stage = self.brief.stage
        return stage.x(self.vanish[0]) + beside * self.wide * stage.unit / distance

    def y(self, up: float, distance: float) -> float:
        """Canvas pixels of a height over the floor, in units at distance 1."""
        stage = self.brief.stage
        return stage.y(self.vanish[1]) + (_EYE - up) * stage.unit / distance

    def part(self, distance: float) -> float:
        """Nearness 0..1 for the air's colour."""
        return float(float(np.clip(1.05 - (distance - 1.4) / 8.2, 0.0, 1.0)) ** 1.35)

    def floor(self, name: str, body: Floats, *, shine: float, rough: float, depth: float = 2.4) -> None:
        """The floor, in which what stands behind it is mirrored along the walls' feet."""
        brief, stage = self.brief, self.brief.stage
        above = brief.picture.flat(2)
        rows, columns = above.shape[:2]
        x = np.arange(columns, dtype=np.float32)[None, :]
        vx, vy = stage.x(self.vanish[0]) / 2, stage.y(self.vanish[1]) / 2
        foot = vy + np.abs(x - vx) * (_EYE / self.wide)
        first = int(vy)
        y = np.arange(first, rows, dtype=np.float32)[:, None]
        down = np.clip((y - vy) / (rows - vy), 0.001, 1)
        noise = _floor_noise(brief, down, columns)
        shaken = (noise - 0.5) * rough * stage.unit * 0.05 * (0.2 + down)
        mirror_x = np.broadcast_to(x, noise.shape) + shaken * 0.5
        mirror_y = np.clip(2 * foot - y + shaken * 2.0 - 2, 0, rows - 1)
        mirrored = cv2.remap(
            above,
            mirror_x.astype(np.float32),
            mirror_y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
        mirrored = cv2.blur(mirrored, (3, max(3, int(stage.unit * 0.012) | 1)))
        air = lerp(
            np.broadcast_to(body, mirrored.shape),
            mix(brief.colours.haze, brief.colours.horizon, 0.4),
            np.broadcast_to(np.exp(-down / 0.10) * 0.6, noise.shape),
        )
        wet = shine * (0.35 + 0.65 * step(noise, 0.35, 0.65))
        rgb = screen(air, mirrored, wet)
        alpha = np.clip((y - foot) * 2 + 0.5, 0, 1)
        shape = ((rows - first) * 2, columns * 2)
        full = enlarged(rgb, shape)
        brief.picture.paint(name, depth, full, resize(alpha.astype(np.float32), shape), (0, first * 2))


def _floor_noise(brief: Brief, down: Floats, columns: int) -> Floats:
    rng = brief.picture.rng("floor")
    texture = tile(rng, 512, 8, 6, 0.55)
    far = 1.0 / (down + 0.03)
    u = ((np.arange(columns, dtype=np.float32)[None, :] / columns - 0.5) * far * 230 + 50).astype(np.float32)
    v = np.broadcast_to(far * 80, u.shape).astype(np.float32)
    return cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)


def someone(brief: Brief, way: Corridor, distance: float, beside: float, *default: str) -> None:
    """Stand a figure on the floor at a distance."""
    name = brief.figure(*ON_LAND)
    if name is None:
        name = brief.one_of(*default)
    if name in {"castle", "lighthouse", "windmill", "tree", "palm"}:
        name = "person"
    if name:
        stand(
            brief, name, (way.x(beside, distance), way.y(0, distance)), depth=distance, size=2.15 / distance
        )
        brief.picture.focus_depth = distance
