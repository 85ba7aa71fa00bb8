"""A room with a window: the world outside, its light on the floor, furniture in the near."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from media_pipeline.engines.image.painting.actors import stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade
from media_pipeline.engines.image.painting.draw import (
    Point,
    bend,
    halo,
    lerp,
    line,
    polygon,
    scaled,
    stroke,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import Ridge, paint_ridge
from media_pipeline.engines.image.painting.noise import Bytes, Floats, blur, curve, fbm, resize, step
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.towns import Row, skyline

_LIGHT_NAMES = (
    "woman",
    "person",
    "couple",
    "child",
    "cat",
    "dancer",
    "cloak",
    "guitarist",
    "singer",
    "umbrella",
)


def room(brief: Brief) -> None:
    """A dim room: the window with the world outside, its light on the floor, furniture in the near."""
    stage, side = brief.stage, brief.side
    centre = 0.5 + side * 0.13
    box = (centre - 0.17 * 1.78 / stage.aspect, 0.13, centre + 0.17 * 1.78 / stage.aspect, 0.66)
    brief.horizon = 0.56
    brief.light = (centre - side * 0.03, min(brief.light[1], 0.50))
    paint_sky(brief)
    if brief.chance(0.6):
        skyline(brief, Row("outside far", 14, 0.60, 0.10, 0.30, 0.03, 0.5))
        skyline(brief, Row("outside", 9, 0.68, 0.13, 0.55, 0.045, 0.7))
    else:
        paint_ridge(brief, Ridge("outside far", 14, 0.53, 0.06, 0.2, 4, ridged=True, mist=0.7))
        paint_ridge(brief, Ridge("outside", 9, 0.60, 0.03, 0.5, 3, mist=0.6, pines=0.03))
    _wall(brief, box)
    _window_light(brief, box)
    _curtains(brief, box)
    name = brief.figure(*_LIGHT_NAMES) or brief.one_of("woman", "person", "cat", "woman", "couple")
    if name == "cat":
        stand(brief, "cat", (stage.x(centre + side * 0.05), stage.y(box[3]) - 2), depth=2.9, size=0.9)
    elif name:
        stand(brief, name, (stage.x(centre - side * 0.07), stage.y(0.93)), depth=2.2, size=2.55)
    brief.picture.focus_depth = 2.4
    _furniture(brief)
    brief.picture.system(
        "dust", 1.0, seed=int(brief.rng.integers(1 << 30)), colours=["#fff0d0"], region=[0.1, 0.95]
    )


def _wall(brief: Brief, box: tuple[float, float, float, float]) -> None:
    """Wall and floor with the window cut out, lit around it."""
    stage, colours = brief.stage, brief.colours
    left, top, right, bottom = stage.x(box[0]), stage.y(box[1]), stage.x(box[2]), stage.y(box[3])
    hole: Bytes = np.zeros(stage.shape, np.uint8)
    polygon(hole, [(left, top), (right, top), (right, bottom), (left, bottom)])
    frame = max(2.0, stage.unit * 0.012)
    for part in (1 / 3, 2 / 3):
        line(hole, (left + (right - left) * part, top), (left + (right - left) * part, bottom), frame, 0)
    line(hole, (left, top + (bottom - top) * 0.36), (right, top + (bottom - top) * 0.36), frame, 0)
    dim = mix(mix(colours.near, colours.far, 0.46), colours.accent, 0.15)
    floor_y = 0.80
    down = stage.down()
    glow = halo(stage, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, ((0.50, 0.42), (0.25, 0.85)))
    power = 0.35 if brief.night else 0.62
    rgb = lerp(
        np.broadcast_to(dim, (*stage.shape, 3)).astype(np.float32),
        mix(colours.haze, colours.horizon, 0.4),
        glow * power,
    )
    panel = (
        np.exp(-(((down - (floor_y - 0.075)) / 0.002) ** 2)) * 0.3
        + ((down > floor_y - 0.075) & (down < floor_y)) * 0.16
    )
    rgb = scaled(rgb, 1 - panel)
    wood = mix(shade(dim, -0.05), colours.accent, 0.10)
    rgb = lerp(
        rgb,
        _floorboards(brief, wood, floor_y),
        np.broadcast_to(step(down, floor_y - 0.001, floor_y + 0.001), stage.shape),
    )
    sill: Bytes = np.zeros(stage.shape, np.uint8)
    border = frame * 1.5
    for a, b in (((left, top), (right, top)), ((left, top), (left, bottom)), ((right, top), (right, bottom))):
        line(sill, a, b, border)
    polygon(
        sill,
        [
            (left - border * 2, bottom),
            (right + border * 2, bottom),
            (right + border * 2, bottom + border * 1.5),
            (left - border * 2, bottom + border * 1.5),
        ],
    )
    rgb = lerp(rgb, mix(mix(dim, colours.haze, 0.5), colours.sun, 0.2), to_alpha(sill))
    rgb = _pictures(brief, rgb)
    brief.picture.paint("wall", 3.0, rgb, 1 - to_alpha(hole))


def _floorboards(brief: Brief, wood: Floats, floor_y: float) -> Floats:
    stage, rng = brief.stage, brief.picture.rng("boards")
    down = np.clip((stage.down() - floor_y) / 0.45, 0.0, 1)
    across = (stage.across() - 0.5) / (0.35 + 0.9 * down)
    board = np.floor(across * 13)
    tone = ((board * 7919) % 11) / 11 * 0.14 + 0.90
    gap = np.abs(across * 13 - board - 0.5) > 0.482
    grain = resize(fbm(rng, (stage.rows // 4, stage.columns // 4), (30, 6), 3), stage.shape)
    shade_of = tone * (1 - 0.35 * gap) * (0.92 + 0.16 * grain) * (0.75 + 0.25 * down)
    return scaled(np.broadcast_to(wood, (*stage.shape, 3)), shade_of)


def _window_light(brief: Brief, box: tuple[float, float, float, float]) -> None:
    """The window's light: a shaft through the room and a bright shape on the floor."""
    stage = brief.stage
    rows, columns = stage.rows // 4, stage.columns // 4
    pool: Bytes = np.zeros((rows, columns), np.uint8)
    shaft: Bytes = np.zeros((rows, columns), np.uint8)
    lean = -brief.side * 0.16
    x = [box[0], box[0] + (box[2] - box[0]) / 3, box[0] + (box[2] - box[0]) * 2 / 3, box[2]]
    for a, b in pairwise(x):
        near = [(a + lean - 0.03, 1.04), (b + lean + 0.00, 1.04)]
        far = [(a + lean * 0.45 + 0.006, 0.835), (b + lean * 0.45 - 0.006, 0.835)]
        polygon(pool, [(stage.x(px) / 4, stage.y(py) / 4) for px, py in (*far, near[1], near[0])])
        window = [(a + 0.006, box[1] + 0.02), (b - 0.006, box[1] + 0.02)]
        polygon(shaft, [(stage.x(px) / 4, stage.y(py) / 4) for px, py in (*window, near[1], near[0])])
    colour = mix(brief.colours.sun, brief.colours.horizon, 0.3)
    haze = 0.7 + 0.6 * fbm(brief.picture.rng("room air"), (rows, columns), (4, 5), 4)
    fall = np.clip(1.2 - stage.down(4)[:rows], 0.25, 1)
    power = 0.5 if brief.night else 1.0
    light = (
        blur(to_alpha(pool), stage.unit * 0.0025) * 0.42
        + blur(to_alpha(shaft), stage.unit * 0.012) * 0.17 * haze * fall
    )
    brief.picture.glow(
        "window light",
        2.5,
        light[..., None] * colour * power,
        scale=4,
        kind="light",
        level=1.0,
        energy=0.45,
        breathe=0.12,
        speed=0.15,
    )


