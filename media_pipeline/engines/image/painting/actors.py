"""Who is in the picture: figures placed on a ridge, on the water or in the air, with light on their edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from media_pipeline.engines.image.painting import creatures, people, plants, vessels
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, to_hex
from media_pipeline.engines.image.painting.draw import Pen, Point, lerp
from media_pipeline.engines.image.painting.noise import Floats, Rng

Drawing = Callable[[Pen, Rng], None]
# How to draw each, its height in units, half its width in heights, and how it lives.
CAST: dict[str, tuple[Drawing, float, float, dict[str, Any]]] = {
    "person": (people.wanderer, 0.155, 0.5, {}),
    "woman": (people.woman, 0.15, 0.5, {}),
    "cloak": (people.cloaked, 0.17, 0.5, {}),
    "couple": (people.couple, 0.150, 0.6, {}),
    "child": (people.child, 0.135, 0.6, {}),
    "dancer": (people.dancer, 0.19, 0.6, {"kind": "sway", "amount": 0.020, "speed": 1.5}),
    "singer": (people.singer, 0.19, 0.5, {"kind": "sway", "amount": 0.010, "speed": 1.2}),
    "guitarist": (people.guitarist, 0.18, 0.6, {"kind": "sway", "amount": 0.010, "speed": 1.2}),
    "astronaut": (people.astronaut, 0.19, 0.45, {}),
    "umbrella": (people.umbrella, 0.20, 0.6, {}),
    "deer": (creatures.deer, 0.135, 0.6, {}),
    "horse": (creatures.horse, 0.165, 0.7, {}),
    "wolf": (creatures.wolf, 0.115, 0.7, {}),
    "cat": (creatures.cat, 0.085, 0.7, {}),
    "castle": (vessels.castle, 0.30, 0.75, {}),
    "lighthouse": (vessels.lighthouse, 0.30, 0.5, {}),
    "windmill": (vessels.windmill, 0.24, 0.6, {}),
    "sailboat": (vessels.sailboat, 0.20, 0.5, {"kind": "bob", "amount": 0.006, "speed": 0.8, "roll": 0.012}),
    "ship": (vessels.ship, 0.26, 0.85, {"kind": "bob", "amount": 0.004, "speed": 0.6, "roll": 0.006}),
    "rowboat": (vessels.rowboat, 0.11, 0.8, {"kind": "bob", "amount": 0.004, "speed": 0.8, "roll": 0.012}),
    "balloon": (vessels.balloon, 0.20, 0.5, {"kind": "bob", "amount": 0.012, "speed": 0.45, "roll": 0.006}),
    "rocket": (vessels.rocket, 0.24, 0.4, {"kind": "bob", "amount": 0.010, "speed": 0.7, "roll": 0.004}),
    "whale": (creatures.whale, 0.42, 0.8, {"kind": "bob", "amount": 0.012, "speed": 0.5, "roll": 0.02}),
    "fluke": (creatures.whale_tail, 0.14, 0.7, {"kind": "bob", "amount": 0.008, "speed": 0.5, "roll": 0.008}),
    "car": (vessels.car, 0.085, 0.8, {}),
}
ON_LAND = ("cloak", "woman", "couple", "dancer", "singer", "guitarist", "umbrella", "astronaut", "child",
"horse", "deer", "wolf",
           "cat", "castle", "lighthouse", "windmill", "tree", "palm", "person")  # fmt: skip


def place_figures(brief: Brief, edge: Floats, *, depth: float, default: tuple[str, ...]) -> None:
    """Stand what the words asked for on an edge (canvas pixels): the first on a third, a second on the other.

    Without a wish, one of `default` comes by chance ("" is nobody). Birds fly where there are any.
    """
    chosen = [one for one in (brief.figure(*ON_LAND), brief.figure(*ON_LAND)) if one]
    if not chosen:
        choice = brief.one_of(*default)
        chosen = [choice] if choice else []
    if (
        set(chosen) == {"person", "couple"}
        or set(chosen) == {"woman", "couple"}
        or set(chosen) == {"woman", "person"}
    ):
        chosen = ["couple"]
    away = 1 if brief.light[0] < 0.5 else 0
    spots = (0.64, 0.34) if away else (0.36, 0.66)
    for number, name in enumerate(chosen):
        if name == "birds":
            continue
        fx = spots[number % 2] + brief.between(-0.03, 0.03)
        column = int(np.clip(brief.stage.x(fx), 0, len(edge) - 1))
        stand(brief, name, (float(column), float(edge[column])), depth=depth)
    if chosen and chosen[0] != "birds":
        brief.picture.focus_depth = depth
    sky_life(brief, birds=0.4)


def stand(
    brief: Brief,
    name: str,
    at: Point,
    *,
    depth: float,
    size: float = 1.0,
    colour: Floats | None = None,
    face: int = 0,
) -> None:
    """Paint one figure with its foot on `at` (canvas pixels) and make it the picture's focus."""
    rng = brief.picture.rng("figure", name, int(at[0]))
    unit, motion = brief.stage.unit, {}
    if name in {"tree", "palm"}:
        tall = (0.44 if name == "tree" else 0.40) * size
        alpha, foot = (plants.lone_tree if name == "tree" else plants.palm)(tall * unit, rng)
        motion = {"kind": "sway", "amount": 0.006, "speed": 0.6, "phase": 0.0}
    else:
        drawing, tall, wide, motion = CAST[name]
        tall *= size
        pen = Pen(tall * unit, wide=wide, tall=1.25)
        drawing(pen, rng)
        turned = (
            face < 0
            if face
            else at[0] > brief.stage.x(brief.light[0]) and name in {"deer", "horse", "wolf", "ship", "whale"}
        )
        alpha = pen.alpha(flip=turned)
        foot = (alpha.shape[1] - pen.foot[0] if turned else pen.foot[0], pen.foot[1])
    x, y = round(at[0] - foot[0]), round(at[1] - foot[1] + 0.006 * unit)
    rgb = lit_silhouette(brief, alpha, (x, y), colour)
    pivot = [
        round((at[0] - brief.stage.margin[0]) / brief.stage.width, 4),
        round((at[1] - brief.stage.margin[1]) / brief.stage.height, 4),
    ]
    if motion:
        motion = {**motion, "pivot": pivot}
    _paint_clipped(brief, name, depth, rgb, alpha, (x, y), motion)
    brief.picture.focus = (pivot[0], pivot[1] - 0.5 * tall * unit / brief.stage.height)


