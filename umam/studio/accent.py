"""Turns a universe's accent into colours that stay readable on the studio's surfaces.

A designer picks any colour. Its hue is kept, its lightness is moved (in OKLCH, where steps look even) until
text and buttons reach the contrast that WCAG AA asks for, in the dark and in the light theme.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Rgb = tuple[float, float, float]

DEFAULT_ACCENT = "#8b5cf6"
# The lightest surface of the night theme and the darkest of the day theme that accent text stands on.
NIGHT_SURFACE: Rgb = (0.165, 0.162, 0.195)
DAY_SURFACE: Rgb = (0.925, 0.922, 0.912)
INK: Rgb = (0.06, 0.05, 0.08)
WHITE: Rgb = (1.0, 1.0, 1.0)
TEXT_CONTRAST = 5.0
FILL_CONTRAST = 4.7


@dataclass(frozen=True)
class Accent:
    """Hex colours: text on the night and the day theme, a button's fill and what is written on it."""

    night_text: str
    day_text: str
    fill: str
    on_fill: str


def accent(colour: str) -> Accent:
    """The accent's readable forms. `colour` is `#rrggbb`; anything else gives the studio's own accent."""
    lightness, chroma, hue = _to_oklch(_parse(colour))
    night = _move(lightness, chroma, hue, step=0.01, against=NIGHT_SURFACE)
    day = _move(lightness, chroma, hue, step=-0.01, against=DAY_SURFACE)
    fill, on_fill = _fill(lightness, chroma, hue)
    return Accent(night_text=_hex(night), day_text=_hex(day), fill=_hex(fill), on_fill=_hex(on_fill))


def contrast(first: Rgb, second: Rgb) -> float:
    """The contrast ratio of two sRGB colours (0..1 each channel): 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def parse_hex(colour: str) -> Rgb:
    return _parse(colour)


def _parse(colour: str) -> Rgb:
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        digits = DEFAULT_ACCENT[1:]
    try:
        number = int(digits, 16)
    except ValueError:
        number = int(DEFAULT_ACCENT[1:], 16)
    return ((number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, channel))):02x}" for channel in colour)


def _move(lightness: float, chroma: float, hue: float, *, step: float, against: Rgb) -> Rgb:
    colour = _to_rgb(lightness, chroma, hue)
    while contrast(colour, against) < TEXT_CONTRAST:
        lightness += step
        colour = _to_rgb(lightness, chroma, hue)
    return colour


def _fill(lightness: float, chroma: float, hue: float) -> tuple[Rgb, Rgb]:
    lightness = min(0.86, max(0.5, lightness))
    on_fill = INK if lightness > 0.7 else WHITE
    step = 0.01 if on_fill is INK else -0.01
    colour = _to_rgb(lightness, chroma, hue)
    while contrast(colour, on_fill) < FILL_CONTRAST:
        lightness += step
        colour = _to_rgb(lightness, chroma, hue)
    return colour, on_fill


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def _gamma(channel: float) -> float:
    if channel <= 0.0031308:
        return 12.92 * channel
    return 1.055 * math.pow(channel, 1 / 2.4) - 0.055


def _to_oklch(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH to sRGB; a colour outside the gamut loses chroma until it fits."""
    while True:
        colour = _raw_rgb(lightness, chroma, hue)
        if chroma < 0.002 or all(-0.001 <= channel <= 1.001 for channel in colour):
            red, green, blue = (min(1.0, max(0.0, channel)) for channel in colour)
            return red, green, blue
        chroma *= 0.95


def _raw_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _gamma(red), _gamma(green), _gamma(blue)
