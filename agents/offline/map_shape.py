"""The shape of a described place: what the agent answers, by rule or by a model, and what the map draws.

Coordinates go from 0 to 1, x to the right and y down; a value outside is pulled to the border.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

PlaceKind = Literal["city", "wilderness", "structure"]


def _unit(value: object) -> float:
    number = float(value) if isinstance(value, (int, float, str)) else math.nan
    if not math.isfinite(number):
        raise ValueError("a coordinate is a number from 0 to 1")
    return min(1.0, max(0.0, round(number, 4)))


Unit = Annotated[float, BeforeValidator(_unit), Field(ge=0, le=1)]
Point = tuple[Unit, Unit]
Text = Annotated[str, Field(max_length=400)]


class Landmark(BaseModel):
    name: Text
    description: Annotated[str, Field(max_length=1200)] = ""
    x: Unit
    y: Unit
    kind: Text = ""


class Water(BaseModel):
    """A sea or lake is a closed shape, a river a line."""

    kind: Literal["sea", "lake", "river"]
    name: Text = ""
    points: Annotated[list[Point], Field(min_length=2, max_length=400)]


class Area(BaseModel):
    """A district of a city, a room, or land of one kind: forest, hills, marsh, dunes, meadow."""

    kind: Text = "district"
    name: Text = ""
    points: Annotated[list[Point], Field(min_length=3, max_length=400)]


class Path(BaseModel):
    """Joins two landmarks by their index in the list."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    kind: Text = "road"
    via: Annotated[list[Point], Field(max_length=100)] = []


class Scale(BaseModel):
    """How far it is from the left border to the right one."""

    across: Annotated[float, Field(gt=0, le=1e9)]
    unit: Annotated[str, Field(max_length=40)]


class MapLayout(BaseModel):
    outline: Annotated[list[Point], Field(max_length=400)] = []
    water: Annotated[list[Water], Field(max_length=20)] = []
    areas: Annotated[list[Area], Field(max_length=60)] = []
    paths: Annotated[list[Path], Field(max_length=200)] = []
    scale: Scale | None = None
    north: Annotated[
        float | None, Field(description="Degrees clockwise from the top; none for a section.")
    ] = 0.0


class PlaceSketch(BaseModel):
    location_name: Text
    type: PlaceKind
    description: str
    geography: str
    atmosphere: str
    landmarks: Annotated[list[Landmark], Field(max_length=40)]
    map_layout: MapLayout
