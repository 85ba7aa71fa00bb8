"""Points and polygons in the unit square, as little as a sketch of a place needs."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

XY = tuple[float, float]


def distance(one: XY, other: XY) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])


def area(polygon: Sequence[XY]) -> float:
    """With a sign: positive where the points go clockwise on screen."""
    pairs = zip(polygon, [*polygon[1:], *polygon[:1]], strict=True)
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs) / 2


def centre(polygon: Sequence[XY]) -> XY:
    """The centroid; the mean of the corners where the polygon has no area."""
    whole = area(polygon)
    if abs(whole) < 1e-9:
        return (sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon))
    x = y = 0.0
    for one, two in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        cross = one[0] * two[1] - two[0] * one[1]
        x += (one[0] + two[0]) * cross
        y += (one[1] + two[1]) * cross
    return (x / (6 * whole), y / (6 * whole))


def inside(point: XY, polygon: Sequence[XY]) -> bool:
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def to_segment(point: XY, start: XY, end: XY) -> float:
    """How far a point is from a line."""
    length = distance(start, end)
    if length < 1e-9:
        return distance(point, start)
    along = (
        (point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])
    ) / length**2
    along = min(1.0, max(0.0, along))
    return distance(point, (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))


def to_line(point: XY, line: Sequence[XY], *, closed: bool = False) -> float:
    ends = [*line[1:], *line[:1]] if closed else line[1:]
    return min(to_segment(point, one, two) for one, two in zip(line, ends, strict=False))


def clip(polygon: Sequence[XY], keep: Callable[[XY], float]) -> list[XY]:
    """The part of a convex polygon where the linear `keep` is not negative."""
    kept: list[XY] = []
    for one, two in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        first, second = keep(one), keep(two)
        if first >= 0:
            kept.append(one)
        if (first >= 0) != (second >= 0):
            share = first / (first - second)
            kept.append((one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])))
    return kept


def cells(polygon: Sequence[XY], sites: Sequence[XY]) -> list[list[XY]]:
    """The convex polygon divided among `sites`: each gets what lies nearest to it, without a gap."""
    found = []
    for at, site in enumerate(sites):
        cell = list(polygon)
        for other in (one for index, one in enumerate(sites) if index != at):
            cell = clip(cell, _nearer(site, other))
        found.append(cell)
    return found


def _nearer(site: XY, other: XY) -> Callable[[XY], float]:
    """Positive nearer to `site` than to `other`, and linear."""
    dx, dy = other[0] - site[0], other[1] - site[1]
    middle = ((site[0] + other[0]) / 2, (site[1] + other[1]) / 2)
    return lambda point: (middle[0] - point[0]) * dx + (middle[1] - point[1]) * dy


def hull(points: Sequence[XY]) -> list[XY]:
    ordered = sorted(set(points))
    sides: list[list[XY]] = []
    for line in (ordered, ordered[::-1]):
        side: list[XY] = []
        for point in line:
            while len(side) > 1 and area([side[-2], side[-1], point]) <= 0:
                side.pop()
            side.append(point)
        sides.append(side[:-1])
    return [*sides[0], *sides[1]]


def spread(
    count: int, fits: Callable[[XY], bool], dice: random.Random, taken: Sequence[XY] = (), apart: float = 0.0
) -> list[XY]:
    """Up to `count` points that keep their distance from each other and from `taken`."""
    found: list[XY] = []
    for _ in range(count):
        tries = [(dice.uniform(0.08, 0.92), dice.uniform(0.09, 0.91)) for _ in range(220)]
        tries = [one for one in tries if fits(one)]
        held = [*taken, *found]
        best = max(
            tries, key=lambda one: min((distance(one, other) for other in held), default=1.0), default=None
        )
        if best is None or min((distance(best, other) for other in held), default=1.0) < apart:
            break
        found.append(best)
    return found


def tree(points: Sequence[XY]) -> list[tuple[int, int]]:
    """The shortest set of joints that connects all points."""
    joined, joints = {0}, []
    while len(joined) < len(points):
        one, two = min(
            ((i, j) for i in joined for j in range(len(points)) if j not in joined),
            key=lambda pair: distance(points[pair[0]], points[pair[1]]),
        )
        joined.add(two)
        joints.append((one, two))
    return joints


def blob(
    middle: XY, radius: float, dice: random.Random, *, corners: int = 14, rough: float = 0.2
) -> list[XY]:
    """A round shape that nature could have made."""
    phases = [dice.uniform(0, math.tau) for _ in range(3)]
    found = []
    for index in range(corners):
        angle = math.tau * index / corners
        swell = sum(math.sin((n + 2) * angle + phases[n]) / (n + 2) for n in range(3))
        reach = radius * (1 + rough * swell)
        found.append((middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)))
    return found


def turned(point: XY, quarters: int) -> XY:
    """Turned about the middle of the square, clockwise on screen."""
    x, y = point
    for _ in range(quarters % 4):
        x, y = 1 - y, x
    return (x, y)


def kept_in(point: XY, border: float = 0.0) -> XY:
    return (min(1 - border, max(border, point[0])), min(1 - border, max(border, point[1])))
