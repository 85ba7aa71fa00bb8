"""Putting written lyrics onto heard words."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from media_pipeline.film.lyrics import settle

TEXT = "I keep the lighthouse bright,\nthe stars have lost their way.\n\n[Chorus]\nCome home, come home to me"


def heard(*words: str, start: float = 1.0, step: float = 0.4) -> list[dict]:
    """One segment whose words follow each other at an even pace."""
    timed = [
        {"start": start + step * n, "end": start + step * n + 0.35, "word": word, "probability": 0.9}
        for n, word in enumerate(words)
    ]
    return [{"start": timed[0]["start"], "end": timed[-1]["end"], "text": " ".join(words), "words": timed}]


def words_of(settled) -> list[dict]:
    return [word for line in settled.lines for word in line["words"]]


def test_spelling_and_lines_are_the_writers_and_times_the_singers():
    found = settle(
        heard(
            *[
                "i",
                "keep",
                "the",
                "light",
                "house",
                "bright",
                "the",
                "stars",
                "have",
                "lost",
                "there",
                "way",
                "come",
                "home",
                "come",
                "home",
                "to",
                "me",
            ]
        ),
        TEXT,
        duration=20,
    )
    assert [line["text"] for line in found.lines] == [
        "I keep the lighthouse bright,",
        "the stars have lost their way.",
        "Come home, come home to me",
    ]
    first = words_of(found)[0]
    assert (first["word"], first["start"]) == ("I", 1.0)
    assert found.matched is not None
    assert found.matched > 0.9
    assert "matched" in found.note


def test_a_word_that_was_not_heard_stands_between_its_neighbours():
    found = settle(heard("i", "keep", "lighthouse", "bright"), "I keep the lighthouse bright", duration=10)
    keep, the, lighthouse = words_of(found)[1:4]
    assert keep["end"] <= the["start"] < the["end"] <= lighthouse["start"] + 0.06
    assert the["probability"] == 0.0


def test_words_that_were_sung_but_not_written_go():
    found = settle(heard("oh", "come", "home", "yeah", "to", "me"), "come home to me", duration=10)
    assert [word["word"] for word in words_of(found)] == ["come", "home", "to", "me"]


def test_a_text_of_another_song_is_not_used():
    found = settle(
        heard("come", "home", "to", "me"), "Completely different verses about machinery", duration=10
    )
    assert [line["text"] for line in found.lines] == ["come home to me"]
    assert "do not fit" in found.note


def test_nothing_heard():
    assert settle([], "", duration=10).lines == []
    assert "could not be placed" in settle([], TEXT, duration=10).note


def test_heard_lines_break_at_pauses_and_when_full():
    segments = heard(*["word"] * 12)
    segments[0]["words"][5]["start"] += 0.0
    for word in segments[0]["words"][6:]:
        word["start"] += 2
        word["end"] += 2
    lines = settle(segments, "", duration=20).lines
    assert [len(line["words"]) for line in lines] == [6, 6]
    long = settle(heard(*["harbour"] * 30), "", duration=60).lines
    assert all(len(line["text"]) <= 42 for line in long)


def test_accents_case_and_other_scripts_match():
    found = settle(heard("уходи", "ночь", "café"), "Уходи, ночь! Cafe", duration=10)
    assert found.matched == 1.0


@pytest.mark.parametrize("seed", range(60))
def test_times_are_always_in_order(seed):
    chance = random.Random(seed)
    vocabulary = ["come", "home", "to", "me", "light", "sea"]
    sung = [chance.choice(vocabulary) for _ in range(chance.randrange(1, 40))]
    text = "\n".join(
        " ".join(word for word in sung[n : n + 5] if chance.random() > 0.3) or "sea"
        for n in range(0, len(sung), 5)
    )
    found = settle(heard(*sung), text, duration=40)
    words = words_of(found)
    for word in words:
        assert word["end"] > word["start"] >= 0
    for before, after in pairwise(words):
        assert before["start"] <= after["start"]
        assert before["end"] <= after["start"] + 0.011
    for line in found.lines:
        assert line["text"] == " ".join(word["word"] for word in line["words"])
