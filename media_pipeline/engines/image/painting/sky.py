"""Skies: gradient, sun, moon, stars, the Milky Way, aurora and clouds that are lit from where the light
is.
"""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import Colours, look_up, mix, shade
from media_pipeline.engines.image.painting.draw import halo, lerp, screen
from media_pipeline.engines.image.painting.noise import Floats, Rng, curve, enlarged, fbm, step, tile
from media_pipeline.engines.image.painting.stage import SKY, Stage

_HALF = 2
# Radius of the sun's disc in units and its halo lobes (strength, radius) by hour.
_SUNS: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    "dawn": (0.055, ((0.35, 0.10), (0.38, 0.26), (0.25, 0.75))),
    "day": (0.034, ((0.85, 0.07), (0.35, 0.22), (0.16, 0.70))),
    "golden": (0.055, ((0.45, 0.11), (0.42, 0.28), (0.30, 0.85))),
    "sunset": (0.085, ((0.22, 0.15), (0.34, 0.34), (0.26, 0.95))),
    "dusk": (0.0, ((0.35, 0.22), (0.30, 0.60))),
    "night": (0.05, ((0.40, 0.09), (0.20, 0.26), (0.10, 0.75))),
}


def paint_sky(brief: Brief, *, clouds: bool = True, disc: bool = True) -> None:
    """The sky of the scene's hour and weather, from the far layer to its clouds."""
    stage, scene = brief.stage, brief.scene
    if scene.style == "synthwave" and disc and not brief.night:
        brief.light = (0.5, brief.horizon - 0.14)
    sky = _gradient(brief)
    if brief.night or scene.has("stars"):
        sky = _milky_way(brief, sky)
    radius, lobes = _SUNS[scene.time]
    hidden = scene.has("storm", "rain") or not disc
    glow = halo(stage, *brief.light, lobes, _HALF) * (0.45 if hidden else 1.0)
    sky = screen(sky, brief.colours.sun, glow)
    full = enlarged(sky, stage.shape)
    if brief.night or scene.has("stars") or scene.time == "dusk":
        _stars(brief, full)
    if radius and not hidden:
        full = _disc(brief, full, radius)
    brief.picture.paint("sky", SKY, full)
    if scene.has("aurora"):
        _aurora(brief)
    if clouds and not (scene.has("clear") and not scene.has("clouds")):
        _weather_clouds(brief)


def _gradient(brief: Brief) -> Floats:
    stage = brief.stage
    x, y = stage.across(_HALF), stage.down(_HALF)
    table = brief.colours.sky()
    part = (y + 0.12) / (brief.horizon + 0.12)
    lean = np.exp(-(((x - brief.light[0]) / 0.5) ** 2))
    drift = fbm(brief.picture.rng("gradient"), (y.shape[0], x.shape[1]), (2, 3), 3) - 0.5
    part = part + 0.16 * (lean - 0.35) * np.clip(part, 0, 1) * (1 - np.clip(part, 0, 1)) * 2 + drift * 0.05
    return look_up(table, np.clip(part, 0, 1).astype(np.float32))


def _milky_way(brief: Brief, sky: Floats) -> Floats:
    rng = brief.picture.rng("milky way")
    stage, shape = brief.stage, sky.shape[:2]
    x, y = (stage.across(_HALF) - 0.5) * stage.aspect, stage.down(_HALF) - brief.horizon * 0.45
    angle = rng.uniform(0.35, 0.95) * (1 if rng.random() < 0.5 else -1)
    across = -np.sin(angle) * x + np.cos(angle) * y
    cloud = fbm(rng, shape, (4, 7), 6, 0.58)
    across = across + (cloud - 0.5) * 0.16
    band = np.exp(-((across / 0.17) ** 2)) * (0.35 + 0.9 * cloud)
    lanes = fbm(rng, shape, (6, 9), 5, 0.6, ridged=True)
    band = band * (1 - 0.85 * step(lanes, 0.52, 0.9) * np.exp(-((across / 0.07) ** 2)))
    fade = step(brief.horizon - stage.down(_HALF), 0.0, 0.35)
    tint = lerp(brief.colours.horizon, brief.colours.second, step(cloud, 0.35, 0.8))
    return screen(sky, tint, band * fade * 0.55)


