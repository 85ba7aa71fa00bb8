"""Animals as silhouettes, a unit high (or long, where they lie flat), feet at (0, 0)."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.draw import Pen, Point
from media_pipeline.engines.image.painting.noise import Rng


def deer(pen: Pen, rng: Rng) -> None:
    pen.shape([(-0.30, 0.56), (-0.26, 0.63), (-0.05, 0.615), (0.14, 0.64), (0.22, 0.60), (0.20, 0.47),
        (0.06, 0.42),
               (-0.12, 0.44), (-0.25, 0.44)])  # fmt: skip
    for hip, knee, foot in (((-0.24, 0.50), (-0.27, 0.27), (-0.245, 0.0)), ((-0.17, 0.48), (-0.165, 0.25),
        (-0.15, 0.0)),
                            ((0.12, 0.48), (0.13, 0.25), (0.115, 0.0)), ((0.19, 0.50), (0.205, 0.26),
                            (0.20, 0.0))):  # fmt: skip
        pen.limb([hip, knee], 0.075, 0.030)
        pen.limb([knee, foot], 0.030, 0.022)
    pen.shape([(0.10, 0.62), (0.18, 0.74), (0.225, 0.84), (0.28, 0.80), (0.26, 0.68), (0.225, 0.54)])
    pen.shape([(0.215, 0.86), (0.27, 0.885), (0.345, 0.815), (0.37, 0.785), (0.35, 0.76), (0.28, 0.78)])
    pen.limb([(0.225, 0.86), (0.165, 0.91)], 0.032, 0.012)
    for side in (0.0, 0.045):
        pen.limb([(0.25 + side * 0.4, 0.87), (0.20 + side, 0.97), (0.25 + side * 2.6, 1.10)], 0.018, 0.009)
        pen.limb([(0.21 + side, 0.97), (0.15 + side, 1.05)], 0.012, 0.006)
        pen.limb([(0.225 + side * 1.8, 1.03), (0.29 + side * 2, 1.02)], 0.012, 0.006)
    pen.limb([(-0.29, 0.60), (-0.335, 0.54)], 0.035, 0.015)


def horse(pen: Pen, rng: Rng) -> None:
    pen.shape([(-0.38, 0.58), (-0.34, 0.69), (-0.20, 0.70), (0.0, 0.665), (0.18, 0.70), (0.26, 0.63),
        (0.22, 0.48),
               (0.05, 0.44), (-0.15, 0.44), (-0.32, 0.47)])  # fmt: skip
    for hip, knee, foot in (((-0.31, 0.54), (-0.36, 0.27), (-0.40, 0.02)), ((-0.24, 0.52), (-0.20, 0.26),
        (-0.25, 0.0)),
                            ((0.15, 0.52), (0.20, 0.28), (0.16, 0.02)), ((0.21, 0.54), (0.33, 0.40),
                            (0.30, 0.20))):  # fmt: skip
        pen.limb([hip, knee], 0.115, 0.045)
        pen.limb([knee, foot], 0.045, 0.034)
    pen.shape([(0.10, 0.68), (0.20, 0.84), (0.30, 0.96), (0.37, 0.93), (0.33, 0.78), (0.27, 0.58)])
    pen.shape(
        [
            (0.29, 0.97),
            (0.345, 0.985),
            (0.42, 0.88),
            (0.475, 0.80),
            (0.445, 0.765),
            (0.385, 0.79),
            (0.31, 0.88),
        ]
    )
    pen.limb([(0.31, 0.97), (0.32, 1.03)], 0.03, 0.008)
    pen.shape([(0.10, 0.70), (0.15, 0.86), (0.27, 1.0), (0.29, 0.93), (0.20, 0.80), (0.15, 0.68)])
    pen.shape([(-0.37, 0.64), (-0.47, 0.58), (-0.56, 0.38), (-0.50, 0.26), (-0.46, 0.42), (-0.36, 0.55)])


def wolf(pen: Pen, rng: Rng) -> None:
    """Sitting, its head thrown back: a howl."""
    pen.shape([(-0.27, 0.02), (-0.31, 0.20), (-0.22, 0.40), (-0.06, 0.58), (0.06, 0.72), (0.19, 0.66),
        (0.17, 0.46),
               (0.10, 0.22), (0.06, 0.02)])  # fmt: skip
    pen.limb([(0.09, 0.50), (0.13, 0.25), (0.12, 0.02)], 0.10, 0.05)
    pen.limb([(0.12, 0.015), (0.17, 0.012)], 0.04, 0.025)
    pen.limb([(-0.18, 0.03), (-0.02, 0.02)], 0.07, 0.04)
    pen.shape(
        [
            (0.0, 0.64),
            (0.03, 0.78),
            (0.10, 0.84),
            (0.20, 0.98),
            (0.245, 0.985),
            (0.235, 0.90),
            (0.225, 0.76),
            (0.17, 0.62),
        ]
    )
    pen.shape([(0.04, 0.80), (-0.035, 0.86), (0.055, 0.87)], smooth=False)
    pen.limb([(-0.27, 0.10), (-0.42, 0.07), (-0.52, 0.13)], 0.09, 0.03)


def cat(pen: Pen, rng: Rng) -> None:
    """Sitting, seen from behind, the tail around the corner."""
    pen.shape(
        [
            (-0.25, 0.02),
            (-0.27, 0.22),
            (-0.15, 0.52),
            (-0.09, 0.62),
            (0.09, 0.62),
            (0.15, 0.52),
            (0.27, 0.22),
            (0.25, 0.02),
        ]
    )
    pen.blob((0, 0.74), 0.155, 0.14)
    for side in (-1, 1):
        pen.shape([(side * 0.145, 0.76), (side * 0.135, 0.97), (side * 0.03, 0.85)], smooth=False)
    pen.limb([(0.20, 0.06), (0.42, 0.06), (0.50, 0.24), (0.43, 0.36)], 0.07, 0.045)


def whale(pen: Pen, rng: Rng) -> None:
    """The whole animal from the side, swimming to the right; a unit is its length."""
    pen.shape([(-0.46, 0.10), (-0.25, 0.20), (0.05, 0.265), (0.33, 0.24), (0.47, 0.13), (0.48, 0.07),
        (0.36, 0.0),
               (0.10, -0.03), (-0.20, 0.015), (-0.44, 0.06)])  # fmt: skip
    pen.shape([(-0.43, 0.08), (-0.56, 0.16), (-0.70, 0.20), (-0.60, 0.09), (-0.69, -0.02), (-0.54, 0.03)])
    pen.shape([(0.20, 0.04), (0.10, -0.14), (-0.02, -0.20), (0.06, -0.02)])
    pen.shape([(-0.16, 0.20), (-0.20, 0.26), (-0.25, 0.26), (-0.24, 0.19)])


def whale_tail(pen: Pen, rng: Rng) -> None:
    """A fluke above the water."""
    pen.shape([(-0.16, 0.0), (-0.075, 0.35), (-0.055, 0.62), (0.055, 0.62), (0.075, 0.35), (0.16, 0.0)])
    for side in (-1, 1):
        pen.shape([(side * 0.0, 0.60), (side * 0.14, 0.76), (side * 0.36, 0.90), (side * 0.60, 0.86),
            (side * 0.44, 0.74),
                   (side * 0.20, 0.62), (side * 0.03, 0.66)])  # fmt: skip


def fish(pen: Pen, rng: Rng) -> None:
    pen.shape([(-0.30, 0.0), (-0.10, 0.13), (0.18, 0.12), (0.40, 0.01), (0.18, -0.11), (-0.10, -0.12)])
    pen.shape([(-0.26, 0.0), (-0.46, 0.14), (-0.42, 0.0), (-0.46, -0.14)], smooth=False)
    pen.shape([(0.02, 0.12), (-0.10, 0.21), (-0.14, 0.11)], smooth=False)


def bird(flap: float) -> list[list[Point]]:
    """Wing strokes of a gull seen from afar, half a span long each side; flap -1..1."""
    rise = 0.22 + 0.22 * flap
    tip = rise * 0.45 - 0.10 * (1 - flap)
    left = [(0.0, 0.0), (-0.25, rise), (-0.62, tip + 0.03), (-1.0, tip - 0.12)]
    return [left, [(-x, y) for x, y in left]]


def jellyfish(pen: Pen, rng: Rng) -> None:
    arc = np.linspace(np.pi, 0, 13)
    bell: list[Point] = [(float(np.cos(a)) * 0.30, 0.66 + float(np.sin(a)) * 0.32) for a in arc]
    frill: list[Point] = [(0.30 - 0.6 * k / 8, 0.64 + (0.04 if k % 2 else 0.0)) for k in range(9)]
    pen.shape([*bell, *frill], smooth=False)
    for x in np.linspace(-0.24, 0.24, 8):
        sway = rng.uniform(-0.10, 0.10)
        pen.limb(
            [(float(x), 0.66), (float(x) + sway, 0.40), (float(x) - sway * 0.6, rng.uniform(0.0, 0.2))],
            0.022,
            0.004,
        )
    for x in (-0.08, 0.02, 0.09):
        pen.limb([(x, 0.68), (x + 0.05, 0.45), (x - 0.03, 0.22)], 0.06, 0.012)
