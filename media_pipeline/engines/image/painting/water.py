"""Water: it shows the picture above it, broken by waves, and glitters under the light. Sea, lake, coast,
harbour.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from media_pipeline.engines.image.painting.actors import CAST, lit_silhouette, place_figures, sky_life, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade, to_hex
from media_pipeline.engines.image.painting.draw import Pen, lerp, screen
from media_pipeline.engines.image.painting.land import Ridge, mist_band, paint_ridge
from media_pipeline.engines.image.painting.noise import Floats, curve, enlarged, step, tile
from media_pipeline.engines.image.painting.plants import grass
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.towns import Row, houses

_HALF = 2


def paint_water(
    brief: Brief, top: float, *, depth: float = 5.0, rough: float = 1.0, glitter: bool = True
) -> None:
    """Water from frame fraction `top` down. What was painted before is mirrored in it. rough: 0.3 a pond,
    2 a storm.
    """
    stage, colours, rng = brief.stage, brief.colours, brief.picture.rng("water", top)
    above = brief.picture.flat(_HALF)
    rows, columns = above.shape[:2]
    first = int(stage.y(top)) // _HALF
    count = rows - first
    down = np.arange(count, dtype=np.float32)[:, None] + 0.5
    far = 1.0 / (down / count + 0.035)
    waves = _waves(brief, rng, far, columns, rough)
    reach = rough * count * 0.085
    across = np.arange(columns, dtype=np.float32)[None, :]
    map_x = across + (waves - 0.5) * reach * (0.35 + 1.5 * down / count)
    map_y = first - 1 - down * 0.92 + (waves - 0.5) * reach * 2.2 * (0.15 + down / count)
    mirrored = cv2.remap(
        above,
        map_x.astype(np.float32),
        np.clip(map_y, 0, first - 1).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    near = (down / count)[..., None]
    deep = mix(colours.near, colours.zenith, 0.45)
    rgb = lerp(
        mirrored,
        deep,
        np.broadcast_to(0.16 + 0.50 * near[..., 0] ** 0.8, waves.shape),
    )
    crest = step(waves, 0.60, 0.86) * (0.10 + 0.12 * near[..., 0])
    rgb = screen(rgb, colours.horizon, crest)
    rgb = rgb * (1 - 0.22 * step(1 - waves, 0.55, 0.9) * near[..., 0])[..., None]
    if glitter:
        rgb = _light_path(brief, rgb, waves, down / count)
    line = np.exp(-down / 1.5)
    rgb = lerp(
        rgb,
        mix(colours.haze, colours.horizon, 0.5),
        np.broadcast_to(line * 0.5, waves.shape),
    )
    shape = (stage.rows - first * _HALF, stage.columns)
    full = enlarged(rgb, shape)
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    alpha = np.broadcast_to(np.clip(y / 1.5 + 0.3, 0, 1), shape).astype(np.float32)
    brief.picture.paint(
        "water",
        depth,
        full,
        alpha,
        (0, first * _HALF),
        kind="water",
        amount=0.0032 * rough,
        speed=0.9,
    )
    if glitter:
        _glitter(brief, top, depth)


def _waves(brief: Brief, rng: np.random.Generator, far: Floats, columns: int, rough: float) -> Floats:
    texture = tile(rng, 512, 8, 6, 0.55)
    across = (np.arange(columns, dtype=np.float32)[None, :] / columns - 0.5) * brief.stage.aspect
    u = (across * far * 36 + rng.uniform(0, 512)).astype(np.float32)
    v = np.broadcast_to(far * 210 + rng.uniform(0, 512), u.shape).astype(np.float32)
    coarse = cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    fine = cv2.remap(texture, u * 3.1 + 100, v * 2.3, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return coarse * 0.68 + fine * 0.32


def _light_path(brief: Brief, rgb: Floats, waves: Floats, down: Floats) -> Floats:
    """The road of light on the water under the sun or moon."""
    x = brief.stage.across(_HALF)
    hidden = brief.scene.has("storm", "rain")
    wide = 0.035 + 0.15 * down
    path = np.exp(-(((x - brief.light[0]) / wide) ** 2)) * (0.3 if hidden else 1.0)
    sparks = step(waves + path * 0.30, 0.62, 0.80) * path
    soft = path * np.exp(-down * 2.0) * 0.5
    strength = (0.55 if brief.night else 0.85) * sparks + soft * (0.5 if brief.night else 0.8)
    return screen(rgb, brief.colours.sun, strength.astype(np.float32))


def _glitter(brief: Brief, top: float, depth: float) -> None:
    if brief.scene.has("storm", "rain"):
        return
    brief.picture.system(
        "glitter", depth - 0.01, seed=int(brief.rng.integers(1 << 30)), x=round(brief.light[0], 4),
        top=round(top, 4),
        bottom=1.08, spread=0.05, colours=[to_hex(shade(brief.colours.sun, 0.02))],
    )  # fmt: skip


def afloat(brief: Brief, name: str, fx: float, fy: float, *, depth: float, size: float = 1.0) -> None:
    """A vessel on the water with its own broken mirror image below it."""
    stage = brief.stage
    rng = brief.picture.rng("afloat", name, fx)
    drawing, tall, wide, motion = CAST[name]
    pen = Pen(tall * size * stage.unit, wide=wide, tall=1.1)
    drawing(pen, brief.picture.rng("figure", name, int(stage.x(fx))))
    alpha = pen.alpha()
    image = cv2.resize(
        alpha[::-1], (alpha.shape[1], max(4, int(alpha.shape[0] * 0.62))), interpolation=cv2.INTER_AREA
    )
    rows = np.arange(image.shape[0])
    shift = (
        curve(rng, image.shape[0], max(4, image.shape[0] / 9), 2)
        * stage.unit
        * 0.006
        * (0.3 + rows / len(rows))
    ).astype(int)
    image = np.stack([np.roll(row, move) for row, move in zip(image, shift, strict=True)])
    image = image * (0.62 * (1 - rows / len(rows)) ** 1.2)[:, None]
    x, y = round(stage.x(fx) - alpha.shape[1] / 2), round(stage.y(fy) - 0.03 * tall * size * stage.unit)
    body = mix(brief.colours.near, brief.colours.land(0.6), 0.3)
    left, right = max(0, -x), min(image.shape[1], stage.columns - x)
    bottom = min(image.shape[0], stage.rows - y)
    if left < right and bottom > 4:
        part = np.ascontiguousarray(image[:bottom, left:right].astype(np.float32))
        brief.picture.paint(
            f"{name} mirrored",
            depth,
            lit_silhouette(brief, part, (x, y), body),
            part,
            (x + left, y),
            **{**motion, "pivot": [fx, fy]},
        )
    stand(brief, name, (stage.x(fx), stage.y(fy)), depth=depth, size=size)


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
