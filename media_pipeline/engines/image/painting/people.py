"""People as silhouettes, a unit high, feet at (0, 0)."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.draw import Pen, Point
from media_pipeline.engines.image.painting.noise import Rng

Hand = Point
# Hip to foot by stance: (left knee, left foot, right knee, right foot).
_STANCES: dict[str, tuple[Point, Point, Point, Point]] = {
    "stand": ((-0.055, 0.27), (-0.060, 0.02), (0.055, 0.27), (0.065, 0.02)),
    "walk": ((-0.060, 0.27), (-0.135, 0.05), (0.085, 0.28), (0.105, 0.02)),
    "stride": ((-0.10, 0.28), (-0.20, 0.06), (0.12, 0.29), (0.16, 0.02)),
    "wide": ((-0.10, 0.26), (-0.15, 0.02), (0.10, 0.26), (0.15, 0.02)),
    "leap": ((-0.17, 0.36), (-0.36, 0.33), (0.16, 0.38), (0.33, 0.30)),
    "pirouette": ((0.0, 0.27), (0.005, 0.0), (0.17, 0.36), (0.02, 0.27)),
}
# Elbow and hand of the left and of the right arm.
_ARMS: dict[str, tuple[Point, Point, Point, Point]] = {
    "down": ((-0.145, 0.62), (-0.135, 0.46), (0.145, 0.62), (0.135, 0.46)),
    "swing": ((-0.15, 0.63), (-0.09, 0.49), (0.135, 0.62), (0.17, 0.48)),
    "pockets": ((-0.165, 0.62), (-0.095, 0.50), (0.165, 0.62), (0.095, 0.50)),
    "open": ((-0.24, 0.78), (-0.40, 0.86), (0.24, 0.78), (0.40, 0.86)),
    "up": ((-0.19, 0.92), (-0.17, 1.12), (0.19, 0.92), (0.17, 1.12)),
    "reach": ((-0.145, 0.62), (-0.13, 0.47), (0.20, 0.90), (0.26, 1.10)),
    "sing": ((-0.18, 0.66), (-0.30, 0.74), (0.15, 0.70), (0.055, 0.86)),
    "arc": ((-0.20, 0.93), (-0.05, 1.14), (0.20, 0.78), (0.36, 0.72)),
}


def person(
    pen: Pen,
    *,
    at: float = 0.0,
    size: float = 1.0,
    stance: str = "stand",
    arms: str = "down",
    wear: str = "",
    hair: str = "",
    lean: float = 0.0,
) -> None:
    """Draw one person. at: place along x. wear: coat, dress, cloak. hair: long, bun, hat."""

    def p(x: float, y: float) -> Point:
        return at + (x + lean * y) * size, y * size

    left_knee, left_foot, right_knee, right_foot = _STANCES[stance]
    for hip, knee, foot in (((-0.05, 0.50), left_knee, left_foot), ((0.05, 0.50), right_knee, right_foot)):
        pen.limb([p(*hip), p(*knee)], 0.092 * size, 0.062 * size)
        pen.limb([p(*knee), p(*foot)], 0.062 * size, 0.040 * size)
        toe = 0.035 if foot[0] >= 0 else -0.015
        pen.limb([p(*foot), p(foot[0] + toe, foot[1] - 0.008)], 0.040 * size, 0.026 * size)
    torso = [(-0.118, 0.80), (-0.095, 0.66), (-0.080, 0.56), (-0.092, 0.47), (0.092, 0.47), (0.080, 0.56),
             (0.095, 0.66), (0.118, 0.80), (0.055, 0.835), (-0.055, 0.835)]  # fmt: skip
    pen.shape([p(*point) for point in torso])
    pen.limb([p(0, 0.80), p(0, 0.875)], 0.058 * size, 0.050 * size)
    pen.blob(p(0, 0.925), 0.049 * size, 0.064 * size)
    l_elbow, l_hand, r_elbow, r_hand = _ARMS[arms]
    for side, elbow, hand in ((-1, l_elbow, l_hand), (1, r_elbow, r_hand)):
        pen.limb([p(side * 0.105, 0.79), p(*elbow)], 0.060 * size, 0.045 * size)
        pen.limb([p(*elbow), p(*hand)], 0.045 * size, 0.030 * size)
    _clothes(pen, p, wear, size)
    _hair(pen, p, hair, size)


def _clothes(pen: Pen, p, wear: str, size: float) -> None:  # type: ignore[no-untyped-def]
    shapes: dict[str, list[Point]] = {
        "coat": [(-0.11, 0.80), (-0.10, 0.60), (-0.125, 0.40), (-0.150, 0.22), (0.02, 0.20), (0.165, 0.225),
                 (0.125, 0.42), (0.10, 0.60), (0.11, 0.80)],
        "dress": [(-0.085, 0.78), (-0.062, 0.60), (-0.12, 0.40), (-0.20, 0.19), (-0.05, 0.165), (0.10, 0.185),
                  (0.20, 0.20), (0.12, 0.40), (0.062, 0.60), (0.085, 0.78)],
        "gown": [(-0.085, 0.78), (-0.06, 0.60), (-0.15, 0.34), (-0.30, 0.05), (0.0, 0.03), (0.36, 0.08),
                 (0.16, 0.36), (0.06, 0.60), (0.085, 0.78)],
        "cloak": [(-0.075, 0.87), (-0.135, 0.76), (-0.165, 0.45), (-0.22, 0.05), (-0.02, 0.02), (0.20, 0.06),
                  (0.30, 0.16), (0.175, 0.46), (0.135, 0.76), (0.075, 0.87)],
        "tutu": [(-0.07, 0.55), (-0.20, 0.50), (-0.27, 0.44), (-0.10, 0.43), (0.10, 0.43), (0.27, 0.44),
                 (0.20, 0.50), (0.07, 0.55)],
    }  # fmt: skip
    if wear in shapes:
        pen.shape([p(*point) for point in shapes[wear]])
    if wear == "cloak":
        pen.shape(
            [p(*point) for point in ((-0.07, 0.86), (-0.062, 0.95), (0.0, 1.02), (0.062, 0.95), (0.07, 0.86))]
        )


def _hair(pen: Pen, p, hair: str, size: float) -> None:  # type: ignore[no-untyped-def]
    if hair == "long":
        pen.shape(
            [
                p(*point)
                for point in (
                    (-0.052, 0.95),
                    (-0.075, 0.80),
                    (-0.11, 0.70),
                    (-0.02, 0.74),
                    (0.05, 0.76),
                    (0.052, 0.95),
                    (0, 0.99),
                )
            ]
        )
    elif hair == "bun":
        pen.blob(p(0.0, 1.0), 0.03 * size)
    elif hair == "hat":
        pen.limb([p(-0.095, 0.955), p(0.095, 0.955)], 0.022 * size, 0.022 * size)
        pen.shape(
            [p(*point) for point in ((-0.052, 0.955), (-0.046, 1.02), (0.046, 1.02), (0.052, 0.955))],
            smooth=False,
        )


def wanderer(pen: Pen, rng: Rng) -> None:
    """A lone figure, seen from behind."""
    stance = ("stand", "walk", "stand", "stride")[int(rng.integers(4))]
    wear = ("coat", "", "coat", "dress")[int(rng.integers(4))]
    hair = ("hat", "long", "", "bun")[int(rng.integers(4))] if wear != "dress" else "long"
    arms = {"stand": "pockets", "walk": "swing", "stride": "swing"}[stance]
    person(pen, stance=stance, arms=arms if wear != "dress" else "down", wear=wear, hair=hair)


def woman(pen: Pen, rng: Rng) -> None:
    wear = ("dress", "gown", "dress", "coat")[int(rng.integers(4))]
    person(pen, stance="stand", arms="down", wear=wear, hair="bun" if wear == "gown" else "long")


def cloaked(pen: Pen, rng: Rng) -> None:
    person(pen, stance="stand", arms="down", wear="cloak")
    pen.limb([(0.27, 0.0), (0.25, 1.10)], 0.016, 0.014)
    pen.limb([(0.10, 0.72), (0.26, 0.62)], 0.05, 0.035)
    if rng.random() < 0.5:
        pen.blob((0.249, 1.13), 0.028)


def couple(pen: Pen, rng: Rng) -> None:
    pose = int(rng.integers(2))
    if pose == 0:
        person(pen, at=-0.17, stance="walk", arms="down", wear="coat")
        person(pen, at=0.16, size=0.93, stance="stand", arms="down", wear="dress", hair="long")
        pen.limb([(-0.045, 0.47), (0.04, 0.45)], 0.034, 0.034)
    else:
        person(pen, at=-0.085, stance="stand", arms="pockets", wear="", lean=0.03)
        person(pen, at=0.10, size=0.93, stance="stand", arms="down", wear="dress", hair="long", lean=-0.06)
        pen.limb([(-0.02, 0.68), (0.10, 0.62)], 0.05, 0.04)


def child(pen: Pen, rng: Rng) -> None:
    person(
        pen, size=0.72, stance="walk", arms="reach", wear="dress" if rng.random() < 0.5 else "", hair="bun"
    )
    pen.blob((0.185, 0.68), 0.055)
    pen.limb([(0.18, 0.74), (0.26, 1.0)], 0.006, 0.006)
    pen.blob((0.275, 1.07), 0.075, 0.09)


def dancer(pen: Pen, rng: Rng) -> None:
    stance, arms, wear = (
        ("pirouette", "arc", "tutu"),
        ("leap", "open", "dress"),
        ("wide", "up", ""),
        ("pirouette", "up", "gown"),
    )[int(rng.integers(4))]
    person(pen, stance=stance, arms=arms, wear=wear, hair="bun" if wear else "long")


def singer(pen: Pen, rng: Rng) -> None:
    person(
        pen,
        stance="wide",
        arms="sing",
        wear="coat" if rng.random() < 0.4 else "",
        hair="long" if rng.random() < 0.5 else "",
    )
    pen.limb([(0.10, 0.0), (0.075, 0.86)], 0.014, 0.012)
    pen.limb([(0.03, 0.895), (0.08, 0.86)], 0.035, 0.02)
    pen.limb([(0.02, 0.0), (0.18, 0.0)], 0.018, 0.018)


def guitarist(pen: Pen, rng: Rng) -> None:
    person(pen, stance="wide", arms="pockets", hair="long" if rng.random() < 0.6 else "hat", lean=0.03)
    pen.blob((-0.085, 0.50), 0.095, 0.075, 25)
    pen.blob((0.015, 0.55), 0.075, 0.062, 25)
    pen.limb([(0.03, 0.56), (0.40, 0.74)], 0.028, 0.024)
    pen.limb([(0.38, 0.73), (0.45, 0.765)], 0.045, 0.035)
    pen.limb([(0.15, 0.72), (0.27, 0.67)], 0.05, 0.034)


def astronaut(pen: Pen, rng: Rng) -> None:
    for side in (-1, 1):
        pen.limb([(side * 0.07, 0.48), (side * 0.09, 0.26), (side * 0.11, 0.03)], 0.15, 0.12)
        pen.limb([(side * 0.09, 0.03), (side * 0.13, 0.02)], 0.10, 0.08)
        pen.limb([(side * 0.15, 0.76), (side * 0.24, 0.60), (side * 0.25, 0.45)], 0.12, 0.09)
    pen.shape([(-0.17, 0.80), (-0.15, 0.45), (0.15, 0.45), (0.17, 0.80), (0.08, 0.85), (-0.08, 0.85)])
    pen.shape(
        [(-0.20, 0.86), (-0.20, 0.52), (-0.12, 0.50), (0.12, 0.50), (0.20, 0.52), (0.20, 0.86)], smooth=False
    )
    pen.blob((0, 0.93), 0.125, 0.12)


def umbrella(pen: Pen, rng: Rng) -> None:
    person(pen, stance="walk", arms="down", wear="coat")
    pen.limb([(0.12, 0.62), (0.085, 0.74)], 0.045, 0.035)
    pen.limb([(0.08, 0.70), (0.06, 1.14)], 0.012, 0.012)
    arc = np.linspace(np.pi, 0, 15)
    top = [(0.06 + np.cos(a) * 0.36, 1.0 + np.sin(a) * 0.20) for a in arc]
    scallops = [(0.06 + 0.36 - 0.72 * k / 8, 1.0 + (0.028 if k % 2 else 0.0)) for k in range(9)]
    pen.shape([*top, *scallops], smooth=False)


def crowd_row(pen: Pen, rng: Rng, width: float, raised: float) -> None:
    """Heads, shoulders and raised hands, a row `width` units long seen from behind."""
    x = -width / 2
    while x < width / 2:
        size = rng.uniform(0.9, 1.12)
        y = rng.uniform(0.30, 0.42)
        pen.blob((x, y), 0.075 * size, 0.095 * size)
        pen.shape([(x - 0.18 * size, 0.0), (x - 0.17 * size, y - 0.19), (x - 0.06, y - 0.09), (x + 0.06,
            y - 0.09),
                   (x + 0.17 * size, y - 0.19), (x + 0.18 * size, 0.0)])  # fmt: skip
        pen.shape(
            [(x - 0.3, -0.05), (x - 0.25, y - 0.22), (x + 0.25, y - 0.22), (x + 0.3, -0.05)], smooth=False
        )
        if rng.random() < raised:
            side = 1 if rng.random() < 0.5 else -1
            elbow = (x + side * rng.uniform(0.16, 0.24), y + rng.uniform(0.02, 0.12))
            hand = (elbow[0] + side * rng.uniform(-0.10, 0.06), elbow[1] + rng.uniform(0.18, 0.30))
            pen.limb([(x + side * 0.14, y - 0.18), elbow], 0.075, 0.06)
            pen.limb([elbow, hand], 0.058, 0.042)
            pen.blob((hand[0], hand[1] + 0.02), 0.034, 0.045)
        x += rng.uniform(0.24, 0.36)
