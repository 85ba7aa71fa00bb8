"""Land that recedes: ridges with atmospheric perspective, snowy peaks, hills, dunes, cliffs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from media_pipeline.engines.image.painting import plants
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade
from media_pipeline.engines.image.painting.draw import below, lerp, scaled, to_alpha
from media_pipeline.engines.image.painting.noise import Bytes, Floats, blur, curve, fbm, resize, step


@dataclass(frozen=True)
class Ridge:
    """base: frame fraction of its mean height. rise: how far it swings, same measure. part: 0 far .. 1
    near.
    """

    name: str
    depth: float
    base: float
    rise: float
    part: float
    cells: float = 3.0
    gain: float = 0.5
    ridged: bool = False
    octaves: int = 7
    mist: float = 0.6
    span: float = 0.22
    snow: float = 0.0
    relief: float = 0.0
    pines: float = 0.0
    trees: float = 0.0
    peak: tuple[float, float] | None = None
    tint: Floats | None = None


def profile(brief: Brief, ridge: Ridge) -> Floats:
    """The ridge's edge in canvas pixels, one for each column."""
    stage = brief.stage
    rng = brief.picture.rng("ridge", ridge.name)
    edge = curve(rng, stage.columns, ridge.cells, ridge.octaves, ridge.gain, ridge.ridged)
    height = ridge.base - edge * ridge.rise
    if ridge.peak is not None:
        place, tall = ridge.peak
        x = stage.across()[0]
        slope = np.abs(x - place) * stage.aspect
        cone = np.maximum(0, 1 - slope / (tall * rng.uniform(1.5, 2.1))) ** 1.25
        height = height - tall * cone * (1 + 0.22 * edge)
    return (stage.margin[1] + height * stage.height).astype(np.float32)


def paint_ridge(brief: Brief, ridge: Ridge, edge: Floats | None = None) -> Floats:
    """Add one ridge and return its edge in canvas pixels."""
    stage = brief.stage
    edge = profile(brief, ridge) if edge is None else edge
    reach = int(max(ridge.pines, ridge.trees) * stage.unit * 1.5) + 4
    top = int(np.clip(edge.min() - reach, 0, stage.rows - 2))
    alpha = below(stage, edge, top)
    if ridge.pines or ridge.trees:
        mask = (alpha * 255).astype(np.uint8)
        _wooded(brief, ridge, mask, edge, top)
        alpha = to_alpha(mask)
    rgb = _surface(brief, ridge, edge, top)
    brief.picture.paint(ridge.name, ridge.depth, rgb, alpha, (0, top))
    return edge


def _wooded(brief: Brief, ridge: Ridge, mask: Bytes, edge: Floats, top: int) -> None:
    rng = brief.picture.rng("wood", ridge.name)
    size = max(ridge.pines, ridge.trees) * brief.stage.unit
    columns = mask.shape[1]
    if ridge.pines:
        gaps = np.cumsum(rng.uniform(0.22, 0.62, int(columns / (size * 0.42)) + 4) * size)
        dense = curve(rng, columns, 5, 3)
        for x in gaps[gaps < columns]:
            tall = size * (0.5 + 0.45 * rng.random() + 0.35 * max(0.0, float(dense[int(x)])))
            plants.pine(mask, (float(x), float(edge[int(x)]) - top + size * 0.08), tall, rng)
        return
    for x in np.cumsum(rng.uniform(0.35, 0.95, int(columns / (size * 0.6)) + 4) * size):
        if x < columns and rng.random() < 0.8:
            plants.round_tree(
                mask, (float(x), float(edge[int(x)]) - top + size * 0.1), size * rng.uniform(0.5, 1), rng
            )


