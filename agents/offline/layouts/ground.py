"""What every layout answers, and how landmarks find their points."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agents.offline.banks.sites import Site
from agents.offline.geometry import XY, distance, spread, to_line, tree

# Landmarks keep this much room, so that pins and their names have a place.
APART = 0.13
SIDES = ("south", "west", "north", "east")


@dataclass
class Ground:
    """`water` has a kind and points, `areas` too. `spots` are the points of the sites, in their order.

    `facts` are for the description: the side of the sea, where a river comes from.
    """

    outline: list[XY] = field(default_factory=list)
    water: list[tuple[str, list[XY]]] = field(default_factory=list)
    areas: list[tuple[str, list[XY]]] = field(default_factory=list)
    spots: list[XY] = field(default_factory=list)
    paths: list[tuple[int, int, list[XY]]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    def turn(self, change: Callable[[XY], XY]) -> None:
        """Turn everything, as one."""
        self.outline = [change(point) for point in self.outline]
        self.water = [(kind, [change(point) for point in points]) for kind, points in self.water]
        self.areas = [(kind, [change(point) for point in points]) for kind, points in self.areas]
        self.spots = [change(point) for point in self.spots]
        self.paths = [(one, two, [change(point) for point in via]) for one, two, via in self.paths]


def settle(
    sites: Sequence[Site],
    lines: Mapping[str, Sequence[XY]],
    fits: Callable[[XY, Site], bool],
    dice: random.Random,
) -> list[XY]:
    """A point for each site: on the line of its kind, else where it fits and there is most room."""
    order = sorted(range(len(sites)), key=lambda index: sites[index].where not in lines)
    found: dict[int, XY] = {}
    for index in order:
        site, taken = sites[index], list(found.values())
        line = [
            point for point in lines.get(site.where, ()) if 0.07 < point[0] < 0.93 and 0.07 < point[1] < 0.93
        ]
        if line:
            found[index] = _roomiest(line, taken, dice)
            continue
        found[index] = _free(site, fits, taken, dice)
    return [found[index] for index in range(len(sites))]


def _free(site: Site, fits: Callable[[XY, Site], bool], taken: Sequence[XY], dice: random.Random) -> XY:
    for apart in (APART, 0.0):
        points = spread(1, lambda point: fits(point, site), dice, taken, apart)
        points = points or spread(1, lambda point: fits(point, ANYWHERE), dice, taken, apart)
        if points:
            return points[0]
    return spread(1, lambda _: True, dice, taken)[0]


ANYWHERE = Site("any", (), ())


def _roomiest(line: Sequence[XY], taken: Sequence[XY], dice: random.Random) -> XY:
    """One of the points with room enough, else the one with most of it."""
    room = {point: min((distance(point, other) for other in taken), default=1.0) for point in line}
    free = [point for point in line if room[point] >= APART * 1.3]
    return dice.choice(free) if free else max(line, key=lambda point: room[point])


def ways(spots: Sequence[XY], dice: random.Random, *, more: int = 2) -> list[tuple[int, int, list[XY]]]:
    """Joins all spots, with a few short cuts; each way bends a little."""
    if len(spots) < 2:
        return []
    joints = tree(spots)
    have = {frozenset(joint) for joint in joints}
    others = [(i, j) for i in range(len(spots)) for j in range(i) if frozenset((i, j)) not in have]
    others.sort(key=lambda pair: distance(spots[pair[0]], spots[pair[1]]))
    short = [pair for pair in others if not _passes_another(pair, spots)]
    return [(one, two, [_bend(spots[one], spots[two], dice)]) for one, two in [*joints, *short[:more]]]


def _passes_another(pair: tuple[int, int], spots: Sequence[XY]) -> bool:
    one, two = spots[pair[0]], spots[pair[1]]
    return any(to_line(spot, [one, two]) < 0.06 for index, spot in enumerate(spots) if index not in pair)


def _bend(one: XY, two: XY, dice: random.Random) -> XY:
    side = dice.uniform(-0.12, 0.12)
    middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
    return (middle[0] - side * (two[1] - one[1]), middle[1] + side * (two[0] - one[0]))


def along(line: Sequence[XY], steps: int = 24) -> list[XY]:
    """Points on a line, evenly between its corners."""
    found = []
    for one, two in itertools.pairwise(line):
        count = max(1, round(steps * distance(one, two)))
        for step in range(count):
            share = step / count
            found.append((one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])))
    return [*found, line[-1]]
