"""Seeded randomness and the smooth noise that clouds, mountains and water are made of."""

from __future__ import annotations

import hashlib
from typing import Any, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt
from django.conf import settings

# Pictures and planes: float32 in 0..1 and uint8. numpy's own stubs widen most arithmetic, so no more is
# said here.
Floats: TypeAlias = npt.NDArray[Any]
Bytes: TypeAlias = npt.NDArray[Any]
Rng = np.random.Generator


def seeded(*parts: object) -> Rng:
    """A generator that depends on nothing but `parts`, on every machine and in every process."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def limit_threads() -> None:
    """Keep OpenCV to the threads of a media worker, or one: workers run beside each other instead."""
    cv2.setNumThreads(max(1, settings.UMAM_MEDIA_THREADS))


def resize(image: Floats, shape: tuple[int, int], *, smooth: bool = False) -> Floats:
    """Scale to `shape` (rows, columns), linear or cubic."""
    how = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return cv2.resize(image, (shape[1], shape[0]), interpolation=how)


def enlarged(rgb: Floats, shape: tuple[int, int]) -> Floats:
    """A small, soft picture at its full size, 0..1."""
    large = cv2.resize(np.ascontiguousarray(rgb, np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(large, 0, 1)


def blur(image: Floats, sigma: float) -> Floats:
    """Gaussian blur; wide ones work on a smaller copy, which nobody can tell apart."""
    if sigma < 0.3:
        return image
    if sigma > 12 and min(image.shape[:2]) > 64:
        rows, columns = image.shape[:2]
        small = cv2.resize(image, (columns // 4, rows // 4), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
        return cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(image, (0, 0), sigma)


def fbm(
    rng: Rng,
    shape: tuple[int, int],
    cells: tuple[float, float],
    octaves: int = 5,
    gain: float = 0.5,
    ridged: bool = False,
) -> Floats:
    """Fractal noise of `shape`, about 0..1 around 0.5. `cells` counts the largest blobs down and across."""
    rows, columns = shape
    total = np.zeros(shape, np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        down, across = max(2, round(cells[0] * 2**octave)), max(2, round(cells[1] * 2**octave))
        if down > rows or across > columns:
            break
        grid = rng.random((down, across), dtype=np.float32)
        layer = resize(grid, shape, smooth=True)
        if ridged:
            layer = 1.0 - np.abs(2.0 * layer - 1.0)
        total += weight * layer
        norm += weight
        weight *= gain
    total /= max(norm, 1e-6)
    return cast(Floats, np.clip((total - 0.5) * 1.6 + 0.5, 0.0, 1.0))


def tile(rng: Rng, size: int = 512, cells: int = 4, octaves: int = 6, gain: float = 0.55) -> Floats:
    """Fractal noise that repeats seamlessly in both directions, 0..1."""
    total = np.zeros((size, size), np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        count = cells * 2**octave
        if count > size:
            break
        grid = rng.random((count, count), dtype=np.float32)
        pad = 3
        wide = np.pad(grid, pad, mode="wrap")
        step = size // count
        large = cv2.resize(wide, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        edge = pad * step
        total += weight * large[edge : edge + size, edge : edge + size]
        norm += weight
        weight *= gain
    total /= norm
    low, high = np.percentile(total[::4, ::4], (1, 99))
    return cast(Floats, np.clip((total - low) / (high - low), 0, 1).astype(np.float32))


def curve(
    rng: Rng, length: int, cells: float, octaves: int = 6, gain: float = 0.5, ridged: bool = False
) -> Floats:
    """Fractal noise along a line of `length` samples, about -1..1."""
    position = np.linspace(0.0, 1.0, length, dtype=np.float32)
    total = np.zeros(length, np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        count = max(2, round(cells * 2**octave))
        if count > length / 2:
            break
        knots = rng.random(count + 3, dtype=np.float32) * 2 - 1
        total += weight * _smooth(position * count, knots, ridged)
        norm += weight
        weight *= gain
    return total / max(norm, 1e-6) * 1.3


def _smooth(position: Floats, knots: Floats, ridged: bool) -> Floats:
    index = np.minimum(position.astype(np.int32), len(knots) - 2)
    part = position - index
    part = part * part * (3 - 2 * part)
    value = knots[index] * (1 - part) + knots[index + 1] * part
    return cast(Floats, (1.0 - 2.0 * np.abs(value)) if ridged else value)


def step(value: Floats, low: float, high: float) -> Floats:
    """Smooth 0..1 as `value` goes from low to high."""
    part = np.clip((value - low) / (high - low), 0, 1)
    return part * part * (3 - 2 * part)
