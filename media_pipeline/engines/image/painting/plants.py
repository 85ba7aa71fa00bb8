"""Things that grow: pines, round trees, grass, flowers, branches before the lens, palms."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.draw import Pen, Point, bend, lerp, polygon, stroke, to_alpha
from media_pipeline.engines.image.painting.noise import Bytes, Floats, Rng, curve


def pine(mask: Bytes, foot: Point, tall: float, rng: Rng) -> None:
    """A conifer with ragged tiers. foot and tall in pixels of the mask."""
    x, y = foot
    wide = tall * rng.uniform(0.17, 0.25)
    tiers = int(np.clip(tall / 5, 4, 11))
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        part = (tier + 1) / tiers
        reach = wide * part**0.9
        low = y - tall * (1 - part) * 0.97 - tall * 0.07
        for side, points in ((-1, left), (1, right)):
            out = reach * rng.uniform(0.72, 1.15)
            points.append((x + side * out, low + tall * 0.03 * rng.random()))
            points.append((x + side * out * 0.42, low - tall * 0.012))
    path = [(x, y - tall), *right, (x + tall * 0.02, y), (x - tall * 0.02, y), *left[::-1]]
    polygon(mask, path)


def round_tree(mask: Bytes, foot: Point, tall: float, rng: Rng) -> None:
    """A broad-leaved tree: a trunk and a crown of many blobs."""
    x, y = foot
    stroke(mask, [(x, y), (x + tall * 0.01, y - tall * 0.55)], tall * 0.07, tall * 0.04)
    for _ in range(int(np.clip(tall / 2.5, 8, 46))):
        angle, reach = rng.uniform(0, 2 * np.pi), np.sqrt(rng.random())
        cx = x + np.cos(angle) * reach * tall * 0.33
        cy = y - tall * 0.66 + np.sin(angle) * reach * tall * 0.27
        radius = tall * rng.uniform(0.05, 0.12)
        turn = np.linspace(0, 2 * np.pi, 9)[:-1]
        wobble = rng.uniform(0.75, 1.2, 8)
        polygon(
            mask, np.stack([cx + np.cos(turn) * radius * wobble, cy + np.sin(turn) * radius * wobble], axis=1)
        )


def lone_tree(height: float, rng: Rng) -> tuple[Floats, Point]:
    """A big old tree as a silhouette, with branches that fork and a crown the light comes through."""
    pen = Pen(height, wide=0.75, tall=1.2, melt=0.0)
    lean = rng.uniform(-0.08, 0.08)
    tips: list[Point] = []
    _fork(pen, rng, (0.0, 0.0), np.pi / 2 + lean, 0.30, 0.075, 0, tips)
    pen.shape([(-0.09, -0.01), (-0.03, 0.08), (0.03, 0.08), (0.10, -0.01)], smooth=False)
    for tip in tips:
        for _ in range(9):
            angle, reach = rng.uniform(0, 2 * np.pi), 0.075 * np.sqrt(rng.random())
            size = rng.uniform(0.009, 0.026)
            pen.blob(
                (tip[0] + np.cos(angle) * reach * 1.2, tip[1] + np.sin(angle) * reach * 0.8), size, size * 0.8
            )
    return pen.alpha(), pen.foot


def _fork(
    pen: Pen, rng: Rng, start: Point, angle: float, length: float, width: float, level: int, tips: list[Point]
) -> None:
    end = (start[0] + np.cos(angle) * length, start[1] + np.sin(angle) * length)
    middle = ((start[0] + end[0]) / 2 + rng.uniform(-1, 1) * length * 0.07, (start[1] + end[1]) / 2)
    pen.limb([start, middle, end], width, width * 0.68)
    if level >= 2:
        tips.append(end)
    if level == 5:
        return
    for side in (-1, 1) if level else (-1, 1, 0):
        turn = side * rng.uniform(0.28, 0.62) + rng.uniform(-0.12, 0.12)
        _fork(pen, rng, end, angle + turn, length * rng.uniform(0.64, 0.84), width * 0.66, level + 1, tips)


def grass(
    brief: Brief, name: str, depth: float, base: float, tall: float, *, flowers: float = 0.0, count: int = 900
) -> None:
    """A strip of blades before the lens that sways in the wind. base, tall: frame fractions."""
    stage, rng = brief.stage, brief.picture.rng("grass", name)
    top = int(np.clip(stage.y(base - tall * 1.6), 0, stage.rows - 8))
    mask: Bytes = np.zeros((stage.rows - top, stage.columns), np.uint8)
    ground = stage.y(base) - top + curve(rng, stage.columns, 3, 3) * tall * stage.height * 0.22
    rows = np.arange(mask.shape[0], dtype=np.float32)[:, None]
    np.maximum(mask, (np.clip(rows - ground[None, :], 0, 1) * 255).astype(np.uint8), out=mask)
    size = tall * stage.height
    wind = rng.uniform(-0.2, 0.5)
    heads: list[tuple[float, float, float]] = []
    for _ in range(count):
        x = rng.uniform(0, stage.columns - 1)
        height = size * rng.uniform(0.35, 1.15) * (0.75 + 0.5 * rng.random())
        foot = (x, float(ground[int(x)]) + 2)
        tip = (x + height * (wind + rng.normal(0, 0.22)), foot[1] - height)
        middle = (x + (tip[0] - x) * 0.28, foot[1] - height * 0.6)
        stroke(mask, bend([foot, middle, tip], 5), size * 0.032, size * 0.004)
        if rng.random() < flowers:
            heads.append((tip[0], tip[1], size * rng.uniform(0.035, 0.075)))
    alpha = to_alpha(mask)
    _paint_grass(brief, name, depth, alpha, ground, top, size, heads, rng)


def _paint_grass(
    brief: Brief, name: str, depth: float, alpha: Floats, ground: Floats, top: int, size: float,
    heads: list[tuple[float, float, float]], rng: Rng,
) -> None:  # fmt: skip
    colours = brief.colours
    rows = np.arange(alpha.shape[0], dtype=np.float32)[:, None]
    up = np.clip((ground[None, :] - rows) / size, 0, 1)
    lean = np.exp(-(((brief.stage.across() - brief.light[0]) / 0.5) ** 2))
    tip = mix(colours.far, colours.sun, 0.25 if brief.night else 0.42)
    rgb = lerp(colours.near, tip, up**1.5 * (0.25 + 0.6 * lean))
    tints = (colours.accent, colours.second, mix(colours.accent, colours.sun, 0.6), colours.sun)
    for x, y, radius in heads:
        _flower(rgb, alpha, (x, y), radius, tints[int(rng.integers(len(tints)))], rng)
    brief.picture.paint(
        name,
        depth,
        rgb,
        alpha,
        (0, top),
        kind="sway",
        amount=0.010,
        speed=0.9,
        phase=float(rng.uniform(0, 6)),
    )


def _flower(rgb: Floats, alpha: Floats, at: Point, radius: float, tint: Floats, rng: Rng) -> None:
    reach = int(radius * 1.6) + 2
    left, top = int(at[0]) - reach, int(at[1]) - reach
    if left < 0 or top < 0 or left + 2 * reach >= alpha.shape[1] or top + 2 * reach >= alpha.shape[0]:
        return
    patch: Bytes = np.zeros((2 * reach, 2 * reach), np.uint8)
    cx, cy = at[0] - left, at[1] - top
    squash = rng.uniform(0.5, 0.95)
    for turn in np.arange(5) * 2 * np.pi / 5 + rng.uniform(0, 1):
        centre = (cx + np.cos(turn) * radius * 0.55, cy + np.sin(turn) * radius * 0.55 * squash)
        ring = np.linspace(0, 2 * np.pi, 10)[:-1]
        polygon(
            patch,
            np.stack(
                [centre[0] + np.cos(ring) * radius * 0.5, centre[1] + np.sin(ring) * radius * 0.5 * squash],
                axis=1,
            ),
        )
    part = to_alpha(patch)
    view = rgb[top : top + 2 * reach, left : left + 2 * reach]
    view += (tint * rng.uniform(0.75, 1.0) - view) * part[..., None]
    cover = alpha[top : top + 2 * reach, left : left + 2 * reach]
    np.maximum(cover, part, out=cover)


def branches(brief: Brief, name: str, depth: float, corner: int) -> None:
    """Leafy twigs hanging into an upper corner, out of focus in the near. corner: -1 left, 1 right."""
    stage, rng = brief.stage, brief.picture.rng("branches", name)
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    unit = stage.unit
    for _ in range(4):
        x = stage.x(0.5 + corner * rng.uniform(0.50, 0.66))
        y = stage.y(rng.uniform(-0.16, 0.14))
        end = (x - corner * unit * rng.uniform(0.25, 0.55), y + unit * rng.uniform(0.02, 0.20))
        middle = ((x + end[0]) / 2, (y + end[1]) / 2 - unit * 0.05)
        path = bend([(x, y), middle, end], 14)
        stroke(mask, path, unit * 0.014, unit * 0.003)
        for px, py in path[3:]:
            for _leaf in range(5):
                _leaf_at(mask, (float(px), float(py)), unit * rng.uniform(0.022, 0.05), rng)
    brief.picture.paint(
        name,
        depth,
        brief.colours.near,
        to_alpha(mask),
        kind="sway",
        amount=0.006,
        speed=0.6,
        phase=1.0,
        hang=True,
    )


def _leaf_at(mask: Bytes, at: Point, size: float, rng: Rng) -> None:
    angle = rng.uniform(0, np.pi)
    tip = (at[0] + np.cos(angle) * size, at[1] + np.sin(angle) * size)
    side = (-np.sin(angle) * size * 0.24, np.cos(angle) * size * 0.24)
    middle = ((at[0] + tip[0]) / 2, (at[1] + tip[1]) / 2)
    polygon(
        mask,
        bend(
            [at, (middle[0] + side[0], middle[1] + side[1]), tip, (middle[0] - side[0], middle[1] - side[1])],
            5,
            True,
        ),
    )


def palm(height: float, rng: Rng) -> tuple[Floats, Point]:
    """A palm as a silhouette."""
    pen = Pen(height, wide=0.6, tall=1.25, melt=0.0)
    lean = rng.uniform(-0.18, 0.18)
    crown = (lean, 0.86)
    pen.limb([(0, 0), (lean * 0.25, 0.4), crown], 0.042, 0.022)
    for angle in np.linspace(-0.5, np.pi + 0.5, 11) + rng.normal(0, 0.1, 11):
        length = rng.uniform(0.24, 0.36)
        out = (crown[0] + np.cos(angle) * length * 0.6, crown[1] + np.sin(angle) * length * 0.5 + 0.06)
        tip = (crown[0] + np.cos(angle) * length, crown[1] + np.sin(angle) * length * 0.35 - 0.08)
        spine = bend([crown, out, tip], 12)
        pen.limb([crown, out, tip], 0.008, 0.003)
        for index, (x, y) in enumerate(spine[2:]):
            drop = 0.075 * (1 - index / len(spine)) + 0.02
            for side in (-1, 1):
                pen.limb(
                    [(float(x), float(y)), (float(x) + side * 0.02 + np.cos(angle) * 0.04, float(y) - drop)],
                    0.007,
                    0.001,
                )
    return pen.alpha(), pen.foot
