"""What the painter understands."""

from __future__ import annotations

import pytest

from media_pipeline.engines.image.painting import vocabulary
from media_pipeline.engines.image.painting.compose import PAINTERS
from media_pipeline.engines.image.painting.words import read


@pytest.mark.parametrize(
    ("prompt", "place", "time"),
    [
        ("Snow-covered peaks of the Alps at sunrise", "mountains", "dawn"),
        ("A caravan crosses the dunes in the golden hour", "desert", "golden"),
        ("The forest at midnight", "forest", "night"),
        ("Wildflowers in a meadow, bright sunlight", "meadow", "day"),
        ("a lighthouse on the cliffs at dusk", "coast", "dusk"),
        ("Boats in the harbor at sunset", "harbour", "sunset"),
        ("the endless ocean under moonlight", "sea", "night"),
        ("A quiet lake at first light", "lake", "dawn"),
        ("the skyline of a metropolis at night", "city", "night"),
        ("Neon alley, twilight", "street", "dusk"),
        ("her bedroom in the morning light", "room", "dawn"),
        ("a cathedral of marble columns", "hall", ""),
        ("An old library full of books", "library", ""),
        ("a spaceship near a nebula", "space", "night"),
        ("above the clouds at golden hour", "clouds", "golden"),
        ("driving down the highway at sunset", "road", "sunset"),
        ("the band plays a concert on stage", "stage", "night"),
        ("whales under water in the coral reef", "underwater", ""),
        ("a cottage in a snowy village at night", "village", "night"),
    ],
)
def test_place_and_hour_come_from_the_words(prompt, place, time):
    scene = read(prompt)
    assert scene.place == place
    assert time in {"", scene.time}


@pytest.mark.parametrize(
    ("prompt", "concept"),
    [
        ("rain-soaked streets", "rain"),
        ("a thunderstorm over the sea", "storm"),
        ("northern lights over the fjord", "aurora"),
        ("embers of a campfire", "embers"),
        ("fireflies in the garden", "fireflies"),
        ("cherry blossoms fall", "petals"),
        ("sunbeams through the mist", "fog"),
        ("sunbeams through the trees", "rays"),
        ("two lovers kissing", "couple"),
        ("a ballerina dancing", "dancer"),
        ("dancing alone", "dancer"),
        ("wolves howling", "wolf"),
        ("a flock of seagulls", "birds"),
        ("hot air balloons", "balloon"),
        ("an old steam train", "train"),
    ],
)
def test_weather_and_figures_are_heard(prompt, concept):
    assert read(prompt).has(concept)


def test_what_is_refused_does_not_appear():
    assert "deer" in read("a deer in the forest").figures
    assert "deer" not in read("a deer in the forest", negative="deer").figures
    assert "rain" not in read("a street without rain").weather
    assert not read("a woman on a street", negative="people, text").figures


def test_mood_and_style_come_from_their_fields_before_the_prompt():
    scene = read("a happy meadow", mood="melancholy", style="film noir")
    assert (scene.mood, scene.style) == ("melancholy", "noir")


def test_colour_words_are_kept_in_order():
    assert read("a teal sea under a pink sky").colours == ("#168a8f", "#f2789f")


def test_unknown_words_lead_somewhere_and_always_to_the_same_place():
    first = read("qwertz plugh xyzzy", seed=3)
    assert first == read("qwertz plugh xyzzy", seed=3)
    assert first.place in PAINTERS
    assert len({read("qwertz plugh xyzzy", seed=seed).place for seed in range(24)}) > 4


def test_every_place_of_the_vocabulary_has_a_painter():
    assert set(vocabulary.SETTINGS) == set(PAINTERS)
    assert set(vocabulary.SUGGESTIONS) <= set(PAINTERS)


def test_one_person_is_not_drawn_as_two():
    assert read("a girl dancing").figures == ("dancer",)
    assert read("a woman with an umbrella").figures == ("umbrella",)


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("a lighthouse against a stormy sea", "coast"),
        ("a convertible on a desert highway", "road"),
        ("balloons over a sea of clouds", "clouds"),
        ("a taxi in a neon street", "street"),
    ],
)
def test_what_is_seen_decides_where_it_stands(prompt, place):
    assert read(prompt).place == place
