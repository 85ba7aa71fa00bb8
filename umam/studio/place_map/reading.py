"""Reads what came: whatever cannot be read is left out, coordinates are pulled into the frame."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence

from agents.offline.geometry import XY, distance
from umam.studio.place_map.model import HEIGHT, PIN, WIDTH

_MOST_PINS, _MOST_SHAPES, _MOST_POINTS = 40, 60, 400
_SPACES = re.compile(r"\s+")


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object, most: int) -> list[object]:
    return list(value[:most]) if isinstance(value, (list, tuple)) else []


def text_of(value: object, most: int) -> str:
    signs = (sign if sign.isprintable() else " " for sign in str(value or "")[: most * 2])
    text = _SPACES.sub(" ", "".join(signs)).strip()
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _word(value: object, default: str) -> str:
    """A kind, as part of a class name."""
    return re.sub(r"[^a-z]+", "-", str(value or "")[:30].lower()).strip("-") or default


def number_of(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _point(x: object, y: object) -> XY | None:
    across, down = number_of(x), number_of(y)
    if across is None or down is None:
        return None
    return (min(1.0, max(0.0, across)) * WIDTH, min(1.0, max(0.0, down)) * HEIGHT)


def points_of(value: object) -> list[XY]:
    """Points on the sheet, from pairs or from mappings with x and y."""
    found: list[XY | None] = []
    for one in _list(value, _MOST_POINTS):
        if isinstance(one, Mapping):
            found.append(_point(one.get("x"), one.get("y")))
        elif isinstance(one, (list, tuple)) and len(one) == 2:
            found.append(_point(one[0], one[1]))
    points = [point for point in found if point is not None]
    return [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]


def spots_of(value: object) -> tuple[list[tuple[int, str, str]], list[XY]]:
    """Landmarks with their index in the answer, and where their pins stand."""
    spots, places = [], []
    for at, one in enumerate(map(mapping, _list(value, _MOST_PINS))):
        point, name = _point(one.get("x"), one.get("y")), text_of(one.get("name"), 80)
        if point and name:
            spots.append((at, name, text_of(one.get("description"), 600)))
            places.append(point)
    return spots, _apart(places)


def _apart(places: list[XY]) -> list[XY]:
    """Pins that would cover each other are moved aside; all stay in the frame."""
    least, edge = 2.6 * PIN, PIN + 8.0
    for turn in range(60):
        moved = False
        for one, two in itertools.combinations(range(len(places)), 2):
            gap = distance(places[one], places[two])
            if gap >= least:
                continue
            moved, angle = True, math.atan2(places[two][1] - places[one][1], places[two][0] - places[one][0])
            angle = angle if gap > 0.5 else 2.4 * (one + two + turn)
            push = (least - gap) / 2 + 0.5
            places[one] = (places[one][0] - push * math.cos(angle), places[one][1] - push * math.sin(angle))
            places[two] = (places[two][0] + push * math.cos(angle), places[two][1] + push * math.sin(angle))
        places[:] = [(min(WIDTH - edge, max(edge, x)), min(HEIGHT - edge, max(edge, y))) for x, y in places]
        if not moved:
            break
    return places


def areas_of(value: object) -> list[tuple[str, str, list[XY]]]:
    found = []
    for one in map(mapping, _list(value, _MOST_SHAPES)):
        points = points_of(one.get("points"))
        if len(points) > 2:
            found.append((_word(one.get("kind"), "district"), text_of(one.get("name"), 60), points))
    return found


def waters_of(value: object) -> tuple[list[tuple[str, list[XY]]], list[tuple[str, str, list[XY]]]]:
    """Seas lie below the land, lakes and rivers on it."""
    seas: list[tuple[str, list[XY]]] = []
    others: list[tuple[str, str, list[XY]]] = []
    for one in map(mapping, _list(value, _MOST_SHAPES)):
        kind, name, points = (
            _word(one.get("kind"), "lake"),
            text_of(one.get("name"), 60),
            points_of(one.get("points")),
        )
        if kind == "sea" and len(points) > 2:
            seas.append((name, points))
        elif len(points) > (1 if kind == "river" else 2):
            others.append(("river" if kind == "river" else "lake", name, points))
    return seas, others


def ways_of(
    value: object, spots: Sequence[tuple[int, str, str]], places: Sequence[XY]
) -> list[tuple[str, list[XY]]]:
    where = {at: place for (at, _, _), place in zip(spots, places, strict=True)}
    found = []
    for one in map(mapping, _list(value, 200)):
        start, end = where.get(_index(one.get("start"))), where.get(_index(one.get("end")))
        if start and end and start != end:
            found.append((_word(one.get("kind"), "road"), [start, *points_of(one.get("via")), end]))
    return found


def _index(value: object) -> int:
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else -1
