"""Drawing with anti-aliased edges: masks, pens, glows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from media_pipeline.engines.image.painting.noise import Bytes, Floats
from media_pipeline.engines.image.painting.stage import Stage

Point = tuple[float, float]
_BITS = 4
_ONE = 1 << _BITS


def lerp(first: Floats, second: Floats, part: Floats | float) -> Floats:
    """Between two colours or pictures; a 2-d part is spread over the channels.

    Planes are mixed one by one: numpy is several times slower where the innermost axis has three entries.
    """
    if not isinstance(part, np.ndarray) or part.ndim != 2:
        return first + (second - first) * part
    weight = np.ascontiguousarray(part, np.float32)
    ones, others = _planes(first), _planes(second)
    mixed = []
    for one, other in zip(ones, others, strict=True):
        plane = np.subtract(other, one, dtype=np.float32) * weight
        plane += one
        mixed.append(plane)
    return cv2.merge(mixed)


def _planes(image: Floats) -> Sequence[Floats | np.float32]:
    """The channels of a picture; numbers where it is one colour all over."""
    if image.ndim == 1 or image.strides[:2] == (0, 0):
        flat = image.reshape(-1, 3)[0] if image.ndim == 1 else image[0, 0]
        return [np.float32(value) for value in flat]
    return cv2.split(np.ascontiguousarray(image, np.float32))


def scaled(rgb: Floats, factor: Floats) -> Floats:
    """A picture made darker or brighter by a 2-d factor."""
    weight = np.ascontiguousarray(np.broadcast_to(factor, rgb.shape[:2]), np.float32)
    return cv2.merge([weight * plane for plane in _planes(rgb)])


def screen(rgb: Floats, light: Floats, strength: Floats | float) -> Floats:
    """Add light that never burns out: strength 0..1, 2-d or a number."""
    shape = rgb.shape[:2] if rgb.ndim == 3 else None
    if shape is None:
        return 1 - (1 - rgb) * (1 - np.clip(light * strength, 0, 1))
    result = []
    for plane, lamp in zip(_planes(rgb), _planes(light), strict=True):
        dark = np.float32(1) - np.clip(np.asarray(lamp * strength, np.float32), 0, 1)
        result.append(np.broadcast_to(1 - (1 - plane) * dark, shape).astype(np.float32))
    return cv2.merge(result)


def fixed(points: Sequence[Point] | Floats) -> npt.NDArray[np.int32]:
    """Pixel coordinates for cv2's sub-pixel drawing (shift=4); pixel centres lie on whole numbers there."""
    return np.round((np.asarray(points, np.float64) - 0.5) * _ONE).astype(np.int32)


def polygon(mask: Bytes, points: Sequence[Point] | Floats, value: int = 255) -> None:
    cv2.fillPoly(mask, [fixed(points)], value, lineType=cv2.LINE_AA, shift=_BITS)


def polygons(mask: Bytes, many: Sequence[Sequence[Point] | Floats], value: int = 255) -> None:
    """Each polygon by itself, so that overlaps do not cancel out."""
    for points in many:
        polygon(mask, points, value)


def line(mask: Bytes, start: Point, end: Point, width: float, value: int = 255) -> None:
    """A straight stroke of any width, also thinner than a pixel."""
    stroke(mask, [start, end], width, width, value)


def stroke(mask: Bytes, points: Sequence[Point] | Floats, start: float, end: float, value: int = 255) -> None:
    """A stroke along points whose width runs from start to end, in pixels."""
    path = np.asarray(points, np.float64)
    if max(start, end) < 1.6:
        shade = int(value * min(1.0, max(start, end, 0.15)))
        cv2.polylines(mask, [fixed(path)], False, shade, 1, cv2.LINE_AA, _BITS)
        return
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.linspace(start, end, len(path))[:, None] / 2
    polygon(mask, np.concatenate([path + normal * half, (path - normal * half)[::-1]]), value)


def bend(points: Sequence[Point], steps: int = 12, closed: bool = False) -> Floats:
    """A smooth Catmull-Rom curve through points."""
    knots = np.asarray(points, np.float64)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    part = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for index in range(1, len(knots) - 2):
        a, b, c, d = knots[index - 1 : index + 3]
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * part
                + (2 * a - 5 * b + 4 * c - d) * part**2
                + (3 * b - a - 3 * c + d) * part**3
            )
        )
    if not closed:
        pieces.append(knots[-2:-1])
    return np.concatenate(pieces).astype(np.float32)


