"""Colours mixed the way eyes see them (OKLab), and the roles a colour plays in a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from media_pipeline.engines.image.painting.noise import Floats

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")


def rgb_to_lab(rgb: Floats) -> Floats:
    """sRGB 0..1 (..., 3) to OKLab."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0) + 0.055) / 1.055) ** 2.4)
    return cast(Floats, (np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T).astype(np.float32))


def lab_to_rgb(lab: Floats) -> Floats:
    """OKLab (..., 3) to sRGB, clipped to 0..1."""
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return cast(Floats, np.clip(encoded, 0, 1).astype(np.float32))


def oklch(light: float, chroma: float, hue: float) -> Floats:
    """An sRGB colour from OKLCH; `hue` in degrees."""
    angle = np.deg2rad(hue)
    return lab_to_rgb(np.array([light, chroma * np.cos(angle), chroma * np.sin(angle)], np.float32))


def parse_hex(text: str) -> Floats | None:
    """'#rrggbb' or '#rgb' as sRGB 0..1; None when it is neither."""
    match = _HEX.match(text.strip())
    if not match:
        return None
    digits = match.group(1)
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return np.array([int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)], np.float32)


def to_hex(rgb: Floats) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in np.clip(rgb, 0, 1))


def mix(first: Floats, second: Floats, part: float) -> Floats:
    """Between two sRGB colours, in OKLab. part 0 is the first."""
    return lab_to_rgb(rgb_to_lab(first) * (1 - part) + rgb_to_lab(second) * part)


def shade(rgb: Floats, light: float = 0.0, chroma: float = 1.0) -> Floats:
    """The same hue, `light` brighter (-1..1), its chroma multiplied."""
    lab = rgb_to_lab(rgb)
    return lab_to_rgb(np.array([np.clip(lab[0] + light, 0, 1), lab[1] * chroma, lab[2] * chroma], np.float32))


def luminance(rgb: Floats) -> float:
    return float(rgb_to_lab(rgb)[0])


def ramp(colours: Sequence[Floats], stops: Sequence[float], size: int = 1024) -> Floats:
    """A table (size, 3) of sRGB running through `colours` at `stops` (0..1, rising), eased in OKLab."""
    labs = np.stack([rgb_to_lab(colour) for colour in colours])
    where = np.linspace(0, 1, size)
    table = np.stack([np.interp(where, stops, labs[:, channel]) for channel in range(3)], axis=1)
    kernel = np.hanning(max(3, size // 9 | 1))
    kernel /= kernel.sum()
    pad = len(kernel) // 2
    padded = np.pad(table, ((pad, pad), (0, 0)), mode="edge")
    soft = np.stack([np.convolve(padded[:, channel], kernel, mode="valid") for channel in range(3)], axis=1)
    return lab_to_rgb(soft.astype(np.float32))


def look_up(table: Floats, where: Floats) -> Floats:
    """Colours of `where` (any shape, 0..1) from a ramp, linearly between its entries' nearest."""
    index = np.clip(where * (len(table) - 1), 0, len(table) - 1).astype(np.int32)
    return cast(Floats, table[index])


@dataclass(frozen=True)
class Colours:
    """The roles of a picture's colours, sRGB 0..1 each."""

    zenith: Floats
    upper: Floats
    lower: Floats
    horizon: Floats
    sun: Floats
    haze: Floats
    far: Floats
    near: Floats
    accent: Floats
    second: Floats
    night: bool = False

    def sky(self) -> Floats:
        """The ramp from zenith (0) to horizon (1)."""
        return ramp((self.zenith, self.upper, self.lower, self.horizon), (0.0, 0.38, 0.74, 1.0))

    def land(self, part: float) -> Floats:
        """Colour of land at a distance: 0 is the horizon's haze, 1 the darkest foreground."""
        table = (self.haze, self.far, self.near)
        low = min(1, int(part * 2))
        return mix(table[low], table[low + 1], part * 2 - low)

    def changed(self, **roles: Floats) -> Colours:
        return replace(self, **roles)  # type: ignore[arg-type]


_ROLES = ("zenith", "upper", "lower", "horizon", "sun", "haze", "far", "near")
# Where each role looks in a palette that is sorted from dark to light.
_PLACES = {
    "zenith": 0.26, "upper": 0.46, "lower": 0.66, "horizon": 0.86, "sun": 1.0, "haze": 0.7, "far": 0.36,
    "near": 0.0,
}  # fmt: skip


def pull(base: Colours, palette: Sequence[Floats], strength: float) -> Colours:
    """Draw the roles towards a palette: its hues and chroma, but mostly the base's values.

    Light and dark carry the composition, so a palette may tint a picture but not flatten it.
    """
    labs = sorted((rgb_to_lab(colour) for colour in palette), key=lambda lab: float(lab[0]))
    if not labs or strength <= 0:
        return base
    where = np.linspace(0, 1, len(labs))
    stack = np.stack(labs)
    grey = float(np.hypot(stack[:, 1], stack[:, 2]).max()) < 0.045
    roles: dict[str, Floats] = {}
    for role in _ROLES:
        own = rgb_to_lab(getattr(base, role))
        wanted = np.array([np.interp(_PLACES[role], where, stack[:, channel]) for channel in range(3)])
        light = own[0] + (wanted[0] - own[0]) * 0.42 * strength
        tint = _lively(own[1:], own[1:] + (wanted[1:] - own[1:]) * strength, grey)
        roles[role] = lab_to_rgb(np.array([light, *tint], np.float32))
    vivid = sorted(labs, key=lambda lab: float(np.hypot(lab[1], lab[2])) + 0.15 * float(lab[0]), reverse=True)
    roles["accent"] = _vivid(base.accent, vivid[0], strength)
    roles["second"] = _vivid(base.second, vivid[1 % len(vivid)], strength)
    return base.changed(**roles)


def _lively(own: Floats, mixed: Floats, grey: bool) -> Floats:
    """Two opposite hues meet in grey: keep most of the chroma, unless the palette itself is grey."""
    least, got = 0.75 * float(np.hypot(*own)), float(np.hypot(*mixed))
    if grey or got >= least or got < 1e-4:
        return mixed
    return mixed * (least / got)


def _vivid(base: Floats, wanted: Floats, strength: float) -> Floats:
    """An accent keeps enough light to glow, whatever the palette gives."""
    own = rgb_to_lab(base)
    blended = own + (wanted - own) * strength
    blended[0] = max(float(blended[0]), 0.68)
    return lab_to_rgb(blended)
