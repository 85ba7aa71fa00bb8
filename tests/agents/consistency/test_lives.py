"""The dead and the unborn: who acts, and who is only spoken of."""

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
def aldric(make, happen):
    element = make("Aldric Vane", aliases=["Ser Aldric"])
    happen("Aldric is born", "1160", {"element": element, "role": "born"}, event_type="birth")
    happen("Aldric falls", "1204-05-02", {"element": element, "role": "died"}, event_type="death")
    return element


@pytest.mark.parametrize(
    "said",
    [
        "Ser Aldric drew his sword.",
        "Then Aldric Vane slowly turned away.",
        "“Not this one,” said Aldric Vane.",
        "Aldric Vane and Osmund walked on.",
        "Aldric Vane was waiting at the gate.",
    ],
)
def test_the_dead_do_not_act(universe, aldric, moment, said):
    (found,) = violations_in_text(universe, said, as_of=moment("1206"))
    assert (found.rule, found.severity, found.subjects) == (Rule.DEAD, Severity.ERROR, [str(aldric.pk)])
    assert violations_in_text(universe, said, as_of=moment("1200")) == []
    assert violations_in_text(universe, said) == []
    (found,) = violations_in_text(universe, said, as_of=moment("1150"))
    assert found.rule is Rule.UNBORN


@pytest.mark.parametrize(
    "said",
    [
        "They buried Aldric Vane in spring.",
        "She stood before the portrait of Ser Aldric. Aldric Vane smiled down at her.",
        "Aldric Vane had loved that window.",
        "Aldric Vane's sword hung in the hall.",
        "“Aldric Vane laughed at such weather,” said the cook.",
        "The ghost of Aldric Vane walked the wall.",
        "She remembered how Ser Aldric laughed.",
        "Nobody sat in the chair of Aldric Vane.",
    ],
)
def test_the_dead_are_spoken_of(universe, aldric, moment, said):
    assert violations_in_text(universe, said, as_of=moment("1206")) == []


def test_the_unborn_are_foretold(universe, aldric, moment):
    said = "The prophecy named Aldric Vane, who came with a sword."
    assert violations_in_text(universe, said, as_of=moment("1150")) == []


def test_a_name_of_two_may_mean_the_one_who_lives(universe, aldric, make, moment):
    make("Young Aldric", aliases=["Ser Aldric"])
    assert violations_in_text(universe, "Ser Aldric drew his sword.", as_of=moment("1206")) == []


def test_who_is_cast_takes_part(universe, aldric, moment):
    (found,) = violations_in_text(universe, "Nobody came.", as_of=moment("1206"), cast=[str(aldric.pk)])
    assert found.rule is Rule.DEAD
    at_grave = "They laid flowers on the grave of Aldric Vane."
    assert violations_in_text(universe, at_grave, as_of=moment("1206"), cast=[aldric.pk]) == []


def test_scenes_are_judged_at_their_time(universe, aldric, play):
    late = play("Too late", "Ser Aldric laughed.", participants=[aldric], starts="1206")
    assert [one.rule for one in violations_of_scene(late)] == [Rule.DEAD]
    assert (
        violations_of_scene(play("In time", "Ser Aldric laughed.", participants=[aldric], starts="1203"))
        == []
    )
    assert violations_of_scene(play("Any time", "Ser Aldric laughed.", participants=[aldric])) == []


def test_dates_that_contradict_a_life(universe, aldric, happen):
    happen("The feast", "1210", aldric)
    happen("The funeral", "1204-05-09", aldric)
    happen("The unveiling", "1230", {"element": aldric, "role": "remembered"})
    happen("The oath", "1140", aldric)
    for found in (violations_of_element(aldric), violations_of_universe(universe)):
        assert {(one.rule, one.evidence) for one in found} == {
            (Rule.DEAD, "The feast"),
            (Rule.UNBORN, "The oath"),
        }


def test_a_rough_date_is_a_warning(universe, make, happen, moment):
    binu = make("Binu")
    happen("Binu dies", "120", {"element": binu, "role": "died"}, event_type="death", about=True)
    (found,) = violations_in_text(universe, "Binu laughed.", as_of=moment("0130"))
    assert found.severity is Severity.WARNING


def test_who_is_born_again_lives(universe, aldric, happen, moment):
    happen("Aldric returns", "1250", {"element": aldric, "role": "born"}, event_type="birth")
    assert violations_in_text(universe, "Ser Aldric laughed.", as_of=moment("1260")) == []
    assert violations_in_text(universe, "Ser Aldric laughed.", as_of=moment("1240")) != []