def _curtains(brief: Brief, box: tuple[float, float, float, float]) -> None:
    stage, rng = brief.stage, brief.picture.rng("curtains")
    for side, edge in ((-1, box[0]), (1, box[2])):
        mask: Bytes = np.zeros(stage.shape, np.uint8)
        x0, x1 = stage.x(edge - side * 0.035), stage.x(edge + side * 0.075)
        bottom = stage.y(0.83)
        tie = [
            (x0, stage.y(0.06)),
            (x0 + side * 2, stage.y(0.35)),
            (x0 + side * stage.width * 0.022, stage.y(0.60)),
            (x0 + side * 4, bottom),
        ]
        polygon(mask, [*((float(x), float(y)) for x, y in bend(tie, 10)), (x1, bottom), (x1, stage.y(0.06))])
        folds = 0.5 + 0.5 * np.sin(stage.across() * 230 + curve(rng, stage.columns, 20, 2)[None, :] * 1.5)
        cloth = mix(mix(brief.colours.near, brief.colours.accent, 0.30), brief.colours.far, 0.2)
        bright = mix(cloth, brief.colours.sun, 0.42)
        rgb = lerp(
            np.broadcast_to(cloth, (*stage.shape, 3)).astype(np.float32),
            bright,
            np.broadcast_to(folds * (0.30 if brief.night else 0.55), stage.shape).astype(np.float32),
        )
        brief.picture.paint(
            f"curtain {side}",
            2.8,
            rgb,
            to_alpha(mask),
            kind="sway",
            amount=0.004,
            speed=0.5,
            phase=float(side),
            hang=True,
        )


