"""A forest: trunks behind trunks in the mist, leaves above, ferns before the lens."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.corridor import Corridor, someone
from media_pipeline.engines.image.painting.draw import (
    Point,
    bend,
    halo,
    lerp,
    polygon,
    stroke,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import mist_band
from media_pipeline.engines.image.painting.noise import (
    Bytes,
    Rng,
    curve,
    fbm,
    resize,
    step,
)
from media_pipeline.engines.image.painting.plants import branches, grass
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.weather import sunbeams


def forest(brief: Brief) -> None:
    """Trunks behind trunks in the mist, beams through the canopy, ferns before the lens."""
    way = Corridor(brief, 0.55, (0.5 + brief.side * 0.05, 0.62))
    brief.light = (way.vanish[0] + brief.side * 0.08, 0.30 if not brief.night else 0.24)
    paint_sky(brief, clouds=False, disc=brief.night)
    glow = halo(brief.stage, *brief.light, ((0.55, 0.20), (0.45, 0.55)), 4)
    brief.picture.glow(
        "clearing",
        30.0,
        glow[..., None] * brief.colours.sun * (0.25 if brief.night else 0.6),
        scale=4,
        kind="light",
        level=0.9,
        energy=0.4,
    )
    for number, distance in enumerate((11.0, 8.0, 6.0, 4.5, 3.3, 2.4)):
        _trunks(brief, way, distance, number)
        if number < 5:
            mist_band(
                brief,
                f"forest {number}",
                distance - 0.3,
                way.vanish[1] + 0.16 / distance,
                0.12,
                0.55 - 0.07 * number,
                0.008 + 0.002 * number,
            )
    sunbeams(brief, 0.28 if brief.night else 0.55)
    someone(brief, way, 2.3, -brief.side * 0.25, "deer", "person", "deer", "wolf", "")
    if brief.night or brief.scene.mood in {"dreamy", "mysterious"}:
        brief.picture.system(
            "fireflies",
            1.0,
            seed=int(brief.rng.integers(1 << 30)),
            colours=["#ffe9a0", "#d8ff9a"],
            region=[0.35, 1.05],
        )
    grass(brief, "ferns", 1.5, 1.02, 0.13, count=620)
    branches(brief, "left", 1.3, -1)
    if brief.chance(0.6):
        branches(brief, "right", 1.25, 1)


def _trunks(brief: Brief, way: Corridor, distance: float, number: int) -> None:
    stage, rng = brief.stage, brief.picture.rng("trunks", number)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    unit = stage.unit / distance
    ground = way.y(0, distance) + curve(rng, stage.columns, 4, 4) * unit * 0.12
    rows = np.arange(stage.rows, dtype=np.float32)[:, None]
    np.maximum(mask, (np.clip(rows - ground[None, :] + 0.5, 0, 1) * 255).astype(np.uint8), out=mask)
    x = -0.2 * unit
    while x < stage.columns + 0.2 * unit:
        middle = abs(x - stage.x(way.vanish[0])) < way.wide * unit * 0.9
        if not middle or distance > 7:
            _trunk(mask, (x, float(ground[int(np.clip(x, 0, stage.columns - 1))])), unit, rng)
        x += unit * rng.uniform(0.30, 0.95) * (0.6 if distance > 5 else 1.0)
    leaves = resize(fbm(rng, (stage.rows // 4, stage.columns // 4), (7, 12 + distance), 6, 0.66), stage.shape)
    hang = 0.20 - 0.15 * (1 - 2.4 / distance) - stage.down()
    canopy = step(leaves + hang * 1.9, 0.56, 0.60)
    np.maximum(mask, (canopy * 255).astype(np.uint8), out=mask)
    part = way.part(distance)
    body = mix(brief.colours.haze, brief.colours.near, 0.14 + 0.84 * part**0.9)
    lean = np.exp(-(((stage.across() - brief.light[0]) / 0.30) ** 2)) * np.exp(
        -np.maximum(stage.down() - brief.light[1], 0) / 0.5
    )
    rgb = lerp(
        np.broadcast_to(body, (*stage.shape, 3)).astype(np.float32),
        brief.colours.sun,
        lean * 0.34 * (1 - part) * (0.4 if brief.night else 1.0),
    )
    brief.picture.paint(f"trunks {number}", distance, rgb.astype(np.float32), to_alpha(mask))


def _trunk(mask: Bytes, foot: Point, unit: float, rng: Rng) -> None:
    """One tall trunk with roots and a few branches; its crown is out of sight."""
    x, y = foot
    wide = unit * rng.uniform(0.035, 0.11)
    lean = rng.normal(0, 0.03)
    top = (x + lean * unit * 3, min(y - unit * 4.2, -20.0))
    middle = (x + lean * unit * 1.2 + rng.normal(0, 0.03) * unit, y - unit * 1.6)
    stroke(mask, bend([(x, y + unit * 0.06), middle, top], 10), wide * 1.15, wide * 0.6)
    polygon(
        mask,
        bend(
            [
                (x - wide * 1.3, y + wide * 0.4),
                (x - wide * 0.45, y - wide * 1.2),
                (x + wide * 0.45, y - wide * 1.2),
                (x + wide * 1.3, y + wide * 0.4),
            ],
            6,
        ),
    )
    for _ in range(int(rng.integers(2, 6))):
        part = rng.uniform(0.28, 0.9)
        bx, by = x + (top[0] - x) * part, y + (top[1] - y) * part
        side = 1 if rng.random() < 0.5 else -1
        reach = unit * rng.uniform(0.15, 0.5)
        stroke(
            mask,
            bend(
                [
                    (bx, by),
                    (bx + side * reach * 0.5, by - reach * 0.15),
                    (bx + side * reach, by - reach * rng.uniform(0.2, 0.6)),
                ],
                6,
            ),
            wide * 0.32,
            wide * 0.06,
        )
