"""A building: rooms that tile its plan, round a passage or a court, or floor upon floor."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from agents.offline.banks.sites import Site
from agents.offline.geometry import XY, centre
from agents.offline.layouts.ground import Ground

LEFT, TOP, RIGHT, BOTTOM = 0.1, 0.08, 0.9, 0.89


def structure(sites: Sequence[Site], plan: str, dice: random.Random) -> Ground:
    """`plan` is corridor, court or tower. There is a room for each site; the central one comes first."""
    build = {"corridor": _corridor, "court": _court, "tower": _tower}[plan]
    ground = build(len(sites), dice)
    ground.facts["plan"] = plan
    return ground


def _box(left: float, top: float, right: float, bottom: float) -> list[XY]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _cuts(count: int, start: float, end: float, dice: random.Random) -> list[float]:
    """Borders of `count` rooms in a row, none much narrower than the others."""
    weights = [dice.uniform(0.8, 1.25) for _ in range(count)]
    borders, at = [start], start
    for weight in weights[:-1]:
        at += (end - start) * weight / sum(weights)
        borders.append(at)
    return [*borders, end]


def _corridor(count: int, dice: random.Random) -> Ground:
    """Two rows of rooms; every way leads through the passage between them."""
    half = dice.uniform(0.045, 0.06)
    middle = dice.uniform(0.46, 0.54)
    above = (count + dice.randrange(2)) // 2
    ground = Ground(outline=_box(LEFT, TOP, RIGHT, BOTTOM))
    doors: list[XY] = []
    for rooms, top, bottom, door in (
        (above, TOP, middle - half, middle - half),
        (count - above, middle + half, BOTTOM, middle + half),
    ):
        cuts = _cuts(rooms, LEFT, RIGHT, dice)
        for left, right in itertools.pairwise(cuts):
            ground.areas.append(("room", _box(left, top, right, bottom)))
            doors.append(((left + right) / 2, door))
    ground.spots = [centre(points) for _, points in ground.areas]
    ground.areas.append(("corridor", _box(LEFT, middle - half, RIGHT, middle + half)))
    for index in range(1, count):
        one, two = doors[0], doors[index]
        via = [one, (one[0], middle), (two[0], middle), two]
        ground.paths.append((0, index, via))
    return ground


def _court(count: int, dice: random.Random) -> Ground:
    """A ring of rooms round the central one, which is the first site."""
    ring = count - 1
    left, right = dice.uniform(0.3, 0.35), dice.uniform(0.65, 0.7)
    top, bottom = dice.uniform(0.33, 0.37), dice.uniform(0.63, 0.67)
    ground = Ground(outline=_box(LEFT, TOP, RIGHT, BOTTOM))
    ground.areas.append(("court", _box(left, top, right, bottom)))
    upper = max(1, (ring - 2 + 1) // 2)
    lower = max(1, ring - 2 - upper)
    sides = min(2, ring - upper - lower)
    doors: list[XY] = []
    for rooms, first, last, door in ((upper, TOP, top, top), (lower, bottom, BOTTOM, bottom)):
        cuts = _cuts(rooms, LEFT, RIGHT, dice)
        for one, two in itertools.pairwise(cuts):
            ground.areas.append(("room", _box(one, first, two, last)))
            doors.append((min(right - 0.03, max(left + 0.03, (one + two) / 2)), door))
    boxes = [(_box(LEFT, top, left, bottom), left), (_box(right, top, RIGHT, bottom), right)]
    for box, door in boxes[:sides]:
        ground.areas.append(("room", box))
        doors.append((door, (top + bottom) / 2))
    for box, _ in boxes[sides:]:
        ground.areas.append(("passage", box))
    ground.spots = [centre(points) for kind, points in ground.areas if kind != "passage"]
    ground.paths = [(0, index + 1, [door]) for index, door in enumerate(doors)]
    return ground


def _tower(count: int, dice: random.Random) -> Ground:
    """A section: floor upon floor, a stair at one side. The first site is at the foot."""
    left, right = dice.uniform(0.27, 0.3), dice.uniform(0.7, 0.73)
    cuts = _cuts(count, 0.05, 0.95, dice)[::-1]
    stair = right - 0.075
    ground = Ground(outline=_box(left, 0.05, right, 0.95))
    for bottom, top in itertools.pairwise(cuts):
        ground.areas.append(("room", _box(left, top, stair, bottom)))
    ground.areas.append(("stair", _box(stair, 0.05, right, 0.95)))
    ground.spots = [
        (left + (stair - left) * 0.3, centre(points)[1]) for kind, points in ground.areas if kind == "room"
    ]
    middle = (stair + right) / 2
    for index in range(count - 1):
        low, high = ground.spots[index][1], ground.spots[index + 1][1]
        ground.paths.append((index, index + 1, [(middle, low), (middle, high)]))
    return ground
