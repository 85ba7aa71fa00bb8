"""What can be measured of one picture, 320 pixels wide: sharpness, contrast, colours, emptiness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.judging.scores import Criterion, Wish, ramp
from umam.lib.preview import sharpness

SIDE = 320
BLANK_SPREAD = 4.0
DARK = 20.0
MOST_COLOURS = 24
_HEX = re.compile(r"#?([0-9a-fA-F]{6})$")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """sharpness: variance of the Laplacian. contrast: of luma, 5th to 95th percentile, 0..1. distance: mean
    difference of its colours to the nearest of the palette (CIE76), None without one."""

    sharpness: float
    contrast: float
    brightness: float
    spread: float
    distance: float | None

    @property
    def is_blank(self) -> bool:
        return self.spread < BLANK_SPREAD

    @property
    def is_dark(self) -> bool:
        return self.brightness < DARK and self.spread < 2 * BLANK_SPREAD


def size_for(width: int, height: int) -> tuple[int, int]:
    """At most `SIDE` pixels on the longer side, and enough to measure on the shorter."""
    scale = min(1.0, SIDE / max(width, height, 1))
    return max(8, round(width * scale)), max(8, round(height * scale))


def look(pixels: Pixels, palette: Sequence[str] = ()) -> Look:
    """Measure RGB pixels of shape (height, width, 3)."""
    grey = luma(pixels)
    low, high = np.percentile(grey, (5, 95))
    colours = [rgb for rgb in map(_rgb, palette) if rgb is not None][:MOST_COLOURS]
    return Look(
        sharpness=sharpness(grey),
        contrast=float(high - low) / 255,
        brightness=float(grey.mean()),
        spread=float(grey.std()),
        distance=_distance(pixels, colours) if colours else None,
    )


def luma(pixels: Pixels) -> Pixels:
    weighted: Any = pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    grey: Pixels = np.rint(weighted).astype(np.uint8)
    return grey


def _rgb(text: str) -> tuple[int, int, int] | None:
    found = _HEX.match(text.strip())
    if found is None:
        return None
    number = int(found.group(1), 16)
    return number >> 16, number >> 8 & 255, number & 255


def _distance(pixels: Pixels, colours: Sequence[tuple[int, int, int]]) -> float:
    flat = pixels.reshape(-1, 3)
    seen = lab(flat[:: max(1, len(flat) // 4096)])
    wanted = lab(np.array(colours, dtype=np.uint8))
    apart = np.sqrt(((seen[:, None, :] - wanted[None, :, :]) ** 2).sum(axis=2))
    return float(apart.min(axis=1).mean())


def lab(rgb: Pixels) -> NDArray[np.float64]:
    """sRGB as CIE L*a*b* (D65), in which distances are what eyes see."""
    light = rgb.astype(np.float64) / 255
    linear = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    cubed = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = cubed[:, 0], cubed[:, 1], cubed[:, 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


# The criteria that stills and clips share


def sharp(value: float) -> Criterion:
    """Ten times as much edge is twice as sharp to the eye, so the scale is a logarithm's."""
    scaled = float(np.log10(max(value, 1.0)))
    evidence = f"Its edges measure {value:.0f}: below 30 is soft, above 500 is crisp."
    return Criterion("sharpness", "Sharpness", ramp(scaled, 1.0, 2.7), 2.0, evidence)


def contrasted(value: float) -> Criterion:
    evidence = f"Its tones span {value:.0%} of the scale; 60 % and more is full."
    return Criterion("contrast", "Contrast", ramp(value, 0.05, 0.6), 1.0, evidence)


def coloured(distance: float | None) -> list[Criterion]:
    if distance is None:
        return []
    evidence = f"Its colours lie {distance:.0f} from the style guide's; under 12 is close, 45 is far."
    return [Criterion("palette", "Colours of the style guide", ramp(distance, 45.0, 12.0), 2.0, evidence)]


def sized(width: int, height: int, wish: Wish) -> list[Criterion]:
    """Resolution and shape against what was asked for."""
    if not wish.width or not wish.height:
        least = min(width, height)
        evidence = f"It is {width} × {height}; nobody said how large it should be."
        return [Criterion("resolution", "Resolution", ramp(least, 120, 720), 1.0, evidence)]
    share = min(1.0, width * height / (wish.width * wish.height))
    asked, has = wish.width / wish.height, width / max(1, height)
    off = max(asked / has, has / asked) - 1
    told = f"It is {width} × {height}, asked for were {wish.width} × {wish.height}."
    return [
        Criterion("resolution", "Resolution", ramp(share, 0.05, 1.0), 1.0, told),
        Criterion("aspect", "Shape", ramp(off, 0.5, 0.01), 1.0, f"Its shape is {off:.0%} off the wish."),
    ]