def to_alpha(mask: Bytes) -> Floats:
    return mask.astype(np.float32) / np.float32(255)


def below(stage: Stage, profile: Floats, top: int) -> Floats:
    """Coverage (rows - top, columns) of the land under a profile given in canvas pixels, edge anti-
    aliased.
    """
    rows = np.arange(top, stage.rows, dtype=np.float32)[:, None]
    return cast(Floats, np.clip(rows - profile[None, :] + 1.0, 0, 1))


def halo(stage: Stage, fx: float, fy: float, sizes: Sequence[tuple[float, float]], scale: int = 1) -> Floats:
    """Light around a place: a sum of (strength, radius in units) lobes."""
    distance = stage.distance(fx, fy, scale)
    total = np.zeros_like(distance)
    for strength, radius in sizes:
        total += strength * np.exp(-((distance / radius) ** 1.35))
    return total


class Pen:
    """Draws a silhouette in its own coordinates: height 1, feet at y = 0, y upwards, x centred at 0.

    It is drawn larger and then reduced, with its joints melted together, so it looks like one body.
    """

    def __init__(self, height: float, *, wide: float = 1.0, tall: float = 1.15, melt: float = 0.006) -> None:
        """height: pixels of one unit. wide: half the width of the sheet in units, tall: its height."""
        self.over = 4 if height < 260 else 2
        self.size = height * self.over
        self.melt = melt
        self.origin = (wide * self.size, tall * self.size)
        self.below = 0.08 * self.size
        rows, columns = int(self.origin[1] + self.below), int(2 * wide * self.size)
        self.mask: Bytes = np.zeros((max(8, rows), max(8, columns)), np.uint8)

    def at(self, point: Point) -> Point:
        return self.origin[0] + point[0] * self.size, self.origin[1] - point[1] * self.size

    def blob(
        self, centre: Point, rx: float, ry: float | None = None, angle: float = 0.0, value: int = 255
    ) -> None:
        x, y = self.at(centre)
        axes = (max(1, round(rx * self.size * _ONE)), max(1, round((ry or rx) * self.size * _ONE)))
        centre_fixed = (round((x - 0.5) * _ONE), round((y - 0.5) * _ONE))
        cv2.ellipse(self.mask, centre_fixed, axes, -angle, 0, 360, value, -1, cv2.LINE_AA, _BITS)

    def limb(self, points: Sequence[Point], start: float, end: float, value: int = 255) -> None:
        """A rounded, tapering stroke through points; widths in units."""
        path = bend(points, 8) if len(points) > 2 else np.asarray(points, np.float32)
        path = np.asarray([self.at((float(x), float(y))) for x, y in path], np.float32)
        stroke(self.mask, path, start * self.size, end * self.size, value)
        self.blob(points[0], start / 2, value=value)
        self.blob(points[-1], end / 2, value=value)

    def shape(self, points: Sequence[Point], *, smooth: bool = True, value: int = 255) -> None:
        path = bend(points, 10, closed=True) if smooth else np.asarray(points, np.float32)
        polygon(self.mask, [self.at((float(x), float(y))) for x, y in path], value)

    def alpha(self, *, flip: bool = False) -> Floats:
        """The finished silhouette at its final size."""
        soft: Floats = self.mask.astype(np.float32) / np.float32(255)
        sigma = self.melt * self.size
        if sigma > 0.5:
            soft = cv2.GaussianBlur(soft, (0, 0), sigma)
            soft = np.clip((soft - 0.5) * max(1.0, sigma * 1.2) + 0.5, 0, 1).astype(np.float32)
        size = soft.shape[1] // self.over, soft.shape[0] // self.over
        small = cv2.resize(soft, size, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(small[:, ::-1]) if flip else small

    @property
    def foot(self) -> Point:
        """Where (0, 0) lies in the finished alpha, in pixels."""
        return self.origin[0] / self.over, self.origin[1] / self.over


def stamp(canvas: Floats, alpha: Floats, at: Point, foot: Point) -> None:
    """Put a silhouette into a coverage plane so that its `foot` stands on `at` (canvas pixels)."""
    x, y = round(at[0] - foot[0]), round(at[1] - foot[1])
    rows, columns = alpha.shape
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(rows, canvas.shape[0] - y), min(columns, canvas.shape[1] - x)
    if top >= bottom or left >= right:
        return
    view = canvas[y + top : y + bottom, x + left : x + right]
    np.maximum(view, alpha[top:bottom, left:right], out=view)
