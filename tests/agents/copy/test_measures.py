"""Words, sentences, ease and feeling."""

from __future__ import annotations

import time

import pytest

from agents.copy.prose import (
    holds,
    is_english,
    long_sentences,
    reading_ease,
    sentences,
    shortened,
    words,
)
from agents.copy.sentiment import sentiment

EASY = "The cat sat on the mat. It was warm in the sun. We all had tea and went to bed."
HARD = (
    "The institutionalisation of interdisciplinary epistemological considerations necessitates an "
    "unprecedented reconceptualisation of the organisational responsibilities of the administration."
)
GERMAN = "Die Laterne am Hafen darf niemals ausgehen, denn das Meer antwortet auf das Licht der Menschen."


class TestWords:
    def test_scripts(self):
        assert words("Mara's light, 灯台 ضوء") == ["Mara's", "light", "灯", "台", "ضوء"]

    def test_sentences(self):
        text = "Dr. Voss came. “Where?” she said! Nobody knew… 光が来た。終わり。\nA line"
        assert sentences(text) == [
            "Dr. Voss came.",
            "“Where?”",
            "she said!",
            "Nobody knew…",
            "光が来た。",
            "終わり。",
            "A line",
        ]

    def test_whole_words_only(self):
        assert holds("The best of all.", "the BEST")
        assert not holds("The bestiary", "the best")
        assert not holds("anything", "")

    def test_long_sentences(self):
        assert long_sentences("Short one. " + "word " * 30) == [("word " * 30).strip()]


class TestShortened:
    def test_ends_at_a_word_that_can_end(self):
        assert shortened("The keeper of the light at the end of the world", 24) == "The keeper of the light"
        assert shortened("The keeper of the light at the end", 30) == "The keeper of the light"

    @pytest.mark.parametrize("text", ["x" * 300, "灯" * 300, "a b " * 100, "the of and to in " * 30, ""])
    @pytest.mark.parametrize("most", [10, 60])
    def test_always_fits_and_never_vanishes(self, text, most):
        short = shortened(text, most)
        assert len(short) <= most
        assert bool(short) == bool(text.strip())


class TestEase:
    def test_easy_is_easier(self):
        easy, hard = reading_ease(EASY), reading_ease(HARD)
        assert easy is not None
        assert hard is not None
        assert easy > 90
        assert hard < 10

    @pytest.mark.parametrize(
        "text", ["", "   ", "灯台の光は消えない。", "ضوء المنارة لا ينطفئ أبدا", GERMAN, "12 34 56", "!!!"]
    )
    def test_only_english_is_measured(self, text):
        assert reading_ease(text) is None
        assert not is_english(text)

    def test_a_list_is_no_endless_sentence(self):
        listed = "\n".join(["The light on the hill", "The boat in the bay", "The bell of the tide"] * 5)
        ease = reading_ease(listed)
        assert ease is not None
        assert ease > 60

    def test_a_flood(self):
        begun = time.monotonic()
        assert reading_ease("The light is on. " * 100_000) is not None
        assert time.monotonic() - begun < 10


class TestSentiment:
    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("I love this lovely, happy place. Everybody is kind.", "positive"),
            ("This is a terrible, sad and hateful place. Everybody died.", "negative"),
            ("The boat is at the pier. The lamp is on the wall.", "neutral"),
        ],
    )
    def test_labels(self, text, label):
        found = sentiment(text)
        assert found.label == label
        assert found.measured
        assert -1 <= found.score <= 1

    @pytest.mark.parametrize("text", ["", "灯台の光", "ضوء المنارة", "\n\n"])
    def test_what_is_not_known_is_neutral_and_says_so(self, text):
        assert sentiment(text).as_dict() == {"label": "neutral", "score": 0.0, "measured": False}

    def test_a_flood(self):
        begun = time.monotonic()
        found = sentiment("I love the light but not the dark and " * 20_000)
        assert time.monotonic() - begun < 5
        assert -1 <= found.score <= 1
