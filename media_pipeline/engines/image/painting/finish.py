"""The last steps: a style's colour grade for each layer, and bloom, vignette and grain over the whole
still.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.image.painting.motes import draw_system
from media_pipeline.engines.image.painting.noise import Bytes, Floats, Rng, blur, resize
from media_pipeline.engines.image.painting.stage import Picture, dither, merge
from media_pipeline.engines.image.painting.view import View

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Look:
    """How a style treats colour: all neutral at their defaults. lift raises the blacks, warm shifts to
    amber.
    """

    saturation: float = 1.0
    contrast: float = 0.10
    lift: float = 0.0
    warm: float = 0.0
    bloom: float = 0.34
    vignette: float = 0.30
    grain: float = 0.009


LOOKS: dict[str, Look] = {
    "": Look(saturation=1.06),
    "noir": Look(saturation=0.0, contrast=0.30, vignette=0.45, grain=0.020, bloom=0.42),
    "synthwave": Look(saturation=1.28, contrast=0.16, bloom=0.55),
    "cyberpunk": Look(saturation=1.22, contrast=0.18, bloom=0.55),
    "vintage": Look(saturation=0.78, contrast=0.0, lift=0.055, warm=0.05, grain=0.020, vignette=0.40),
    "watercolor": Look(saturation=0.92, contrast=-0.06, lift=0.05, bloom=0.20, vignette=0.10, grain=0.014),
    "anime": Look(saturation=1.24, contrast=0.06, lift=0.02, grain=0.006, vignette=0.16),
    "pastel": Look(saturation=0.74, contrast=-0.10, lift=0.085, vignette=0.12, bloom=0.40),
    "vivid": Look(saturation=1.34, contrast=0.16),
}
_MOOD_LOOKS: dict[str, tuple[float, float]] = {
    "melancholy": (0.80, 0.0), "dark": (0.82, 0.10), "tense": (0.92, 0.12), "joyful": (1.12, 0.0),
    "high_energy": (1.16, 0.10), "surreal_trip": (1.18, 0.05), "peaceful": (0.95, -0.04), "dreamy": (0.95,
    -0.05),
    "nostalgic": (0.86, -0.03), "luxury_reveal": (0.95, 0.12),
}  # fmt: skip


def grader(style: str, mood: str) -> Callable[[Floats], Floats]:
    """The grade for one layer's colours (any shape ending in 3, 0..1)."""
    look = LOOKS.get(style, LOOKS[""])
    saturation, contrast = _MOOD_LOOKS.get(mood, (1.0, 0.0))
    saturation, contrast = look.saturation * saturation, look.contrast + contrast
    tint = np.array([1 + look.warm, 1.0, 1 - look.warm * 1.2], np.float32)

    even = (
        np.outer(np.ones(3, np.float32), _LUMA) * (1 - saturation) + np.eye(3, dtype=np.float32) * saturation
    )

    def grade(rgb: Floats) -> Floats:
        image = (
            np.ascontiguousarray(rgb, np.float32).reshape(-1, 1, 3)
            if rgb.ndim == 1
            else np.ascontiguousarray(rgb, np.float32)
        )
        result = np.empty_like(image)
        # In strips, which stay in the processor's cache.
        for top in range(0, len(image), 48):
            strip: Floats = np.clip(cv2.transform(image[top : top + 48], even.astype(np.float32)), 0, 1)
            strip += np.float32(2 * contrast) * (strip * (1 - strip) * (2 * strip - 1))
            strip = strip * np.float32(1 - look.lift) + np.float32(look.lift)
            if look.warm:
                strip *= tint
            result[top : top + 48] = np.clip(strip, 0, 1)
        return result.reshape(rgb.shape)

    return grade


def finish(picture: Picture, style: str, rng: Rng) -> Bytes:
    """The still of the frame: RGB (height, width, 3), bloomed, vignetted, grained and dithered to 8 bit."""
    stage, look = picture.stage, LOOKS.get(style, LOOKS[""])
    frame = _frame(picture)
    frame = bloom(frame, look.bloom, stage.unit)
    shade = vignette(stage.height, stage.width, look.vignette)
    noise = grain(rng, (stage.height, stage.width)) * np.float32(look.grain)
    spread = dither(rng, stage.height, stage.width)
    result = np.empty(frame.shape, np.uint8)
    for top in range(0, stage.height, 48):
        rows = np.s_[top : top + 48]
        strip = frame[rows] * cv2.merge([shade[rows]] * 3)
        light = cv2.transform(strip, _LUMA[None, :])
        film = noise[rows] * (0.5 + 2.0 * light * (1 - light))
        strip = (strip + cv2.merge([film] * 3)) * 255 + spread[rows]
        result[rows] = np.clip(strip, 0, 255)
    return result


def _frame(picture: Picture) -> Floats:
    """What the frame sees: layers and moving things from far to near."""
    stage = picture.stage
    left, top = stage.margin
    canvas = np.zeros((*stage.shape, 3), np.float32)
    frame = canvas[top : top + stage.height, left : left + stage.width]
    view = View(stage.width, stage.height, time=1.7)
    waiting = sorted(picture.systems, key=lambda system: -float(system["depth"]))
    for layer in picture.layers:
        while waiting and waiting[0]["depth"] > layer.depth:
            _draw(frame, waiting.pop(0), view)
        merge(canvas, layer)
    for system in waiting:
        _draw(frame, system, view)
    return np.ascontiguousarray(frame)


def _draw(frame: Floats, system: dict[str, Any], view: View) -> None:
    before = np.clip(frame * 255, 0, 255).astype(np.uint8)
    after = before.copy()
    draw_system(after, system, view, lambda colour: colour * np.float32(255))
    frame += (after.astype(np.float32) - before.astype(np.float32)) / 255


def bloom(frame: Floats, strength: float, unit: float) -> Floats:
    """Let bright places shine over their edges: a tight and a wide halo."""
    small_shape = max(8, frame.shape[0] // 4), max(8, frame.shape[1] // 4)
    small = cv2.resize(frame, small_shape[::-1], interpolation=cv2.INTER_AREA)
    bright = small * np.clip((cv2.transform(small, _LUMA[None, :]) - 0.52) / 0.4, 0, 1)[..., None] ** 1.3
    light = blur(bright, unit * 0.006) * 0.55 + blur(bright, unit * 0.022) * 0.55
    glow = resize(light, frame.shape[:2])
    for top in range(0, frame.shape[0], 48):
        rows = np.s_[top : top + 48]
        frame[rows] += glow[rows] * (np.float32(strength) * (1 - frame[rows] * np.float32(0.85)))
    return frame


def vignette(height: int, width: int, strength: float) -> Floats:
    """A factor for each pixel: 1 in the middle, darker towards the corners."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    distance = np.clip((x * x + y * y) * 0.5, 0, 1)
    return 1 - strength * distance**1.4


def grain(rng: Rng, shape: tuple[int, int]) -> Floats:
    """Film grain: slightly soft noise, about -1..1."""
    size = 512
    fine = rng.standard_normal((size, size)).astype(np.float32)
    soft = blur(fine, 0.7)
    soft = np.roll(soft, size // 3, axis=1) * 1.4 + fine * 0.35
    tiles = (shape[0] // size + 1, shape[1] // size + 1)
    return np.tile(soft / float(soft.std()), tiles)[: shape[0], : shape[1]]
