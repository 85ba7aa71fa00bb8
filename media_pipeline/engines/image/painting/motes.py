"""Small things in the air, drawn anew in each frame: stars, snow, rain, embers, fireflies, petals, birds,
glitter.

A system is a few facts in the bundle; all its places follow from its seed and the time. It is drawn onto
an 8-bit picture of three channels or more whose colours `paint` converts, so the still (RGB) and the clip
(YUV) look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.image.painting.colour import parse_hex
from media_pipeline.engines.image.painting.creatures import bird
from media_pipeline.engines.image.painting.draw import fixed
from media_pipeline.engines.image.painting.noise import Bytes, Floats, seeded
from media_pipeline.engines.image.painting.view import View

Paint = Callable[[Floats], Floats]
_MARGIN = 0.15


@dataclass(frozen=True)
class Dots:
    """Soft dots. x, y, radius in pixels; strength 0..1 (how far they cover); stretch: height over width."""

    x: Floats
    y: Floats
    radius: Floats
    strength: Floats
    stretch: float = 1.0


@dataclass(frozen=True)
class Drift:
    """How a kind of mote moves. Speeds in frame heights a second, size in units."""

    count: int
    vx: float
    vy: float
    wobble: float
    size: float
    strength: float
    flicker: float = 0.0
    stretch: float = 1.0
    near: float = 1.0
    far: float = 4.0


KINDS: dict[str, Drift] = {
    "snow": Drift(340, 0.035, 0.11, 0.020, 0.0052, 0.85),
    "embers": Drift(130, 0.03, -0.13, 0.030, 0.0030, 0.95, flicker=0.55),
    "fireflies": Drift(54, 0.006, -0.004, 0.055, 0.0055, 0.95, flicker=1.0, near=1.2, far=4),
    "dust": Drift(120, 0.008, -0.006, 0.018, 0.0026, 0.40, flicker=0.4, far=3),
    "petals": Drift(70, 0.085, 0.075, 0.045, 0.0085, 0.90, stretch=0.55, far=3),
    "leaves": Drift(46, 0.12, 0.085, 0.055, 0.0105, 0.92, stretch=0.5, far=3),
    "bubbles": Drift(70, 0.0, -0.085, 0.018, 0.0050, 0.38),
    "confetti": Drift(150, 0.02, 0.13, 0.040, 0.0065, 0.95, stretch=0.55, far=3),
    "bokeh": Drift(26, 0.010, -0.006, 0.015, 0.0300, 0.16, flicker=0.3, near=1.2, far=2.2),
}


def draw_system(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint) -> None:
    """Draw one system onto `image` in place."""
    kind = str(system["kind"])
    if kind == "stars":
        _stars(image, system, view, paint)
    elif kind == "rain":
        _rain(image, system, view, paint)
    elif kind == "birds":
        _birds(image, system, view, paint)
    elif kind == "glitter":
        _glitter(image, system, view, paint)
    elif kind in KINDS:
        _drifting(image, system, view, paint, KINDS[kind])


def _colour(system: Mapping[str, Any], fallback: str = "#ffffff") -> list[Floats]:
    names = system.get("colours") or [fallback]
    parsed = [parse_hex(str(name)) for name in names]
    return [one for one in parsed if one is not None] or [np.ones(3, np.float32)]


def _drifting(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint, drift: Drift) -> None:
    rng = seeded("motes", system.get("seed", 0), system["kind"])
    count = int(drift.count * float(system.get("amount", 1.0)))
    depth = rng.uniform(drift.near, drift.far, count)
    base_x, base_y = rng.random(count), rng.random(count)
    phase, rate = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.5, 1.4, count)
    twirl = rng.uniform(0.6, 1.7, count)
    left = depth - view.z
    keep = left > 0.25
    pace = 1.6 / depth
    time = view.time
    aspect = view.width / view.height
    x = base_x + (drift.vx * time * pace + drift.wobble * np.sin(phase + time * rate * 1.3)) / aspect
    y = base_y + drift.vy * time * pace + drift.wobble * 0.6 * np.cos(phase * 1.7 + time * rate)
    x = x - view.x / depth / aspect + view.pan[0]
    y = y - view.y / depth + view.pan[1]
    wide = 1 + 2 * _MARGIN
    x, y = np.mod(x, 1.0) * wide - _MARGIN, np.mod(y, 1.0) * wide - _MARGIN
    region = system.get("region")
    if region:
        y = region[0] + (y + _MARGIN) / wide * (region[1] - region[0])
    scale = view.zoom * depth / np.maximum(left, 0.25)
    spread = np.minimum(scale, 2.2)
    px = ((x - 0.5) * spread + 0.5) * view.width
    py = ((y - 0.5) * spread + 0.5) * view.height
    radius = drift.size * view.unit * (1.7 / depth) * np.minimum(scale, 2.5) * (0.6 + 0.8 * rng.random(count))
    strength = np.full(count, drift.strength) * np.clip((left - 0.25) / 0.5, 0, 1)
    if drift.flicker:
        beat = 0.5 + 0.5 * np.sin(phase * 3 + view.time * rate * twirl * 2.6)
        strength = strength * (1 - drift.flicker + drift.flicker * beat**2) * (0.8 + 0.45 * view.energy)
    stretch = drift.stretch
    if stretch != 1.0:
        stretch = drift.stretch * (0.55 + 0.45 * float(np.sin(view.time * 2.0)))
    colours = _colour(system)
    for number, colour in enumerate(colours):
        mine = keep & (np.arange(count) % len(colours) == number)
        f32 = np.float32
        dots = Dots(
            px[mine].astype(f32),
            py[mine].astype(f32),
            radius[mine].astype(f32),
            strength[mine].astype(f32),
            max(0.3, stretch),
        )
        if system["kind"] in {"fireflies", "embers"}:
            blend_dots(image, Dots(dots.x, dots.y, dots.radius * 3.4, dots.strength * 0.22), paint(colour))
        blend_dots(image, dots, paint(colour))


def _stars(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint) -> None:
    places = np.asarray(system["places"], np.float32).reshape(-1, 3)
    if not len(places):
        return
    px, py = view.see(places[:, 0], places[:, 1], float(system["depth"]))
    index = np.arange(len(places))
    beat = np.sin(view.time * (1.3 + (index * 0.37) % 2.1) + index * 2.399)
    strength = np.clip((0.15 + places[:, 2]) * np.maximum(0, beat) ** 2 * (0.8 + 0.5 * view.energy), 0, 0.9)
    radius = (0.0011 + 0.0013 * places[:, 2]) * view.unit * min(view.zoom, 1.6)
    blend_dots(
        image,
        Dots(px, py, radius.astype(np.float32), strength.astype(np.float32)),
        paint(np.ones(3, np.float32)),
    )


def _rain(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint) -> None:
    rng = seeded("motes", system.get("seed", 0), "rain")
    count = int(380 * float(system.get("amount", 1.0)))
    depth = rng.uniform(1.0, 4.0, count)
    slant = float(system.get("slant", 0.10))
    x, y = rng.random(count), rng.random(count)
    speed = 2.3 / depth**0.7
    y = np.mod(y + view.time * speed, 1.0) * 1.4 - 0.2
    x = (
        np.mod(x + view.time * speed * slant * view.height / view.width - view.x / depth * 0.5, 1.0) * 1.3
        - 0.15
    )
    length = 0.115 / depth**0.55 * view.unit * (0.6 + 0.8 * rng.random(count))
    px, py = x * view.width, y * view.height
    canvas: Bytes = np.zeros(image.shape[:2], np.uint8)
    shade = np.clip(84 / depth**0.7, 22, 84).astype(int)
    ends = np.stack([px, py, px + slant * length, py + length], axis=1)
    for (x0, y0, x1, y1), value in zip(ends, shade, strict=True):
        a, b = fixed([(x0, y0), (x1, y1)])
        cv2.line(canvas, a.tolist(), b.tolist(), int(value), 1, cv2.LINE_AA, 4)
    colour = paint(_colour(system, "#dfe8f2")[0])
    mask = canvas.astype(bool)
    part = canvas[mask][:, None].astype(np.float32) / 255
    spots = image[mask].astype(np.float32)
    spots[:, :3] += (colour - spots[:, :3]) * part
    image[mask] = spots.astype(np.uint8)


def _birds(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint) -> None:
    rng = seeded("motes", system.get("seed", 0), "birds")
    count = int(system.get("count", 9))
    fx, fy = float(system["x"]), float(system["y"])
    direction = float(system.get("direction", 1.0))
    size = float(system.get("size", 0.022)) * view.unit * view.zoom
    colour = tuple(float(part) for part in paint(_colour(system, "#101418")[0]))
    order = np.arange(count)
    across = -direction * (np.abs(order - count // 2) * 0.030 + rng.normal(0, 0.018, count))
    up = (order - count // 2) * 0.020 + rng.normal(0, 0.014, count)
    x = fx + across + direction * 0.016 * view.time + 0.004 * np.sin(view.time * 0.9 + order)
    y = fy + up - 0.003 * view.time + 0.006 * np.sin(view.time * 1.1 + order * 1.7)
    px, py = view.see(x.astype(np.float32), y.astype(np.float32), float(system["depth"]))
    beat = np.sin(view.time * rng.uniform(5.5, 7.5, count) + order * 1.9) * (
        np.sin(view.time * 0.7 + order) > -0.4
    )
    grown = size * rng.uniform(0.7, 1.25, count)
    for cx, cy, flap, span in zip(px, py, beat, grown, strict=True):
        _one_bird(image, (float(cx), float(cy)), float(flap), float(span), colour)


def _one_bird(
    image: Bytes, at: tuple[float, float], flap: float, span: float, colour: tuple[float, ...]
) -> None:
    full = (*colour, 255.0)[: image.shape[2]]
    for wing in bird(flap):
        points = np.asarray([(at[0] + x * span, at[1] - y * span) for x, y in wing])
        thick = np.array([0.16, 0.13, 0.08, 0.0])[:, None] * span
        lower = points + np.concatenate([np.zeros_like(thick), thick], axis=1)
        cv2.fillPoly(image, [fixed(np.concatenate([points, lower[::-1]]))], full, cv2.LINE_AA, 4)


def _glitter(image: Bytes, system: Mapping[str, Any], view: View, paint: Paint) -> None:
    """Sparks of light on water under the sun: places that flash in turn, flat and wide."""
    rng = seeded("motes", system.get("seed", 0), "glitter")
    count = int(230 * float(system.get("amount", 1.0)))
    top, bottom = float(system["top"]), float(system["bottom"])
    down = rng.random(count) ** 1.5
    y = top + 0.004 + down * (bottom - top)
    spread = float(system.get("spread", 0.05)) + 0.16 * down
    x = float(system["x"]) + rng.normal(0, 0.55, count) * spread
    phase, rate = rng.uniform(0, 2 * np.pi, count), rng.uniform(1.2, 3.2, count)
    beat = np.clip(np.sin(phase + view.time * rate), 0, 1) ** 3
    px, py = view.see(x.astype(np.float32), y.astype(np.float32), float(system["depth"]))
    radius = (0.0012 + 0.0030 * down) * view.unit * min(view.zoom, 1.6)
    strength = np.clip(beat * (0.75 + 0.4 * view.energy), 0, 1)
    f32 = np.float32
    dots = Dots(px, py, radius.astype(f32), strength.astype(f32), 0.4)
    blend_dots(image, dots, paint(_colour(system)[0]))


def blend_dots(image: Bytes, dots: Dots, colour: Floats) -> None:
    """Cover soft dots with a colour (in the picture's own space, 0..255), in place. Large ones are drawn
    alone.
    """
    smallest = 0.0
    for largest in (1.4, 2.6, 4.2, 6.5):
        group = (dots.radius > smallest) & (dots.radius <= largest)
        if group.any():
            _splat(image, dots, group, colour)
        smallest = largest
    for index in np.flatnonzero(dots.radius > smallest):
        _disc(image, dots, int(index), colour)


def _splat(image: Bytes, dots: Dots, group: Any, colour: Floats) -> None:
    x, y, radius, strength = dots.x[group], dots.y[group], dots.radius[group], dots.strength[group]
    reach = int(np.ceil(float(radius.max()) * 1.9 + 0.5))
    ix, iy = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    keep = (ix >= reach) & (iy >= reach) & (ix < image.shape[1] - reach) & (iy < image.shape[0] - reach)
    keep &= strength > 0.01
    if not keep.any():
        return
    x, y, ix, iy, radius, strength = x[keep], y[keep], ix[keep], iy[keep], radius[keep], strength[keep]
    offset = np.arange(-reach, reach + 1)
    sigma = np.maximum(radius * 0.75, 0.42)
    dx = (ix[:, None] + offset + 0.5 - x[:, None]) / sigma[:, None]
    dy = (iy[:, None] + offset + 0.5 - y[:, None]) / (sigma[:, None] * dots.stretch)
    part = np.exp(-0.5 * (dy[:, :, None] ** 2 + dx[:, None, :] ** 2)) * strength[:, None, None]
    rows = np.broadcast_to((iy[:, None] + offset)[:, :, None], part.shape)
    columns = np.broadcast_to((ix[:, None] + offset)[:, None, :], part.shape)
    spots = image[rows, columns, :3].astype(np.float32)
    image[rows, columns, :3] = (spots + (colour - spots) * part[..., None] + np.float32(0.5)).astype(np.uint8)


def _disc(image: Bytes, dots: Dots, index: int, colour: Floats) -> None:
    x, y, radius = float(dots.x[index]), float(dots.y[index]), float(dots.radius[index])
    reach = int(radius * 1.25) + 2
    top, left = max(0, int(y) - reach), max(0, int(x) - reach)
    bottom, right = min(image.shape[0], int(y) + reach), min(image.shape[1], int(x) + reach)
    if top >= bottom or left >= right or dots.strength[index] < 0.01:
        return
    dx = (np.arange(left, right) + 0.5 - x) / radius
    dy = (np.arange(top, bottom) + 0.5 - y) / (radius * dots.stretch)
    distance = np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2)
    part = np.clip((1.12 - distance) / 0.45, 0, 1) * float(dots.strength[index])
    view = image[top:bottom, left:right, :3]
    view[...] = (view + (colour - view) * part[..., None]).astype(np.uint8)
