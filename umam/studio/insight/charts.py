"""Shapes of charts in a box of 100 by 100, which the page stretches. Words stand beside it, in HTML.

y grows downwards, as SVG counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BOX = 100.0
# How much of its column a bar fills.
FULL = 0.78


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    title: str = ""
    kind: str = ""


def columns(values: Sequence[tuple[float, str]], top: float) -> list[Bar]:
    """Bars side by side, each `(value, what it says)`. Something is never drawn as nothing."""
    if not values or top <= 0:
        return []
    width = BOX / len(values)
    made = []
    for place, (value, title) in enumerate(values):
        height = max(1.0, min(BOX, BOX * value / top)) if value > 0 else 0.0
        left = place * width + width * (1 - FULL) / 2
        made.append(Bar(_r(left), _r(BOX - height), _r(width * FULL), _r(height), title))
    return made


def line(points: Iterable[tuple[float, float]], *, to_floor: bool = False) -> str:
    """A path through points whose x and y are shares; with `to_floor` it encloses the area below it."""
    placed = [(_r(BOX * x), _r(BOX - BOX * y)) for x, y in points]
    if not placed:
        return ""
    path = "M" + "L".join(f"{x} {y}" for x, y in placed)
    return f"{path}L{placed[-1][0]} {BOX:g}L{placed[0][0]} {BOX:g}Z" if to_floor else path


def nice_top(most: float) -> float:
    """The end of an axis that holds `most`: 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= most * 0.9999)


def _r(value: float) -> float:
    return round(value, 2)
