"""The light of a model's poster: three lamps and a room, of the same kind as in the studio's viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


def _three(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


# (direction to the lamp, seen from the eye: right, up, towards; strength)
_LAMPS = (
    (_three(-0.55, 0.75, 0.6), _three(2.1, 2.0, 1.85)),
    (_three(0.85, 0.25, 0.45), _three(0.55, 0.62, 0.75)),
    (_three(0.25, 0.5, -0.85), _three(0.9, 0.95, 1.1)),
)
_SKY, _SIDE, _GROUND = _three(0.95, 0.98, 1.05), _three(0.42, 0.43, 0.48), _three(0.2, 0.18, 0.17)


@dataclass(frozen=True)
class Surface:
    """What the light falls on: a row for each pixel, colours in linear light."""

    base: Floats
    normals: Floats  # seen from the eye: right, up, towards
    views: Floats  # from the surface to the eye
    metallic: Floats
    roughness: Floats
    glow: Floats
    unlit: NDArray[np.bool_]


def lit(surface: Surface) -> Floats:
    """The colours that reach the eye, in linear light."""
    normals, views = surface.normals, surface.views
    metallic, rough = surface.metallic[:, None], np.clip(surface.roughness, 0.06, 1)[:, None]
    sheen = 0.04 * (1 - metallic) + surface.base * metallic
    matt = surface.base * (1 - metallic)
    slope = np.clip(np.einsum("ij,ij->i", normals, views), 0, 1)[:, None]
    mirror = 2 * slope * normals - views
    fresnel = sheen + (np.maximum(1 - rough, sheen) - sheen) * (1 - slope) ** 5
    found = matt * _room(normals, 1.0) * 0.62 + fresnel * _room(mirror, rough)
    for way, strength in _LAMPS:
        direction = way / np.linalg.norm(way)
        fall = np.clip(normals @ direction, 0, None)[:, None]
        half = views + direction
        half = half / np.linalg.norm(half, axis=1, keepdims=True)
        edge = np.clip(np.einsum("ij,ij->i", normals, half), 1e-4, 1)[:, None]
        power = np.minimum(2 / rough**4 - 1.99, 4000)
        spark = np.minimum((power + 2) / 8 * edge**power, 20.0)
        found = found + (matt * 0.45 + fresnel * spark * 0.35) * strength * fall
    found = np.where(surface.unlit[:, None], surface.base, found) + surface.glow
    result: Floats = found
    return result


def _room(ways: Floats, rough: Any) -> Floats:
    """The light of the room from a direction: bright above, with a window strip where surfaces are smooth."""
    height = ways[:, 1:2]
    upper = _SIDE + (_SKY - _SIDE) * np.clip(height, 0, 1)
    lower = _SIDE + (_GROUND - _SIDE) * np.clip(-height * 1.6, 0, 1)
    light = np.where(height > 0, upper, lower)
    strip = np.exp(-(((height - 0.45) / (0.12 + 0.5 * rough)) ** 2)) * np.clip(0.2 - ways[:, 0:1], 0, 1)
    found: Floats = light + strip * (1.2 - rough * 0.9)
    return found


def toned(colours: Floats) -> Floats:
    """Linear light of any strength as values 0..1 of a screen, with colours kept (Khronos' neutral curve)."""
    least = colours.min(axis=1, keepdims=True)
    colours = colours - np.where(least < 0.08, least - 6.25 * least**2, 0.04)
    peak = colours.max(axis=1, keepdims=True)
    squeezed = 1 - 0.24**2 / (np.maximum(peak, 0.76) + 0.24 - 0.76)
    scaled = colours * squeezed / np.maximum(peak, 1e-6)
    grey = 1 - 1 / (0.15 * (peak - squeezed) + 1)
    high = scaled * (1 - grey) + squeezed * grey
    linear = np.clip(np.where(peak < 0.76, colours, high), 0, 1)
    found: Floats = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return found
