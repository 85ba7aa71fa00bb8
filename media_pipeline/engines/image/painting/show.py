"""A show: beams in the haze, the performer against the light, hands in the air."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.actors import stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.draw import (
    Pen,
    halo,
    lerp,
    line,
    polygon,
    screen,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import mist_band
from media_pipeline.engines.image.painting.noise import Bytes, Floats, blur, enlarged
from media_pipeline.engines.image.painting.people import crowd_row
from media_pipeline.engines.image.painting.stage import SKY


def stage(brief: Brief) -> None:
    """A show: beams in the haze, the performer against the light, hands in the air."""
    place, colours = brief.stage, brief.colours
    brief.horizon, brief.light = 0.60, (0.5, 0.46)
    brief.picture.vanish = (0.5, 0.56)
    dark = mix(mix(colours.zenith, colours.near, 0.5), np.zeros(3, np.float32), 0.3)
    glow = halo(place, 0.5, 0.50, ((0.55, 0.22), (0.40, 0.55)), 2)
    rgb = screen(
        np.broadcast_to(dark, (*glow.shape, 3)).astype(np.float32),
        mix(colours.accent, colours.second, 0.35),
        glow,
    )
    full = enlarged(rgb, place.shape)
    brief.picture.paint("back", SKY / 3, full)
    _screen_wall(brief)
    _beams(brief)
    mist_band(brief, "haze", 6.0, 0.56, 0.10, 0.42, 0.02)
    floor: Bytes = np.zeros(place.shape, np.uint8)
    y = place.y(0.735)
    polygon(floor, [(0, y), (place.columns, y), (place.columns, place.rows), (0, place.rows)])
    _rig(brief, floor)
    brief.picture.paint("platform", 4.0, mix(colours.near, colours.far, 0.12), to_alpha(floor))
    names = ("singer", "woman", "guitarist", "dancer", "person", "couple", "cloak", "piano")
    first = brief.figure(*names) or brief.one_of("singer", "guitarist", "dancer", "singer")
    first = "singer" if first in {"piano", "person"} else first
    stand(brief, first, (place.x(0.5 + brief.between(-0.04, 0.04)), y), depth=3.6, size=1.55)
    brief.picture.focus_depth = 3.6
    focus = brief.picture.focus
    if brief.chance(0.6):
        stand(brief, "guitarist", (place.x(0.5 + brief.side * 0.21), y), depth=3.7, size=1.3)
        stand(brief, "guitarist", (place.x(0.5 - brief.side * 0.24), y), depth=3.7, size=1.3, face=-1)
    brief.picture.focus = focus
    for number, (depth, size, low) in enumerate(((2.6, 0.17, 0.885), (1.9, 0.25, 1.0), (1.35, 0.38, 1.17))):
        _crowd(brief, number, depth, size, low)
    brief.used.add("crowd")


def _screen_wall(brief: Brief) -> None:
    """A disc of light behind the show."""
    place = brief.stage
    distance = place.distance(0.5, 0.46)
    disc = np.clip((0.235 - distance) * place.unit + 0.5, 0, 1)
    ring = np.exp(-(((distance - 0.265) / 0.006) ** 2))
    colour = mix(brief.colours.accent, brief.colours.sun, 0.45)
    fall = np.clip((place.down() - 0.22) / 0.5, 0, 1)
    rgb = lerp(
        np.broadcast_to(colour, (*place.shape, 3)).astype(np.float32),
        brief.colours.second,
        np.broadcast_to(fall, place.shape).astype(np.float32),
    )
    brief.picture.paint("disc", 12.0, rgb, np.maximum(disc, ring * 0.85).astype(np.float32))
    glow = halo(place, 0.5, 0.46, ((0.55, 0.28),), 4)
    brief.picture.glow(
        "disc light",
        11.0,
        glow[..., None] * colour,
        scale=4,
        kind="light",
        level=0.55,
        energy=1.3,
    )


def _beams(brief: Brief) -> None:
    """Moving heads: cones of light that swing in turn."""
    place, rng = brief.stage, brief.picture.rng("beams")
    rows, columns = place.rows // 4, place.columns // 4
    tints = (brief.colours.accent, brief.colours.second, mix(brief.colours.accent, brief.colours.sun, 0.5))
    for number, fx in enumerate((0.08, 0.24, 0.40, 0.60, 0.76, 0.92)):
        mask: Bytes = np.zeros((rows, columns), np.uint8)
        x, y = place.x(fx) / 4, place.y(0.03) / 4
        aim = (0.5 - fx) * 0.9 + rng.uniform(-0.25, 0.25)
        reach, wide = place.unit * 1.3 / 4, place.unit * 0.085 / 4
        tip = (x + np.sin(aim) * reach, y + np.cos(aim) * reach)
        polygon(mask, [(x - 1.0, y), (x + 1.0, y), (tip[0] + wide, tip[1]), (tip[0] - wide, tip[1])])
        far = np.hypot(np.arange(columns)[None, :] - x, np.arange(rows)[:, None] - y) / reach
        light = blur(to_alpha(mask), place.unit * 0.003) * np.exp(-far * 1.9).astype(np.float32) * 0.85
        brief.picture.glow(
            f"beam {number}", 5.0, light[..., None] * tints[number % 3], scale=4, kind="sweep", pivot=[fx,
            0.03],
            amount=0.20, speed=0.9 + 0.13 * number, phase=number * 1.1, level=0.75, energy=1.1, flicker=0.2,
        )  # fmt: skip


def _rig(brief: Brief, mask: Bytes) -> None:
    """Truss above, loudspeakers to the sides."""
    place = brief.stage
    unit = place.unit
    for y in (0.0, 0.035):
        line(mask, (0, place.y(y)), (place.columns, place.y(y)), unit * 0.006)
    for number in range(60):
        x = number * place.columns / 60
        a, b = (place.y(0.0), place.y(0.035)) if number % 2 else (place.y(0.035), place.y(0.0))
        line(mask, (x, a), (x + place.columns / 60, b), unit * 0.003)
    for fx in (0.08, 0.24, 0.40, 0.60, 0.76, 0.92):
        polygon(
            mask,
            [
                (place.x(fx) - unit * 0.012, place.y(0.035)),
                (place.x(fx) + unit * 0.012, place.y(0.035)),
                (place.x(fx) + unit * 0.016, place.y(0.075)),
                (place.x(fx) - unit * 0.016, place.y(0.075)),
            ],
        )
    for fx in (0.03, 0.97):
        x = place.x(fx)
        for number in range(4):
            y = place.y(0.735) - number * unit * 0.105
            polygon(
                mask,
                [
                    (x - unit * 0.075, y),
                    (x - unit * 0.075, y - unit * 0.10),
                    (x + unit * 0.075, y - unit * 0.10),
                    (x + unit * 0.075, y),
                ],
            )
    for fx in (0.34, 0.66):
        x, y = place.x(fx), place.y(0.735)
        polygon(
            mask,
            [
                (x - unit * 0.05, y),
                (x - unit * 0.05, y - unit * 0.085),
                (x + unit * 0.05, y - unit * 0.085),
                (x + unit * 0.05, y),
            ],
        )


def _crowd(brief: Brief, number: int, depth: float, size: float, low: float) -> None:
    place, rng = brief.stage, brief.picture.rng("crowd", number)
    height = size * place.unit
    pen = Pen(height, wide=place.columns / height / 2 + 0.5, tall=1.2, melt=0.004)
    crowd_row(pen, rng, place.columns / height + 0.6, 0.30 + 0.10 * number)
    alpha = pen.alpha()
    x, y = round(place.columns / 2 - pen.foot[0]), round(place.y(low) - pen.foot[1])
    cover: Floats = np.zeros(place.shape, np.float32)
    rows, first = min(alpha.shape[0], place.rows - y), max(0, -x)
    wide = min(place.columns, alpha.shape[1] - first)
    cover[y : y + rows, max(0, x) : max(0, x) + wide] = alpha[:rows, first : first + wide]
    feet = int(place.y(low) - 0.02 * height)
    cover[min(feet, place.rows) :] = 1
    body = mix(brief.colours.near, mix(brief.colours.far, brief.colours.accent, 0.3), 0.34 - 0.14 * number)
    shift = max(1, round(place.unit * 0.003))
    rim = np.clip(cover - np.roll(cover, shift, axis=0), 0, 1) * (0.95 - 0.22 * number)
    rgb = lerp(
        np.broadcast_to(body, (*place.shape, 3)).astype(np.float32),
        mix(brief.colours.accent, brief.colours.sun, 0.4),
        rim,
    )
    brief.picture.paint(
        f"crowd {number}",
        depth,
        rgb,
        cover,
        kind="bounce",
        amount=0.010 + 0.006 * number,
        speed=6.2 + 0.4 * number,
    )
