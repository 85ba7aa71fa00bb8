"""Places by the water: sea, lake, coast, harbour."""

from __future__ import annotations

from typing import cast

import numpy as np

from media_pipeline.engines.image.painting.actors import CAST, place_figures, sky_life, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.land import Ridge, mist_band, paint_ridge
from media_pipeline.engines.image.painting.noise import Floats, curve, step
from media_pipeline.engines.image.painting.plants import grass
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.towns import Row, houses
from media_pipeline.engines.image.painting.water import afloat, paint_water


def _boats(brief: Brief, top: float, default: tuple[str, ...]) -> None:
    name = brief.figure("ship", "sailboat", "rowboat", "whale") or brief.one_of(*default)
    if name == "whale":
        name = "fluke"
    if not name:
        return
    fx = brief.thirds[0] + brief.between(-0.05, 0.05)
    offset = {"ship": 0.045, "sailboat": 0.05, "rowboat": 0.13, "fluke": 0.10}[name]
    afloat(brief, name, fx, top + offset, depth=3.0, size=brief.between(0.9, 1.15))
    brief.picture.focus_depth = 3.0
    if name == "sailboat" and brief.chance(0.6):
        afloat(brief, "sailboat", brief.thirds[1] - 0.1 * brief.side, top + 0.012, depth=4.2, size=0.34)
        brief.picture.focus = (fx, top - 0.05)


def sea(brief: Brief) -> None:
    """Open water under a great sky, a sail or an island on a third."""
    brief.horizon += 0.02
    paint_sky(brief)
    top = brief.horizon
    if brief.figure("island") or brief.chance(0.35):
        place = brief.thirds[1] + 0.06 * brief.side
        paint_ridge(brief, Ridge("island", 12, top + 0.02, 0.012, 0.25, 3, peak=(place, 0.075), mist=0.4))
    paint_water(brief, top, rough=2.0 if brief.scene.has("storm") else 1.1)
    _boats(brief, top, ("sailboat", "sailboat", "ship", "rowboat", ""))
    if brief.figure("palm"):
        edge = paint_ridge(brief, Ridge("beach", 1.8, top + 0.36, 0.03, 0.92, 1.2, 0.3, octaves=3, mist=0))
        x = brief.stage.x(brief.thirds[1])
        for offset, size in ((0.0, 1.3), (0.09, 1.0)):
            at = x + offset * brief.stage.width
            stand(brief, "palm", (at, float(edge[int(at)]) + 4), depth=1.8, size=size)
    sky_life(brief, birds=0.6)


def lake(brief: Brief) -> None:
    """Mountains that stand on their heads in still water; somebody on the shore."""
    paint_sky(brief)
    base = brief.horizon
    peak = (brief.thirds[0], brief.between(0.20, 0.28))
    snow = 0.8 if brief.scene.has("snow") else 0.4
    paint_ridge(brief, Ridge("range far", 14, base - 0.03, 0.06, 0.12, 4, ridged=True, mist=0.7, relief=0.15))
    paint_ridge(
        brief,
        Ridge(
            "peak", 10, base + 0.0, 0.06, 0.30, 3, 0.52, True, 8, 0.8, 0.22, snow=snow, relief=0.5, peak=peak
        ),
    )
    mist_band(brief, "foot", 9, base + 0.045, 0.03, 0.7)
    paint_ridge(brief, Ridge("wood", 7, base + 0.055, 0.018, 0.62, 3, pines=0.045, mist=0.5, span=0.1))
    paint_water(brief, base + 0.085, depth=5.0, rough=0.45)
    mist_band(brief, "lake", 4.6, base + 0.10, 0.022, 0.55, 0.02)
    boat = brief.figure("rowboat", "sailboat", "ship")
    if boat or brief.chance(0.35):
        afloat(brief, boat or "rowboat", brief.thirds[1], base + 0.21, depth=3.0, size=0.9)
        brief.picture.focus_depth = 3.0
    edge = paint_ridge(brief, Ridge("shore", 2.0, base + 0.345, 0.05, 0.96, 1.3, 0.4, octaves=5, mist=0))
    place_figures(brief, edge, depth=2.0, default=("person", "deer", "", "couple"))
    grass(brief, "reeds", 1.5, base + 0.45, 0.11, count=420)


def coast(brief: Brief) -> None:
    """Cliffs on one side, a lighthouse on top, the sea to the other."""
    brief.light = (brief.thirds[1], brief.light[1])
    paint_sky(brief)
    top = brief.horizon
    paint_water(brief, top, rough=1.7 if brief.scene.has("storm") else 1.2)
    side = brief.side
    _cliff(brief, "cliff far", 6.0, 0.5 + side * 0.20, top + 0.03, 0.11, 0.60)
    mist_band(brief, "spray far", 5.0, top + 0.05, 0.025, 0.5)
    edge = _cliff(brief, "cliff", 3.0, 0.5 + side * 0.13, top + 0.14, 0.25, 0.90)
    brief.used.add("lighthouse")
    column = int(brief.stage.x(0.5 + side * 0.24))
    foot = (float(column), float(edge[column]) + 3)
    stand(brief, "lighthouse", foot, depth=3.0, size=0.95)
    _beam(brief, foot)
    mist_band(brief, "spray", 2.6, top + 0.20, 0.035, 0.5, 0.02)
    near = paint_ridge(brief, Ridge("rocks", 1.7, top + 0.37, 0.07, 0.98, 2.6, 0.55, True, mist=0))
    if brief.figure("woman", "person", "couple", "cloak", "child"):
        column = int(brief.stage.x(brief.thirds[1]))
        stand(
            brief,
            "couple" if "couple" in brief.scene.figures else "person",
            (float(column), float(near[column])),
            depth=1.7,
        )
    sky_life(brief, birds=0.7)


