"""The stage a picture is built on: an overscanned canvas and layers that stand at distances from the camera.

Places on the stage are given in frame fractions: (0, 0) is the frame's upper left corner, (1, 1) its
lower right. The canvas reaches beyond the frame by OVERSCAN, so that a camera can move without seeing an
edge. Sizes ("units") are fractions of the frame's shorter side. Distances: 1 is right before the lens, 2
the subject, 4 to 12 the landscape, 60 the sky.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.image.painting.noise import Bytes, Floats, Rng, seeded

OVERSCAN = 1.24
SKY = 60.0
SUBJECT = 2.0


@dataclass(frozen=True)
class Stage:
    """width, height: the frame in pixels."""

    width: int
    height: int

    @cached_property
    def columns(self) -> int:
        return int(np.ceil(self.width * OVERSCAN / 2)) * 2

    @cached_property
    def rows(self) -> int:
        return int(np.ceil(self.height * OVERSCAN / 2)) * 2

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @cached_property
    def margin(self) -> tuple[int, int]:
        """Canvas pixels left of and above the frame."""
        return (self.columns - self.width) // 2, (self.rows - self.height) // 2

    @property
    def unit(self) -> float:
        """Pixels of the frame's shorter side; sizes are fractions of it."""
        return float(min(self.width, self.height))

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def x(self, fraction: float) -> float:
        return self.margin[0] + fraction * self.width

    def y(self, fraction: float) -> float:
        return self.margin[1] + fraction * self.height

    def across(self, scale: int = 1) -> Floats:
        """Frame fractions of the pixel centres of a row, shape (1, columns / scale)."""
        pixels = (np.arange(self.columns // scale, dtype=np.float32) + 0.5) * scale
        return ((pixels - self.margin[0]) / self.width)[None, :].astype(np.float32)

    def down(self, scale: int = 1) -> Floats:
        """Frame fractions of the pixel centres of a column, shape (rows / scale, 1)."""
        pixels = (np.arange(self.rows // scale, dtype=np.float32) + 0.5) * scale
        return ((pixels - self.margin[1]) / self.height)[:, None].astype(np.float32)

    def distance(self, fx: float, fy: float, scale: int = 1) -> Floats:
        """Distance of each pixel from a place, in units."""
        side = self.width / self.unit
        tall = self.height / self.unit
        return np.hypot((self.across(scale) - fx) * side, (self.down(scale) - fy) * tall)


@dataclass
class Layer:
    """A flat piece of the picture at one distance.

    pixels: straight RGBA for blend "over" (a crop that starts at x, y of the canvas), RGB light to be
    added for blend "glow" (the whole canvas); either at 1 / scale of the canvas's resolution. motion: how
    it lives on its own, read by the clip engine.
    """

    name: str
    depth: float
    pixels: Bytes
    x: int = 0
    y: int = 0
    blend: str = "over"
    scale: int = 1
    motion: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        return {
            "name": self.name, "depth": self.depth, "x": self.x, "y": self.y, "blend": self.blend,
            "scale": self.scale, "motion": self.motion,
        }  # fmt: skip


@dataclass
class Picture:
    """Everything painted so far, back to front, and what a camera should know about it."""

    stage: Stage
    seed: str
    layers: list[Layer] = field(default_factory=list)
    systems: list[dict[str, Any]] = field(default_factory=list)
    focus: tuple[float, float] = (0.5, 0.5)
    focus_depth: float = SUBJECT
    vanish: tuple[float, float] = (0.5, 0.5)
    light: tuple[float, float] = (0.5, 0.3)
    grade: Callable[[Floats], Floats] | None = None
    tick: Callable[[str], None] | None = None

    def rng(self, *parts: object) -> Rng:
        return seeded(self.seed, *parts)

    def paint(
        self,
        name: str,
        depth: float,
        rgb: Floats,
        alpha: Floats | None = None,
        at: tuple[int, int] = (0, 0),
        scale: int = 1,
        **motion: Any,
    ) -> None:
        """Add a layer: rgb (rows, columns, 3) or one colour (3,), 0..1; alpha (rows, columns), None for
        opaque.

        at: canvas pixels of its corner. scale: what is soft may be given smaller by this factor. It is
        cropped to what can be seen; a layer with nothing to see is not added.
        """
        x, y = at
        if alpha is not None:
            box = _seen(alpha)
            if box is None:
                return
            top, bottom, left, right = box
            alpha = alpha[top:bottom, left:right]
            rgb = rgb[top:bottom, left:right] if rgb.ndim == 3 else rgb
            x, y = x + left * scale, y + top * scale
        if self.grade is not None:
            rgb = self.grade(rgb)
        pixels = to_bytes(rgb, alpha, self.rng("dither", name, len(self.layers)))
        self.layers.append(Layer(name, depth, pixels, x, y, scale=scale, motion=motion))
        if self.tick is not None:
            self.tick(name)

    def glow(self, name: str, depth: float, rgb: Floats, *, scale: int, **motion: Any) -> None:
        """Add light: rgb (rows / scale, columns / scale, 3) that is added to what lies behind."""
        pixels = to_bytes(rgb, None, self.rng("dither", name, len(self.layers)))[..., :3]
        self.layers.append(Layer(name, depth, np.ascontiguousarray(pixels), 0, 0, "glow", scale, motion))

    def system(self, kind: str, depth: float, **facts: Any) -> None:
        """Add small moving things (stars, snow, birds) that are drawn anew in each frame."""
        self.systems.append({"kind": kind, "depth": depth, **facts})

    def flat(self, scale: int = 1) -> Floats:
        """The layers so far as one picture of the canvas, at 1 / scale of its size."""
        rows, columns = self.stage.rows // scale, self.stage.columns // scale
        result = np.zeros((rows, columns, 3), np.float32)
        for layer in self.layers:
            merge(result, layer, scale)
        return result


def merge(result: Floats, layer: Layer, scale: int = 1) -> None:
    """Lay one layer over a picture of the canvas at 1 / scale."""
    if layer.blend == "glow":
        light = cv2.resize(layer.pixels, (result.shape[1], result.shape[0]), interpolation=cv2.INTER_LINEAR)
        glow = light.astype(np.float32) * (float(layer.motion.get("level", 1.0)) / 255)
        result += glow * (1 - result * 0.8)
        return
    pixels, x, y = layer.pixels, layer.x, layer.y
    if scale != layer.scale:
        size = max(1, pixels.shape[1] * layer.scale // scale), max(1, pixels.shape[0] * layer.scale // scale)
        how = cv2.INTER_AREA if scale > layer.scale else cv2.INTER_LINEAR
        pixels = cv2.resize(pixels, size, interpolation=how)
    x, y = x // scale, y // scale
    rows, columns = min(pixels.shape[0], result.shape[0] - y), min(pixels.shape[1], result.shape[1] - x)
    # In strips, which stay in the processor's cache.
    for top in range(0, rows, 48):
        strip = pixels[top : min(top + 48, rows), :columns]
        view = result[y + top : y + top + len(strip), x : x + columns]
        colour = cv2.cvtColor(strip, cv2.COLOR_RGBA2RGB).astype(np.float32)
        alpha = cv2.extractChannel(strip, 3)
        colour *= np.float32(1 / 255)
        if int(alpha.min()) == 255:
            view[...] = colour
            continue
        part = alpha.astype(np.float32) * np.float32(1 / 255)
        view += (colour - view) * cv2.merge([part, part, part])


def to_bytes(rgb: Floats, alpha: Floats | None, rng: Rng) -> Bytes:
    """8-bit RGBA with triangular dither, so that slow gradients do not band."""
    shape = alpha.shape if alpha is not None else rgb.shape[:2]
    noise = dither(rng, min(48, shape[0]), shape[1])
    result = np.empty((*shape, 4), np.uint8)
    for top in range(0, shape[0], 48):
        strip = result[top : top + 48]
        strip[..., :3] = np.clip(
            (rgb[top : top + 48] if rgb.ndim == 3 else rgb) * np.float32(255) + noise[: len(strip)], 0, 255
        )
        strip[..., 3] = (
            255
            if alpha is None
            else np.clip(alpha[top : top + 48] * np.float32(255) + np.float32(0.5), 0, 255)
        )
    return result


def dither(rng: Rng, rows: int, columns: int) -> Floats:
    """Triangular noise around 0.5, two levels wide, for three channels.

    It repeats after some hundred pixels: nobody sees that at this strength, and new noise would cost more
    than paint.
    """
    size = 192
    block = rng.random((min(rows, size), size, 3), dtype=np.float32)
    block += rng.random((min(rows, size), size, 3), dtype=np.float32) - np.float32(0.5)
    return np.tile(block, (rows // len(block) + 1, columns // size + 1, 1))[:rows, :columns]


def _seen(alpha: Floats) -> tuple[int, int, int, int] | None:
    mask = (alpha > 0.004).view(np.uint8)
    rows, columns = np.flatnonzero(mask.max(axis=1)), np.flatnonzero(mask.max(axis=0))
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
