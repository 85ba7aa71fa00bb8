"""Under the sea: light from above, reefs and weed, and those who live there."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.actors import lit_silhouette, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import look_up, mix, ramp, shade, to_hex
from media_pipeline.engines.image.painting.creatures import fish, jellyfish
from media_pipeline.engines.image.painting.draw import (
    Pen,
    bend,
    halo,
    screen,
    stamp,
    stroke,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import Ridge, paint_ridge
from media_pipeline.engines.image.painting.noise import (
    Bytes,
    Floats,
    blur,
    curve,
    enlarged,
)
from media_pipeline.engines.image.painting.stage import SKY


def underwater(brief: Brief) -> None:
    """Light from above through blue water, rocks and weed, those who live there."""
    stage, colours = brief.stage, brief.colours
    brief.light, brief.horizon = (brief.thirds[1], -0.08), 0.5
    deep, bright = mix(colours.near, colours.zenith, 0.7), mix(colours.horizon, colours.lower, 0.35)
    table = ramp(
        (
            mix(bright, colours.sun, 0.35),
            mix(bright, colours.upper, 0.55),
            mix(colours.upper, colours.zenith, 0.5),
            deep,
        ),
        (0, 0.25, 0.62, 1),
    )
    fall = np.clip((stage.down(2) + 0.12) / 1.2 + 0.10 * np.abs(stage.across(2) - brief.light[0]), 0, 1)
    rgb = look_up(table, np.broadcast_to(fall, (stage.rows // 2, stage.columns // 2)).astype(np.float32))
    rgb = screen(rgb, colours.sun, halo(stage, brief.light[0], -0.10, ((0.75, 0.20), (0.4, 0.5)), 2))
    brief.picture.paint("water", SKY, enlarged(rgb, stage.shape))
    brief.colours = colours.changed(
        haze=mix(colours.upper, deep, 0.35),
        far=mix(colours.upper, deep, 0.6),
        near=mix(colours.near, deep, 0.3),
    )
    paint_ridge(brief, Ridge("reef far", 10, 0.80, 0.10, 0.30, 3, 0.55, True, mist=0.5))
    _light_shafts(brief)
    _swimmers(brief)
    paint_ridge(brief, Ridge("reef", 4.5, 0.93, 0.09, 0.66, 2.6, 0.55, True, mist=0.4))
    _kelp(brief, "kelp far", 3.0, 0.85)
    paint_ridge(brief, Ridge("floor", 1.8, 1.04, 0.07, 0.95, 2.2, 0.5, mist=0.0))
    _kelp(brief, "kelp", 1.4, 1.3)
    brief.picture.system(
        "bubbles",
        1.0,
        seed=int(brief.rng.integers(1 << 30)),
        colours=[to_hex(mix(colours.horizon, np.ones(3, np.float32), 0.4))],
    )
    brief.used.add("bubbles")


def _light_shafts(brief: Brief) -> None:
    stage, rng = brief.stage, brief.picture.rng("shafts")
    x, y = (stage.across(4) - brief.light[0]) * stage.aspect, stage.down(4) + 0.35
    angle = np.arctan2(x, y)
    for number in range(2):
        table = np.clip(0.35 + curve(rng, 720, 20, 3, 0.6), 0, 1) ** 1.5
        spokes = table[np.clip((angle / np.pi + 0.5) * 719, 0, 719).astype(np.int32)]
        light = blur(
            (spokes * np.exp(-np.maximum(y - 0.3, 0) / 0.55)).astype(np.float32),
            stage.unit * 0.004,
        )
        rgb = light[..., None] * mix(brief.colours.sun, brief.colours.horizon, 0.5) * 0.34
        brief.picture.glow(
            f"shafts {number}",
            6.0,
            rgb,
            scale=4,
            kind="sweep",
            pivot=[brief.light[0], -0.35],
            amount=0.05 * (1 if number else -1),
            speed=0.45,
            level=1.0,
            energy=0.6,
            breathe=0.3,
        )


def _swimmers(brief: Brief) -> None:
    stage = brief.stage
    name = brief.figure("whale", "jellyfish", "fish", "person") or brief.one_of("whale", "fish", "jellyfish")
    if name in {"whale", "fish", "person"}:
        _shoal(brief)
    if name == "whale":
        stand(
            brief,
            "whale",
            (stage.x(brief.thirds[0]), stage.y(0.45)),
            depth=3.5,
            colour=mix(brief.colours.near, brief.colours.far, 0.45),
        )
    elif name == "jellyfish":
        for number, (fx, fy, size) in enumerate(
            (
                (brief.thirds[0], 0.56, 1.0),
                (brief.thirds[1] + 0.05, 0.42, 0.55),
                (brief.thirds[0] + 0.2, 0.33, 0.35),
                (brief.thirds[1] - 0.16, 0.66, 0.42),
            )
        ):
            _jelly(brief, number, fx, fy, size)
    brief.picture.focus_depth = 3.5


def _jelly(brief: Brief, number: int, fx: float, fy: float, size: float) -> None:
    stage, rng = brief.stage, brief.picture.rng("jelly", number)
    pen = Pen(0.30 * size * stage.unit, wide=0.6, tall=1.15, melt=0.0)
    jellyfish(pen, rng)
    alpha = pen.alpha()
    tint = mix(brief.colours.accent, brief.colours.second, float(rng.random()))
    up = np.linspace(1, 0.25, alpha.shape[0], dtype=np.float32)[:, None]
    x, y = round(stage.x(fx) - alpha.shape[1] / 2), round(stage.y(fy) - alpha.shape[0] * 0.5)
    if x < 0 or y < 0 or x + alpha.shape[1] > stage.columns or y + alpha.shape[0] > stage.rows:
        return
    rgb = np.broadcast_to(mix(tint, np.ones(3, np.float32), 0.12), (*alpha.shape, 3)).astype(np.float32)
    brief.picture.paint(
        f"jellyfish {number}",
        3.5 + number,
        rgb,
        alpha * up * 0.72,
        (x, y),
        kind="bob",
        amount=0.016,
        speed=0.5 + 0.12 * number,
        roll=0.03,
        pivot=[fx, fy],
    )
    glow = halo(stage, fx, fy - 0.03 * size, ((0.55, 0.10 * size),), 4)
    brief.picture.glow(
        f"jelly light {number}",
        3.4 + number,
        glow[..., None] * tint,
        scale=4,
        kind="light",
        level=0.8,
        energy=1.0,
        breathe=0.35,
        speed=0.2,
        phase=number * 1.3,
    )
    if number == 0:
        brief.picture.focus = (fx, fy)


def _shoal(brief: Brief) -> None:
    stage, rng = brief.stage, brief.picture.rng("shoal")
    side = 1 if brief.thirds[1] < 0.5 else -1
    for number, (depth, count, size) in enumerate(((6.0, 34, 0.020), (3.2, 12, 0.036))):
        plane: Floats = np.zeros(stage.shape, np.float32)
        for _ in range(count):
            pen = Pen(size * stage.unit * rng.uniform(0.7, 1.3), wide=0.55, tall=0.3)
            pen.origin = (pen.origin[0], 0.22 * pen.size)
            fish(pen, rng)
            fx = brief.thirds[1] + rng.normal(0, 0.12)
            fy = 0.36 + 0.12 * number + rng.normal(0, 0.055)
            alpha = pen.alpha(flip=side < 0)
            stamp(plane, alpha, (stage.x(fx), stage.y(fy)), (alpha.shape[1] / 2, alpha.shape[0] / 2))
        tint = mix(brief.colours.near, brief.colours.far, 0.65 if number == 0 else 0.3)
        brief.picture.paint(
            f"shoal {number}",
            depth,
            lit_silhouette(brief, plane, (0, 0), tint),
            plane,
            kind="drift",
            vx=0.02 * side * (1 + number),
        )


def _kelp(brief: Brief, name: str, depth: float, size: float) -> None:
    stage, rng = brief.stage, brief.picture.rng("kelp", name)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    unit = stage.unit * size
    for _ in range(15):
        side = 1 if rng.random() < 0.5 else -1
        x, y = stage.x(0.5 + side * rng.uniform(0.22, 0.62)), float(stage.rows)
        tall = unit * rng.uniform(0.25, 0.62)
        bow = unit * rng.uniform(-0.06, 0.06)
        path = bend(
            [(x, y), (x + bow, y - tall * 0.4), (x - bow * 0.6, y - tall * 0.75), (x + bow * 0.4, y - tall)],
            9,
        )
        stroke(mask, path, unit * 0.012, unit * 0.003)
        for px, py in path[3::2]:
            turn = 1 if rng.random() < 0.5 else -1
            tip = (px + turn * unit * rng.uniform(0.03, 0.055), py - unit * 0.045)
            stroke(
                mask,
                bend(
                    [
                        (px, py),
                        ((px + tip[0]) / 2 + turn * unit * 0.008, (py + tip[1]) / 2 + unit * 0.008),
                        tip,
                    ],
                    4,
                ),
                unit * 0.016,
                unit * 0.002,
            )
    part = 0.72 if depth > 2 else 1.0
    brief.picture.paint(
        name,
        depth,
        shade(brief.colours.land(part), 0.0),
        to_alpha(mask),
        kind="sway",
        amount=0.035,
        speed=0.5,
        phase=depth,
    )