def _surface(brief: Brief, ridge: Ridge, edge: Floats, top: int) -> Floats:
    stage, colours = brief.stage, brief.colours
    rows = np.arange(top, stage.rows, dtype=np.float32)[:, None]
    depth_below = (rows - edge[None, :]) / stage.height
    body = ridge.tint if ridge.tint is not None else colours.land(ridge.part)
    air = mix(colours.haze, colours.land(max(0.0, ridge.part - 0.25)), 0.25)
    fog = step(depth_below, 0.0, ridge.span) * ridge.mist
    x = stage.across()
    lean = np.exp(-(((x - brief.light[0]) / 0.45) ** 2))
    warm = mix(body, colours.sun, 0.22 * (1 - ridge.part))
    rgb: Floats = lerp(
        np.broadcast_to(body, (*depth_below.shape, 3)),
        warm,
        np.broadcast_to(lean, depth_below.shape),
    )
    if ridge.snow or ridge.relief:
        rgb = _relief(brief, ridge, rgb, edge, top, depth_below)
    rgb = lerp(rgb, air, fog)
    rim = (
        np.exp(-np.maximum(depth_below, 0) / 0.010)
        * lean
        * (0.10 + 0.25 * ridge.part)
        * (0.35 if brief.night else 1)
    )
    return lerp(rgb, colours.sun, rim * 0.7)


