"""The map of a described place as a drawing: shapes, pins and labels, ready for the template to write as SVG.

It takes whatever looks like the answer of the spatial agent, also from a model or edited by hand. Every text
stays a text, which the template escapes.
"""

from __future__ import annotations

import re

from umam.studio.place_map.labels import compass, pins_of, scale_bar, summary_of
from umam.studio.place_map.model import BUILT, PIN, PlaceMap, Room, Shape
from umam.studio.place_map.reading import (
    areas_of,
    mapping,
    points_of,
    spots_of,
    text_of,
    waters_of,
    ways_of,
)
from umam.studio.place_map.shapes import (
    area_shape,
    beyond,
    doors_of,
    glyphs_of,
    line_of,
    smooth,
    straight,
    walls_of,
    water_shape,
)


def draw(output: object, *, ident: str = "place-map") -> PlaceMap:
    """The drawing of a spatial agent's answer."""
    answer = mapping(output)
    layout = mapping(answer.get("map_layout"))
    name = text_of(answer.get("location_name"), 120) or "this place"
    spots, places = spots_of(answer.get("landmarks"))
    areas = areas_of(layout.get("areas"))
    seas, waters = waters_of(layout.get("water"))
    ways = ways_of(layout.get("paths"), spots, places)
    room = Room([(x - PIN - 3, y - PIN - 3, x + PIN + 3, y + PIN + 3) for x, y in places])
    room.boxes += walls_of(areas)
    north = compass(layout.get("north", 0), room)
    scale = scale_bar(layout.get("scale"), room)
    pins = pins_of(spots, places, room)
    outline = points_of(layout.get("outline"))
    built = any(kind in BUILT for kind, _, _ in areas) or any(kind == "district" for kind, _, _ in areas)
    return PlaceMap(
        ident=re.sub(r"[^\w-]", "-", ident),
        name=name,
        summary=summary_of(pins),
        seas=tuple(Shape(smooth(beyond(line)), "sea", title) for title, line in seas),
        land=(straight(outline) if built else smooth(beyond(outline))) if len(outline) > 2 else "",
        areas=tuple(area_shape(*one, taken={pin.name for pin in pins}, room=room) for one in areas),
        waters=tuple(water_shape(kind, title, line, room) for kind, title, line in waters),
        glyphs=glyphs_of(areas, waters, ways, room),
        paths=tuple(Shape(line_of(line), f"way-{kind}") for kind, line in ways),
        doors=doors_of(areas, ways),
        pins=pins,
        scale=scale,
        north=north,
    )


__all__ = ["PlaceMap", "draw"]
