"""Technology, magic, nature, genre and tone: what is flagged, and what only sounds like it."""

from __future__ import annotations

import pytest

from agents.consistency.facts import World
from agents.consistency.reading import Stance, Text, stance
from agents.consistency.rules import lexical
from agents.consistency.service import violations_in_text
from agents.consistency.shapes import Rule, Severity
from storybible.models import WorldOption

MEDIEVAL = World(genre="fantasy", tone="dark", physics="standard", tech=4, magic=0)
NOBODY: frozenset[int] = frozenset()


def evidence(rule, said, world=MEDIEVAL, *, infos=False):
    found = rule(Text.read(said), world, NOBODY)
    return [one.evidence for one in found if infos or one.severity is not Severity.INFO]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("He checked the laptops twice.", ["laptops"]),
        ("The train left the station at noon.", ["train", "station"][:1]),
        ("She telephoned. The phone was dead.", ["phone"]),
        ("A six-shooter lay on the table beside the sewing machine.", ["six-shooter", "sewing machine"]),
        ("He struck a match and lit the lamp.", ["struck a match"]),
        ("An AI ran the mill.", ["AI"]),
        ("The Internet was down.", ["Internet"]),
    ],
)
def test_things_that_are_too_late(said, expected):
    assert evidence(lexical.technology, said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "The train of her dress swept the stair.",
        "He led the mare out, and cells and nets and mobile hands were all she saw.",
        "The siege engine creaked. An engine of war needs no steam.",
        "He was a drone among the bees of the hive.",
        "The pilot brought the ship over the bar and looked at the glass.",
        "A film of ice lay on the pond.",
        "She kept the night watch over him.",
        "A plane for wood and a screen of willow stood in the corner.",
        "There was no telephone in those days.",
        "Nobody had ever seen a helicopter.",
        "The railway had not been invented.",
        "Instead of a rifle he had a stick.",
        "They call him Mr. Rocket, and Tom Laser is his friend.",
        "He paid me back and found his match.",
        "The battery of catapults stood in the hall.",
    ],
)
def test_what_only_sounds_late(said):
    assert evidence(lexical.technology, said) == []


def test_who_only_compares_is_told_of_it_gently():
    text = Text.read("His heart went like a steam engine.")
    (found,) = lexical.technology(text, MEDIEVAL, NOBODY)
    assert found.severity is Severity.INFO


def test_one_level_early_is_a_warning_and_more_an_error():
    world = World(tech=5)
    found = lexical.technology(Text.read("A locomotive and a laptop."), world, NOBODY)
    assert [one.severity for one in found] == [Severity.WARNING, Severity.ERROR]


def test_nothing_is_judged_by_what_nobody_decided():
    said = "The wizard's laptop exploded, dude, and he walked through walls."
    for rule in (lexical.technology, lexical.magic, lexical.physics, lexical.genre_words, lexical.tone_words):
        assert evidence(rule, said, World()) == []


def test_old_machines_lie_about_where_the_world_fell():
    world = World(genre="post-apocalyptic", tech=4)
    assert evidence(lexical.technology, "They slept in the rusted wreck of a car.", world) == []
    assert evidence(lexical.technology, "She parked the car.", world) == ["car"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The wizard raised his staff.", ["wizard"]),
        ("She cast a spell on the door.", ["cast a spell"]),
        ("He levitated above the table.", ["levitated"]),
        ("She waved her wand, and the kettle sang.", ["wand"]),
        ("A financial wizard kept the books.", []),
        ("A spell of rain. He spelled the word. A spell out of doors.", []),
        ("They tell a tale of a dragon and an elf.", []),
        ("There is no magic here.", []),
        ("She moved as if by magic, under the spell of the music.", []),
        ("They burned her as a witch.", []),
        ("The magic of the evening was that nobody spoke.", []),
    ],
)
def test_magic_where_there_is_none(said, expected):
    assert evidence(lexical.magic, said) == expected


def test_magic_counts_by_its_strength():
    said = "The witch traced a glowing rune and threw a fireball."
    assert evidence(lexical.magic, said, World(magic=2)) == ["fireball"]
    assert evidence(lexical.magic, said, World(magic=3)) == []


def test_acts_against_nature():
    said = "She walked through the wall and turned invisible."
    assert evidence(lexical.physics, said) == ["walked through the wall", "turned invisible"]
    for world in (World(physics="soft"), World(physics="standard", magic=3), World()):
        assert evidence(lexical.physics, said, world) == []
    assert evidence(lexical.physics, "He dreamed that he walked through walls.") == []


def test_words_of_another_genre():
    assert evidence(lexical.genre_words, "Okay, dude, said the knight.") == ["Okay"]
    assert evidence(lexical.genre_words, "“Okay,” said Quill.", World(genre="western", tech=6)) == []
    assert evidence(lexical.genre_words, "Okay, dude.", World(genre="historical", tech=7)) == []
    assert evidence(lexical.genre_words, "Prithee, log in.", World(genre="cyberpunk", tech=9)) == ["Prithee"]


def test_words_of_another_tone():
    assert evidence(lexical.tone_words, "He trod on a banana peel.") == ["banana peel"]
    whimsical = World(tone="whimsical")
    assert evidence(lexical.tone_words, "They waded in entrails.", whimsical) == ["entrails"]
    assert evidence(lexical.tone_words, "It was as red as a massacre.", whimsical) == []


def test_what_a_word_means():
    def of(said, word):
        text = Text.read(said)
        place = text.lower.index(word)
        return stance(text, place, place + 1)

    assert of("There were dragons once, they say.", "dragons") is Stance.ABSENT
    assert of("He is no wizard.", "wizard") is Stance.ABSENT
    assert of("She never touched the lever.", "lever") is Stance.THERE
    assert of("As fast as an arrow he fled.", "arrow") is Stance.COMPARED
    assert of("I like the telephone.", "telephone") is Stance.THERE
    assert of("A song about dragons.", "dragons") is Stance.TOLD


def test_a_studios_own_options_count_by_their_level(world, universe):
    WorldOption.objects.create(universe=universe, kind="tech_level", key="brass", label="Brass Age", level=6)
    WorldOption.objects.create(universe=universe, kind="magic_system", key="breath", label="Breath", level=1)
    world(tech_level="brass", magic_system="breath")
    found = violations_in_text(universe, "The locomotive passed. A smartphone rang. A fireball fell.")
    assert [(one.rule, one.evidence) for one in found] == [
        (Rule.TECHNOLOGY, "smartphone"),
        (Rule.MAGIC, "fireball"),
    ]
    assert "Brass Age" in found[0].explanation


def test_what_the_bible_calls_by_name_exists(world, universe, make):
    world(tech_level="medieval")
    assert [one.evidence for one in violations_in_text(universe, "Two airships rose.")] == ["airships"]
    make("Airship", "technology")
    assert violations_in_text(universe, "Two airships rose over the Airship yard.") == []
