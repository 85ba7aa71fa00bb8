"""Buildings: skylines with lit windows, houses with gables, and the light they throw."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from media_pipeline.engines.image.painting.actors import place_figures
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, shade
from media_pipeline.engines.image.painting.draw import lerp, line, polygon, to_alpha
from media_pipeline.engines.image.painting.land import Ridge, mist_band, paint_ridge
from media_pipeline.engines.image.painting.noise import Bytes, Floats, Rng, curve, step
from media_pipeline.engines.image.painting.plants import pine
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.water import afloat, paint_water


@dataclass(frozen=True)
class Row:
    """A row of buildings. base: frame fraction of their feet. tall: mean height in frame heights. part: 0
    far .. 1 near.
    """

    name: str
    depth: float
    base: float
    tall: float
    part: float
    wide: float = 0.06
    lit: float = 0.4
    steep: float = 0.35


@dataclass
class _Sheet:
    """What a row is drawn on: coverage, wall colours and window light, from canvas row `top` down."""

    top: int
    mask: Bytes
    rgb: Floats
    light: Floats


def _sheet(brief: Brief, top: float) -> _Sheet:
    stage = brief.stage
    first = int(np.clip(stage.y(top), 0, stage.rows - 8))
    shape = (stage.rows - first, stage.columns)
    return _Sheet(
        first, np.zeros(shape, np.uint8), np.zeros((*shape, 3), np.float32), np.zeros((*shape, 3), np.float32)
    )


def lit_share(brief: Brief) -> float:
    """How many windows are lit at this hour."""
    return {"night": 0.46, "dusk": 0.42, "sunset": 0.20, "dawn": 0.12, "golden": 0.06, "day": 0.0}[
        brief.scene.time
    ]


def window_tints(brief: Brief) -> tuple[Floats, ...]:
    warm = np.array([1.0, 0.80, 0.48], np.float32)
    return (
        mix(brief.colours.accent, warm, 0.55),
        mix(brief.colours.sun, warm, 0.5),
        mix(brief.colours.second, warm, 0.25),
    )


def skyline(brief: Brief, row: Row, *, towers: float = 0.3) -> Floats:
    """Paint a row of city buildings; returns the roof line in canvas pixels."""
    stage, rng = brief.stage, brief.picture.rng("skyline", row.name)
    sheet = _sheet(brief, row.base - row.tall * 3.4)
    wall = brief.colours.land(row.part)
    sheet.rgb[:] = wall
    roof = np.full(stage.columns, stage.y(row.base), np.float32)
    swell = curve(rng, stage.columns, 2.2, 3)
    x = -rng.uniform(0, row.wide) * stage.width
    while x < stage.columns:
        wide = stage.width * row.wide * rng.uniform(0.45, 1.35)
        tall = (
            row.tall
            * rng.uniform(0.55, 1.35)
            * (1 + 0.55 * float(swell[int(np.clip(x, 0, stage.columns - 1))]))
        )
        if rng.random() < towers * 0.35:
            tall *= rng.uniform(1.5, 2.1)
            wide *= 0.7
        _tower(brief, sheet, row, (x, wide, tall), rng)
        left, right = int(max(0, x)), int(min(stage.columns, x + wide))
        roof[left:right] = stage.y(row.base - tall)
        x += wide * rng.uniform(0.86, 1.05)
    sheet.mask[max(0, int(stage.y(row.base)) - sheet.top) :] = 255
    _finish_row(brief, sheet, row)
    return roof


def _tower(brief: Brief, sheet: _Sheet, row: Row, box: tuple[float, float, float], rng: Rng) -> None:
    stage = brief.stage
    x, wide, tall = box
    left, right = round(x), round(x + wide)
    top, foot = round(stage.y(row.base - tall)) - sheet.top, sheet.mask.shape[0]
    if right - left < 2 or left >= stage.columns or right <= 0:
        return
    left, right = max(0, left), min(stage.columns, right)
    style = rng.random()
    polygon(sheet.mask, [(left, foot), (left, top), (right, top), (right, foot)])
    middle, unit = (left + right) / 2, right - left
    if style < 0.22:
        inset = unit * 0.2
        polygon(
            sheet.mask,
            [
                (left + inset, top),
                (left + inset, top - unit * 0.3),
                (right - inset, top - unit * 0.3),
                (right - inset, top),
            ],
        )
        line(
            sheet.mask,
            (middle, top - unit * 0.3),
            (middle, top - unit * rng.uniform(0.8, 1.5)),
            max(1.0, unit * 0.03),
        )
    elif style < 0.36:
        polygon(sheet.mask, [(left, top), (middle, top - unit * rng.uniform(0.5, 1.1)), (right, top)])
    elif style < 0.48:
        polygon(sheet.mask, [(left, top), (left, top - unit * 0.35), (right, top)])
    elif style < 0.7:
        line(
            sheet.mask,
            (left + unit * 0.25, top),
            (left + unit * 0.25, top - unit * rng.uniform(0.2, 0.6)),
            max(1.0, unit * 0.025),
        )
    tone = shade(brief.colours.land(row.part), float(rng.uniform(-0.018, 0.03)))
    sheet.rgb[max(0, top - int(unit)) : foot, left:right] = tone
    # One face of each block catches the light.
    face = int(unit * rng.uniform(0.25, 0.45))
    lit_side = brief.stage.x(brief.light[0]) > middle
    strip = np.s_[top:foot, right - face : right] if lit_side else np.s_[top:foot, left : left + face]
    sheet.rgb[strip] = mix(tone, brief.colours.horizon, 0.10 + 0.10 * (1 - row.part))
    _windows(brief, sheet, row, (left, right, top, round(stage.y(row.base)) - sheet.top), rng)


def _windows(brief: Brief, sheet: _Sheet, row: Row, box: tuple[int, int, int, int], rng: Rng) -> None:
    left, right, top, foot = box
    share = row.lit * lit_share(brief) / 0.46
    size = max(2.0, brief.stage.unit * 0.0036 * (0.5 + 1.9 * row.part))
    if share <= 0 or right - left < size * 3 or foot - top < size * 3:
        return
    step_x, step_y = size * rng.uniform(1.7, 2.6), size * rng.uniform(1.9, 2.7)
    tints = window_tints(brief)
    tint = tints[int(rng.integers(len(tints)))]
    busy = share * rng.uniform(0.4, 1.5)
    for wy in np.arange(top + size * 1.2, foot - size, step_y):
        floor = rng.random() < 0.07
        for wx in np.arange(left + size * 0.8, right - size * 1.3, step_x):
            if rng.random() > (busy + 0.5 if floor else busy):
                continue
            power = rng.uniform(0.35, 1.0)
            spot = np.s_[int(wy) : int(wy + size * 1.15), int(wx) : int(wx + size * 0.85)]
            sheet.rgb[spot] = lerp(sheet.rgb[spot], tint, float(power))
            sheet.light[spot] = tint * power


def _finish_row(brief: Brief, sheet: _Sheet, row: Row) -> None:
    """Haze climbs from the feet; the lit windows shine beyond their frames."""
    stage = brief.stage
    y = (np.arange(sheet.mask.shape[0], dtype=np.float32) + sheet.top)[:, None]
    feet = stage.y(row.base)
    fog = step((y - (feet - row.tall * stage.height)) / (row.tall * stage.height), 0.1, 1.0) * (
        0.62 * (1 - row.part) + 0.10
    )
    glow = mix(brief.colours.haze, brief.colours.accent, 0.30 if lit_share(brief) > 0.1 else 0.05)
    rgb = lerp(sheet.rgb, glow, np.broadcast_to(fog, sheet.mask.shape))
    brief.picture.paint(row.name, row.depth, rgb, to_alpha(sheet.mask), (0, sheet.top))
    lights(brief, f"{row.name} light", row.depth, sheet.light, sheet.top, level=0.9)


def lights(
    brief: Brief,
    name: str,
    depth: float,
    light: Floats,
    top: int,
    *,
    level: float,
    energy: float = 0.9,
    flicker: float = 0.15,
) -> None:
    """The shine of small lights (canvas columns wide, from canvas row `top`), which the music makes
    brighter.
    """
    if not light.any():
        return
    stage = brief.stage
    small = np.zeros((stage.rows // 4, stage.columns // 4, 3), np.float32)
    part = cv2.resize(light, (stage.columns // 4, max(1, light.shape[0] // 4)), interpolation=cv2.INTER_AREA)
    rows = min(part.shape[0], small.shape[0] - top // 4)
    small[top // 4 : top // 4 + rows] = part[:rows]
    unit = stage.unit / 4
    shine = (
        cv2.GaussianBlur(small, (0, 0), unit * 0.006) * 0.75
        + cv2.GaussianBlur(small, (0, 0), unit * 0.03) * 1.1
    )
    brief.picture.glow(
        name,
        depth,
        np.clip(shine, 0, 1),
        scale=4,
        kind="light",
        level=level,
        energy=energy,
        flicker=flicker,
        phase=round(brief.between(0, 6), 3),
    )


def city(brief: Brief) -> None:
    """A skyline in four distances; a rooftop with somebody on it, or a river with its lights."""
    brief.horizon += 0.06
    brief.light = (brief.light[0], brief.light[1] + 0.04)
    paint_sky(brief)
    base = brief.horizon
    skyline(brief, Row("city far", 14, base, 0.11, 0.16, 0.035, 0.15))
    mist_band(brief, "smog far", 12, base - 0.02, 0.06, 0.5)
    skyline(brief, Row("city back", 9, base + 0.02, 0.16, 0.36, 0.045, 0.35), towers=0.6)
    mist_band(brief, "smog", 7.5, base + 0.01, 0.06, 0.45)
    skyline(brief, Row("city middle", 6, base + 0.06, 0.17, 0.60, 0.055, 0.55), towers=0.4)
    above = bool(brief.scene.heard & {"rooftop", "roof", "balcony", "penthouse"})
    if brief.figure("bridge", "sailboat", "rowboat", "ship") or (not above and brief.chance(0.45)):
        paint_water(brief, base + 0.075, depth=4.0, rough=0.9)
        if brief.chance(0.6):
            afloat(
                brief, brief.one_of("sailboat", "rowboat"), brief.thirds[0], base + 0.16, depth=2.8, size=0.85
            )
        edge = paint_ridge(brief, Ridge("bank", 1.9, base + 0.335, 0.006, 0.97, 2, 0.3, octaves=3, mist=0))
    else:
        skyline(brief, Row("city near", 3.6, base + 0.22, 0.15, 0.82, 0.09, 0.75), towers=0.15)
        edge = _rooftop(brief, base + 0.285)
    place_figures(brief, edge, depth=1.9, default=("person", "couple", "person", "cat", ""))


def _rooftop(brief: Brief, y: float) -> Floats:
    """A roof before the city: parapet, a water tank, an aerial."""
    stage = brief.stage
    first = int(stage.y(y - 0.26))
    mask: Bytes = np.zeros((stage.rows - first, stage.columns), np.uint8)
    top = stage.y(y) - first
    unit = stage.unit
    polygon(mask, [(0, mask.shape[0]), (0, top), (stage.columns, top), (stage.columns, mask.shape[0])])
    polygon(
        mask,
        [
            (0, top + 1),
            (0, top - unit * 0.016),
            (stage.columns * 0.30, top - unit * 0.016),
            (stage.columns * 0.30, top + 1),
        ],
    )
    x = stage.x(0.5 - brief.side * 0.36)
    tank, high = unit * 0.085, unit * 0.11
    for leg in (-0.7, 0.0, 0.7):
        line(mask, (x + leg * tank, top), (x + leg * tank * 0.9, top - high * 0.7), unit * 0.007)
    line(mask, (x - tank * 0.7, top - high * 0.1), (x + tank * 0.7, top - high * 0.6), unit * 0.004)
    polygon(
        mask,
        [
            (x - tank, top - high * 0.62),
            (x - tank, top - high * 1.7),
            (x, top - high * 2.1),
            (x + tank, top - high * 1.7),
            (x + tank, top - high * 0.62),
        ],
    )
    x = stage.x(0.5 + brief.side * 0.44)
    line(mask, (x, top), (x, top - unit * 0.20), unit * 0.005)
    for number in range(4):
        reach = unit * (0.045 - number * 0.008)
        line(
            mask,
            (x - reach, top - unit * (0.13 + 0.02 * number)),
            (x + reach, top - unit * (0.13 + 0.02 * number)),
            unit * 0.003,
        )
    brief.picture.paint(
        "rooftop", 1.9, mix(brief.colours.near, brief.colours.land(0.9), 0.2), to_alpha(mask), (0, first)
    )
    return np.full(stage.columns, stage.y(y), np.float32)


def houses(brief: Brief, row: Row, *, rise: float, trees: float = 0.0) -> Floats:
    """Houses with gables and chimneys along a bank that rises by `rise`; windows lit after dark."""
    stage, rng = brief.stage, brief.picture.rng("houses", row.name)
    sheet = _sheet(brief, row.base - row.tall * 2.2 - rise)
    ground = stage.y(row.base) - (0.5 + 0.5 * curve(rng, stage.columns, 1.5, 2)) * rise * stage.height
    sheet.rgb[:] = brief.colours.land(row.part)
    rows = (np.arange(sheet.mask.shape[0], dtype=np.float32) + sheet.top)[:, None]
    np.maximum(
        sheet.mask, (np.clip(rows - ground[None, :] + 0.5, 0, 1) * 255).astype(np.uint8), out=sheet.mask
    )
    x = -rng.uniform(0, 0.05) * stage.width
    while x < stage.columns:
        wide = row.tall * stage.height * rng.uniform(0.75, 1.35)
        column = int(np.clip(x + wide / 2, 0, stage.columns - 1))
        if rng.random() < 0.82:
            _house(brief, sheet, row, (x, float(ground[column]) - sheet.top + 2, wide), rng)
        x += wide * rng.uniform(0.85, 1.5)
    if trees:
        for x in np.cumsum(rng.uniform(0.4, 2.4, 60)) * trees * stage.unit:
            if x < stage.columns:
                pine(
                    sheet.mask,
                    (float(x), float(ground[int(x)]) - sheet.top + 3),
                    trees * stage.unit * rng.uniform(0.6, 1.2),
                    rng,
                )
    _finish_row(brief, sheet, row)
    return ground.astype(np.float32)


def _house(brief: Brief, sheet: _Sheet, row: Row, place: tuple[float, float, float], rng: Rng) -> None:
    x, foot, wide = place
    tall = wide * rng.uniform(0.45, 0.8)
    roof = wide * row.steep * rng.uniform(0.8, 1.3)
    eave = wide * 0.07
    top = foot - tall
    polygon(sheet.mask, [(x, foot), (x, top), (x + wide, top), (x + wide, foot)])
    ridge = (x + wide * 0.5, top - roof)
    roof_shape = [(x - eave, top + eave * 0.4), ridge, (x + wide + eave, top + eave * 0.4)]
    polygon(sheet.mask, roof_shape)
    chimney = x + wide * rng.uniform(0.62, 0.78)
    polygon(
        sheet.mask,
        [
            (chimney, top),
            (chimney, top - roof * 0.95),
            (chimney + wide * 0.09, top - roof * 0.95),
            (chimney + wide * 0.09, top),
        ],
    )
    tone = shade(brief.colours.land(row.part), float(rng.uniform(-0.02, 0.05)))
    left, right = max(0, int(x)), max(0, int(x + wide))
    sheet.rgb[max(0, int(top)) : max(0, int(foot)), left:right] = mix(tone, brief.colours.horizon, 0.10)
    if brief.scene.has("snow"):
        cover: Bytes = np.zeros(sheet.mask.shape, np.uint8)
        low = [(px, py + wide * 0.07) for px, py in roof_shape]
        polygon(cover, [*roof_shape, *low[::-1]])
        box = np.s_[
            max(0, int(top - roof)) : max(0, int(top + wide * 0.2)),
            max(0, int(x - eave)) : max(0, int(x + wide + eave) + 1),
        ]
        sheet.rgb[box] = lerp(
            sheet.rgb[box], mix(brief.colours.haze, np.ones(3, np.float32), 0.55), to_alpha(cover[box])
        )
    _house_windows(brief, sheet, (x, foot, wide, tall), rng)


def _house_windows(brief: Brief, sheet: _Sheet, box: tuple[float, float, float, float], rng: Rng) -> None:
    x, foot, wide, tall = box
    share = min(1.0, lit_share(brief) * 1.6)
    tints = window_tints(brief)
    size = wide * 0.15
    for floor in range(max(1, int(tall / (size * 2.2)))):
        for part in (0.2, 0.5, 0.78):
            if rng.random() > share:
                continue
            cx, cy = x + wide * part, foot - tall * 0.25 - floor * size * 2.1
            spot = np.s_[
                max(0, int(cy - size * 0.65)) : max(0, int(cy + size * 0.65)),
                max(0, int(cx - size * 0.45)) : max(0, int(cx + size * 0.45)),
            ]
            tint = tints[int(rng.integers(2))] * rng.uniform(0.75, 1.0)
            sheet.rgb[spot] = tint
            sheet.light[spot] = tint
