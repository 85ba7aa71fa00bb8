"""Free rules of a configuration, where they are simple enough to be checked."""

from __future__ import annotations

import pytest

from agents.consistency.rules.laws import law_of
from agents.consistency.service import violations_in_text
from agents.consistency.shapes import Rule, Severity


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("There are no dragons.", "A dragon landed. Two wyverns followed.", ["dragon", "wyverns"]),
        ("There are no dragons", "There were dragons once, they say. A song of dragons.", []),
        (
            "No engines, no gunpowder on the coast.",
            "A pistol cracked. The locomotive hissed.",
            ["pistol", "locomotive"],
        ),
        ("No engines", "The siege engine creaked.", []),
        ("No faster-than-light travel", "They engaged the warp drive.", ["warp drive"]),
        ("Real coffee is forbidden.", "She sold real coffee. Coffee is a word.", ["real coffee"]),
        ("Birds do not exist.", "A crow sat there like a bird.", ["crow"]),
        (
            "Nobody may whistle after midnight.",
            "At night he whistled. By noon she whistled too.",
            ["whistled"],
        ),
        ("Nobody may whistle after midnight.", "At night he never whistled.", []),
        ("No one can swim", "Pell swam to the boat.", ["swam"]),
        ("No magic", "The sorcerer levitated.", ["sorcerer", "levitated"]),
    ],
)
def test_simple_laws(universe, world, rule, said, expected):
    world(rules=[rule])
    found = violations_in_text(universe, said)
    assert [one.evidence for one in found] == expected
    assert {one.rule for one in found} <= {Rule.WORLD_RULE}
    assert all(rule in one.explanation for one in found)


@pytest.mark.parametrize(
    "rule",
    [
        "No lamp without a seal.",
        "The sea grows calm within the light of a true lantern.",
        "Starfolk weigh as much as a cat and cannot lie about the sky.",
        "Nobody may be king.",
        "There is no other way.",
        "Keepers may not leave their light after dusk.",
        "No matter what, the bell is rung.",
    ],
)
def test_what_takes_understanding_is_left(rule):
    assert law_of(rule) is None


def test_what_is_forbidden_may_be_done_by_somebody():
    forbidden, absent = law_of("Artificial minds are forbidden."), law_of("There are no artificial minds.")
    assert forbidden is not None
    assert absent is not None
    assert (forbidden.severity, absent.severity) == (Severity.WARNING, Severity.ERROR)


def test_a_law_says_it_before_the_tech_level_does(universe, world):
    world(rules=["No gunpowder"], tech_level="medieval")
    assert [one.rule for one in violations_in_text(universe, "A musket cracked.")] == [Rule.WORLD_RULE]


def test_a_name_is_no_thing(universe, world, make):
    world(rules=["There are no birds."])
    make("Raven")
    assert violations_in_text(universe, "Raven laughed at the door.") == []
