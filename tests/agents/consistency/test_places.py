"""Nobody is in two places at once, as far as the dates are exact enough to say so."""

from __future__ import annotations

import pytest

from agents.consistency.service import (
    violations_in_text,
    violations_of_element,
    violations_of_scene,
    violations_of_universe,
)
from agents.consistency.shapes import Rule, Severity


@pytest.fixture
def mara(make):
    return make("Mara")


@pytest.fixture
def places(make):
    return [make(name, "location") for name in ("Lumen", "Saltmarket")]


def severities(found):
    return [one.severity for one in found if one.rule is Rule.TWO_PLACES]


def test_the_same_minute_at_two_places(universe, mara, places, happen, play):
    happen("The vote", "1204-03-17 08:30", mara, elements=[places[0]])
    scene = play("The kiss", location=places[1], participants=[mara], starts="1204-03-17 08:30")
    for found in (violations_of_scene(scene), violations_of_element(mara), violations_of_universe(universe)):
        assert severities(found) == [Severity.ERROR]
        assert found[0].subjects == [str(mara.pk)]
        assert "Lumen" in found[0].explanation
        assert "Saltmarket" in found[0].explanation


def test_inside_a_stretch_that_is_certain(universe, mara, places, happen):
    happen("The siege", "1203-06-01", mara, ends="1203-08-20", elements=[places[0]])
    happen("The feast", "1203-07-04", mara, elements=[places[1]])
    assert severities(violations_of_element(mara)) == [Severity.ERROR]


def test_one_day_is_long_enough_for_a_walk(universe, mara, places, happen):
    happen("Breakfast", "1204-03-17", mara, elements=[places[0]])
    happen("Supper", "1204-03-17", mara, elements=[places[1]])
    assert severities(violations_of_element(mara)) == [Severity.INFO]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"starts": "1204"}, {"starts": "1204-03-17"}),
        ({"starts": "1204-03-17 08:30", "about": True}, {"starts": "1204-03-17 08:30"}),
        ({"starts": "1204-03-17 08:30"}, {"starts": "1204-03-17 08:31"}),
        ({"starts": "1203-06-01", "ends": "1203-08-20"}, {"starts": "1203-06-01"}),
    ],
)
def test_what_may_well_be(universe, mara, places, happen, first, second):
    happen("One", first.pop("starts"), mara, elements=[places[0]], **first)
    happen("Other", second.pop("starts"), mara, elements=[places[1]], **second)
    assert Severity.ERROR not in severities(violations_of_element(mara))


def test_a_room_lies_in_its_town(universe, mara, places, make, happen, tie):
    tower, room = make("The Tower", "location"), make("The Room", "location")
    tie(room, "part-of", tower)
    tie(tower, "located-in", places[0])
    happen("The vote", "1204-03-17 08:30", mara, elements=[places[0]])
    happen("The kiss", "1204-03-17 08:30", mara, elements=[room])
    assert violations_of_element(mara) == []


def test_who_is_absent_may_take_part(universe, mara, places, happen):
    happen("The vote", "1204-03-17 08:30", {"element": mara, "role": "absent"}, elements=[places[0]])
    happen("The kiss", "1204-03-17 08:30", mara, elements=[places[1]])
    assert violations_of_element(mara) == []


def test_a_text_that_puts_somebody_elsewhere(universe, mara, places, happen, moment):
    happen("The siege", "1203-06-01", mara, ends="1203-08-20", elements=[places[0]])
    said = "In Saltmarket the rain stopped. Mara laughed."
    (found,) = violations_in_text(universe, said, as_of=moment("1203-07-04"))
    assert (found.rule, found.severity) == (Rule.TWO_PLACES, Severity.WARNING)
    assert violations_in_text(universe, said, as_of=moment("1204")) == []
    assert violations_in_text(universe, said.replace("Saltmarket", "Lumen"), as_of=moment("1203-07-04")) == []
