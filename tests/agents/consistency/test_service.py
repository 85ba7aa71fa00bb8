"""The questions together: order, bounds, secrets, and what they cost."""

from __future__ import annotations

import time

import pytest

from agents.consistency.reading import Text
from agents.consistency.service import (
    violations_in_text,
    violations_of_element,
    violations_of_scene,
    violations_of_universe,
)
from agents.consistency.shapes import Rule, Severity, Violation


def test_a_violation_is_known_again_by_its_fingerprint():
    one = Violation(rule=Rule.MAGIC, severity=Severity.ERROR, evidence="The  Wand!", explanation="No.")
    same = one.model_copy(update={"evidence": "the wand", "explanation": "Still no.", "severity": "info"})
    assert one.fingerprint == same.fingerprint
    assert one.fingerprint != one.model_copy(update={"subjects": ["x"]}).fingerprint
    assert one.fingerprint != one.model_copy(update={"rule": Rule.PHYSICS}).fingerprint


def test_each_once_and_the_gravest_first(universe, world):
    world(tech_level="renaissance", genre="fantasy")
    found = violations_in_text(universe, "Okay. A train stood at the station. A laptop. A laptop. A LAPTOP.")
    assert [(one.severity, one.evidence) for one in found] == [
        (Severity.ERROR, "laptop"),
        (Severity.WARNING, "train"),
        (Severity.WARNING, "Okay"),
    ]


def test_markdown_and_mentions_are_read_as_words(universe, world, make):
    world(tech_level="medieval")
    make("Old Tamsin")
    assert violations_in_text(universe, '# Dawn\n\n@"Old Tamsin" *rang* the `bell`.') == []
    assert [one.evidence for one in violations_in_text(universe, "A **laptop**.")] == ["laptop"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "…",
        "¿?",
        "a" * 50_000,
        "ALL IN CAPITALS " * 2_000,
        "Mr. " * 5_000,
        "霧の灯台で歌う。",
        "'s 's ’ --",
        "\n\n\n",
    ],
)
def test_any_text_can_be_asked_about(universe, world, said):
    world(tech_level="medieval", genre="fantasy", tone="dark", magic_system="none", rules=["No birds."])
    assert violations_in_text(universe, said, as_of=0) == []


def test_a_text_without_end_takes_no_longer(universe, world):
    world(tech_level="medieval", magic_system="none", tone="dark", genre="fantasy", rules=["No birds."])
    began = time.process_time()
    found = violations_in_text(universe, "the laptop of no bird and " * 20_000)
    assert {one.evidence for one in found} == {"laptop"}
    assert time.process_time() - began < 20


def test_long_texts_are_read_to_their_end(universe, world, make, happen, moment):
    world(tech_level="medieval")
    ser = make("Aldric Vane")
    happen("He falls", "1204", {"element": ser, "role": "died"}, event_type="death")
    said = "The rain went on. " * 3000 + "Aldric Vane laughed at the laptop."
    assert {one.rule for one in violations_in_text(universe, said, as_of=moment("1300"))} == {
        Rule.DEAD,
        Rule.TECHNOLOGY,
    }


def test_an_element_is_read_whole(universe, world, make):
    world(tech_level="medieval", magic_system="none")
    lamp = make(
        "Laser Rifle",
        "item",
        summary="A toy.",
        body="It came by railway.",
        traits=[{"key": "powers", "value": ["levitates"], "trait_type": "list", "label": "Powers"}],
    )
    assert {one.evidence for one in violations_of_element(lamp)} == {"Laser Rifle", "railway", "levitates"}
    assert {one.evidence for one in violations_of_universe(universe)} >= {"railway", "levitates"}


def test_secrets_are_not_read(universe, world, make, happen, play, moment):
    world(tech_level="medieval")
    hidden = make("Morgrave", visibility="secret", body="He owns a laptop.")
    happen("He dies", "1200", {"element": hidden, "role": "died"}, event_type="death")
    open_one = make("Nia")
    happen("She dies", "1200", {"element": open_one, "role": "died"}, event_type="death", visibility="secret")
    play("Late", "Morgrave laughed. Nia laughed.", participants=[hidden, open_one], starts="1300")
    play("Hidden", "A laptop.", visibility="secret")
    said = "Morgrave laughed. Nia laughed."
    assert violations_in_text(universe, said, as_of=moment("1300"), cast=[hidden.pk, open_one.pk]) == []
    assert violations_of_universe(universe) == []


def test_the_limit_is_kept(universe, world, play):
    world(tech_level="medieval")
    for thing in ("laptop", "telegraph", "satellite dish", "typewriter"):
        play(f"A {thing}", f"A {thing} stood there.")
    assert len(violations_of_universe(universe)) == 4
    assert len(violations_of_universe(universe, limit=2)) == 2
    assert violations_of_universe(universe, limit=0) == []


@pytest.mark.parametrize("count", [3, 30])
def test_a_text_costs_the_same_in_a_larger_world(
    universe, world, make, happen, moment, count, django_assert_max_num_queries
):
    world(tech_level="medieval", rules=["No birds"])
    people = [make(f"Friend {number}") for number in range(count)]
    lumen = make("Lumen", "location")
    for person in people:
        happen(f"Birth of {person}", "1100", {"element": person, "role": "born"}, event_type="birth")
        happen(f"Watch of {person}", "1203-06-01", person, ends="1203-09-01", elements=[lumen])
    said = "In Lumen " + " ".join(f"{person} laughed at Fiend {count}'s laptop." for person in people)
    with django_assert_max_num_queries(20):
        violations_in_text(universe, said, as_of=moment("1203-07-01"), cast=[one.pk for one in people])


@pytest.mark.parametrize("count", [3, 30])
def test_a_universe_costs_the_same_queries_for_a_chunk(
    universe, world, make, happen, play, count, django_assert_max_num_queries
):
    world(tech_level="medieval")
    lumen, market = make("Lumen", "location"), make("Saltmarket", "location")
    for number in range(count):
        person = make(f"Friend {number}", body="Sells laptops.")
        happen(f"Here {number}", "1204-03-17 08:30", person, elements=[lumen])
        play(
            f"There {number}", "He waits.", participants=[person], location=market, starts="1204-03-17 08:30"
        )
    with django_assert_max_num_queries(30):
        found = violations_of_universe(universe)
    assert sum(one.rule is Rule.TWO_PLACES for one in found) == count
    assert any(one.rule is Rule.TECHNOLOGY for one in found)


def test_a_scene_costs_a_handful(universe, world, make, play, django_assert_max_num_queries):
    world(tech_level="medieval")
    people = [make(f"Friend {number}") for number in range(20)]
    lumen = make("Lumen", "location")
    scene = play(
        "Meeting", "Friend 3 laughed.", participants=people, location=lumen, starts="1204-03-17 08:30"
    )
    with django_assert_max_num_queries(20):
        assert violations_of_scene(scene) == []


def test_sentences_and_clauses():
    text = Text.read("Dr. Okafor rose, and sat. “No,” she said. Who?")
    assert [text.quote(*one) for one in text.sentences()] == [
        "Dr. Okafor rose, and sat",
        "No,” she said",
        "Who",
    ]
    assert text.quote(*text.clause(1)) == "Dr. Okafor rose"
    assert text.is_spoken(text.lower.index("no"))
    assert not text.is_spoken(text.lower.index("said"))
