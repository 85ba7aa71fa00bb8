"""The drawn map: names that cover nothing, texts that stay texts, and answers of every sort."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from agents.offline.place import describe
from tests.agents.offline.test_place import BRIEFS
from umam.studio.place_map import draw
from umam.studio.place_map.labels import FONT, width_of
from umam.studio.place_map.model import HEIGHT, PIN, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=y> {{ 7 }} &amp; \x00'


def rendered(drawing) -> str:
    return render_to_string("agents/place_map.html", {"map": drawing})


def boxes(drawing):
    for pin in drawing.pins:
        yield pin.x - PIN, pin.y - PIN, pin.x + PIN, pin.y + PIN
        for line in pin.label:
            wide = width_of(line.text, FONT)
            left = line.x - {"start": 0.0, "middle": wide / 2, "end": wide}[line.anchor]
            yield left, line.y - 12, left + wide, line.y + 3


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("brief", BRIEFS, ids=range(len(BRIEFS)))
def test_nothing_covers_anything(brief, seed):
    drawing = draw(describe(brief, seed=seed).model_dump())
    assert len(drawing.pins) >= 5
    assert sum(bool(pin.label) for pin in drawing.pins) >= len(drawing.pins) - 1
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(boxes(drawing), 2):
        assert c <= e or g <= a or d <= f or h <= b
    for left, top, right, bottom in boxes(drawing):
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= HEIGHT
    for pin in drawing.pins:
        assert pin.card
        assert pin.card.x >= 0
        assert pin.card.x + pin.card.width <= WIDTH
        assert pin.card.y >= 0
        assert pin.card.y + pin.card.height <= HEIGHT


def test_it_is_svg_that_can_be_read_and_reached():
    drawing = draw(describe(BRIEFS[0]).model_dump(), ident="map-1")
    html = rendered(drawing)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)
    svg = ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    assert svg.find(f"{SVG}title").text == "Map of Lumen"
    assert "Keeper's Tower" in svg.find(f"{SVG}desc").text
    assert svg.get("aria-labelledby") == "map-1-title map-1-desc"
    spots = [one for one in svg.iter(f"{SVG}g") if one.get("tabindex") == "0"]
    assert len(spots) == len(drawing.pins)
    assert all(one.get("aria-label") for one in spots)
    assert html.count("<li>") == len(drawing.pins)


def test_texts_stay_texts():
    place = describe(BRIEFS[0]).model_dump()
    place["location_name"] = HOSTILE
    for one in place["landmarks"]:
        one["name"], one["description"] = f"{one['x']}{HOSTILE}", HOSTILE * 3
    for one in (*place["map_layout"]["areas"], *place["map_layout"]["water"]):
        one["name"] = HOSTILE
        one["kind"] = '"><script>' if one["kind"] == "district" else one["kind"]
    place["map_layout"]["paths"][0]["kind"] = '" onclick="x'
    place["map_layout"]["scale"]["unit"] = HOSTILE
    html = rendered(draw(place, ident='"><b>'))
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert not re.search(r'\sonclick="|\sonerror=y&gt;?"', html)
    ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])


def test_pins_on_one_spot_are_moved_apart():
    drawing = draw({"landmarks": [{"name": f"Spot {n}", "x": 1.0, "y": 0.0} for n in range(8)]})
    for one, other in itertools.combinations(drawing.pins, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > PIN * 1.9
    assert all(PIN <= pin.x <= WIDTH - PIN and PIN <= pin.y <= HEIGHT - PIN for pin in drawing.pins)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        {},
        {"landmarks": "none", "map_layout": "a circle"},
        {"landmarks": [None, {"name": "No place"}, {"x": 1, "y": 2}, {"name": "Far", "x": 9e99, "y": "-3"}]},
        {"landmarks": [{"name": "A", "x": "nan", "y": math.inf}, {"name": "B", "x": True, "y": [1]}]},
        {
            "map_layout": {
                "outline": [[0, 0], [1]],
                "water": [{"kind": "sea", "points": [[0, 0]]}],
                "areas": [3],
            }
        },
        {
            "map_layout": {
                "paths": [{"start": 5, "end": -1}, {"start": "x", "end": 1e30}],
                "scale": {"across": 0},
            }
        },
        {
            "map_layout": {
                "areas": [{"points": [[0, 0], [0, 0], [0, 0]]}, {"points": [[0, 0], [1, 1], [0.5, 0.5]]}]
            }
        },
        {
            "map_layout": {
                "areas": [
                    {
                        "kind": "forest",
                        "name": "W",
                        "points": [{"x": 0, "y": 0}, {"x": 1, "y": 0}, {"x": 1, "y": 1}],
                    }
                ]
            }
        },
        {
            "map_layout": {
                "north": "up",
                "scale": {"across": 1e-300, "unit": "m"},
                "water": [{"kind": "river", "points": [[0, 0], [1, 1]]}],
            }
        },
    ],
)
def test_any_answer_can_be_drawn(answer):
    html = rendered(draw(answer))
    ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    assert not re.search(r"\bnan\b|\binf\b|None", html)


def test_very_many_things_are_too_many():
    many = {
        "landmarks": [
            {"name": "N" * 500, "description": "d " * 900, "x": n / 900, "y": 0.5} for n in range(900)
        ]
    }
    drawing = draw(many)
    assert len(drawing.pins) == 40
    assert len(rendered(drawing)) < 120_000
