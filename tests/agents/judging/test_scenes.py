"""Scenes by their words."""

from __future__ import annotations

import random
import time

import pytest

from agents.judging.judge import score
from agents.judging.scores import Candidate, Kind, Wish

PIECES = [
    "Mara climbed the {n} steps with the oil can in her hand.",
    "“You are late,” said Tamsin from step {n}, and she did not turn around.",
    "The tide had left {n} boats on the sand, leaning like tired cattle.",
    "Nobody on the pier looked up when bell number {n} rang.",
    "She thought of the {n} letters in the drawer, and shut it.",
    "“Then we wait,” said Mara. “Light number {n} will hold.”",
]
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def scene(words=400):
    told, at = [], 0
    while sum(len(one.split()) for one in told) < words:
        told.append(PIECES[at % len(PIECES)].format(n=f"{NUMBERS[at // 6 % 12]} and {NUMBERS[at % 11]}"))
        at += 1
    return " ".join(told)


def read(text, **wish):
    return score(Candidate("x", Kind.SCENE, text=text), Wish(**wish))


def test_a_good_scene():
    found = read(scene(), names=("Mara Voss", "Old Tamsin"))
    assert found.of("length").value == found.of("names").value == 1
    assert found.total > 0.7


@pytest.mark.parametrize("words", [30, 150, 3000])
def test_length(words):
    assert read(scene(words)).of("length").value < read(scene(500)).of("length").value
    assert f"has {len(scene(500).split())} words" in read(scene(500)).of("length").evidence


def test_repetition():
    again = read("Mara lit the lamp and went home. " * 60)
    assert again.of("repeated").value == 0
    assert again.of("repeated").evidence.startswith("59 of 60 sentences come again")
    assert again.total < read(scene()).total


def test_missing_people():
    found = read(scene(), names=("Mara Voss", "Ivo Voss", "The Gullwing")).of("names")
    assert found.value == pytest.approx(1 / 3, abs=0.01)
    assert found.evidence == "1 of 3 asked for are named; missing: Ivo Voss, The Gullwing."


def test_talk():
    assert read("He walked. " * 3).of("dialogue").value < 1
    assert read(scene()).of("dialogue").value == 1
    assert "0% of its words" in read("He walked on.").of("dialogue").evidence


@pytest.mark.parametrize("quoted", ["“Come here now,”", '"Come here now,"', "«Come here now»"])
def test_quotes_of_all_kinds(quoted):
    assert read(f"{quoted} he said.").of("dialogue").evidence.startswith("60%")


class TestEdges:
    @pytest.mark.parametrize("text", ["", "  \n ", "!!! …", "\x00"])
    def test_nothing(self, text):
        assert read(text).total == 0

    @pytest.mark.parametrize("text", ["灯台の光は消えない。" * 60, "ضوء المنارة لا ينطفئ. " * 60, "<b>x</b>"])
    def test_other_scripts(self, text):
        found = read(text, names=("灯台",))
        assert 0 <= found.total <= 1
        assert found.of("ease").weight == 0

    def test_a_flood(self):
        begun = time.monotonic()
        assert 0 <= read(scene(200) * 5000).total <= 1
        assert time.monotonic() - begun < 10

    @pytest.mark.parametrize("seed", range(10))
    def test_noise(self, seed):
        rng = random.Random(seed)
        text = "".join(rng.choice("ab “”\".!?\n光ض<>'’") for _ in range(2000))
        found = read(text, names=("a",))
        assert 0 <= found.total <= 1
        assert found.as_dict() == read(text, names=("a",)).as_dict()
