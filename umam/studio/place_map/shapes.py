"""Outlines, water, walls and the little signs of a landscape, as the `d` of SVG paths."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Sequence

from agents.offline.geometry import XY, centre, distance, inside, to_line
from umam.studio.place_map.labels import SMALL, width_of
from umam.studio.place_map.model import BUILT, HEIGHT, LAND, WIDTH, Box, Line, Room, Shape


def beyond(points: Sequence[XY]) -> list[XY]:
    """What touches the frame goes on outside of it, so that no rounded corner shows."""

    def out(value: float, most: float) -> float:
        return -60.0 if value <= 0.5 else most + 60.0 if value >= most - 0.5 else value

    return [(out(x, WIDTH), out(y, HEIGHT)) for x, y in points]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def straight(points: Sequence[XY]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z"


def smooth(points: Sequence[XY]) -> str:
    """A closed curve through all points."""
    around = [points[-1], *points, points[0], points[1]] if len(points) > 1 else list(points)
    return f"M{_n(points[0][0])} {_n(points[0][1])}{_curves(around)}Z"


def line_of(points: Sequence[XY]) -> str:
    """A curve through all points; straight where the points turn at right angles, as passages do."""
    if (
        all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) < 2 for a, b in itertools.pairwise(points[1:-1]))
        and len(points) > 3
    ):
        return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f"M{_n(points[0][0])} {_n(points[0][1])}{_curves([points[0], *points, points[-1]])}"


def _curves(points: Sequence[XY]) -> str:
    """Catmull-Rom as cubic curves, from the second point to the last but one."""
    found = []
    for before, one, two, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        first = (one[0] + (two[0] - before[0]) / 6, one[1] + (two[1] - before[1]) / 6)
        second = (two[0] - (after[0] - one[0]) / 6, two[1] - (after[1] - one[1]) / 6)
        found.append("C" + " ".join(f"{_n(x)} {_n(y)}" for x, y in (first, second, two)))
    return "".join(found)


def area_shape(kind: str, name: str, points: list[XY], *, taken: set[str], room: Room) -> Shape:
    d = smooth(points) if kind in LAND else straight(points)
    label = None if not name or name in taken else _named(name, _inner(points), room)
    return Shape(d, f"area-{kind}", name, label)


def _inner(points: Sequence[XY]) -> list[XY]:
    """Where a name could stand: the middle, then above and below it."""
    x, y = centre(points)
    return [(x, y + step) for step in (0, -34, 34, -62, 62) if inside((x, y + step), points)]


def _named(name: str, places: Iterable[XY], room: Room) -> Line | None:
    half = width_of(name, SMALL) / 2 + 6
    for x, y in places:
        box = (x - half, y - 10, x + half, y + 8)
        if room.free(box):
            room.take(box)
            return Line(x, y + 4, name, "middle")
    return None


def water_shape(kind: str, name: str, points: list[XY], room: Room) -> Shape:
    if kind == "river":
        return Shape(line_of(points), "river", name)
    return Shape(smooth(points), "lake", name, _named(name, _inner(points), room) if name else None)


def walls_of(areas: Sequence[tuple[str, str, list[XY]]]) -> list[Box]:
    """Straight walls as boxes, so that no name is written across one."""
    found = []
    for kind, _, points in areas:
        if kind not in BUILT:
            continue
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            if min(abs(ax - bx), abs(ay - by)) < 1:
                found.append((min(ax, bx) - 4, min(ay, by) - 4, max(ax, bx) + 4, max(ay, by) + 4))
    return found


def doors_of(
    areas: Sequence[tuple[str, str, list[XY]]], ways: Sequence[tuple[str, list[XY]]]
) -> tuple[Shape, ...]:
    """Where a way goes through the wall of a room."""
    walls = {
        (one, two) if one < two else (two, one)
        for kind, _, points in areas
        if kind in BUILT
        for one, two in zip(points, [*points[1:], points[0]], strict=True)
    }
    found: dict[tuple[int, int], Shape] = {}
    steps = [pair for _, line in ways for pair in itertools.pairwise(line)]
    for (one, two), (start, end) in itertools.product(sorted(walls), steps[:600]):
        at = _crossing(one, two, start, end)
        if at and distance(at, one) > 22 and distance(at, two) > 22:
            along = math.atan2(two[1] - one[1], two[0] - one[0])
            dx, dy = 15 * math.cos(along), 15 * math.sin(along)
            line = f"M{_n(at[0] - dx)} {_n(at[1] - dy)}L{_n(at[0] + dx)} {_n(at[1] + dy)}"
            found.setdefault((round(at[0] / 12), round(at[1] / 12)), Shape(line, "door"))
    return tuple(found.values())


def _crossing(one: XY, two: XY, start: XY, end: XY) -> XY | None:
    rx, ry, sx, sy = two[0] - one[0], two[1] - one[1], end[0] - start[0], end[1] - start[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-6:
        return None
    along = ((start[0] - one[0]) * sy - (start[1] - one[1]) * sx) / cross
    over = ((start[0] - one[0]) * ry - (start[1] - one[1]) * rx) / cross
    return (one[0] + along * rx, one[1] + along * ry) if 0 < along < 1 and -1e-6 <= over <= 1 + 1e-6 else None


_STROKES = {
    "forest": ("m0-9l6 10h-12z", "m0 1v5"),
    "hills": ("m-11 6q6-16 11-14q7 1 12 14", "m0-8q-1 6 4 10"),
    "marsh": ("m-8 4h16", "m-4 4v-7", "m0 4v-10", "m4 4v-6"),
    "dunes": ("m-12 3q7-9 12-4q5 4 12 3",),
    "district": ("m-6 5v-7l6-5 6 5v7z",),
    "meadow": ("m-4 3q0-5-2-7", "m0 3v-8", "m4 3q0-5 2-7"),
}


def glyphs_of(
    areas: Sequence[tuple[str, str, list[XY]]],
    waters: Sequence[tuple[str, str, list[XY]]],
    ways: Sequence[tuple[str, list[XY]]],
    room: Room,
) -> tuple[Shape, ...]:
    """Little trees, hills and grass, scattered where nothing else is."""
    found = []
    for kind, name, points in areas:
        if kind not in _STROKES:
            continue
        dice, parts = random.Random(name), []
        for x, y in _grid(points, dice):
            near_way = any(to_line((x, y), line) < 15 for _, line in ways)
            in_water = any(inside((x, y), line) or to_line((x, y), line) < 20 for _, _, line in waters)
            if not near_way and not in_water and room.free((x - 13, y - 12, x + 13, y + 10)):
                parts += [f"M{_n(x)} {_n(y)}{stroke}" for stroke in _STROKES[kind]]
        if parts:
            found.append(Shape("".join(parts), f"glyph-{kind}"))
    return tuple(found)


def _grid(points: Sequence[XY], dice: random.Random) -> list[XY]:
    left, right = int(min(x for x, _ in points)), int(max(x for x, _ in points))
    top, bottom = int(min(y for _, y in points)), int(max(y for _, y in points))
    spots = [
        (x + dice.uniform(-7, 7) + (17 if row % 2 else 0), y + dice.uniform(-5, 5))
        for row, y in enumerate(range(top, bottom, 28))
        for x in range(left, right, 34)
    ]
    return [spot for spot in spots if inside(spot, points) and to_line(spot, points, closed=True) > 12][:220]
