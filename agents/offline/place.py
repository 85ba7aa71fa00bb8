"""A place by rule: where things lie comes first, and the words are read off the map, so they agree."""

from __future__ import annotations

import random
from collections.abc import Sequence

from agents.offline.geometry import XY, centre
from agents.offline.layouts.city import city
from agents.offline.layouts.ground import Ground
from agents.offline.layouts.structure import structure
from agents.offline.layouts.wild import wilderness
from agents.offline.map_shape import Area, Landmark, MapLayout, Path, PlaceSketch, Scale, Water
from agents.offline.place_brief import PlaceBrief
from agents.offline.place_names import Names
from agents.offline.place_plan import Plan, plan_of
from agents.offline.place_prose import Prose
from agents.offline.reading import barred_words

_ACROSS = {
    "city": ("paces", (900, 2400)),
    "wilderness": ("leagues", (6, 40)),
    "structure": ("paces", (40, 110)),
}
_MODERN = {"city": ("km", (2, 6)), "wilderness": ("km", (18, 90)), "structure": ("m", (35, 95))}
_METRES_FROM = 6


def describe(brief: PlaceBrief, *, seed: int = 0) -> PlaceSketch:
    """The place of `brief`; the same for the same seed."""
    dice = random.Random(f"place|{seed}|{brief.name}|{brief.kind}|{brief.prompt[:300]}")
    plan = plan_of(brief, dice)
    ground = _ground(brief, plan, dice)
    names = Names(brief.world_names, brief.name, brief.tech_level, barred_words(brief.rules), dice)
    landmarks = _landmarks(plan, ground, names)
    layout = _layout(brief, ground, landmarks, names, dice)
    prose = Prose(brief, ground, landmarks, layout, dice)
    return PlaceSketch(
        location_name=prose.name,
        type=brief.kind,
        description=prose.description(),
        geography=prose.geography(),
        atmosphere=prose.atmosphere(),
        landmarks=landmarks,
        map_layout=layout,
    )


def _ground(brief: PlaceBrief, plan: Plan, dice: random.Random) -> Ground:
    if brief.kind == "city":
        ground = city(plan.sites, plan.water, plan.side, dice)
    elif brief.kind == "wilderness":
        ground = wilderness(plan.sites, plan.water, plan.side, dice, lands=plan.lands)
    else:
        ground = structure(plan.sites, plan.form, dice)
    ground.facts["water"] = plan.water
    return ground


def _landmarks(plan: Plan, ground: Ground, names: Names) -> list[Landmark]:
    return [
        Landmark(
            name=known or names.landmark(site), description=names.once(site.texts), x=x, y=y, kind=site.key
        )
        for site, known, (x, y) in zip(plan.sites, plan.names, ground.spots, strict=True)
    ]


def _layout(
    brief: PlaceBrief, ground: Ground, landmarks: Sequence[Landmark], names: Names, dice: random.Random
) -> MapLayout:
    unit, (least, most) = (_MODERN if brief.tech_level >= _METRES_FROM else _ACROSS)[brief.kind]
    across = dice.uniform(least, most)
    step = 10 ** (len(str(int(across))) - 1) / 2
    kinds = {"city": "street", "wilderness": "trail", "structure": "passage"}
    return MapLayout(
        outline=[_kept(point) for point in ground.outline],
        water=[
            Water.model_validate({"kind": kind, "name": names.water(kind), "points": points})
            for kind, points in ground.water
        ],
        areas=[
            Area(
                kind=kind,
                name=_area_name(kind, points, landmarks, names),
                points=[_kept(point) for point in points],
            )
            for kind, points in ground.areas
        ],
        paths=[
            Path(start=one, end=two, kind=kinds[brief.kind], via=[_kept(point) for point in via])
            for one, two, via in ground.paths
        ],
        scale=Scale(across=max(step, round(across / step) * step), unit=unit),
        north=None if ground.facts.get("plan") == "tower" else 0.0,
    )


def _kept(point: XY) -> XY:
    return (min(1.0, max(0.0, point[0])), min(1.0, max(0.0, point[1])))


def _area_name(kind: str, points: Sequence[XY], landmarks: Sequence[Landmark], names: Names) -> str:
    """A room has the name of the landmark in it; the rest gets one of its own."""
    if kind in ("room", "court"):
        middle = centre(points)
        near = min(landmarks, key=lambda one: (one.y - middle[1]) ** 2 * 4 + (one.x - middle[0]) ** 2)
        return near.name
    return names.area(kind)
