"""A town: an outline, quarters that tile it, perhaps a sea or a river, and streets."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from agents.offline.banks.sites import Site
from agents.offline.geometry import XY, cells, centre, clip, distance, hull, inside, spread, to_line, turned
from agents.offline.layouts.ground import SIDES, Ground, along, settle, ways

SHORE = 0.74


def city(sites: Sequence[Site], water: str, side: str, dice: random.Random) -> Ground:
    """`water` is sea, river, lake or nothing; it is drawn with the sea in the south and turned afterwards."""
    ground = Ground()
    ground.outline = _outline(water, dice)
    lines: dict[str, list[XY]] = {"edge": _gates(ground.outline, water)}
    if water == "sea":
        ground.water.append(("sea", _sea(ground.outline, dice)))
        quay = [point for point in ground.outline if abs(point[1] - SHORE) < 1e-6]
        lines["shore"] = [(x, y - 0.035) for x, y in along(sorted(quay), 40)[2:-2]]
    if water == "river":
        river = _river(dice)
        ground.water.append(("river", river))
        lines["river"] = [point for point in along(river, 40) if inside(point, ground.outline)]
    _quarters(ground, len(sites), dice)
    middle = centre(ground.outline)

    def fits(point: XY, site: Site) -> bool:
        if not inside(point, ground.outline) or to_line(point, ground.outline, closed=True) < 0.05:
            return False
        if any(kind == "river" and to_line(point, line) < 0.05 for kind, line in ground.water):
            return False
        return site.where != "centre" or distance(point, middle) < 0.14

    ground.spots = settle(sites, lines, fits, dice)
    ground.paths = ways(ground.spots, dice, more=3)
    quarters = SIDES.index(side)
    ground.turn(lambda point: turned(point, quarters))
    ground.facts = {"side": side, "start": SIDES[(quarters + 2) % 4], "end": side}
    return ground


def _outline(water: str, dice: random.Random) -> list[XY]:
    """A convex shape, a little irregular; straight where it meets the sea."""
    points = []
    for index in range(16):
        angle = math.tau * index / 16
        reach = dice.uniform(0.36, 0.44)
        points.append((0.5 + reach * 1.02 * math.cos(angle), 0.48 + reach * 0.98 * math.sin(angle)))
    shape = hull(points)
    if water == "sea":
        shape = clip(shape, lambda point: SHORE - point[1])
        shape = [(x, SHORE if abs(y - SHORE) < 1e-6 else y) for x, y in shape]
    return shape


def _gates(outline: Sequence[XY], water: str) -> list[XY]:
    """Points just inside the border, on the side of the land."""
    middle = centre(outline)
    inwards = [
        (x + (middle[0] - x) * 0.09, y + (middle[1] - y) * 0.09) for x, y in along([*outline, outline[0]], 30)
    ]
    return [point for point in inwards if water != "sea" or point[1] < SHORE - 0.16]


def _sea(outline: Sequence[XY], dice: random.Random) -> list[XY]:
    """The coast is a quay where the town is, and nature on both sides of it."""
    quay = sorted(x for x, y in outline if abs(y - SHORE) < 1e-6)
    left, right = quay[0], quay[-1]
    swell, phase = dice.uniform(0.02, 0.045), dice.uniform(0, math.tau)
    coast: list[XY] = []
    for index in range(25):
        x = index / 24
        away = max(0.0, left - x, x - right)
        wave = swell * math.sin(9 * x + phase) * min(1.0, away * 9)
        coast.append((x, SHORE + wave + min(0.05, away * 0.25)))
    return [*coast, (1.0, 1.0), (0.0, 1.0)]


def _river(dice: random.Random) -> list[XY]:
    start, end = dice.uniform(0.3, 0.7), dice.uniform(0.3, 0.7)
    sway, phase = dice.uniform(0.04, 0.08), dice.uniform(0, math.tau)
    steps = 14
    return [
        (start + (end - start) * step / steps + sway * math.sin(5.5 * step / steps + phase), step / steps)
        for step in range(steps + 1)
    ]


def _quarters(ground: Ground, count: int, dice: random.Random) -> None:
    def fits(point: XY) -> bool:
        return inside(point, ground.outline) and to_line(point, ground.outline, closed=True) > 0.08

    sites = spread(min(7, max(4, count - 2)), fits, dice)
    ground.areas = [("district", cell) for cell in cells(ground.outline, sites)]