def _cliff(
    brief: Brief, name: str, depth: float, place: float, base: float, tall: float, part: float
) -> Floats:
    stage, rng = brief.stage, brief.picture.rng("cliff", name)
    x = stage.across()[0]
    inland = (x - place) * brief.side + curve(rng, stage.columns, 9, 4, 0.55) * 0.022
    wall = 1 / (1 + np.exp(-inland / 0.030)) * (1 + 0.10 * curve(rng, stage.columns, 3, 3))
    ledge = 0.10 / (1 + np.exp(-(inland + 0.09) / 0.02))
    crag = curve(rng, stage.columns, 22, 4, 0.6, True) * 0.20 * np.exp(-((inland / 0.12) ** 2))
    drowned = 0.9 / (1 + np.exp((inland + 0.115) / 0.012))
    height = base - tall * (wall * 0.92 + ledge + crag) + drowned
    edge = (stage.margin[1] + height * stage.height).astype(np.float32)
    paint_ridge(
        brief,
        Ridge(name, depth, base, tall, part, relief=0.28, mist=0.45, span=tall * 1.2),
        edge,
    )
    return cast(Floats, edge)


def _beam(brief: Brief, foot: tuple[float, float]) -> None:
    """The lighthouse's light: a bright lamp and two beams that swing."""
    stage = brief.stage
    tall = CAST["lighthouse"][1] * 0.95 * stage.unit
    x, y = foot[0] / 4, (foot[1] - tall * 0.855) / 4
    rows, columns = stage.rows // 4, stage.columns // 4
    dx = np.arange(columns, dtype=np.float32)[None, :] + 0.5 - x
    dy = np.arange(rows, dtype=np.float32)[:, None] + 0.5 - y
    distance = np.hypot(dx, dy) / (stage.unit / 4)
    colour = mix(brief.colours.sun, np.array([1.0, 0.93, 0.75], np.float32), 0.5)
    lamp = np.exp(-((distance / 0.022) ** 1.2)) + 0.35 * np.exp(-distance / 0.10)
    brief.picture.glow(
        "lamp",
        3.0,
        lamp[..., None] * colour,
        scale=4,
        kind="light",
        level=1.0,
        energy=0.4,
        breathe=0.3,
        speed=0.4,
    )
    if brief.scene.time in {"day", "golden"}:
        return
    angle = np.arctan2(dy, np.abs(dx))
    cone = np.exp(-(((angle + 0.06) / 0.055) ** 2)) * np.exp(-distance / 0.75) * step(distance, 0.01, 0.05)
    pivot = [
        (foot[0] - stage.margin[0]) / stage.width,
        (foot[1] - tall * 0.855 - stage.margin[1]) / stage.height,
    ]
    brief.picture.glow(
        "beam",
        3.0,
        cone[..., None] * colour * 0.75,
        scale=4,
        kind="sweep",
        pivot=pivot,
        amount=0.12,
        speed=0.5,
        level=1.0,
        energy=0.5,
    )


def harbour(brief: Brief) -> None:
    """A town on the far shore with its lights in the water, boats at anchor, a pier with somebody on it."""
    paint_sky(brief)
    base = brief.horizon
    paint_ridge(brief, Ridge("hills", 12, base - 0.05, 0.05, 0.25, 2.4, 0.42, mist=0.6))
    houses(brief, Row("town", 7.0, base + 0.045, 0.055, 0.55, steep=0.5), rise=0.05)
    paint_water(brief, base + 0.05, depth=5.0, rough=0.8)
    for index in range(5):
        fx = 0.06 + index * 0.21 + brief.between(-0.05, 0.05)
        afloat(
            brief,
            "sailboat",
            fx,
            base + 0.085 + 0.022 * (index % 3),
            depth=4.0 - 0.3 * (index % 3),
            size=brief.between(0.5, 0.75),
        )
    name = brief.figure("ship", "rowboat", "sailboat") or brief.one_of("rowboat", "ship")
    afloat(brief, name, brief.thirds[0], base + 0.18, depth=2.7, size=1.05)
    _pier(brief, base + 0.40)


def _pier(brief: Brief, y: float) -> None:
    """Planks on posts that reach into the water from one side."""
    stage = brief.stage
    side = -brief.side
    x = stage.across()
    end = 0.5 + side * 0.06
    reach = step((x - end) * side, -0.002, 0.002)
    rows = stage.down()
    deck = np.clip((rows - y) * stage.height, 0, 1) * np.clip((y + 0.030 - rows) * stage.height, 0, 1) * reach
    alpha = deck.astype(np.float32)
    for number in range(7):
        px = end + side * (0.02 + number * 0.105)
        width = 0.010
        post = (np.abs(x - px) < width) & (rows > y - 0.045 * (number % 2)) & (rows < 1.2)
        alpha = np.maximum(alpha, post.astype(np.float32) * reach)
    brief.picture.paint("pier", 1.8, mix(brief.colours.near, brief.colours.land(0.9), 0.3), alpha)
    name = brief.figure("woman", "person", "couple", "child", "umbrella", "cat", "cloak") or brief.one_of(
        "person", "couple", "person"
    )
    stand(brief, name, (stage.x(end + side * 0.10), stage.y(y) + 1), depth=1.8, size=1.15)
    brief.picture.focus_depth = 1.8
