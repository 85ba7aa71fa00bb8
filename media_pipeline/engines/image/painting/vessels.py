"""Things people made, as silhouettes a unit high: ships, trains, balloons, towers."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.draw import Pen, Point
from media_pipeline.engines.image.painting.noise import Rng
from media_pipeline.engines.image.painting.people import person


def sailboat(pen: Pen, rng: Rng) -> None:
    pen.shape([(-0.28, 0.10), (-0.22, 0.0), (0.22, 0.0), (0.34, 0.115), (0.0, 0.095)], smooth=False)
    pen.limb([(0.02, 0.08), (0.0, 1.0)], 0.016, 0.008)
    pen.shape([(-0.015, 0.97), (-0.02, 0.16), (-0.27, 0.15), (-0.14, 0.55)], smooth=False)
    pen.shape([(0.02, 0.90), (0.035, 0.16), (0.30, 0.14), (0.19, 0.45)], smooth=False)


def ship(pen: Pen, rng: Rng) -> None:
    """A square-rigged ship."""
    pen.shape(
        [
            (-0.52, 0.22),
            (-0.44, 0.02),
            (0.36, 0.02),
            (0.48, 0.16),
            (0.58, 0.22),
            (0.36, 0.17),
            (-0.30, 0.16),
            (-0.38, 0.23),
        ],
        smooth=False,
    )
    pen.limb([(0.44, 0.18), (0.74, 0.32)], 0.018, 0.006)
    for mast, tall, wide in ((-0.30, 0.82, 0.15), (-0.02, 1.0, 0.19), (0.26, 0.86, 0.155)):
        pen.limb([(mast, 0.15), (mast, tall)], 0.016, 0.007)
        for low, high, part in ((0.24, 0.47, 1.0), (0.50, 0.70, 0.82), (0.72, 0.88, 0.6)):
            y0, y1 = 0.04 + low * tall * 0.95, 0.04 + high * tall * 0.95
            w = wide * part
            pen.shape([(mast - w, y1), (mast - w * 1.08, (y0 + y1) / 2 - 0.02), (mast - w * 1.05, y0),
                (mast, y0 + 0.03),
                       (mast + w * 1.05, y0), (mast + w * 1.08, (y0 + y1) / 2 - 0.02), (mast + w, y1)],
                       smooth=False)  # fmt: skip
    pen.shape([(0.30, 0.78), (0.70, 0.31), (0.34, 0.30)], smooth=False)
    pen.limb([(-0.45, 0.22), (-0.30, 0.80)], 0.006, 0.005)
    pen.limb([(-0.30, 0.80), (-0.02, 0.98)], 0.005, 0.005)
    pen.limb([(-0.02, 0.98), (0.26, 0.84)], 0.005, 0.005)


def rowboat(pen: Pen, rng: Rng) -> None:
    pen.shape(
        [(-0.62, 0.24), (-0.50, 0.02), (0.46, 0.02), (0.66, 0.27), (0.30, 0.19), (-0.30, 0.18)], smooth=False
    )
    pen.shape([(-0.14, 0.20), (-0.12, 0.52), (-0.03, 0.60), (0.05, 0.52), (0.10, 0.20)])
    pen.blob((-0.03, 0.72), 0.072, 0.09)
    pen.limb([(-0.02, 0.50), (0.18, 0.42)], 0.06, 0.045)
    pen.limb([(0.12, 0.50), (0.52, 0.0)], 0.022, 0.03)
    pen.limb([(-0.12, 0.745), (0.06, 0.745)], 0.03, 0.03)


def balloon(pen: Pen, rng: Rng) -> None:
    arc = np.linspace(-0.30 * np.pi, 1.30 * np.pi, 30)
    envelope: list[Point] = [(float(np.cos(a)) * 0.34, 0.64 + float(np.sin(a)) * 0.36) for a in arc]
    pen.shape([*envelope, (-0.075, 0.20), (0.075, 0.20)], smooth=False)
    for x in (-0.05, 0.05):
        pen.limb([(x * 1.4, 0.21), (x, 0.095)], 0.007, 0.007)
    pen.shape([(-0.058, 0.10), (-0.046, 0.0), (0.046, 0.0), (0.058, 0.10)], smooth=False)


def lighthouse(pen: Pen, rng: Rng) -> None:
    pen.shape([(-0.105, 0.0), (-0.062, 0.78), (0.062, 0.78), (0.105, 0.0)], smooth=False)
    pen.shape([(-0.092, 0.775), (-0.092, 0.805), (0.092, 0.805), (0.092, 0.775)], smooth=False)
    for x in (-0.05, -0.017, 0.017, 0.05):
        pen.limb([(x, 0.80), (x, 0.895)], 0.008, 0.008)
    pen.shape([(-0.068, 0.885), (-0.062, 0.91), (0.0, 0.985), (0.062, 0.91), (0.068, 0.885)], smooth=False)
    pen.limb([(0, 0.98), (0, 1.03)], 0.010, 0.006)
    pen.shape([(0.09, 0.0), (0.09, 0.13), (0.19, 0.20), (0.29, 0.13), (0.29, 0.0)], smooth=False)


def windmill(pen: Pen, rng: Rng) -> None:
    pen.shape(
        [(-0.13, 0.0), (-0.085, 0.52), (-0.07, 0.60), (0.0, 0.66), (0.07, 0.60), (0.085, 0.52), (0.13, 0.0)],
        smooth=False,
    )
    turn = rng.uniform(0.2, 0.6)
    for quarter in range(4):
        a = turn + quarter * np.pi / 2
        out = (float(np.cos(a)), float(np.sin(a)))
        side = (-out[1], out[0])
        hub = (0.0, 0.58)
        pen.limb([hub, (hub[0] + out[0] * 0.44, hub[1] + out[1] * 0.44)], 0.016, 0.010)
        pen.shape([(hub[0] + out[0] * r + side[0] * w, hub[1] + out[1] * r + side[1] * w)
                   for r, w in ((0.10, 0.0), (0.10, 0.085), (0.43, 0.085), (0.43, 0.0))],
                       smooth=False)  # fmt: skip


def castle(pen: Pen, rng: Rng) -> None:
    """Towers of many heights on a rock, pointed roofs and pennants."""
    pen.shape(
        [(-0.62, 0.0), (-0.50, 0.14), (-0.36, 0.22), (0.34, 0.22), (0.50, 0.12), (0.64, 0.0)], smooth=False
    )
    pen.shape([(-0.36, 0.2), (-0.36, 0.42), (0.34, 0.42), (0.34, 0.2)], smooth=False)
    for x, wide, tall in (
        (-0.36, 0.055, 0.60),
        (-0.20, 0.045, 0.74),
        (-0.045, 0.075, 0.86),
        (0.12, 0.05, 0.68),
        (0.24, 0.04, 0.80),
        (0.35, 0.055, 0.56),
    ):
        top = tall * rng.uniform(0.94, 1.05)
        pen.shape(
            [(x - wide, 0.2), (x - wide, top - 0.12), (x + wide, top - 0.12), (x + wide, 0.2)], smooth=False
        )
        pen.shape(
            [(x - wide * 1.3, top - 0.125), (x, top + 0.06), (x + wide * 1.3, top - 0.125)], smooth=False
        )
        pen.limb([(x, top + 0.05), (x, top + 0.11)], 0.006, 0.005)
        pen.shape([(x, top + 0.11), (x + 0.05, top + 0.095), (x, top + 0.08)], smooth=False)
    for x in np.arange(-0.34, 0.33, 0.045):
        pen.shape([(x, 0.41), (x, 0.445), (x + 0.022, 0.445), (x + 0.022, 0.41)], smooth=False)


def rocket(pen: Pen, rng: Rng) -> None:
    pen.shape(
        [
            (0.0, 1.0),
            (0.085, 0.80),
            (0.105, 0.50),
            (0.085, 0.18),
            (-0.085, 0.18),
            (-0.105, 0.50),
            (-0.085, 0.80),
        ]
    )
    for side in (-1, 1):
        pen.shape(
            [(side * 0.08, 0.40), (side * 0.20, 0.12), (side * 0.20, 0.02), (side * 0.07, 0.16)], smooth=False
        )
    pen.shape([(-0.05, 0.19), (-0.06, 0.12), (0.06, 0.12), (0.05, 0.19)], smooth=False)


def car(pen: Pen, rng: Rng) -> None:
    """From behind, as seen on a road; a unit is its height."""
    pen.shape(
        [
            (-0.62, 0.16),
            (-0.64, 0.52),
            (-0.50, 0.60),
            (-0.38, 0.93),
            (0.38, 0.93),
            (0.50, 0.60),
            (0.64, 0.52),
            (0.62, 0.16),
        ],
        smooth=False,
    )
    for side in (-1, 1):
        pen.shape(
            [(side * 0.58, 0.2), (side * 0.58, 0.0), (side * 0.38, 0.0), (side * 0.38, 0.2)], smooth=False
        )
        pen.blob((side * 0.70, 0.62), 0.06, 0.045)


def train(pen: Pen, rng: Rng) -> None:
    """An engine and its coaches, going right; a unit is the height of a coach."""
    pen.shape([(3.0, 0.12), (3.0, 0.62), (3.55, 0.62), (3.62, 0.50), (3.62, 0.12)], smooth=False)
    pen.shape([(2.55, 0.12), (2.55, 1.0), (3.02, 1.0), (3.02, 0.12)], smooth=False)
    pen.shape([(3.36, 0.6), (3.33, 0.92), (3.48, 0.92), (3.45, 0.6)], smooth=False)
    for coach in range(6):
        x = 2.42 - coach * 1.62
        pen.shape(
            [(x, 0.14), (x, 0.90), (x - 0.06, 0.96), (x - 1.46, 0.96), (x - 1.52, 0.90), (x - 1.52, 0.14)],
            smooth=False,
        )
        for wheel in (0.28, 0.5, 1.02, 1.24):
            pen.blob((x - wheel, 0.09), 0.09)
        pen.limb([(x, 0.2), (x + 0.12, 0.2)], 0.05, 0.05)
    for wheel in (2.66, 2.86, 3.14, 3.36):
        pen.blob((wheel, 0.10), 0.10)


def pier_walker(pen: Pen, rng: Rng) -> None:
    person(pen, stance="stand", arms="pockets", wear="coat", hair="hat" if rng.random() < 0.5 else "")
