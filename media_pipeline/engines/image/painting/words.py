"""Reading a prompt: which place, hour, weather, figures, mood and style its words call for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from media_pipeline.engines.image.painting import vocabulary
from media_pipeline.engines.image.painting.noise import Rng, seeded
from media_pipeline.engines.image.painting.palettes import COLOUR_NAMES

_WORD = re.compile(r"[a-z0-9][a-z0-9'&]*")
_LONGEST = 4
_NEGATIONS = frozenset({"no", "without", "not", "never"})
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("'s", ""),
)

# Where the imagination goes when a prompt names no place at all.
_DEFAULTS = (
    "mountains",
    "sea",
    "meadow",
    "city",
    "lake",
    "clouds",
    "forest",
    "coast",
    "road",
    "space",
    "desert",
)
_DEFAULT_TIMES = {
    "joyful": ("golden", "day", "dawn"), "melancholy": ("dusk", "dawn", "night"), "dark": ("night", "dusk"),
    "tense": ("dusk", "night", "sunset"), "mysterious": ("night", "dusk", "dawn"), "peaceful": ("dawn",
    "golden", "day"),
    "romantic": ("sunset", "golden", "dusk"), "epic": ("sunset", "golden", "dawn"), "dreamy": ("dawn",
    "dusk", "sunset"),
    "high_energy": ("night", "sunset", "dusk"), "luxury_reveal": ("golden", "dusk", "night"),
    "surreal_trip": ("dusk", "night", "sunset"), "nostalgic": ("golden", "sunset", "dawn"),
}  # fmt: skip
_PLACE_TIMES = {"city": ("dusk", "night", "sunset"), "street": ("night", "night", "dusk"),
"stage": ("night",),
    "space": ("night",), "harbour": ("dusk", "sunset", "dawn"), "library": ("golden", "dusk", "night"),
    "underwater": ("day", "golden", "dusk"), "hall": ("golden", "dawn", "day", "dusk"),
    "room": ("golden", "dawn", "dusk", "night"), "village": ("dusk", "night", "sunset")}  # fmt: skip

_HOMES = {
    "lighthouse": ("coast",), "car": ("road", "street", "city"), "train": ("road", "city"),
    "balloon": ("clouds", "meadow", "mountains", "desert", "lake", "village"),
    "jellyfish": ("underwater",), "astronaut": ("space",),
}  # fmt: skip
_PEOPLE = frozenset({"person", "woman", "couple", "crowd", "child", "cloak", "dancer", "singer",
"guitarist", "umbrella",
                     "astronaut"})  # fmt: skip
_ANYBODY = frozenset({"person", "woman"})


@dataclass(frozen=True)
class Scene:
    """What is to be painted. `place` is a key of the painters, the tuples hold concepts of the vocabulary."""

    place: str
    time: str
    weather: tuple[str, ...]
    figures: tuple[str, ...]
    mood: str
    style: str
    colours: tuple[str, ...]
    heard: frozenset[str]
    named: bool
    hour_named: bool

    def has(self, *concepts: str) -> bool:
        return any(concept in self.weather or concept in self.figures for concept in concepts)


def read(prompt: str, *, negative: str = "", mood: str = "", style: str = "", seed: int = 0) -> Scene:
    """Understand a prompt. What it leaves open is chosen by a hash of it and the seed, never at random."""
    heard, refused = _hear(prompt)
    refused |= _hear(negative)[0].keys()
    heard = {phrase: place for phrase, place in heard.items() if phrase not in refused}
    rng = seeded("scene", prompt, seed)
    feeling = _best(vocabulary.MOODS, _hear(f"{mood} {style}")[0]) or _best(vocabulary.MOODS, heard) or ""
    look = _best(vocabulary.STYLES, _hear(style)[0]) or _best(vocabulary.STYLES, heard) or ""
    place = _best(vocabulary.SETTINGS, heard)
    named = place is not None
    hour = _best(vocabulary.TIMES, heard)
    place = _pinned(heard, place) or _best(vocabulary.SUGGESTIONS, heard) or _pick(rng, _DEFAULTS)
    excluded = {
        concept for group in (vocabulary.FIGURES, vocabulary.WEATHER) for concept in _all(group, refused)
    }
    figures = tuple(concept for concept in _all(vocabulary.FIGURES, heard) if concept not in excluded)
    weather = tuple(concept for concept in _all(vocabulary.WEATHER, heard) if concept not in excluded)
    if refused & {"people", "person", "figure"}:
        figures = tuple(one for one in figures if one not in _PEOPLE)
    elif set(figures) & (_PEOPLE - _ANYBODY):
        # "A girl dancing" is one dancer, not a girl and a dancer.
        figures = tuple(one for one in figures if one not in _ANYBODY)
    if "couple" in figures:
        figures = tuple(one for one in figures if one not in {"dancer", "child"})
    return Scene(
        place=place,
        time=hour or _best(vocabulary.TIME_HINTS, heard) or _time(rng, place, feeling),
        weather=weather,
        figures=figures,
        mood=feeling,
        style=look,
        colours=tuple(COLOUR_NAMES[word] for word in heard if word in COLOUR_NAMES),
        heard=frozenset(heard),
        named=named,
        hour_named=hour is not None,
    )


def _pinned(heard: Mapping[str, int], place: str | None) -> str | None:
    """A lighthouse stands on a coast and a car drives on a road, whatever else is named."""
    for figure in _all(vocabulary.FIGURES, heard):
        homes = _HOMES.get(figure)
        if homes and place not in homes:
            return homes[0]
    return place


def _time(rng: Rng, place: str, mood: str) -> str:
    choices = (
        _PLACE_TIMES.get(place)
        or _DEFAULT_TIMES.get(mood)
        or ("golden", "sunset", "dawn", "dusk", "day", "night")
    )
    return _pick(rng, choices)


def _pick(rng: Rng, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _hear(text: str) -> tuple[dict[str, int], set[str]]:
    """Known phrases of a text with the place of their first mention, and those that follow a negation."""
    words = _WORD.findall(text.lower().replace("_", " ").replace("-", " ").replace("’", "'"))
    heard: dict[str, int] = {}
    refused: set[str] = set()
    position = 0
    while position < len(words):
        phrases, length = _longest(words, position)
        negated = any(word in _NEGATIONS for word in words[max(0, position - 2) : position])
        for phrase in phrases:
            if negated:
                refused.add(phrase)
            else:
                heard.setdefault(phrase, position)
        position += max(1, length)
    return heard, refused


def _longest(words: list[str], position: int) -> tuple[list[str], int]:
    """The longest known phrase that starts here, in each form that is known ("dancing", "dance"), and its
    length.
    """
    known = _known()
    for length in range(_LONGEST, 0, -1):
        part = words[position : position + length]
        if len(part) < length:
            continue
        phrases = ["_".join([*part[:-1], last]) for last in _forms(part[-1])]
        found = [phrase for phrase in dict.fromkeys(phrases) if phrase in known]
        if found:
            return found, length
    return [], 1


def _forms(word: str) -> Iterable[str]:
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)] + instead
            yield stem
            if not instead and len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    groups = (
        vocabulary.SETTINGS, vocabulary.SUGGESTIONS, vocabulary.TIMES, vocabulary.TIME_HINTS,
        vocabulary.WEATHER, vocabulary.FIGURES,
        vocabulary.MOODS, vocabulary.STYLES,
    )  # fmt: skip
    words = {word for group in groups for line in group.values() for word in line.split()}
    return frozenset(words | set(COLOUR_NAMES) | {"people", "person"})


@lru_cache(maxsize=64)
def _split(line: str) -> frozenset[str]:
    return frozenset(line.split())


def _best(group: Mapping[str, str], heard: Mapping[str, int]) -> str | None:
    """The concept with most words; longer phrases weigh more, earlier ones win a tie."""
    scores: dict[str, tuple[float, int]] = {}
    for concept, line in group.items():
        hits = [phrase for phrase in heard if phrase in _split(line)]
        if hits:
            weight = sum(
                1.0 + 0.5 * phrase.count("_") + (0.6 if phrase == concept else 0.0) for phrase in hits
            )
            scores[concept] = (weight, -min(heard[phrase] for phrase in hits))
    return max(scores, key=lambda concept: scores[concept]) if scores else None


def _all(group: Mapping[str, str], heard: Iterable[str]) -> list[str]:
    """Every concept that was mentioned, in the order of mention."""
    found: list[str] = []
    for phrase in heard:
        found += [
            concept for concept, line in group.items() if phrase in _split(line) and concept not in found
        ]
    return found
