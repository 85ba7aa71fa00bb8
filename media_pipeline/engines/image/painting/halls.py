"""Great rooms in perspective: columns under arches, and a library full of books."""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.corridor import DISTANCES, Corridor, someone
from media_pipeline.engines.image.painting.draw import (
    halo,
    lerp,
    polygon,
    scaled,
    screen,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import mist_band
from media_pipeline.engines.image.painting.noise import (
    Bytes,
    Floats,
    Rng,
    blur,
    enlarged,
    fbm,
    step,
)
from media_pipeline.engines.image.painting.stage import SKY
from media_pipeline.engines.image.painting.towns import lights


def hall(brief: Brief) -> None:
    """Columns in two rows under arches, light from high windows, a shining floor."""
    way = Corridor(brief, 0.66, (0.5, 0.56))
    brief.light = (0.5, way.vanish[1] - 0.10)
    _indoor_air(brief, way)
    for number, distance in enumerate(DISTANCES):
        _columns(brief, way, distance, number)
        if number in {0, 2}:
            mist_band(brief, f"hall {number}", distance - 0.2, way.vanish[1] + 0.0, 0.16, 0.35, 0.008)
    way.floor("floor", mix(brief.colours.near, brief.colours.far, 0.35), shine=0.62, rough=0.25)
    _side_light(brief, way)
    someone(brief, way, 2.5, brief.side * 0.12, "person", "cloak", "person", "dancer")
    brief.picture.system("dust", 1.0, seed=int(brief.rng.integers(1 << 30)), colours=["#fff3d6"])


def _indoor_air(brief: Brief, way: Corridor) -> None:
    """The far end: a tall window full of light in a dim wall."""
    stage, colours = brief.stage, brief.colours
    glow = halo(stage, way.vanish[0], way.vanish[1] - 0.08, ((0.9, 0.13), (0.65, 0.38), (0.4, 0.9)), 2)
    dim = mix(mix(colours.far, colours.lower, 0.35), colours.near, 0.30)
    rgb = screen(np.broadcast_to(dim, (*glow.shape, 3)).astype(np.float32), colours.sun, glow)
    full = enlarged(rgb, stage.shape)
    brief.picture.paint("far wall", SKY / 3, full)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    x, foot, unit = stage.x(way.vanish[0]), way.y(0.16, 10.5), stage.unit / 10.5
    for offset, wide, tall in ((0.0, 0.30, 1.55), (-0.52, 0.19, 1.15), (0.52, 0.19, 1.15)):
        cx = x + offset * unit
        arc = [
            (cx + np.cos(a) * wide * unit, foot - (tall - wide) * unit - np.sin(a) * wide * unit * 1.3)
            for a in np.linspace(np.pi, 0, 16)
        ]
        polygon(mask, [(cx - wide * unit, foot), *arc, (cx + wide * unit, foot)])
    brief.picture.paint("window", SKY / 3 - 1, mix(colours.sun, np.ones(3, np.float32), 0.5), to_alpha(mask))


def _columns(brief: Brief, way: Corridor, distance: float, number: int) -> None:
    """A pair of columns and the arch that joins them, with the wall over it."""
    stage = brief.stage
    unit = stage.unit / distance
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    spring, radius = way.y(1.12, distance), way.wide * unit * 0.90
    x, foot = stage.x(way.vanish[0]), way.y(0, distance)
    # The wall over the arch: everything, less the opening.
    mask[:] = 255
    opening: Bytes = np.zeros(stage.shape, np.uint8)
    arc = [(x + np.cos(a) * radius, spring - np.sin(a) * radius * 1.08) for a in np.linspace(np.pi, 0, 40)]
    polygon(
        opening,
        [
            (x - radius, foot + 2),
            *arc,
            (x + radius, foot + 2),
            (x + radius, stage.rows),
            (x - radius, stage.rows),
        ],
    )
    # Openings to the side aisles.
    for side in (-1, 1):
        ax, r = x + side * way.wide * unit * 1.62, way.wide * unit * 0.50
        arc = [
            (ax + np.cos(a) * r, way.y(0.95, distance) - np.sin(a) * r * 1.1)
            for a in np.linspace(np.pi, 0, 30)
        ]
        polygon(opening, [(ax - r, foot + 2), *arc, (ax + r, foot + 2)])
    mask = np.minimum(mask, 255 - opening)
    for side in (-1, 1):
        _capital(mask, way, x + side * way.wide * unit, distance)
    alpha = to_alpha(mask)
    part = way.part(distance)
    stone = mix(
        brief.colours.haze, mix(brief.colours.far, brief.colours.near, 0.15 + 0.50 * part), 0.26 + 0.70 * part
    )
    across = (stage.across() - way.vanish[0]) * stage.aspect * distance / way.wide
    # Round shafts: light on the side that looks inwards.
    round_off = np.exp(-(((np.abs(across) - 0.90) / 0.085) ** 2))
    inner = np.clip(round_off * (0.55 - 0.35 * part), 0, 1)
    rgb = lerp(
        np.broadcast_to(stone, (*stage.shape, 3)).astype(np.float32),
        mix(brief.colours.sun, stone, 0.25),
        np.broadcast_to(inner, stage.shape).astype(np.float32),
    )
    up = step(stage.down(), way.vanish[1] - 0.9 / distance, way.vanish[1] + 0.4 / distance)
    rgb = scaled(rgb, 0.72 + 0.28 * up)
    brief.picture.paint(f"columns {number}", distance, rgb.astype(np.float32), alpha)


def _capital(mask: Bytes, way: Corridor, x: float, distance: float) -> None:
    """A column's shaft, head and foot."""
    unit = way.brief.stage.unit / distance
    foot = way.y(0, distance)
    polygon(
        mask,
        [
            (x - 0.075 * unit, foot),
            (x - 0.062 * unit, way.y(1.05, distance)),
            (x + 0.062 * unit, way.y(1.05, distance)),
            (x + 0.075 * unit, foot),
        ],
    )
    for up, tall, wide in ((0.0, 0.05, 0.125), (0.05, 0.03, 0.10), (1.03, 0.035, 0.095), (1.065, 0.05, 0.13)):
        polygon(mask, [(x - wide * unit, way.y(up, distance)), (x - wide * unit, way.y(up + tall, distance)),
                       (x + wide * unit, way.y(up + tall, distance)), (x + wide * unit, way.y(up,
                       distance))])  # fmt: skip


def _side_light(brief: Brief, way: Corridor) -> None:
    """Shafts of light that fall across the hall from one side."""
    stage, rng = brief.stage, brief.picture.rng("side light")
    rows, columns = stage.rows // 4, stage.columns // 4
    mask: Bytes = np.zeros((rows, columns), np.uint8)
    for distance in (5.8, 4.4, 3.3, 2.5):
        x = way.x(brief.side * 1.0, distance) / 4
        top, foot = way.y(1.3, distance) / 4, way.y(0, distance) / 4
        wide = stage.unit * 0.10 / distance / 4 * rng.uniform(0.8, 1.3)
        reach = -brief.side * stage.unit * 1.05 / distance / 4
        beam: Bytes = np.zeros_like(mask)
        polygon(
            beam,
            [
                (x - wide, top),
                (x + wide, top),
                (x + reach + wide * 2.1, foot),
                (x + reach - wide * 2.1, foot),
            ],
        )
        mask = cv2.add(mask, (beam * 0.42).astype(np.uint8))
    soft = blur(to_alpha(mask), stage.unit * 0.006) * (0.7 + 0.6 * fbm(rng, (rows, columns), (4, 5), 4))
    brief.picture.glow(
        "shafts",
        2.6,
        soft[..., None] * brief.colours.sun * 0.55,
        scale=4,
        kind="light",
        level=0.9,
        energy=0.6,
        breathe=0.18,
        speed=0.2,
    )


def library(brief: Brief) -> None:
    """Shelves full of books to the ceiling, a tall window at the end, lamps."""
    way = Corridor(brief, 0.52, (0.5, 0.57))
    brief.light = (0.5, way.vanish[1] - 0.1)
    _indoor_air(brief, way)
    for number, distance in enumerate(DISTANCES):
        _shelves(brief, way, distance, number)
    way.floor("floor", mix(brief.colours.near, brief.colours.accent, 0.14), shine=0.45, rough=0.2)
    _lamps(brief, way)
    someone(brief, way, 2.4, brief.side * 0.14, "person", "person", "cloak", "cat", "child")
    brief.picture.system("dust", 1.0, seed=int(brief.rng.integers(1 << 30)), colours=["#ffe6b8"])


def _shelves(brief: Brief, way: Corridor, distance: float, number: int) -> None:
    stage, rng = brief.stage, brief.picture.rng("shelves", number)
    unit, part = stage.unit / distance, way.part(distance)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    wood = mix(
        brief.colours.haze,
        mix(brief.colours.near, brief.colours.accent, 0.20 * (1 - part)),
        0.30 + 0.70 * part,
    )
    rgb = np.empty((*stage.shape, 3), np.float32)
    rgb[:] = wood
    tints = [mix(mix(colour, brief.colours.near, 0.30 + 0.35 * part), brief.colours.haze, 0.30 * (1 - part))
             for colour in (brief.colours.accent, brief.colours.second, brief.colours.far,
                 brief.colours.horizon, brief.colours.lower)]  # fmt: skip
    for side in (-1, 1):
        inner, top = way.x(side, distance), way.y(2.15, distance)
        outer = inner + side * max(0.62 * unit, stage.columns * 0.55)
        polygon(mask, [(inner, stage.rows), (inner, top), (outer, top), (outer, stage.rows)])
        polygon(
            mask,
            [
                (inner - side * 0.02 * unit, top),
                (inner - side * 0.02 * unit, top - 0.05 * unit),
                (outer, top - 0.05 * unit),
                (outer, top),
            ],
        )
        for level in range(11):
            low, high = way.y(0.08 + level * 0.185, distance), way.y(0.08 + level * 0.185 + 0.155, distance)
            _books(
                rgb,
                sorted((inner + side * 0.02 * unit, outer - side * 0.02 * unit)),
                (low, high),
                unit,
                tints,
                rng,
            )
    up = step(stage.down(), way.vanish[1] - 1.2 / distance, way.vanish[1] + 0.2 / distance)
    rgb = scaled(rgb, 0.60 + 0.40 * up)
    across = np.abs(stage.across() - way.vanish[0]) * stage.aspect * distance / way.wide
    edge = np.exp(-(((across - 1.0) / 0.035) ** 2)) * 0.5 * (1 - 0.5 * part)
    rgb = lerp(rgb, brief.colours.sun, np.broadcast_to(edge, stage.shape).astype(np.float32))
    brief.picture.paint(f"shelves {number}", distance, rgb, to_alpha(mask))


def _books(
    rgb: Floats, ends: list[float], rows: tuple[float, float], unit: float, tints: list[Floats], rng: Rng
) -> None:
    low, high = rows
    x = max(0.0, ends[0])
    if low <= 0 or high >= rgb.shape[0]:
        return
    rgb[max(0, int(high)) : int(low), int(x) : max(0, int(ends[1]))] *= 0.45
    while x < min(ends[1], rgb.shape[1]):
        wide = max(1.0, unit * rng.uniform(0.010, 0.026))
        top = high + (low - high) * rng.uniform(0.02, 0.30)
        if rng.random() < 0.93:
            rgb[max(0, int(top)) : int(low), int(x) : int(min(x + wide * 0.9, ends[1])) + 1] = tints[
                int(rng.integers(len(tints)))
            ] * rng.uniform(0.75, 1.1)
        x += wide


def _lamps(brief: Brief, way: Corridor) -> None:
    stage = brief.stage
    light = np.zeros((*stage.shape, 3), np.float32)
    warm = mix(brief.colours.accent, np.array([1.0, 0.82, 0.5], np.float32), 0.6)
    for distance in (5.4, 4.1, 3.1, 2.35):
        for side in (-1, 1):
            x, y = int(way.x(side * 0.93, distance)), int(way.y(0.98, distance))
            size = max(2, int(stage.unit * 0.022 / distance))
            if 0 < x < stage.columns - size and 0 < y < stage.rows - size:
                light[y - size : y + size, x - size : x + size] = warm
    lights(brief, "lamps", 2.3, light, 0, level=1.0, energy=0.7)
