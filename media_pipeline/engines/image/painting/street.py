"""A street at night between tall houses: windows, shops, neon signs and their light on wet asphalt."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade
from media_pipeline.engines.image.painting.corridor import DISTANCES, Corridor, someone
from media_pipeline.engines.image.painting.draw import (
    bend,
    halo,
    lerp,
    line,
    polygon,
    stroke,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import mist_band
from media_pipeline.engines.image.painting.noise import (
    Bytes,
    Floats,
    Rng,
    step,
)
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.towns import lights, window_tints


def street(brief: Brief) -> None:
    """A street at night between tall houses, neon signs, their light on the wet asphalt."""
    way = Corridor(brief, 0.86, (0.5 + brief.side * brief.between(0.02, 0.07), 0.55))
    brief.light = (way.vanish[0], way.vanish[1] - 0.10)
    paint_sky(brief, disc=False)
    _far_glow(brief, way)
    for number, distance in enumerate(DISTANCES):
        _facades(brief, way, distance, number)
        if number in {1, 3}:
            mist_band(brief, f"street {number}", distance - 0.2, way.vanish[1] + 0.02, 0.10, 0.40, 0.014)
    way.floor("asphalt", mix(brief.colours.near, brief.colours.far, 0.15), shine=0.85, rough=1.1)
    someone(brief, way, 2.05, -brief.side * 0.22, "umbrella", "person", "umbrella", "couple")
    _cables(brief, way)


def _far_glow(brief: Brief, way: Corridor) -> None:
    glow = halo(brief.stage, way.vanish[0], way.vanish[1] - 0.03, ((0.75, 0.10), (0.45, 0.32)), 4)
    colour = mix(brief.colours.accent, brief.colours.second, 0.4)
    brief.picture.glow(
        "far light",
        40.0,
        glow[..., None] * colour,
        scale=4,
        kind="light",
        level=0.85,
        energy=0.5,
    )


def _facades(brief: Brief, way: Corridor, distance: float, number: int) -> None:
    stage, rng = brief.stage, brief.picture.rng("facade", number)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    part = way.part(distance)
    wall = brief.colours.land(0.22 + 0.70 * part)
    # Nearer houses hide all but a little of each plane; no more than a camera may see is painted.
    seen = 1.7 * way.wide * stage.unit / (DISTANCES[number + 1] if number + 1 < len(DISTANCES) else 0.7)
    middle = stage.x(way.vanish[0])
    first, last = max(0, int(middle - seen)), min(stage.columns, int(middle + seen))
    inside = np.s_[:, first:last]
    rgb = np.empty((*stage.shape, 3), np.float32)
    rgb[inside] = wall
    light = np.zeros((*stage.shape, 3), np.float32)
    for side in (-1, 1):
        tall = rng.uniform(1.4, 2.6) * (1.0 if distance < 6 else 0.8)
        inner, foot = way.x(side, distance), way.y(0, distance)
        top = way.y(tall, distance)
        outer = first - 1.0 if side < 0 else last + 1.0
        ground = float(stage.rows)
        polygon(mask, [(inner, ground), (inner, top), (outer, top), (outer, ground)])
        ledge = 0.03 * stage.unit / distance
        polygon(
            mask,
            [
                (inner - side * ledge, top),
                (inner - side * ledge, top - ledge),
                (outer, top - ledge),
                (outer, top),
            ],
        )
        _facade_windows(brief, way, distance, side, (inner, outer, max(0.0, top), foot), rgb, light, rng)
        _signs(brief, way, distance, side, mask, rgb, light, rng)
    feet = step(stage.down(), way.vanish[1] - 0.5 / distance, way.vanish[1] + 0.5 / distance)
    fog = feet * 0.42 * (1 - part) + 0.10 * (1 - part)
    fog = np.broadcast_to(fog, (stage.rows, last - first))
    body = lerp(rgb[inside], mix(brief.colours.haze, brief.colours.accent, 0.35), fog)
    brief.picture.paint(f"houses {number}", distance, body, to_alpha(mask[inside]), (first, 0))
    lights(brief, f"neon {number}", distance, light, 0, level=1.0, energy=1.0, flicker=0.3)


def _facade_windows(
    brief: Brief, way: Corridor, distance: float, side: int, box: tuple[float, float, float, float],
    rgb: Floats, light: Floats, rng: Rng,
) -> None:  # fmt: skip
    inner, outer, top, foot = box
    size = 0.085 * brief.stage.unit / distance
    low, high = sorted((inner - side * size * -0.6, outer))
    tints, dull = window_tints(brief), mix(brief.colours.haze, brief.colours.accent, 0.3)
    for y in np.arange(foot - size * 3.4, top, -size * 2.1):
        for x in np.arange(low + size * 0.6, high - size, size * 1.75):
            if y < 0 or x < 0 or x > rgb.shape[1]:
                continue
            lit = rng.random() < 0.20
            spot = np.s_[int(y) : int(y + size * 1.25), int(x) : int(x + size * 0.95)]
            if lit:
                tint, power = tints[int(rng.integers(3))], rng.uniform(0.4, 0.95)
                rgb[spot] = lerp(rgb[spot], tint, float(power) * 0.8)
                light[spot] = tint * power * 0.35
                rgb[int(y) : int(y + size * 1.25), int(x + size * 0.42) : int(x + size * 0.50) + 1] *= 0.35
            else:
                rgb[spot] = lerp(rgb[spot], dull, 0.16)


def _signs(
    brief: Brief, way: Corridor, distance: float, side: int, mask: Bytes, rgb: Floats, light: Floats, rng: Rng
) -> None:
    """Upright neon signs that stand out into the street, and a lit shop front under them."""
    colours = (
        brief.colours.accent,
        brief.colours.second,
        mix(brief.colours.accent, brief.colours.second, 0.5),
        brief.colours.sun,
    )
    unit = brief.stage.unit / distance
    for _ in range(int(rng.integers(1, 4))):
        tint = shade(colours[int(rng.integers(len(colours)))], 0.06, 1.15)
        wide, tall = rng.uniform(0.055, 0.10), rng.uniform(0.16, 0.42)
        up = rng.uniform(0.42, 1.15)
        edge = way.x(side, distance)
        x0, x1 = sorted((edge - side * wide * unit, edge + side * 0.004 * unit))
        y0, y1 = way.y(up + tall, distance), way.y(up, distance)
        polygon(mask, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        box = np.s_[max(0, int(y0)) : max(0, int(y1)), max(0, int(x0)) : max(0, int(x1))]
        rgb[box] = mix(brief.colours.near, tint, 0.22)
        _glyphs(rgb, light, (x0, y0, x1, y1), tint, rng)
    shop = mix(colours[int(rng.integers(len(colours)))], brief.colours.sun, 0.25)
    edge, foot = way.x(side * 1.05, distance), way.y(0.02, distance)
    x0, x1 = sorted((edge, edge + side * 0.5 * unit))
    box = np.s_[max(0, int(way.y(0.20, distance))) : max(0, int(foot)), max(0, int(x0)) : max(0, int(x1))]
    # Brightest over the counter, darker to the pavement, with posts between the panes.
    rows, columns = rgb[box].shape[:2]
    fall = np.sin(np.linspace(0.25, 2.9, max(1, rows)))[:, None] ** 1.5
    panes = (np.arange(columns) % max(4, int(0.115 * unit)) > max(1, int(0.010 * unit)))[None, :]
    shine = (fall * panes * 0.62).astype(np.float32)
    rgb[box] = lerp(rgb[box] * 0.8, shop, shine)
    light[box] = shop * shine[..., None] * 0.55
    awning = [
        (x0, way.y(0.235, distance)),
        (x1, way.y(0.235, distance)),
        (x1, way.y(0.205, distance)),
        (x0, way.y(0.205, distance)),
    ]
    polygon(mask, awning)


def _glyphs(
    rgb: Floats, light: Floats, box: tuple[float, float, float, float], tint: Floats, rng: Rng
) -> None:
    """Strokes that look like writing from afar, and a bright frame."""
    x0, y0, x1, y1 = box
    wide = x1 - x0
    drawn: Bytes = np.zeros(rgb.shape[:2], np.uint8)
    thick = max(1.0, wide * 0.07)
    for a, b in (((x0, y0), (x1, y0)), ((x1, y0), (x1, y1)), ((x1, y1), (x0, y1)), ((x0, y1), (x0, y0))):
        line(drawn, a, b, thick)
    y = y0 + wide * 0.2
    while y + wide * 0.7 < y1:
        for _ in range(4):
            a = (x0 + wide * rng.uniform(0.2, 0.8), y + wide * rng.uniform(0.0, 0.6))
            across = rng.random() < 0.55
            b = (
                (x0 + wide * rng.uniform(0.2, 0.8), a[1])
                if across
                else (a[0], y + wide * rng.uniform(0.0, 0.6))
            )
            line(drawn, a, b, thick)
        y += wide * 0.85
    top, bottom, left, right = (
        int(max(0, y0 - 2)),
        int(max(0, y1 + 3)),
        int(max(0, x0 - 2)),
        int(max(0, x1 + 3)),
    )
    part = to_alpha(drawn[top:bottom, left:right])
    bright = mix(tint, np.ones(3, np.float32), 0.35)
    rgb[top:bottom, left:right] = lerp(rgb[top:bottom, left:right], bright, part)
    light[top:bottom, left:right] = np.maximum(light[top:bottom, left:right], part[..., None] * tint)


def _cables(brief: Brief, way: Corridor) -> None:
    """Wires across the street, near and dark."""
    stage, rng = brief.stage, brief.picture.rng("cables")
    mask: Bytes = np.zeros((int(stage.rows * 0.5), stage.columns), np.uint8)
    for _ in range(4):
        y0, y1 = stage.y(rng.uniform(-0.1, 0.22)), stage.y(rng.uniform(-0.1, 0.22))
        path = bend(
            [
                (-10, y0),
                (stage.columns * 0.5, (y0 + y1) / 2 + stage.unit * rng.uniform(0.04, 0.10)),
                (stage.columns + 10, y1),
            ],
            24,
        )
        stroke(mask, path, stage.unit * 0.003, stage.unit * 0.003)
    brief.picture.paint(
        "cables", 1.35, brief.colours.near, to_alpha(mask), kind="sway", amount=0.002, speed=0.5, hang=True
    )
