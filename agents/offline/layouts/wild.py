"""Open country: a coast, an island or inland, land of several kinds, a river or a lake, and trails."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from agents.offline.banks.sites import Site
from agents.offline.geometry import XY, blob, distance, inside, spread, to_line, turned
from agents.offline.layouts.ground import SIDES, Ground, along, settle, ways

SHORE = 0.72
_RIM = 0.03


def wilderness(
    sites: Sequence[Site], water: str, side: str, dice: random.Random, *, lands: Sequence[str] = ()
) -> Ground:
    """`water` is sea, island, river, lake or nothing; `lands` the kinds of land that it has."""
    ground = Ground()
    lines: dict[str, list[XY]] = {}
    if water == "island":
        ground.outline = blob((0.5, 0.5), 0.4, dice, corners=26, rough=0.42)
        ground.water.append(("sea", [(0, 0), (1, 0), (1, 1), (0, 1)]))
        lines["shore"] = [
            _towards(point, (0.5, 0.5), 0.07) for point in along([*ground.outline, ground.outline[0]], 30)
        ]
    else:
        coast = _coast(dice) if water == "sea" else [(0.0, 1.0), (1.0, 1.0)]
        ground.outline = [(0.0, 0.0), *([(1.0, 0.0), *reversed(coast)])]
        if water == "sea":
            ground.water.append(("sea", [*coast, (1.0, 1.0), (0.0, 1.0)]))
            lines["shore"] = [(x, y - 0.035) for x, y in along(coast, 40) if 0.08 < x < 0.92]
    _land(ground, lands, water, dice)
    if water in ("river", "sea"):
        river = _river(ground, water, dice)
        ground.water.append(("river", river))
        lines["river"] = [point for point in along(river, 40) if inside(point, ground.outline)]
    if water == "lake":
        ground.water.append(("lake", _lake(ground, dice)))

    def fits(point: XY, site: Site) -> bool:
        if not _on_land(point, ground):
            return False
        own = [points for kind, points in ground.areas if kind == site.where]
        return not own or any(inside(point, points) for points in own)

    ground.spots = settle(sites, lines, fits, dice)
    ground.paths = ways(ground.spots, dice, more=1)
    quarters = SIDES.index(side)
    ground.turn(lambda point: turned(point, quarters))
    ground.facts = {"side": side, "start": SIDES[(quarters + 2) % 4], "end": side}
    return ground


def _towards(point: XY, middle: XY, share: float) -> XY:
    return (point[0] + (middle[0] - point[0]) * share, point[1] + (middle[1] - point[1]) * share)


def _coast(dice: random.Random) -> list[XY]:
    first, second = dice.uniform(0, math.tau), dice.uniform(0, math.tau)
    return [
        (x, SHORE + 0.05 * math.sin(4.5 * x + first) + 0.025 * math.sin(13 * x + second))
        for x in (index / 28 for index in range(29))
    ]


def _on_land(point: XY, ground: Ground) -> bool:
    if not inside(point, ground.outline):
        return False
    if to_line(point, ground.outline, closed=True) < _RIM:
        return False
    for kind, line in ground.water:
        if kind == "river" and to_line(point, line) < 0.045:
            return False
        if kind == "lake" and (inside(point, line) or to_line(point, line, closed=True) < 0.035):
            return False
    return True


def _land(ground: Ground, lands: Sequence[str], water: str, dice: random.Random) -> None:
    """Blobs that keep clear of each other and of the coast."""
    inner = 0.2

    def fits(point: XY) -> bool:
        deep = inside(point, ground.outline) and to_line(point, ground.outline, closed=True) > inner * 0.7
        return deep and inner <= point[0] <= 1 - inner and inner * 0.9 <= point[1] <= 1 - inner * 0.8

    middles = spread(len(lands), fits, dice, apart=0.16)
    for kind, middle in zip(lands, middles, strict=False):
        near = min((distance(middle, other) for other in middles if other != middle), default=0.5)
        radius = min(0.2, near * 0.52, to_line(middle, ground.outline, closed=True) * 0.85)
        ground.areas.append((kind, blob(middle, radius, dice, rough=0.28)))


def _river(ground: Ground, water: str, dice: random.Random) -> list[XY]:
    """Comes down between the lands and leaves by the coast or the lower border."""
    start, end = dice.uniform(0.25, 0.75), dice.uniform(0.25, 0.75)
    sway, phase = dice.uniform(0.05, 0.09), dice.uniform(0, math.tau)
    steps, last = 16, (SHORE + 0.06 if water == "sea" else 1.0)
    line = [
        (
            start + (end - start) * step / steps + sway * math.sin(6 * step / steps + phase),
            last * step / steps,
        )
        for step in range(steps + 1)
    ]
    return _to_the_coast(line, ground.outline) if water == "sea" else line


def _to_the_coast(line: Sequence[XY], outline: Sequence[XY]) -> list[XY]:
    """The part of a river that lies on land, up to the coast."""
    at = next((index for index in range(2, len(line)) if not inside(line[index], outline)), len(line))
    if at == len(line):
        return list(line)
    low, high = line[at - 1], line[at]
    for _ in range(12):
        middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        low, high = (middle, high) if inside(middle, outline) else (low, middle)
    return [*line[:at], low]


def _lake(ground: Ground, dice: random.Random) -> list[XY]:
    middles = [blob_middle for _, points in ground.areas for blob_middle in (_mean(points),)]
    spot = spread(1, lambda point: 0.25 < point[0] < 0.75 and 0.25 < point[1] < 0.75, dice, middles)
    return blob(spot[0], dice.uniform(0.09, 0.12), dice, rough=0.35)


def _mean(points: Sequence[XY]) -> XY:
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