def _paint_clipped(
    brief: Brief,
    name: str,
    depth: float,
    rgb: Floats,
    alpha: Floats,
    at: tuple[int, int],
    motion: dict[str, Any],
) -> None:
    left, top = max(0, -at[0]), max(0, -at[1])
    right = min(alpha.shape[1], brief.stage.columns - at[0])
    bottom = min(alpha.shape[0], brief.stage.rows - at[1])
    if left < right and top < bottom:
        inside = np.s_[top:bottom, left:right]
        brief.picture.paint(name, depth, rgb[inside], alpha[inside], (at[0] + left, at[1] + top), **motion)


def lit_silhouette(brief: Brief, alpha: Floats, at: tuple[int, int], colour: Floats | None = None) -> Floats:
    """Dark inside, a thin rim of light on the side of the sun."""
    colours = brief.colours
    body = colour if colour is not None else mix(colours.near, colours.land(0.8), 0.25)
    shift = max(1, round(brief.stage.unit * 0.0022))
    centre = at[0] + alpha.shape[1] / 2
    side = 1 if brief.stage.x(brief.light[0]) > centre else -1
    inner = np.roll(np.roll(alpha, -side * shift, axis=1), shift, axis=0)
    rim = np.clip(alpha - inner, 0, 1) * (0.45 if brief.night else 0.8)
    return lerp(np.broadcast_to(body, (*alpha.shape, 3)), colours.sun, rim)


def sky_life(brief: Brief, *, birds: float = 0.0) -> None:
    """Birds and balloons, when asked for, or birds by chance in daylight."""
    if "birds" in brief.scene.figures or (
        brief.chance(birds) and not brief.night and not brief.scene.has("storm", "snow")
    ):
        asked = "birds" in brief.scene.figures
        x = brief.thirds[1] + brief.between(-0.08, 0.08)
        brief.picture.system(
            "birds", 5.0, seed=int(brief.rng.integers(1 << 30)), count=14 if asked else 7, x=round(x, 3),
            y=round(brief.horizon - brief.between(0.20, 0.34), 3), direction=1 if x < 0.5 else -1,
            size=0.020 if asked else 0.013, colours=[to_hex(mix(brief.colours.near, brief.colours.upper,
            0.25))],
        )  # fmt: skip
    name = brief.figure("balloon")
    if name:
        for fx, fy, size, depth in (
            (brief.thirds[0], 0.34, 1.0, 3.0),
            (brief.thirds[1] + 0.08, 0.22, 0.5, 5.0),
            (0.12, 0.40, 0.32, 7.0),
        ):
            at = (brief.stage.x(fx), brief.stage.y(fy + 0.1 * size))
            tint = mix(brief.colours.land(0.75), brief.colours.haze, 0.0 if size == 1 else 0.35)
            stand(brief, "balloon", at, depth=depth, size=size, colour=tint)
