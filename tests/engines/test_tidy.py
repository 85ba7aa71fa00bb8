"""Putting the model's words in order."""

import math
import random
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from media_pipeline.engines.transcribe import tidy
from media_pipeline.engines.transcribe.contract import Word


def phrase(*words, logprob=-0.3, no_speech=0.1, compression=1.2, text=None):
    """A phrase of (start, end, text) words."""
    made = tuple(Word(start, end, word, 0.9) for start, end, word in words)
    said = " ".join(word.word for word in made) if text is None else text
    return tidy.Phrase(
        made[0].start if made else 0.0,
        made[-1].end if made else 1.0,
        said,
        logprob,
        no_speech,
        compression,
        made,
    )


def test_numpy_floats_of_the_model_become_json_numbers():
    words = [(0.5, 1.0, " Hi"), (1.0, 1.5, " there"), (1.5, 1.5, " ")]
    raw = SimpleNamespace(
        start=np.float64(0.5),
        end=np.float64(1.5),
        text=" Hi there",
        avg_logprob=-0.1,
        no_speech_prob=0.0,
        compression_ratio=1.0,
        words=[
            SimpleNamespace(
                start=np.float64(start), end=np.float64(end), word=word, probability=np.float64(0.9)
            )
            for start, end, word in words
        ],
    )
    (found,) = tidy.segments([tidy.phrase(raw, offset=600.0)], 700.0)
    assert found.text == "Hi there"
    word, _ = found.words
    assert (word.start, word.end, word.word) == (600.5, 601.0, "Hi")
    assert [type(value) for value in (word.start, word.end, word.probability, found.confidence)] == [
        float
    ] * 4


def test_confidence_is_a_probability():
    (found,) = tidy.segments([phrase((0, 1, "sea"), logprob=-0.5)], 2.0)
    assert found.confidence == pytest.approx(math.exp(-0.5), abs=1e-4)
    (certain,) = tidy.segments([phrase((0, 1, "sea"), logprob=0.2)], 2.0)
    assert certain.confidence == 1.0


@pytest.mark.parametrize(
    ("no_speech", "logprob", "kept"),
    [(0.9, -0.5, True), (0.1, -2.0, True), (0.9, -2.0, False), (0.6, -2.0, True), (0.9, -1.0, True)],
)
def test_a_phrase_goes_only_when_both_gates_say_so(no_speech, logprob, kept):
    found = tidy.segments([phrase((0, 1, "you"), no_speech=no_speech, logprob=logprob)], 2.0)
    assert bool(found) is kept
    if kept:
        assert ("unsure" in found[0].flags) is (no_speech > 0.6 or logprob < -1)


def test_what_holds_no_letter_is_not_heard():
    assert tidy.segments([phrase((0, 1, "♪"), text="♪ ♪"), phrase(text="...")], 2.0) == ()


def test_loops_and_lengthless_words_are_flagged_and_kept():
    chorus = phrase(*[(n, n + 0.8, "home") for n in range(6)])
    (found,) = tidy.segments([chorus], 10.0)
    assert len(found.words) == 6
    assert found.flags == ("loop",)
    (flat,) = tidy.segments([phrase((1.0, 1.0, "sea"), (1.0, 2.0, "and"))], 10.0)
    assert flat.flags == ("no_length",)
    assert flat.words[0].end > flat.words[0].start
    assert tidy.segments([phrase((0, 1, "x"), compression=3.0)], 2.0)[0].flags == ("loop",)


def test_a_word_that_begins_in_the_break_waits_for_the_voice():
    words = phrase((4.0, 5.6, "Come"), (5.6, 6.0, "home"))
    (found,) = tidy.segments([words], 10.0, [(0.0, 3.0), (5.2, 9.0)])
    assert [word.start for word in found.words] == [5.2, 5.6]
    (kept,) = tidy.segments([words], 10.0, [(0.0, 4.5), (5.2, 9.0)])
    assert kept.words[0].start == 4.0


@pytest.mark.parametrize("seed", range(80))
def test_times_are_in_order_whatever_the_model_says(seed):
    chance = random.Random(seed)
    duration = chance.choice([0.04, 0.5, 3.0, 30.0])
    strange = [math.nan, math.inf, -1.0, duration + 5, 0.0]
    phrases = []
    for _ in range(chance.randrange(1, 8)):
        words = []
        for _ in range(chance.randrange(0, 8)):
            start = chance.uniform(0, duration) if chance.random() < 0.9 else chance.choice(strange)
            end = start + chance.uniform(-0.3, 1.0) if chance.random() < 0.9 else chance.choice(strange)
            words.append((start, end, "la"))
        phrases.append(phrase(*words, text="la"))
    found = tidy.segments(phrases, duration)
    words = [word for segment in found for word in segment.words]
    assert len(words) == sum(len(one.words) for one in phrases)
    for word in words:
        assert 0 <= word.start < word.end
        assert word.end <= duration + 0.001 * len(words)
    for before, after in pairwise(words):
        assert before.end <= after.start + 1e-9
    for segment in found:
        assert segment.start < segment.end
        assert all(segment.start <= word.start and word.end <= segment.end for word in segment.words)
    for left, right in pairwise(found):
        assert left.end <= right.start + 1e-9
