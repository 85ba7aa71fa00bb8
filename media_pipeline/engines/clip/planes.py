"""Layers made ready for the camera: in the film's own colour space, premultiplied, padded where it may look.

Compositing is linear and so is the step from RGB to Y'CbCr (BT.709, limited range), so layers are
converted once and every frame comes out as yuv420p without a conversion of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.clip.moves import CameraPath
from media_pipeline.engines.image.bundle import Bundle
from media_pipeline.engines.image.painting.noise import Bytes, Floats
from media_pipeline.engines.image.painting.stage import Layer
from media_pipeline.engines.image.painting.view import Matrix

# Rows: Y, Cb, Cr from R, G, B in 0..1; limited range, BT.709.
TO_YUV = np.array(
    [
        [0.2126 * 219, 0.7152 * 219, 0.0722 * 219],
        [-0.2126 / 1.8556 * 224, -0.7152 / 1.8556 * 224, 0.5 * 224],
        [0.5 * 224, -0.7152 / 1.5748 * 224, -0.0722 / 1.5748 * 224],
    ],
    np.float32,
)
OFFSET = np.array([16, 128, 128], np.float32)
SPAN_ROWS = 32
_BLURS = (0.0022, 0.0055, 0.012)


def paint_colour(rgb: Floats) -> Floats:
    """An RGB colour 0..1 as Y, Cb, Cr 0..255."""
    return TO_YUV @ rgb + OFFSET


@dataclass
class Plane:
    """pixels: premultiplied Y, Cb, Cr, A. placed: from its pixels to the frame's, as painted.

    solid: the first row from which every pixel is opaque down to the lower edge. blurs: softer copies at
    half size. spans: for each SPAN_ROWS rows, the first painted column and the one after the last (beyond
    each other where there is none).
    """

    name: str
    depth: float
    pixels: Bytes
    placed: Matrix
    solid: int
    motion: dict[str, Any]
    pivot: tuple[float, float]
    blurs: list[Bytes]
    spans: list[tuple[int, int]]


@dataclass
class Glow:
    """light: Y, Cb, Cr to be added, float, at a quarter of the frame's resolution or less."""

    name: str
    depth: float
    light: Floats
    placed: Matrix
    motion: dict[str, Any]


@dataclass
class Shot:
    """Everything a renderer needs, back to front."""

    width: int
    height: int
    pieces: list[Plane | Glow]
    systems: list[dict[str, Any]]
    look: dict[str, float]
    light: tuple[float, float]


def prepare(bundle: Bundle, path: CameraPath, width: int, height: int, *, soft: bool) -> Shot:
    """Bring a bundle to the clip's size. soft: make the blurred copies that a shift of focus needs."""
    scale = max(width / bundle.width, height / bundle.height)
    corner = (width - bundle.columns * scale) / 2, (height - bundle.rows * scale) / 2
    pieces: list[Plane | Glow] = []
    for layer in bundle.layers:
        if layer.blend == "glow":
            pieces.append(_glow(layer, bundle, scale, corner))
        else:
            pieces.append(
                _plane(layer, bundle, path, scale=scale, corner=corner, size=(width, height), soft=soft)
            )
        layer.pixels = np.empty((0, 0, 4), np.uint8)
    return Shot(width, height, pieces, bundle.systems, bundle.look, bundle.light)


def _glow(layer: Layer, bundle: Bundle, scale: float, corner: tuple[float, float]) -> Glow:
    light = (layer.pixels.astype(np.float32) / 255) @ TO_YUV.T
    step = bundle.columns / light.shape[1] * scale
    placed = np.array([[step, 0, corner[0]], [0, step, corner[1]], [0, 0, 1]], np.float64)
    return Glow(layer.name, layer.depth, light, placed, layer.motion)


