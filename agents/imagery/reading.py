"""What lyrics and a style call up: motifs, places, an hour, weather and a mood, strongest first."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from agents.imagery.air import HOURS, MOODS, WEATHERS
from agents.imagery.motifs import MOTIFS, Motif
from agents.imagery.places import PLACES

# Lyrics may be a whole song or worse; a scene's words are about fifty.
MOST_CHARACTERS = 4000

_FUNCTION_WORDS = (
    "a an the in on at of over under above below by with and from into through along across between beside "
    "before behind against as its his her their is are while where to"
)
PLAIN_ENGLISH = frozenset(_FUNCTION_WORDS.split())

_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"))
_SHORTEST_STEM = 3

E = TypeVar("E")


@dataclass(frozen=True)
class Reading:
    """Everything found, in order of strength. `places` are those that were named."""

    motifs: tuple[Motif, ...]
    places: tuple[str, ...]
    hours: tuple[str, ...]
    weathers: tuple[str, ...]
    moods: tuple[str, ...]


def read(text: str) -> Reading:
    """Look every word of `text` up. Unknown words are passed over."""
    words = _words(text)
    motif_words, other = _index()
    scores: dict[str, float] = {}
    found: dict[str, dict[str, int]] = {"place": {}, "hour": {}, "weather": {}, "mood": {}}
    pairs = [f"{one}_{other}" for one, other in itertools.pairwise(words)]
    for word in [*words, *pairs]:
        forms = tuple(_forms(word))
        for motif in _first(motif_words, forms):
            # The same word again means less than another word for the same thing.
            scores[motif.key] = scores.get(motif.key, 0.0) * 1.1 + motif.weight
        for kind, key in _first(other, forms):
            found[kind][key] = found[kind].get(key, 0) + 1
    by_key = {motif.key: motif for motif in MOTIFS}
    return Reading(
        motifs=tuple(by_key[key] for key in _strongest(scores)),
        places=_strongest(found["place"]),
        hours=_strongest(found["hour"]),
        weathers=_strongest(found["weather"]),
        moods=_strongest(found["mood"]),
    )


def stems(text: str) -> list[str]:
    """The words of `text` that carry meaning, cut to a stem of sorts: "fog" and "foggy" are the same."""
    words = [word for word in _words(text) if word not in PLAIN_ENGLISH and len(word) > 2]
    return [word[:4] if len(word) > 4 else word[:3] + word[3:].rstrip("sy") for word in words]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:MOST_CHARACTERS].casefold().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in _WORD.findall(plain.replace("ß", "ss")) if len(word) > 1]


def _forms(word: str) -> Iterable[str]:
    yield word
    for ending, instead in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST_STEM:
            yield stem + instead
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _strongest(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Keys by score; the one that came first wins a tie."""
    return tuple(sorted(scores, key=lambda key: -scores[key]))


def _first(index: Mapping[str, Sequence[E]], forms: Sequence[str]) -> Sequence[E]:
    for form in forms:
        if form in index:
            return index[form]
    return ()


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, list[Motif]], dict[str, list[tuple[str, str]]]]:
    """Word to motifs, and word to (kind, key) of everything else."""
    motifs: dict[str, list[Motif]] = {}
    for motif in MOTIFS:
        for word in motif.words:
            motifs.setdefault(word, []).append(motif)
    other: dict[str, list[tuple[str, str]]] = {}
    groups: tuple[tuple[str, dict[str, frozenset[str]]], ...] = (
        ("place", {key: place.words for key, place in PLACES.items()}),
        ("hour", {key: hour.words for key, hour in HOURS.items()}),
        ("weather", {key: weather.words for key, weather in WEATHERS.items()}),
        ("mood", {key: words for key, (words, _) in MOODS.items()}),
    )
    for kind, group in groups:
        for key, words in group.items():
            for word in words:
                other.setdefault(word, []).append((kind, key))
    return motifs, other
