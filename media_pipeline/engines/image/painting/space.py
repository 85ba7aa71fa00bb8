"""Space: a nebula, countless stars, planets with their own dawn."""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.actors import lit_silhouette, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import look_up, mix, ramp
from media_pipeline.engines.image.painting.draw import (
    bend,
    lerp,
    polygon,
    screen,
    to_alpha,
)
from media_pipeline.engines.image.painting.land import Ridge, paint_ridge
from media_pipeline.engines.image.painting.noise import (
    Bytes,
    Floats,
    Rng,
    blur,
    curve,
    enlarged,
    fbm,
    step,
)
from media_pipeline.engines.image.painting.sky import splat
from media_pipeline.engines.image.painting.stage import SKY


def space(brief: Brief) -> None:
    """A nebula, countless stars, a planet with its own dawn, and who came to see it."""
    stage = brief.stage
    _nebula(brief)
    place = (brief.thirds[0] + 0.10 * brief.side, brief.between(0.36, 0.56))
    radius = brief.between(0.26, 0.40)
    brief.light = (place[0] - brief.side * brief.between(0.30, 0.45), place[1] - brief.between(0.12, 0.30))
    brief.picture.focus, brief.horizon = place, 0.5
    brief.picture.vanish = (0.5, 0.5)
    _planet(brief, place, radius)
    _planet(
        brief,
        (brief.thirds[1] - 0.06 * brief.side, brief.between(0.18, 0.3)),
        radius * 0.16,
        name="moon",
        depth=14.0,
        ring=False,
    )
    _rocks(brief)
    name = brief.figure("astronaut", "rocket", "whale", "balloon", "ship", "person")
    if name in {None, "person"}:
        name = brief.one_of("astronaut", "rocket", "astronaut", "") if name is None else "astronaut"
    if name == "astronaut":
        edge = paint_ridge(
            brief, Ridge("ground", 2.0, 0.90, 0.045, 0.96, 2.0, 0.5, octaves=7, relief=0.35, mist=0.0)
        )
        x = stage.x(brief.thirds[1])
        stand(brief, name, (x, float(edge[int(x)])), depth=2.0)
        brief.picture.focus_depth = 2.0
    elif name:
        stand(
            brief,
            name,
            (stage.x(brief.thirds[1]), stage.y(0.66)),
            depth=2.4,
            colour=mix(brief.colours.near, brief.colours.far, 0.4),
        )
        brief.picture.focus_depth = 2.4