def _relief(brief: Brief, ridge: Ridge, rgb: Floats, edge: Floats, top: int, depth_below: Floats) -> Floats:
    """Gullies and faces: light from the sun's side, shadow on the other, snow above a ragged line."""
    stage, colours = brief.stage, brief.colours
    rng = brief.picture.rng("relief", ridge.name)
    half = (max(2, depth_below.shape[0] // 2), max(2, depth_below.shape[1] // 2))
    folds = fbm(rng, half, (7, 15), 7, 0.58, ridged=True)
    side = 1 if brief.light[0] >= 0.5 else -1
    emboss = (np.roll(folds, -4 * side, axis=1) - np.roll(folds, 4 * side, axis=1)) + 0.5 * (
        np.roll(folds, -3, axis=0) - folds
    )
    smooth = blur(edge[None, :].copy(), stage.unit * 0.02)[0]
    slope = np.clip(np.gradient(smooth) * 0.55 * side * -1, -0.6, 0.6)
    full = resize(emboss.astype(np.float32), depth_below.shape)
    light = np.clip(0.5 + full * 1.5 - slope[None, :] * np.exp(-np.maximum(depth_below, 0) / 0.22), 0, 1)
    lit, dark = (
        mix(shade(ridge_body(brief, ridge), 0.16), colours.sun, 0.25),
        shade(ridge_body(brief, ridge), -0.07),
    )
    rock = lerp(np.broadcast_to(dark, rgb.shape), lit, light.astype(np.float32))
    rgb = lerp(rgb, rock, max(ridge.relief, 0.75 if ridge.snow else 0.0))
    if not ridge.snow:
        return rgb
    ragged = resize(fbm(rng, half, (9, 16), 5, 0.6), depth_below.shape) - 0.5
    height = (stage.y(ridge.base) - np.arange(top, stage.rows, dtype=np.float32)[:, None]) / stage.height
    line = ridge.rise * (0.2 - ridge.snow) + (ridge.peak[1] * 0.25 if ridge.peak else 0)
    cover = step(height + ragged * 0.22 + (light - 0.5) * 0.10, line, line + 0.07)
    bright = mix(np.array([0.97, 0.97, 0.99], np.float32), colours.sun, 0.45)
    bright = mix(bright, colours.haze, 0.75 if brief.night else 0.10 + 0.25 * (1 - ridge.part))
    shadow = mix(mix(colours.upper, colours.zenith, 0.3), bright, 0.18)
    white = lerp(np.broadcast_to(shadow, rgb.shape), bright, step(light.astype(np.float32), 0.32, 0.68))
    return lerp(rgb, white, cover)


def ridge_body(brief: Brief, ridge: Ridge) -> Floats:
    return ridge.tint if ridge.tint is not None else brief.colours.land(ridge.part)


def mist_band(
    brief: Brief, name: str, depth: float, y: float, thick: float, strength: float, vx: float = 0.012
) -> None:
    """A bank of fog that drifts: densest at frame fraction `y`."""
    stage, rng = brief.stage, brief.picture.rng("mist", name)
    small = (stage.rows // 4, stage.columns // 4)
    cloud = fbm(rng, small, (5, 3.2), 5, 0.55)
    rows = stage.down(4)[: small[0]]
    shape = np.exp(-(((rows - y) / thick) ** 2))
    alpha = np.clip(shape * (0.25 + 1.1 * cloud) * strength, 0, 0.94).astype(np.float32)
    colour = mix(brief.colours.haze, brief.colours.horizon, 0.30)
    lean = np.exp(-(((stage.across(4)[:, : small[1]] - brief.light[0]) / 0.4) ** 2)) * (
        0.2 if brief.night else 0.45
    )
    rgb = lerp(np.broadcast_to(colour, (*small, 3)), brief.colours.sun, np.broadcast_to(lean, small))
    top = max(0, int(stage.y(y - thick * 2.3)) // 4)
    bottom = min(small[0], int(stage.y(y + thick * 2.3)) // 4 + 1)
    large_shape = ((bottom - top) * 2, small[1] * 2)
    strip = np.ascontiguousarray(rgb[top:bottom])
    large = cv2.resize(strip, large_shape[::-1], interpolation=cv2.INTER_LINEAR)
    cover = resize(alpha[top:bottom], large_shape, smooth=True)
    brief.picture.paint(f"mist {name}", depth, large, cover, (0, top * 4), 2, kind="drift", vx=vx)


def dune(brief: Brief, name: str, depth: float, base: float, rise: float, part: float) -> Floats:
    """One dune: a long crest, its lit face and its face in the shade, wind ripples on both."""
    stage, colours = brief.stage, brief.colours
    rng = brief.picture.rng("dune", name)
    edge_line = curve(rng, stage.columns, 1.6, 3, 0.38)
    x = stage.across()[0]
    peak = rng.uniform(0.15, 0.85)
    ramp_side = np.where(x < peak, (x - peak) / rng.uniform(0.55, 0.9), (peak - x) / rng.uniform(0.32, 0.6))
    crest = np.exp(ramp_side * 1.35) - 0.5
    edge = (stage.margin[1] + (base - (crest * 0.95 + edge_line * 0.28) * rise) * stage.height).astype(
        np.float32
    )
    top = int(np.clip(edge.min() - 3, 0, stage.rows - 2))
    alpha = below(stage, edge, top)
    rows = np.arange(top, stage.rows, dtype=np.float32)[:, None]
    under = (rows - edge[None, :]) / stage.height
    fall = np.clip((rows - stage.y(base - rise * 0.5)) / stage.height, -0.2, 1.2)
    bend = (
        peak
        + 0.16 * np.sin(fall * 5.2 + rng.uniform(0, 6)) * np.clip(fall + 0.12, 0, 0.6)
        + fall * rng.uniform(0.15, 0.45)
    )
    towards = 1 if brief.light[0] >= peak else -1
    softer = 0.02 * np.clip(fall, 0, 1)
    shadow = step((x[None, :] - bend) * -towards + softer * 0.5, -0.004 - 0.01, 0.02)
    shadow = shadow * np.exp(-np.maximum(under, 0) / 0.55)
    sand, dark = dune_colours(brief, part)
    ripples = (
        np.sin((under * 120 + curve(rng, stage.columns, 7, 3)[None, :] * 2.2) / (0.35 + under * 2.0))
        * 0.018
        * part
    )
    rgb = lerp(np.broadcast_to(sand, (*under.shape, 3)), dark, shadow.astype(np.float32))
    rgb = scaled(rgb, 1 + ripples * (1 - shadow))
    glow = np.exp(-np.maximum(under, 0) / 0.018) * np.exp(-(((x - brief.light[0]) / 0.4) ** 2)) * 0.5
    rgb = lerp(rgb, colours.sun, glow.astype(np.float32))
    deep = step(under.astype(np.float32), 0.10, 0.75) * (0.15 + 0.42 * part)
    rgb = lerp(rgb, colours.near, deep)
    brief.picture.paint(name, depth, rgb.astype(np.float32), alpha, (0, top))
    return cast(Floats, edge)


def dune_colours(brief: Brief, part: float) -> tuple[Floats, Floats]:
    colours = brief.colours
    sand = mix(mix(colours.horizon, colours.accent, 0.30), colours.far, 0.12 + 0.25 * part)
    if brief.night:
        sand = mix(colours.haze, colours.far, 0.3 + 0.4 * part)
    sand = mix(colours.haze, sand, min(1.0, 0.25 + part))
    dark = mix(mix(colours.far, colours.near, 0.25 + 0.6 * part), colours.haze, 0.45 * (1 - part))
    return sand, dark