def _plane(
    layer: Layer,
    bundle: Bundle,
    path: CameraPath,
    *,
    scale: float,
    corner: tuple[float, float],
    size: tuple[int, int],
    soft: bool,
) -> Plane:
    rows, columns = (part * layer.scale for part in layer.pixels.shape[:2])
    sides = {
        "top": layer.y <= 0, "bottom": layer.y + rows >= bundle.rows,
        "left": layer.x <= 0, "right": layer.x + columns >= bundle.columns,
    }  # fmt: skip
    pixels = layer.pixels
    if abs(scale - 1) > 0.01:
        target = tuple(max(1, round(part * scale)) for part in layer.pixels.shape[1::-1])
        pixels = cv2.resize(pixels, target, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ready = premultiply(pixels)
    rx, ry = columns * scale / ready.shape[1], rows * scale / ready.shape[0]
    placed = np.array(
        [[rx, 0, corner[0] + layer.x * scale], [0, ry, corner[1] + layer.y * scale], [0, 0, 1]], np.float64
    )
    pivot = _pivot(layer.motion, placed, ready, size)
    plane = Plane(layer.name, layer.depth, ready, placed, 0, layer.motion, pivot, [], [])
    _pad(plane, path, size, sides)
    plane.solid = _solid(plane.pixels, sides)
    plane.spans = _spans(plane.pixels)
    if soft:
        half = cv2.resize(plane.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        unit = min(size)
        plane.blurs = [cv2.GaussianBlur(half, (0, 0), max(0.6, blur * unit / 2)) for blur in _BLURS]
    return plane


def premultiply(pixels: Bytes) -> Bytes:
    """Straight RGBA to premultiplied Y, Cb, Cr, A; in strips, so that memory stays small."""
    result = np.empty_like(pixels)
    for top in range(0, pixels.shape[0], 128):
        strip = pixels[top : top + 128]
        yuv = cv2.transform(strip[..., :3], np.hstack([TO_YUV / 255, OFFSET[:, None]]).astype(np.float32))
        alpha = strip[..., 3]
        yuv = cv2.multiply(yuv, cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR), scale=1 / 255)
        result[top : top + 128] = np.dstack([yuv, alpha])
    return result


def _pivot(
    motion: dict[str, Any], placed: Matrix, pixels: Bytes, size: tuple[int, int]
) -> tuple[float, float]:
    """What stays still when a layer sways: its foot, or where it hangs from."""
    if "pivot" in motion:
        return float(motion["pivot"][0]) * size[0], float(motion["pivot"][1]) * size[1]
    row = 0 if motion.get("hang") else pixels.shape[0]
    foot = placed @ np.array([pixels.shape[1] / 2, row, 1.0])
    return float(foot[0]), float(foot[1])


def _pad(plane: Plane, path: CameraPath, size: tuple[int, int], sides: dict[str, bool]) -> None:
    """Mirror a layer outwards where it runs off the canvas and the camera would look past its edge."""
    width, height = size
    corners = np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]], np.float64)
    rows, columns = plane.pixels.shape[:2]
    low, high = np.array([0.0, 0.0]), np.array([columns, rows], np.float64)
    for frame in range(path.frames):
        view = path.view(frame, width, height)
        if view.passed(plane.depth):
            continue
        seen = np.vstack([view.matrix(plane.depth), [0, 0, 1]]) @ plane.placed
        inside = (np.linalg.inv(seen) @ corners)[:2]
        low, high = np.minimum(low, inside.min(axis=1)), np.maximum(high, inside.max(axis=1))
    roam = _roam(plane.motion, path, height)
    left = int(np.ceil(-low[0] + roam + 3)) if sides["left"] and low[0] - roam < 1 else 0
    right = (
        int(np.ceil(high[0] - columns + roam + 3)) if sides["right"] and high[0] + roam > columns - 1 else 0
    )
    top = int(np.ceil(-low[1] + 8)) if sides["top"] and low[1] < 4 else 0
    bottom = int(np.ceil(high[1] - rows + 8)) if sides["bottom"] and high[1] > rows - 4 else 0
    if left or right or top or bottom:
        left, right = min(left, columns * 2), min(right, columns * 2)
        wide = cv2.copyMakeBorder(plane.pixels, 0, 0, left, right, cv2.BORDER_REFLECT_101)
        # Downwards the last row goes on: ground has no mirror image. Upwards the sky does.
        wide = cv2.copyMakeBorder(wide, 0, bottom, 0, 0, cv2.BORDER_REPLICATE)
        wide = cv2.copyMakeBorder(wide, min(top, rows - 2), 0, 0, 0, cv2.BORDER_REFLECT_101)
        plane.pixels = wide
        plane.placed = plane.placed @ np.array(
            [[1, 0, -left], [0, 1, -min(top, rows - 2)], [0, 0, 1]], np.float64
        )


def _roam(motion: dict[str, Any], path: CameraPath, height: int) -> float:
    """How far a layer's own life can carry it sideways, in pixels."""
    drift = abs(float(motion.get("vx", 0.0))) * float(path.time[-1]) * height
    sway = float(motion.get("amount", 0.0)) * height if motion.get("kind") == "sway" else 0.0
    return drift + sway + (0.02 * height if motion.get("kind") == "water" else 0.0)


def _solid(pixels: Bytes, sides: dict[str, bool]) -> int:
    rows = pixels.shape[0]
    if not (sides["left"] and sides["right"] and sides["bottom"]):
        return int(rows)
    thin = np.flatnonzero(pixels[..., 3].min(axis=1) < 255)
    return int(thin[-1]) + 1 if len(thin) else 0


def _spans(pixels: Bytes) -> list[tuple[int, int]]:
    result = []
    for top in range(0, pixels.shape[0], SPAN_ROWS):
        painted = np.flatnonzero(pixels[top : top + SPAN_ROWS, :, 3].max(axis=0) > 1)
        result.append((int(painted[0]), int(painted[-1]) + 1) if len(painted) else (pixels.shape[1], 0))
    return result
