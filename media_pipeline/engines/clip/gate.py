"""The frame of leaves that a shot goes through: dark, out of focus, right before the lens."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from media_pipeline.engines.image.bundle import Bundle
from media_pipeline.engines.image.painting.draw import bend, polygon, stroke
from media_pipeline.engines.image.painting.noise import Bytes, Rng, seeded
from media_pipeline.engines.image.painting.stage import Layer

_WIDE = 1.9


def add_gate(bundle: Bundle, depth: float, seed: int) -> None:
    """Put a gate at `depth` in front of everything, in the darkest colour of the picture's own foreground."""
    rng = seeded("gate", seed)
    # Soft as it is, a quarter of the size is enough.
    columns, rows = int(bundle.width * _WIDE / 4), int(bundle.height * _WIDE / 4)
    unit = min(bundle.width, bundle.height) / 4
    mask: Bytes = np.zeros((rows, columns), np.uint8)
    centre = (
        columns / 2 + (bundle.vanish[0] - 0.5) * bundle.width / 4,
        rows / 2 + (bundle.vanish[1] - 0.5) * bundle.height / 8,
    )
    _rim(mask, centre, unit, rng)
    for _ in range(300):
        _leaf(mask, centre, unit, rng)
    soft = cv2.GaussianBlur(mask, (0, 0), unit * 0.012)
    pixels = np.empty((rows, columns, 4), np.uint8)
    pixels[..., :3] = _dark(bundle)
    pixels[..., 3] = soft
    full = cv2.resize(pixels, (columns * 4, rows * 4), interpolation=cv2.INTER_LINEAR)
    x, y = (bundle.columns - columns * 4) // 2, (bundle.rows - rows * 4) // 2
    bundle.layers.append(
        Layer("gate", depth, full, x, y, motion={"kind": "sway", "amount": 0.004, "speed": 0.6})
    )


def _rim(mask: Bytes, centre: tuple[float, float], unit: float, rng: Rng) -> None:
    turn = np.linspace(0, 2 * np.pi, 26)[:-1]
    reach = unit * rng.uniform(0.54, 0.68, 25)
    inner = bend(
        [
            (centre[0] + np.cos(a) * r * 1.5, centre[1] + np.sin(a) * r)
            for a, r in zip(turn, reach, strict=True)
        ],
        6,
        True,
    )
    hole: Bytes = np.zeros_like(mask)
    polygon(hole, inner)
    np.maximum(mask, 255 - hole, out=mask)


def _leaf(mask: Bytes, centre: tuple[float, float], unit: float, rng: Rng) -> None:
    """A leaf or twig that reaches from the rim into the opening."""
    angle = rng.uniform(0, 2 * np.pi)
    out = unit * rng.uniform(0.52, 0.72)
    x, y = centre[0] + np.cos(angle) * out * 1.5, centre[1] + np.sin(angle) * out
    aim = angle + np.pi + rng.normal(0, 0.7)
    size = unit * rng.uniform(0.06, 0.16)
    tip = (x + np.cos(aim) * size, y + np.sin(aim) * size)
    side = (-np.sin(aim) * size * 0.20, np.cos(aim) * size * 0.20)
    middle = ((x + tip[0]) / 2, (y + tip[1]) / 2)
    if rng.random() < 0.15:
        stroke(mask, [(x, y), tip], unit * 0.012, unit * 0.004)
        return
    polygon(
        mask,
        bend(
            [
                (x, y),
                (middle[0] + side[0], middle[1] + side[1]),
                tip,
                (middle[0] - side[0], middle[1] - side[1]),
            ],
            5,
            True,
        ),
    )


def _dark(bundle: Bundle) -> Bytes:
    """The darkest decile of the nearest opaque layer, darkened once more."""
    for layer in reversed(bundle.layers):
        if layer.blend == "over":
            seen = layer.pixels[::8, ::8][layer.pixels[::8, ::8, 3] > 200][:, :3]
            if len(seen) > 20:
                order = np.argsort(seen.sum(axis=1))[: max(2, len(seen) // 10)]
                return cast(Bytes, (seen[order].mean(axis=0) * 0.55).astype(np.uint8))
    return np.array([8, 9, 12], np.uint8)
