"""A road on a plain: asphalt in perspective, poles and wires, a car with its lights on, a train in the
distance.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from media_pipeline.engines.image.painting.actors import ON_LAND, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.draw import Pen, bend, halo, lerp, line, scaled, stroke, to_alpha
from media_pipeline.engines.image.painting.noise import Bytes, Floats, fbm, resize
from media_pipeline.engines.image.painting.plants import grass
from media_pipeline.engines.image.painting.vessels import train

_EYE = 0.46


def paint_road(brief: Brief) -> None:
    stage = brief.stage
    vanish = (0.5 + brief.side * 0.07, brief.horizon + 0.035)
    brief.picture.vanish = vanish
    if "train" in brief.scene.figures:
        _train(brief, vanish[1])
    _ground(brief, vanish)
    _poles(brief, vanish)
    name = brief.figure(*ON_LAND)
    if name is None or "car" in brief.scene.figures:
        _car(brief, vanish)
    if name:
        at = (
            stage.x(vanish[0]) - brief.side * 0.05 * stage.unit,
            stage.y(vanish[1]) + _EYE * stage.unit / 2.0,
        )
        stand(brief, name, at, depth=2.0, size=1.15)
        brief.picture.focus_depth = 2.0
    grass(brief, "verge", 1.35, brief.horizon + 0.47, 0.09, count=420)


def _ground(brief: Brief, vanish: tuple[float, float]) -> None:
    stage, colours, rng = brief.stage, brief.colours, brief.picture.rng("ground")
    top = int(stage.y(vanish[1])) - 1
    rows = stage.rows - top
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / stage.unit
    near = np.clip(y / _EYE, 0.004, 1.2)
    across = (np.arange(stage.columns, dtype=np.float32)[None, :] - stage.x(vanish[0])) / stage.unit / near
    soil = mix(mix(colours.far, colours.near, 0.55), colours.accent, 0.10)
    rgb = lerp(
        np.broadcast_to(mix(colours.haze, soil, 0.45), (rows, stage.columns, 3)).astype(np.float32),
        mix(soil, colours.near, 0.5),
        np.broadcast_to(near**0.7, (rows, stage.columns)).astype(np.float32),
    )
    rough = resize(fbm(rng, (rows // 2 + 1, stage.columns // 2), (22, 9), 5, 0.6), (rows, stage.columns))
    rgb = scaled(rgb, 0.80 + 0.40 * rough)
    asphalt = np.clip((0.30 - np.abs(across)) / np.maximum(0.0025 / near, 0.004) + 0.5, 0, 1)
    tar = mix(mix(colours.near, colours.upper, 0.30), colours.haze, 0.06)
    sheen = np.exp(-near / 0.16) * 0.85
    road = lerp(
        np.broadcast_to(tar, rgb.shape).astype(np.float32),
        mix(colours.horizon, colours.haze, 0.4),
        np.broadcast_to(sheen, (rows, stage.columns)).astype(np.float32),
    )
    road = scaled(road, 0.92 + 0.16 * rough)
    rgb = lerp(rgb, road, asphalt.astype(np.float32))
    rgb = lerp(
        rgb,
        mix(colours.accent, colours.sun, 0.5),
        _paint_marks(across, near).astype(np.float32),
    )
    alpha = np.broadcast_to(
        np.clip(np.arange(rows, dtype=np.float32)[:, None] / 1.5, 0, 1), (rows, stage.columns)
    ).astype(np.float32)
    brief.picture.paint("ground", 2.6, rgb.astype(np.float32), alpha, (0, top))


def _paint_marks(across: Floats, near: Floats) -> Floats:
    """A dashed line in the middle and a solid one on each side."""
    blur = np.maximum(0.0022 / near, 0.003)
    dash = np.sin(2 * np.pi * 2.6 / np.maximum(near, 0.02)) > 0.1
    middle = np.clip((0.0075 - np.abs(across)) / blur + 0.5, 0, 1) * dash
    edges = np.clip((0.0055 - np.abs(np.abs(across) - 0.275)) / blur + 0.5, 0, 1) * 0.7
    return cast(Floats, np.maximum(middle, edges) * np.clip(near * 7, 0.15, 1) * 0.8)


def _poles(brief: Brief, vanish: tuple[float, float]) -> None:
    stage = brief.stage
    side = -brief.side
    tops: list[tuple[float, float]] = []
    for distance in (14.0, 9.5, 6.8, 5.0, 3.8, 2.9, 2.15, 1.6):
        unit = stage.unit / distance
        x, foot = stage.x(vanish[0]) + side * 0.52 * unit, stage.y(vanish[1]) + _EYE * unit
        mask: Bytes = np.zeros(stage.shape, np.uint8)
        top = foot - 0.95 * unit
        stroke(mask, [(x, foot), (x, top)], unit * 0.022, unit * 0.016)
        for down, reach in ((0.05, 0.10), (0.12, 0.075)):
            line(
                mask,
                (x - reach * unit, top + down * unit),
                (x + reach * unit, top + down * unit),
                unit * 0.014,
            )
        tops.append((x, top + 0.05 * unit))
        if len(tops) > 1:
            for offset in (-0.09, 0.09):
                a, b = (
                    (tops[-2][0] + offset * stage.unit / (distance * 1.33), tops[-2][1]),
                    (x + offset * unit, tops[-1][1]),
                )
                sag = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + unit * 0.05)
                stroke(mask, bend([a, sag, b], 8), unit * 0.004, unit * 0.006)
        part = float(np.clip(1.1 - distance / 15, 0.1, 1))
        brief.picture.paint(
            f"pole {distance}", max(distance, 1.6), brief.colours.land(0.4 + 0.6 * part), to_alpha(mask)
        )


def _car(brief: Brief, vanish: tuple[float, float]) -> None:
    stage = brief.stage
    distance = 3.0
    unit = stage.unit / distance
    at = (stage.x(vanish[0]) + brief.side * 0.13 * unit, stage.y(vanish[1]) + _EYE * unit)
    stand(brief, "car", at, depth=distance, size=0.95, colour=mix(brief.colours.near, brief.colours.far, 0.1))
    brief.picture.focus_depth = distance
    red = np.array([1.0, 0.16, 0.10], np.float32)
    light = np.zeros((stage.rows // 4, stage.columns // 4, 3), np.float32)
    tall = 0.085 * 0.95 * stage.unit
    for side in (-1, 1):
        fx = (at[0] + side * 0.46 * tall - stage.margin[0]) / stage.width
        fy = (at[1] - 0.47 * tall - stage.margin[1]) / stage.height
        light += halo(stage, fx, fy, ((0.95, 0.008), (0.45, 0.035)), 4)[..., None] * red
        light += halo(stage, fx, fy + 0.055, ((0.16, 0.05),), 4)[..., None] * red
    brief.picture.glow(
        "tail lights",
        distance,
        np.clip(light, 0, 1),
        scale=4,
        kind="light",
        level=1.0,
        energy=0.4,
    )


def _train(brief: Brief, y: float) -> None:
    """A lit train far away across the plain."""
    stage, rng = brief.stage, brief.picture.rng("train")
    pen = Pen(0.036 * stage.unit, wide=8.6, tall=1.2, melt=0.0)
    train(pen, rng)
    alpha = pen.alpha(flip=brief.side > 0)
    at = (round(stage.x(0.5) - alpha.shape[1] / 2), round(stage.y(y + 0.004) - pen.foot[1]))
    left, right = max(0, -at[0]), min(alpha.shape[1], stage.columns - at[0])
    rgb = (
        np.broadcast_to(mix(brief.colours.near, brief.colours.land(0.6), 0.4), (*alpha.shape, 3))
        .astype(np.float32)
        .copy()
    )
    rows = np.arange(alpha.shape[0])[:, None] - pen.foot[1]
    windows = (np.abs(rows / (0.036 * stage.unit) + 0.62) < 0.14) & (
        np.sin(np.arange(alpha.shape[1])[None, :] / (0.036 * stage.unit) * 15) > -0.1
    )
    rgb = lerp(rgb, mix(brief.colours.accent, brief.colours.sun, 0.4), (windows * 0.9).astype(np.float32))
    brief.picture.paint(
        "train",
        5.0,
        np.ascontiguousarray(rgb[:, left:right]),
        np.ascontiguousarray(alpha[:, left:right]),
        (at[0] + left, at[1]),
        vx=0.05 * -brief.side,
    )
