"""Water, which shows the picture above it, broken by waves, and glitters; and what floats on it."""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.actors import CAST, lit_silhouette, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade, to_hex
from media_pipeline.engines.image.painting.draw import Pen, lerp, screen
from media_pipeline.engines.image.painting.noise import Floats, curve, enlarged, step, tile

_HALF = 2


def paint_water(
    brief: Brief, top: float, *, depth: float = 5.0, rough: float = 1.0, glitter: bool = True
) -> None:
    """Water from frame fraction `top` down. What was painted before is mirrored in it. rough: 0.3 a pond,
    2 a storm.
    """
    stage, colours, rng = brief.stage, brief.colours, brief.picture.rng("water", top)
    above = brief.picture.flat(_HALF)
    rows, columns = above.shape[:2]
    first = int(stage.y(top)) // _HALF
    count = rows - first
    down = np.arange(count, dtype=np.float32)[:, None] + 0.5
    far = 1.0 / (down / count + 0.035)
    waves = _waves(brief, rng, far, columns, rough)
    reach = rough * count * 0.085
    across = np.arange(columns, dtype=np.float32)[None, :]
    map_x = across + (waves - 0.5) * reach * (0.35 + 1.5 * down / count)
    map_y = first - 1 - down * 0.92 + (waves - 0.5) * reach * 2.2 * (0.15 + down / count)
    mirrored = cv2.remap(
        above,
        map_x.astype(np.float32),
        np.clip(map_y, 0, first - 1).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    near = (down / count)[..., None]
    deep = mix(colours.near, colours.zenith, 0.45)
    rgb = lerp(
        mirrored,
        deep,
        np.broadcast_to(0.16 + 0.50 * near[..., 0] ** 0.8, waves.shape),
    )
    crest = step(waves, 0.60, 0.86) * (0.10 + 0.12 * near[..., 0])
    rgb = screen(rgb, colours.horizon, crest)
    rgb = rgb * (1 - 0.22 * step(1 - waves, 0.55, 0.9) * near[..., 0])[..., None]
    if glitter:
        rgb = _light_path(brief, rgb, waves, down / count)
    line = np.exp(-down / 1.5)
    rgb = lerp(
        rgb,
        mix(colours.haze, colours.horizon, 0.5),
        np.broadcast_to(line * 0.5, waves.shape),
    )
    shape = (stage.rows - first * _HALF, stage.columns)
    full = enlarged(rgb, shape)
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    alpha = np.broadcast_to(np.clip(y / 1.5 + 0.3, 0, 1), shape).astype(np.float32)
    brief.picture.paint(
        "water",
        depth,
        full,
        alpha,
        (0, first * _HALF),
        kind="water",
        amount=0.0032 * rough,
        speed=0.9,
    )
    if glitter:
        _glitter(brief, top, depth)


def _waves(brief: Brief, rng: np.random.Generator, far: Floats, columns: int, rough: float) -> Floats:
    texture = tile(rng, 512, 8, 6, 0.55)
    across = (np.arange(columns, dtype=np.float32)[None, :] / columns - 0.5) * brief.stage.aspect
    u = (across * far * 36 + rng.uniform(0, 512)).astype(np.float32)
    v = np.broadcast_to(far * 210 + rng.uniform(0, 512), u.shape).astype(np.float32)
    coarse = cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    fine = cv2.remap(texture, u * 3.1 + 100, v * 2.3, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return coarse * 0.68 + fine * 0.32


def _light_path(brief: Brief, rgb: Floats, waves: Floats, down: Floats) -> Floats:
    """The road of light on the water under the sun or moon."""
    x = brief.stage.across(_HALF)
    hidden = brief.scene.has("storm", "rain")
    wide = 0.035 + 0.15 * down
    path = np.exp(-(((x - brief.light[0]) / wide) ** 2)) * (0.3 if hidden else 1.0)
    sparks = step(waves + path * 0.30, 0.62, 0.80) * path
    soft = path * np.exp(-down * 2.0) * 0.5
    strength = (0.55 if brief.night else 0.85) * sparks + soft * (0.5 if brief.night else 0.8)
    return screen(rgb, brief.colours.sun, strength.astype(np.float32))


def _glitter(brief: Brief, top: float, depth: float) -> None:
    if brief.scene.has("storm", "rain"):
        return
    brief.picture.system(
        "glitter", depth - 0.01, seed=int(brief.rng.integers(1 << 30)), x=round(brief.light[0], 4),
        top=round(top, 4),
        bottom=1.08, spread=0.05, colours=[to_hex(shade(brief.colours.sun, 0.02))],
    )  # fmt: skip


def afloat(brief: Brief, name: str, fx: float, fy: float, *, depth: float, size: float = 1.0) -> None:
    """A vessel on the water with its own broken mirror image below it."""
    stage = brief.stage
    rng = brief.picture.rng("afloat", name, fx)
    drawing, tall, wide, motion = CAST[name]
    pen = Pen(tall * size * stage.unit, wide=wide, tall=1.1)
    drawing(pen, brief.picture.rng("figure", name, int(stage.x(fx))))
    alpha = pen.alpha()
    image = cv2.resize(
        alpha[::-1], (alpha.shape[1], max(4, int(alpha.shape[0] * 0.62))), interpolation=cv2.INTER_AREA
    )
    rows = np.arange(image.shape[0])
    shift = (
        curve(rng, image.shape[0], max(4, image.shape[0] / 9), 2)
        * stage.unit
        * 0.006
        * (0.3 + rows / len(rows))
    ).astype(int)
    image = np.stack([np.roll(row, move) for row, move in zip(image, shift, strict=True)])
    image = image * (0.62 * (1 - rows / len(rows)) ** 1.2)[:, None]
    x, y = round(stage.x(fx) - alpha.shape[1] / 2), round(stage.y(fy) - 0.03 * tall * size * stage.unit)
    body = mix(brief.colours.near, brief.colours.land(0.6), 0.3)
    left, right = max(0, -x), min(image.shape[1], stage.columns - x)
    bottom = min(image.shape[0], stage.rows - y)
    if left < right and bottom > 4:
        part = np.ascontiguousarray(image[:bottom, left:right].astype(np.float32))
        brief.picture.paint(
            f"{name} mirrored",
            depth,
            lit_silhouette(brief, part, (x, y), body),
            part,
            (x + left, y),
            **{**motion, "pivot": [fx, fy]},
        )
    stand(brief, name, (stage.x(fx), stage.y(fy)), depth=depth, size=size)
