"""Above the clouds: banks like hills, and what flies over them."""

from __future__ import annotations

from typing import Any

import numpy as np

from media_pipeline.engines.image.painting.actors import lit_silhouette, sky_life, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.draw import (
    below,
    lerp,
    polygon,
    to_alpha,
)
from media_pipeline.engines.image.painting.noise import Bytes, Floats, blur, curve, fbm, resize, step
from media_pipeline.engines.image.painting.sky import paint_sky


def clouds(brief: Brief) -> None:
    """A sea of clouds below the sun, banks like hills, something that flies."""
    brief.horizon = brief.between(0.56, 0.64)
    paint_sky(brief)
    base = brief.horizon
    for number, (depth, low, rise) in enumerate(
        (
            (14, 0.0, 0.05),
            (9, 0.07, 0.07),
            (6, 0.15, 0.09),
            (4, 0.25, 0.12),
            (2.6, 0.38, 0.15),
            (1.6, 0.53, 0.17),
        )
    ):
        cloud_bank(brief, f"bank {number}", depth, base + low, rise, number / 5)
        if number == 3:
            _flyer(brief)
    sky_life(brief, birds=0.5)


def _flyer(brief: Brief) -> None:
    name = brief.figure("whale", "rocket", "ship", "castle")
    place = (brief.stage.x(brief.thirds[0]), brief.stage.y(brief.horizon - 0.02))
    if name == "castle" or "island" in brief.scene.figures or (name is None and brief.chance(0.25)):
        floating_island(brief)
    elif name:
        stand(brief, name, place, depth=3.2, size=1.0)
        brief.picture.focus_depth = 3.2
    elif "birds" not in brief.scene.figures:
        brief.used.add("balloon")
        for fx, fy, size, depth in (
            (brief.thirds[0], brief.horizon - 0.04, 1.0, 3.0),
            (brief.thirds[1] + 0.1, brief.horizon - 0.20, 0.45, 6.0),
        ):
            tint = mix(
                mix(brief.colours.land(0.8), brief.colours.accent, 0.25),
                brief.colours.haze,
                0.0 if size == 1 else 0.4,
            )
            stand(
                brief, "balloon", (brief.stage.x(fx), brief.stage.y(fy)), depth=depth, size=size, colour=tint
            )
        brief.picture.focus_depth = 3.0


def floating_island(brief: Brief) -> None:
    """A rock in the air with a tree or a castle on it."""
    stage, rng = brief.stage, brief.picture.rng("island")
    x, y, unit = stage.x(brief.thirds[0]), stage.y(brief.horizon - 0.10), stage.unit
    mask: Bytes = np.zeros(stage.shape, np.uint8)
    wide = 0.20 * unit
    top = [
        (x + t * wide, y - 0.012 * unit * np.cos(t * 2.5) + rng.normal(0, 0.003) * unit)
        for t in np.linspace(-1, 1, 15)
    ]
    under = [
        (x + t * wide, y + (0.20 * (1 - abs(t)) ** 0.8 + rng.normal(0, 0.02) * (1 - abs(t))) * unit)
        for t in np.linspace(0.95, -0.95, 17)
    ]
    polygon(mask, [*top, *under])
    alpha = to_alpha(mask)
    rgb = lit_silhouette(brief, alpha, (0, 0), mix(brief.colours.land(0.8), brief.colours.haze, 0.12))
    motion: dict[str, Any] = {
        "kind": "bob",
        "amount": 0.010,
        "speed": 0.4,
        "pivot": [brief.thirds[0], brief.horizon - 0.1],
    }
    brief.picture.paint("island", 3.2, rgb, alpha, **motion)
    name = "castle" if "castle" in brief.scene.figures else "tree"
    before = len(brief.picture.layers)
    stand(brief, name, (x, y), depth=3.2, size=0.75)
    for layer in brief.picture.layers[before:]:
        layer.motion = motion
    brief.picture.focus_depth = 3.2


def cloud_bank(brief: Brief, name: str, depth: float, base: float, rise: float, part: float) -> None:
    """A bank of heaped clouds: bright heads, blue hollows. part: 0 far .. 1 near."""
    stage, rng = brief.stage, brief.picture.rng("bank", name)
    heads = np.full(stage.columns, stage.y(base), np.float32)
    x = np.arange(stage.columns, dtype=np.float32)
    swell = curve(rng, stage.columns, 2.0, 3)
    for scale, count in ((1.0, 9), (0.55, 22), (0.28, 54), (0.13, 130)):
        radius = rise * stage.unit * scale * rng.uniform(0.7, 1.25, count)
        centre = rng.uniform(-0.05, 1.05, count) * stage.columns
        for r, c in zip(radius, centre, strict=True):
            left, right = int(max(0, c - r * 1.35)), int(min(stage.columns, c + r * 1.35))
            if right <= left:
                continue
            lift = (
                stage.y(base)
                - float(swell[int(np.clip(c, 0, stage.columns - 1))]) * rise * stage.height * 0.6
            )
            dome = lift + r * 0.25 - np.sqrt(np.maximum(0, 1 - ((x[left:right] - c) / (r * 1.35)) ** 2)) * r
            heads[left:right] = np.minimum(heads[left:right], dome)
    _paint_bank(brief, name, depth, heads, rise, part)


def _paint_bank(brief: Brief, name: str, depth: float, heads: Floats, rise: float, part: float) -> None:
    stage, colours, rng = brief.stage, brief.colours, brief.picture.rng("bank body", name)
    top = int(np.clip(heads.min() - 4, 0, stage.rows - 8))
    hard = below(stage, heads, top)
    soft = blur(hard, stage.unit * 0.0045)
    rough = resize(fbm(rng, (hard.shape[0] // 3, hard.shape[1] // 3), (5, 18), 6, 0.6), hard.shape)
    alpha = step(soft + (rough - 0.5) * 0.45 * soft * (1 - soft) * 4, 0.25, 0.75)
    under = (np.arange(top, stage.rows, dtype=np.float32)[:, None] - heads[None, :]) / stage.height
    light = np.exp(-np.maximum(under, 0) / (rise * 0.55))
    lean = np.exp(-(((stage.across() - brief.light[0]) / 0.5) ** 2))
    light = np.clip(light * (0.55 + 0.55 * lean) + (rough - 0.5) * 0.75, 0, 1)
    bright = mix(mix(colours.sun, colours.horizon, 0.35), colours.haze, 0.45 if brief.night else 0.0)
    shadow = mix(mix(colours.upper, colours.lower, 0.5 - 0.3 * part), colours.zenith, 0.15 + 0.35 * part)
    shadow = mix(shadow, colours.haze, 0.35 * (1 - part))
    rgb = lerp(
        np.broadcast_to(shadow, (*under.shape, 3)).astype(np.float32),
        bright,
        (light * (0.9 - 0.25 * part)).astype(np.float32),
    )
    fog = step(under.astype(np.float32), rise * 0.2, rise * 2.0) * 0.45
    rgb = lerp(rgb, mix(colours.haze, shadow, part), fog)
    brief.picture.paint(
        name,
        depth,
        rgb.astype(np.float32),
        alpha,
        (0, top),
        kind="drift",
        vx=0.004 + 0.010 * part,
    )
