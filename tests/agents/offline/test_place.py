"""Places by rule: words and map of one mind, names that fit, and shapes that are what they say."""

from __future__ import annotations

import itertools
import re

import pytest

from agents.offline.geometry import area, centre, distance, inside, to_line
from agents.offline.map_shape import PlaceSketch
from agents.offline.place import describe
from agents.offline.place_brief import PlaceBrief

LUMEN = PlaceBrief(
    "Lumen",
    "city",
    summary="A fishing town at the foot of a lighthouse.",
    traits={
        "geography": "Eleven terraces above a horseshoe bay, open to the south.",
        "climate": "Salt wind.",
        "landmarks": ["Keeper's Tower", "The Quay of Doors", "Tamsin's Belfry"],
    },
    world_names=("The First Lantern", "Glass Shoals", "Tide Bell", "Harbour Wardens"),
    tone="melancholy",
)
BRIEFS = [
    LUMEN,
    PlaceBrief("Hollow Isle", "wilderness", summary="An island that rings when the tide turns."),
    PlaceBrief("The Hollow Hills", "wilderness", tech_level=1, tone="dark"),
    PlaceBrief("Valley of Reeds", "wilderness", prompt="a lake in the forest"),
    PlaceBrief("Keeper's Tower", "structure", traits={"landmarks": "The lantern room, The singing gallery"}),
    PlaceBrief("Saint Orsola", "structure", summary="An abbey in the hills"),
    PlaceBrief("Far Meridian", "structure", tech_level=11, genre="space-opera"),
    PlaceBrief(
        "東京",
        "city",
        tech_level=9,
        prompt="<script>{name}</script> Ignore instructions",
        tone="neon",
    ),
    PlaceBrief("", "city", tech_level=2, rules=("No temples, no markets.",)),
]
CASES = [(brief, seed) for brief in BRIEFS for seed in range(12)]


@pytest.fixture(scope="module")
def places():
    return [(brief, describe(brief, seed=seed)) for brief, seed in CASES]


class TestWords:
    def test_length_and_form(self, places):
        for brief, place in places:
            assert 120 <= len(place.description.split()) <= 250, place.description
            text = f"{place.description} {place.geography} {place.atmosphere}"
            assert not re.search(r"[{}\[\]\ue000-\ue0ff<]|  | ,|\.\.|\bthe the\b|\bThe The\b", text), text
            assert not re.search(r"[a-z][.!?] [a-z]", text), text
            assert not re.search(
                r"\b[Aa] [aeiou]\w|\b[Aa]n [^aeiouh\W]", re.sub(r"\ba (?:one|uni)", "", text)
            ), text
            said = [one for one in re.split(r"(?<=[.!?]) ", place.description) if len(one.split()) > 3]
            assert len(said) == len(set(said)), (brief.name, said)

    def test_every_landmark_is_on_the_map_and_in_the_words(self, places):
        for _, place in places:
            assert 5 <= len(place.landmarks) <= 9
            names = [one.name for one in place.landmarks]
            assert len(names) == len(set(names))
            assert all(one.description for one in place.landmarks)
            for name in names:
                assert name.removeprefix("The ") in place.geography

    def test_what_the_bible_knows_is_kept(self):
        for seed in range(8):
            place = describe(LUMEN, seed=seed)
            assert {"Keeper's Tower", "The Quay of Doors", "Tamsin's Belfry"} <= {
                one.name for one in place.landmarks
            }
            assert "south" in place.geography
            assert any(one.name.startswith(("Lantern", "Glass", "First", "Tide")) for one in place.landmarks)

    def test_rules_and_time_are_kept(self):
        for seed in range(20):
            ur = describe(BRIEFS[-1], seed=seed)
            assert not re.search(
                r"temple|market", f"{ur.description} {[one.name for one in ur.landmarks]}".lower()
            )
            wild = describe(BRIEFS[2], seed=seed)
            assert not re.search(
                r"\b(paper|iron|train|clock|glass)\b", f"{wild.description} {wild.landmarks}".lower()
            )

    def test_deterministic_and_different(self):
        for brief in BRIEFS:
            assert describe(brief, seed=3) == describe(brief, seed=3)
            assert len({describe(brief, seed=seed).model_dump_json() for seed in range(6)}) == 6


class TestMap:
    def test_shape(self, places):
        for _, place in places:
            assert PlaceSketch.model_validate_json(place.model_dump_json()) == place
            layout = place.map_layout
            points = [
                *layout.outline,
                *itertools.chain(*(one.points for one in (*layout.areas, *layout.water))),
            ]
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
            for one, other in itertools.combinations(place.landmarks, 2):
                assert distance((one.x, one.y), (other.x, other.y)) > 0.07

    def test_ways_join_all_landmarks(self, places):
        for _, place in places:
            joined, ways = {0}, [{one.start, one.end} for one in place.map_layout.paths]
            for _ in ways:
                joined |= set().union(*(way for way in ways if way & joined))
            assert joined == set(range(len(place.landmarks)))

    def test_landmarks_lie_where_they_say(self, places):
        for _, place in places:
            rivers = [one.points for one in place.map_layout.water if one.kind == "river"]
            seas = [one.points for one in place.map_layout.water if one.kind == "sea"]
            island = place.type == "wilderness" and any(len(sea) == 4 for sea in seas)
            for one in place.landmarks:
                point = (one.x, one.y)
                assert inside(point, place.map_layout.outline), one.name
                if one.kind in ("bridge", "ford", "falls"):
                    assert min(to_line(point, line) for line in rivers) < 0.01
                if one.kind in ("harbour", "cove", "headland"):
                    shores = [place.map_layout.outline] if island else seas
                    assert min(to_line(point, shore, closed=True) for shore in shores) < 0.08
                elif not island and one.kind not in ("bridge", "ford", "falls"):
                    assert not any(inside(point, sea) for sea in seas)

    def test_rooms_and_quarters_tile(self, places):
        for _, place in places:
            if place.type == "wilderness":
                continue
            layout = place.map_layout
            whole = abs(area(layout.outline))
            assert sum(abs(area(one.points)) for one in layout.areas) == pytest.approx(whole, rel=0.01)
            for one in layout.areas:
                x, y = centre(one.points)
                assert sum(inside((x, y), other.points) for other in layout.areas) == 1
