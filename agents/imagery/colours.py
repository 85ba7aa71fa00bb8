"""Names for the colours of a palette."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")

NAMED: dict[str, str] = {
    "ink black": "0b0d12",
    "charcoal": "2f3238",
    "slate grey": "5b6572",
    "silver grey": "9aa3ad",
    "pearl grey": "d3d6d8",
    "ivory": "f6f1e4",
    "white": "fbfdfd",
    "midnight navy": "0a1430",
    "navy": "16264a",
    "indigo": "2b2a72",
    "steel blue": "3f6690",
    "cobalt blue": "1f4fb8",
    "sky blue": "7fb8e6",
    "electric cyan": "16d0f5",
    "petrol": "0f4258",
    "teal": "1f7f86",
    "turquoise": "3cc2b4",
    "mint": "8fe6c8",
    "pale mint": "dff7ef",
    "bottle green": "1d4630",
    "moss green": "5d7440",
    "olive": "7c7a32",
    "sage": "9fb08a",
    "lemon yellow": "f6ef6a",
    "straw": "efd48a",
    "amber": "eda93b",
    "ochre": "c08a2c",
    "apricot": "ffcb8c",
    "cream": "fff0d4",
    "coral": "e8705a",
    "brick red": "a83f34",
    "crimson": "b3162f",
    "burgundy": "5a1226",
    "magenta": "c5186a",
    "hot pink": "f5308c",
    "blush": "f3b7c4",
    "pale pink": "fbd3f4",
    "plum": "6a4a70",
    "aubergine": "2c0f3a",
    "violet": "7a2fc0",
    "deep violet": "3a0aa0",
    "lilac": "bfa3de",
    "chestnut": "6b3f28",
    "umber": "3a2a20",
    "tan": "c9a178",
}


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


_RGB = {name: _rgb(value) for name, value in NAMED.items()}


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The "redmean" distance: near enough to what the eye sees, and cheap."""
    mean = (one[0] + other[0]) / 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return float((2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue)


def name_of(colour: str) -> str:
    """The name nearest to "#rrggbb"; "" for anything that is not a colour."""
    match = _HEX.fullmatch(colour.strip())
    if match is None:
        return ""
    wanted = _rgb(match.group(1))
    return min(_RGB, key=lambda name: _distance(_RGB[name], wanted))


def names_of(palette: Sequence[str]) -> list[str]:
    """Different names for a palette, darkest first."""
    known = [colour.strip().lstrip("#") for colour in palette if _HEX.fullmatch(colour.strip())]
    known.sort(
        key=lambda value: sum(weight * part for weight, part in zip((3, 6, 1), _rgb(value), strict=True))
    )
    return list(dict.fromkeys(name_of(value) for value in known))