def _stars(brief: Brief, sky: Floats) -> None:
    """Stars of all sizes, in place. The brightest are also told to the camera, which lets them twinkle."""
    rng = brief.picture.rng("stars")
    stage, dim = brief.stage, 0.35 if brief.scene.time == "dusk" else 1.0
    count = int(1500 * (0.5 if dim < 1 else 1.0))
    x = rng.random(count)
    y = rng.random(count) ** 1.25
    bright = (rng.random(count) ** 4.5) * dim
    px, py = x * stage.columns, y * stage.y(brief.horizon - 0.02)
    warm = rng.random(count)[:, None]
    tints = np.array([[0.78, 0.87, 1.0]]) * (1 - warm) + np.array([[1.0, 0.93, 0.82]]) * warm
    splat(
        sky, px, py, tints.astype(np.float32), (0.18 + bright) * dim, (0.0006 + 0.0009 * bright) * stage.unit
    )
    keep = np.argsort(-bright)[:110]
    places = [
        [
            round(float((px[i] - stage.margin[0]) / stage.width), 4),
            round(float((py[i] - stage.margin[1]) / stage.height), 4),
            round(float(bright[i]), 3),
        ]
        for i in keep
    ]
    brief.picture.system("stars", SKY, places=places)


def splat(image: Floats, px: Floats, py: Floats, tints: Floats, strength: Floats, radius: Floats) -> None:
    """Add soft dots to a picture in place. Places and radii in pixels."""
    reach = int(np.clip(np.ceil(float(np.max(radius)) * 2.5), 1, 12))
    offset = np.arange(-reach, reach + 1)
    ix, iy = np.floor(px).astype(np.int64), np.floor(py).astype(np.int64)
    keep = (ix >= reach) & (iy >= reach) & (ix < image.shape[1] - reach) & (iy < image.shape[0] - reach)
    ix, iy, px, py = ix[keep], iy[keep], px[keep], py[keep]
    sigma = np.maximum(np.broadcast_to(radius, keep.shape)[keep], 0.45)
    dx = ix[:, None] + offset[None, :] + 0.5 - px[:, None]
    dy = iy[:, None] + offset[None, :] + 0.5 - py[:, None]
    shape_x = np.exp(-((dx / sigma[:, None]) ** 2) / 2)
    shape_y = np.exp(-((dy / sigma[:, None]) ** 2) / 2)
    power = np.broadcast_to(strength, keep.shape)[keep]
    dots = (shape_y[:, :, None] * shape_x[:, None, :] * power[:, None, None])[..., None] * tints[keep][
        :, None, None, :
    ]
    rows = np.broadcast_to((iy[:, None] + offset)[:, :, None], dots.shape[:3])
    columns = np.broadcast_to((ix[:, None] + offset)[:, None, :], dots.shape[:3])
    np.add.at(image, (rows.ravel(), columns.ravel()), dots.reshape(-1, 3).astype(np.float32))
    np.clip(image, 0, 1, out=image)


def _disc(brief: Brief, sky: Floats, radius: float) -> Floats:
    stage, scene = brief.stage, brief.scene
    if scene.style == "synthwave" and not brief.night:
        radius = 0.22
    if brief.night and scene.has("moon"):
        radius *= 1.5
    distance = stage.distance(*brief.light)
    edge = np.clip((radius - distance) * stage.unit + 0.5, 0, 1)
    if brief.night:
        return _moon(brief, sky, radius, edge)
    top = np.clip((stage.down() - brief.light[1]) * stage.height / stage.unit / radius * 0.5 + 0.5, 0, 1)
    face: Floats = lerp(
        np.broadcast_to(shade(brief.colours.sun, 0.05, 0.8), sky.shape), mix(brief.colours.sun,
        brief.colours.lower, 0.22),
        np.broadcast_to(top, edge.shape).astype(np.float32),
    )  # fmt: skip
    if scene.style == "synthwave" and not brief.night:
        fall = np.clip((stage.down() - brief.light[1]) / radius * 0.5 * stage.height / stage.unit + 0.5, 0, 1)
        face = lerp(brief.colours.sun, brief.colours.accent, np.broadcast_to(fall, edge.shape))
        gaps = (np.sin(fall**1.2 * 42) < (fall - 0.45) * 2.2) & (fall > 0.45)
        edge = edge * ~gaps
    return lerp(sky, face, edge)