def _gas(brief: Brief, rng: Rng) -> Floats:
    """Clouds of gas in the palette's colours with dark lanes through them, as large as the stage."""
    stage, colours = brief.stage, brief.colours
    shape = (stage.rows // 2, stage.columns // 2)
    warp, lift = fbm(rng, shape, (2.2, 3.2), 4), fbm(rng, shape, (2.2, 3.2), 4)
    base = fbm(rng, shape, (3, 5), 7, 0.56)
    y, x = np.indices(shape, dtype=np.float32)
    push = shape[0] * 0.22
    base = cv2.remap(
        base,
        x + (warp - 0.5) * push,
        y + (lift - 0.5) * push,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    veil = fbm(rng, shape, (3, 4), 7, 0.6, ridged=True)
    across = (stage.across(2) - 0.5) * stage.aspect * brief.side * 0.6 + (stage.down(2) - 0.5)
    band = np.exp(-((across[: shape[0], : shape[1]] / 0.42) ** 2))
    body = step(base, 0.30, 0.86) * (0.25 + band)
    hues = ramp(
        (colours.zenith, colours.upper, colours.second, colours.accent, colours.sun),
        (0, 0.34, 0.58, 0.82, 1.0),
    )
    rgb: Floats = np.broadcast_to(mix(colours.zenith, np.zeros(3, np.float32), 0.45), (*shape, 3))
    tint = look_up(hues, np.clip(base * 0.75 + (warp - 0.5) * 0.9 + 0.10, 0, 1).astype(np.float32))
    rgb = screen(rgb, tint, np.clip(body * 0.85, 0, 1))
    rgb = rgb * (1 - 0.70 * step(veil, 0.60, 0.95) * band)[..., None]
    return enlarged(rgb, stage.shape)


def _nebula(brief: Brief) -> None:
    stage, rng = brief.stage, brief.picture.rng("nebula")
    full = _gas(brief, rng)
    count = 2600
    px, py = rng.random(count) * stage.columns, rng.random(count) * stage.rows
    bright = (rng.random(count) ** 5).astype(np.float32)
    warm = rng.random(count)[:, None]
    tints = np.array([[0.75, 0.86, 1.0]]) * (1 - warm) + np.array([[1.0, 0.90, 0.78]]) * warm
    splat(
        full,
        px,
        py,
        tints.astype(np.float32),
        0.15 + 0.95 * bright,
        ((0.0005 + 0.0011 * bright) * stage.unit).astype(np.float32),
    )
    brief.picture.paint("nebula", SKY, full)
    keep = np.argsort(-bright)[:120]
    places = [
        [
            round(float((px[i] - stage.margin[0]) / stage.width), 4),
            round(float((py[i] - stage.margin[1]) / stage.height), 4),
            round(float(bright[i]), 3),
        ]
        for i in keep
    ]
    brief.picture.system("stars", SKY, places=places)
    glow = blur(
        cv2.resize(
            np.ascontiguousarray(full),
            (stage.columns // 4, stage.rows // 4),
            interpolation=cv2.INTER_AREA,
        ),
        stage.unit * 0.02,
    )
    brief.picture.glow(
        "nebula light",
        SKY - 1,
        glow * 0.4,
        scale=4,
        kind="light",
        level=0.5,
        energy=1.2,
        breathe=0.3,
        speed=0.12,
    )


def _planet(
    brief: Brief,
    place: tuple[float, float],
    radius: float,
    *,
    name: str = "planet",
    depth: float = 9.0,
    ring: bool | None = None,
) -> None:
    stage, colours, rng = brief.stage, brief.colours, brief.picture.rng("planet", name)
    reach = radius * stage.unit
    size = int(reach * 2.5) | 1
    axis = (np.arange(size, dtype=np.float32) - size / 2) / reach
    x, y = axis[None, :], axis[:, None]
    distance = np.hypot(x, y)
    z = np.sqrt(np.maximum(0, 1 - distance**2))
    toward = np.array([(brief.light[0] - place[0]) * stage.aspect, brief.light[1] - place[1]])
    toward = toward / max(1e-3, float(np.hypot(*toward)))
    lit = step(x * toward[0] * 0.9 + y * toward[1] * 0.9 + z * 0.38, -0.05, 0.85)
    storm = fbm(rng, (size, size), (7, 2.4), 6, 0.55)
    swirl = fbm(rng, (size, size), (4, 4), 5)
    bands = 0.5 + 0.5 * np.sin(y * 9 * rng.uniform(0.6, 1.6) + (storm - 0.5) * 5 + (swirl - 0.5) * 2)
    table = ramp(
        (colours.far, mix(colours.second, colours.lower, 0.5), colours.lower, colours.horizon),
        (0, 0.4, 0.7, 1.0),
    )
    face = look_up(table, np.clip(bands * 0.6 + storm * 0.4, 0, 1).astype(np.float32))
    dark = mix(colours.zenith, np.zeros(3, np.float32), 0.72)
    rgb = lerp(np.broadcast_to(dark, face.shape).astype(np.float32), face, lit)
    rim = np.exp(-(((distance - 0.985) / 0.055) ** 2)) * np.clip(lit + 0.12, 0, 1)
    air = mix(colours.accent, np.array([0.7, 0.85, 1.0], np.float32), 0.5)
    rgb = screen(rgb, air, rim * 0.85)
    body = np.clip((1 - distance) * reach + 0.5, 0, 1)
    outer = np.exp(-np.maximum(distance - 1, 0) / 0.045) * np.clip(lit + 0.05, 0, 1) * (distance > 0.98)
    alpha = np.maximum(body, outer * 0.8).astype(np.float32)
    rgb = lerp(rgb, air, (1 - body) * (distance > 0.98))
    if ring if ring is not None else brief.chance(0.5):
        rgb, alpha = _ring(brief, rgb, alpha, axis, reach)
    at = (round(stage.x(place[0]) - alpha.shape[1] / 2), round(stage.y(place[1]) - alpha.shape[0] / 2))
    left, top = max(0, -at[0]), max(0, -at[1])
    right, bottom = min(alpha.shape[1], stage.columns - at[0]), min(alpha.shape[0], stage.rows - at[1])
    if left < right and top < bottom:
        inside = np.s_[top:bottom, left:right]
        brief.picture.paint(
            name,
            depth,
            rgb[inside].astype(np.float32),
            np.ascontiguousarray(alpha[inside]),
            (at[0] + left, at[1] + top),
        )


def _ring(brief: Brief, rgb: Floats, alpha: Floats, axis: Floats, reach: float) -> tuple[Floats, Floats]:
    """Rings around a planet, on a larger sheet; the far half goes behind it."""
    grow = int(len(axis) * 0.48)
    wide = np.pad(rgb, ((grow, grow), (grow, grow), (0, 0)), mode="edge")
    cover = np.pad(alpha, grow)
    line = (np.arange(cover.shape[0], dtype=np.float32) - cover.shape[0] / 2) / reach
    x, y = line[None, :], line[:, None]
    angle = 0.34 * brief.side
    u, v = x * np.cos(angle) + y * np.sin(angle), (-x * np.sin(angle) + y * np.cos(angle)) / 0.24
    r = np.hypot(u, v)
    grooves = (
        0.5
        + 0.5 * curve(brief.picture.rng("ring"), 600, 26, 4, 0.7)[np.clip((r - 1) * 500, 0, 599).astype(int)]
    )
    band = step(r, 1.28, 1.33) * (1 - step(r, 2.05, 2.12)) * np.clip(0.30 + 0.7 * grooves, 0, 1)
    front = band * np.where((v < 0) & (np.hypot(x, y) < 1), 0, 1)
    tint = mix(brief.colours.horizon, brief.colours.sun, 0.4)
    wide = lerp(wide, tint, front.astype(np.float32))
    return wide, np.maximum(cover, front * 0.9).astype(np.float32)


def _rocks(brief: Brief) -> None:
    """Asteroids, the nearer the larger."""
    stage = brief.stage
    for name, depth, count, size in (("rocks far", 6.0, 26, 0.010), ("rocks", 3.6, 11, 0.024)):
        rng = brief.picture.rng(name)
        mask: Bytes = np.zeros(stage.shape, np.uint8)
        for _ in range(count):
            x = rng.random() * stage.columns
            y = stage.y(0.78 - 0.42 * brief.side * (x / stage.columns - 0.5) + rng.normal(0, 0.06))
            turn = np.linspace(0, 2 * np.pi, 12)[:-1]
            reach = size * stage.unit * rng.uniform(0.3, 1.2) * rng.uniform(0.7, 1.15, 11)
            polygon(
                mask,
                bend(
                    [(x + np.cos(a) * r * 1.25, y + np.sin(a) * r) for a, r in zip(turn, reach, strict=True)],
                    3,
                    True,
                ),
            )
        alpha = to_alpha(mask)
        rgb = lit_silhouette(
            brief, alpha, (0, 0), mix(brief.colours.near, brief.colours.far, 0.45 if depth > 5 else 0.2)
        )
        brief.picture.paint(name, depth, rgb, alpha, kind="drift", vx=0.003 * 6 / depth * brief.side)
