"""Which triangle is seen in which pixel: a z-buffer in numpy, many triangles of like size at a time."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
NOTHING = -1
_SAMPLES = 1_500_000  # tried at once


class Seen(NamedTuple):
    """For every pixel the number of the triangle that is nearest, or NOTHING, and how near it is."""

    triangles: NDArray[np.int32]
    depths: NDArray[np.float32]


class Screen:
    """Triangles as they lie on a screen: x and y in pixels and a depth for each corner; less is nearer."""

    def __init__(self, places: Floats, size: tuple[int, int]) -> None:
        self.size = size
        self._depths = places[..., 2].astype(np.float32)
        self._low = np.clip(np.floor(places[..., :2].min(axis=1)), 0, size).astype(np.int64)
        self._spans = np.clip(np.ceil(places[..., :2].max(axis=1)), 0, size).astype(np.int64) - self._low
        # Of each edge the line a·x + b·y + c that is positive inside, adding up to one over the three.
        x, y = places[..., 0].astype(np.float64), places[..., 1].astype(np.float64)
        nx, ny, px, py = np.roll(x, -1, 1), np.roll(y, -1, 1), np.roll(x, -2, 1), np.roll(y, -2, 1)
        with np.errstate(all="ignore"):
            area = (nx - x) * (py - y) - (ny - y) * (px - x)
            self.facing = area[:, 0] < 0  # towards the eye, where y points down
            area = np.where(np.abs(area) < 1e-9, np.nan, area)
            self._lines = ((ny - py) / area, (px - nx) / area, (nx * py - px * ny) / area)

    def look(self, chosen: NDArray[Any], *, behind: Floats | None = None, until: float) -> Seen:
        """Draws the triangles with these numbers.

        behind: depths beyond which nothing is seen. until: a moment of time.thread_time(); what is not drawn
        by then is left out, the smallest triangles first of all.
        """
        pixels = self.size[0] * self.size[1]
        seen = Seen(np.full(pixels, NOTHING, np.int32), np.full(pixels, np.inf, np.float32))
        if behind is not None:
            seen.depths[:] = behind
        drawable = (self._spans > 0).all(axis=1) & np.isfinite(self._lines[0]).all(axis=1)
        chosen = chosen[drawable[chosen]]
        # Windows of 2, 4, 8 ... pixels in each direction, so that all of a kind are tried as one block.
        kinds = np.ceil(np.log2(np.maximum(self._spans, 1))).astype(np.int64)
        names = kinds[:, 0] * 16 + kinds[:, 1]
        for name in sorted(set(names[chosen].tolist()), key=lambda name: -(name // 16 + name % 16)):
            window = (1 << (name // 16), 1 << (name % 16))
            alike = chosen[names[chosen] == name]
            step = max(1, _SAMPLES // (window[0] * window[1]))
            for start in range(0, len(alike), step):
                self._draw(seen, alike[start : start + step], window)
                if time.thread_time() > until:
                    return seen
        return seen

    def shares(self, triangles: NDArray[Any], x: Floats, y: Floats) -> Floats:
        """How much of each corner is in a pixel of a triangle, as flat as the screen."""
        a, b, c = (line[triangles] for line in self._lines)
        found: Floats = a * x[:, None] + b * y[:, None] + c
        return found

    def _draw(self, seen: Seen, triangles: NDArray[Any], window: tuple[int, int]) -> None:
        x = self._low[triangles, 0][:, None] + np.arange(window[0])
        y = self._low[triangles, 1][:, None] + np.arange(window[1])
        inside: Any = True
        depth: Any = 0.0
        for corner in range(3):
            a, b, c = (line[triangles, corner] for line in self._lines)
            across = a[:, None] * (x + 0.5)
            down = b[:, None] * (y + 0.5) + c[:, None]
            share = (down[:, :, None] + across[:, None, :]).astype(np.float32)
            inside = inside & (share >= -1e-6)
            depth = depth + share * self._depths[triangles, corner][:, None, None]
        inside = inside & (x < self.size[0])[:, None, :] & (y < self.size[1])[:, :, None]
        which, row, column = np.nonzero(inside)
        pixels = y[which, row] * self.size[0] + x[which, column]
        near = depth[which, row, column]
        np.minimum.at(seen.depths, pixels, near)
        nearest = seen.depths[pixels] == near
        seen.triangles[pixels[nearest]] = triangles[which[nearest]]