def _moon(brief: Brief, sky: Floats, radius: float, edge: Floats) -> Floats:
    stage, rng = brief.stage, brief.picture.rng("moon")
    reach = int(radius * stage.unit) + 3
    cx, cy = int(stage.x(brief.light[0])), int(stage.y(brief.light[1]))
    top, left = max(0, cy - reach), max(0, cx - reach)
    view = sky[top : cy + reach, left : cx + reach]
    part = edge[top : cy + reach, left : cx + reach]
    seas = fbm(rng, part.shape, (3, 3), 5, 0.55)
    x = (np.arange(part.shape[1]) - (cx - left)) / reach
    y = (np.arange(part.shape[0]) - (cy - top)) / reach
    phase = rng.uniform(-0.7, 0.7) if not brief.scene.has("moon") else 0.0
    lit = step((x[None, :] + 0 * y[:, None]) + (1.25 if phase >= 0 else 1.0) - abs(phase), 0.0, 0.5)
    face = brief.colours.sun * (1 - 0.26 * step(seas, 0.48, 0.72))[..., None]
    sky[top : cy + reach, left : cx + reach] = lerp(view, face, part * (0.25 + 0.75 * lit))
    return sky


def _aurora(brief: Brief) -> None:
    """Three curtains of light that drift against each other."""
    stage, rng = brief.stage, brief.picture.rng("aurora")
    x, y = stage.across(_HALF), stage.down(_HALF)
    colours = brief.colours
    green = mix(colours.second, np.array([0.35, 0.95, 0.62], np.float32), 0.6)
    violet = mix(colours.accent, np.array([0.62, 0.35, 0.95], np.float32), 0.6)
    for number in range(3):
        base = brief.horizon - rng.uniform(0.10, 0.26) + curve(rng, x.shape[1], 1.6, 3, 0.45) * 0.13
        rays = 0.55 + 0.45 * curve(rng, x.shape[1], 26, 3, 0.6)
        strength = np.clip(0.55 + curve(rng, x.shape[1], 2.2, 3), 0, 1.2) * np.clip(rays, 0.1, 1.3)
        tall = rng.uniform(0.14, 0.22) * (0.6 + 0.8 * np.clip(rays, 0, 1))
        above = (base[None, :] - y) / tall[None, :]
        body = np.exp(-np.maximum(above, 0) * 1.7) * step(above, -0.16, 0.12) * strength[None, :]
        tint = lerp(green, violet, np.clip(above * 0.42, 0, 1).astype(np.float32))
        light = tint * body[..., None] * (0.72 - 0.14 * number)
        small = cv2.resize(light, (stage.columns // 4, stage.rows // 4), interpolation=cv2.INTER_AREA)
        brief.picture.glow(
            f"aurora {number}", 50.0, small, scale=4, kind="light", level=0.9, energy=0.6,
            vx=0.012 * (1 if number % 2 else -1), breathe=0.35, speed=0.25 + 0.1 * number,
        )  # fmt: skip


def _weather_clouds(brief: Brief) -> None:
    scene = brief.scene
    if scene.has("storm", "rain"):
        cloud_bank(brief, "storm", cover=0.86, soft=0.30, dark=0.16, size=1.0)
    elif scene.has("clouds"):
        cloud_bank(brief, "clouds", cover=0.66, soft=0.34, size=0.9)
    elif brief.night:
        cloud_bank(brief, "night", cover=0.30, soft=0.5, size=0.8, strength=0.55)
    else:
        kind = brief.one_of("broken", "streaks", "few", "streaks")
        if kind == "streaks":
            cloud_bank(brief, "streaks", cover=0.50, soft=0.55, size=0.55, stretch=3.4, strength=0.85)
        elif kind == "broken":
            cloud_bank(brief, "broken", cover=0.56, soft=0.34, size=0.9)
        else:
            cloud_bank(brief, "few", cover=0.42, soft=0.40, size=1.2)


def cloud_bank(
    brief: Brief,
    name: str,
    *,
    cover: float,
    soft: float,
    size: float,
    stretch: float = 1.0,
    strength: float = 1.0,
    dark: float = 0.0,
) -> None:
    """A ceiling of clouds in perspective. cover: share of the sky. dark: how much their shadows sink."""
    stage, rng = brief.stage, brief.picture.rng("clouds", name)
    bottom = min(stage.rows, int(stage.y(brief.horizon)) + 2) // _HALF
    y = stage.down(_HALF)[:bottom]
    far = 0.26 / (brief.horizon - y + 0.085)
    density, shifted = _ceiling(brief, rng, far, size, stretch)
    threshold = 1.0 - cover
    alpha = step(density, threshold - soft * 0.4, threshold + soft * 0.6) * strength
    alpha = alpha * step(brief.horizon - y, 0.0, 0.10)
    rgb = _lit(brief, density, shifted, alpha, bottom, dark)
    speed = 0.006 + 0.004 * size
    brief.picture.paint(f"clouds {name}", 40.0, rgb, alpha, (0, 0), _HALF, kind="drift", vx=speed)


def _ceiling(brief: Brief, rng: Rng, far: Floats, size: float, stretch: float) -> tuple[Floats, Floats]:
    """Cloud density, and the density a step nearer to the light."""
    stage = brief.stage
    texture = tile(rng, 512, 4, 7, 0.56)
    across = (stage.across(_HALF) - 0.5) * stage.aspect
    u = (across * far / (size * stretch) * 190 + rng.uniform(0, 512)).astype(np.float32)
    v = np.broadcast_to(far / size * 300 + rng.uniform(0, 512), u.shape).astype(np.float32)
    fine = 3.3

    def sample(du: Floats | float, dv: Floats | float) -> Floats:
        coarse = cv2.remap(texture, u + du, v + dv, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        detail = cv2.remap(
            texture, (u + du) * fine, (v + dv) * fine, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )
        return coarse * 0.80 + detail * 0.20

    toward = np.sign(brief.light[0] - stage.across(_HALF)) * np.minimum(
        np.abs(brief.light[0] - stage.across(_HALF)) * 4, 1
    )
    return sample(0.0, 0.0), sample((toward * 13).astype(np.float32), 11.0)


def _lit(brief: Brief, density: Floats, shifted: Floats, alpha: Floats, bottom: int, dark: float) -> Floats:
    colours = brief.colours
    light = np.clip(0.46 + (density - shifted) * 2.6, 0, 1)
    near_sun = halo(brief.stage, *brief.light, ((1.0, 0.55),), _HALF)[:bottom]
    light = np.clip(light + near_sun * (1 - alpha * 0.55) * 0.55, 0, 1).astype(np.float32)
    low, high = _cloud_colours(colours, dark, brief.scene.time)
    far = np.clip((brief.stage.down(_HALF)[:bottom] + 0.1) / (brief.horizon + 0.1), 0, 1).astype(np.float32)
    base = look_up(colours.sky(), np.broadcast_to(far, density.shape).astype(np.float32))
    body = lerp(np.broadcast_to(low, (*density.shape, 3)), np.broadcast_to(high, (*density.shape, 3)), light)
    return lerp(body, base, np.broadcast_to(far * 0.38, density.shape))


def _cloud_colours(colours: Colours, dark: float, time: str) -> tuple[Floats, Floats]:
    if time == "night":
        return shade(colours.upper, 0.02 - dark * 0.3), shade(colours.horizon, 0.10)
    if time == "day":
        return shade(mix(colours.upper, colours.haze, 0.55), -dark, 0.7), shade(colours.sun, 0.0, 0.5)
    low = shade(mix(colours.zenith, colours.lower, 0.45), -dark)
    return low, mix(colours.sun, colours.horizon, 0.45)


def fade_alpha(stage: Stage, top: float, bottom: float) -> Floats:
    """Coverage that rises from 0 at frame fraction `top` to 1 at `bottom`, over the whole canvas."""
    return np.broadcast_to(step(stage.down(), top, bottom), stage.shape)