def _furniture(brief: Brief) -> None:
    """Dark shapes in the near: an armchair or a piano, a plant, a lamp that is on after dark."""
    stage, side = brief.stage, brief.side
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    unit = stage.unit
    x, y = stage.x(0.5 - side * 0.30), stage.y(1.02)

    def p(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * unit * side, y - dy * unit

    if "piano" in brief.scene.figures or brief.chance(0.3):
        polygon(mask, [p(-0.34, 0.36), p(-0.34, 0.30), p(0.20, 0.30), p(0.24, 0.33), p(0.24, 0.36)])
        polygon(mask, bend([p(-0.34, 0.36), p(-0.30, 0.55), p(-0.10, 0.60), p(0.06, 0.50), p(0.10, 0.37)], 8))
        for dx in (-0.30, 0.0, 0.19):
            polygon(mask, [p(dx - 0.016, 0.31), p(dx + 0.016, 0.31), p(dx + 0.010, 0), p(dx - 0.010, 0)])
        polygon(mask, [p(0.30, 0.19), p(0.45, 0.19), p(0.45, 0.16), p(0.30, 0.16)])
        for dx in (0.315, 0.435):
            line(mask, p(dx, 0.17), p(dx, 0), unit * 0.012)
    else:
        _armchair(mask, p, unit)
    _plant(mask, (stage.x(0.5 + side * 0.43), stage.y(1.03)), unit, brief)
    brief.picture.paint(
        "furniture", 1.7, mix(brief.colours.near, brief.colours.land(0.9), 0.15), to_alpha(mask)
    )
    if brief.scene.time in {"night", "dusk", "sunset"}:
        _lamp(brief, 0.5 - side * 0.44)


def _armchair(mask: Bytes, p: Callable[[float, float], Point], unit: float) -> None:
    """An armchair from the side, out of rounded bars: back, seat, arm, legs."""
    bars = (
        ((-0.20, 0.22), (-0.31, 0.60), 0.125), ((-0.22, 0.19), (0.12, 0.19), 0.135), ((-0.20, 0.34),
        (0.12, 0.335), 0.055),
        ((0.125, 0.33), (0.125, 0.16), 0.050),
    )  # fmt: skip
    ring = np.linspace(0, 2 * np.pi, 25)[:-1]
    for start, end, wide in bars:
        line(mask, p(*start), p(*end), wide * unit)
        for x, y in (p(*start), p(*end)):
            polygon(mask, [(x + np.cos(a) * wide * unit / 2, y + np.sin(a) * wide * unit / 2) for a in ring])
    for dx, lean in ((-0.22, -0.03), (0.11, 0.02)):
        line(mask, p(dx, 0.14), p(dx + lean, 0.0), unit * 0.020)


def _pictures(brief: Brief, wall: Floats) -> Floats:
    """Two framed pictures on the wall beside the window."""
    stage, side = brief.stage, brief.side
    for fx, fy, wide, tall in (
        (0.5 - side * 0.225, 0.25, 0.062, 0.095),
        (0.5 - side * 0.325, 0.28, 0.048, 0.062),
    ):
        x, y, w, h = stage.x(fx), stage.y(fy), wide * stage.unit, tall * stage.unit
        for grow, colour in (
            (0.010, brief.colours.near),
            (0.0, mix(brief.colours.haze, brief.colours.accent, 0.25)),
            (-0.018, mix(brief.colours.lower, brief.colours.far, 0.4)),
        ):
            g = grow * stage.unit
            mask: Bytes = np.zeros(stage.shape, np.uint8)
            polygon(
                mask,
                [
                    (x - w - g, y - h - g),
                    (x + w + g, y - h - g),
                    (x + w + g, y + h + g),
                    (x - w - g, y + h + g),
                ],
            )
            rows = np.s_[
                max(0, int(y - h - g) - 2) : int(y + h + g) + 3,
                max(0, int(x - w - g) - 2) : max(0, int(x + w + g) + 3),
            ]
            wall[rows] = lerp(wall[rows], mix(colour, brief.colours.near, 0.35), to_alpha(mask[rows]))
    return wall


def _plant(mask: Bytes, foot: tuple[float, float], unit: float, brief: Brief) -> None:
    rng = brief.picture.rng("plant")
    x, y = foot
    polygon(
        mask,
        [
            (x - 0.065 * unit, y - 0.16 * unit),
            (x + 0.065 * unit, y - 0.16 * unit),
            (x + 0.045 * unit, y),
            (x - 0.045 * unit, y),
        ],
    )
    for angle in np.linspace(0.35, np.pi - 0.35, 11):
        reach = unit * rng.uniform(0.18, 0.34)
        tip = (x + np.cos(angle) * reach, y - 0.15 * unit - np.sin(angle) * reach)
        middle = (x + np.cos(angle) * reach * 0.5, y - 0.17 * unit - np.sin(angle) * reach * 0.75)
        path = bend([(x, y - 0.15 * unit), middle, tip], 8)
        stroke(mask, path[: len(path) // 2], unit * 0.005, unit * 0.022)
        stroke(mask, path[len(path) // 2 - 1 :], unit * 0.022, unit * 0.001)


def _lamp(brief: Brief, fx: float) -> None:
    stage = brief.stage
    x, y, unit = stage.x(fx), stage.y(1.02), stage.unit
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    line(mask, (x, y), (x, y - 0.52 * unit), unit * 0.010)
    shade_shape: Bytes = np.zeros(stage.shape, np.uint8)
    polygon(
        shade_shape,
        [
            (x - 0.085 * unit, y - 0.50 * unit),
            (x - 0.05 * unit, y - 0.63 * unit),
            (x + 0.05 * unit, y - 0.63 * unit),
            (x + 0.085 * unit, y - 0.50 * unit),
        ],
    )
    warm = mix(brief.colours.accent, np.array([1.0, 0.80, 0.50], np.float32), 0.65)
    rgb = lerp(
        np.broadcast_to(brief.colours.near, (*stage.shape, 3)).astype(np.float32), warm, to_alpha(shade_shape)
    )
    brief.picture.paint("lamp", 1.8, rgb, to_alpha(np.maximum(mask, shade_shape)))
    fy = (y - 0.55 * unit - stage.margin[1]) / stage.height
    glow = halo(stage, fx, fy, ((0.55, 0.13), (0.40, 0.42)), 4)
    brief.picture.glow(
        "lamp light",
        1.8,
        glow[..., None] * warm,
        scale=4,
        kind="light",
        level=0.8,
        energy=0.5,
        flicker=0.08,
    )
