"""Is a picture prompt that a model wrote good enough? Each rule answers with a complaint it can act on."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from agents.imagery.composing import Picture
from agents.imagery.places import PLACES
from agents.imagery.reading import PLAIN_ENGLISH, read, stems

LEAST_WORDS, MOST_WORDS = 8, 75
MOST_CHARACTERS = 480
MOST_REPEATS = 3
ECHO_WORDS = 5
EXAMPLE_WORDS = 4
# Two prompts with more than this share of common words would give the same picture.
MOST_ALIKE = 0.7

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MARKUP = re.compile(r"[<>{}\[\]|#@*_`\\]|https?:|www\.|\n")
_SPEAKING = re.compile(
    r"\b(?:i|i'm|i'll|me|my|mine|we|us|our|you|your|prompt|lyrics?|song|instructions?|system|assistant"
    r"|language model|as an ai|sorry|cannot|user)\b",
    re.IGNORECASE,
)
# What a small model likes to say, and nobody can paint: sounds, smells, thoughts.
_UNSEEN = re.compile(
    r"\b(?:sounds?|voices?|music|melod\w+|whisper\w*|smell\w*|scent\w*|echo\w*|howl\w*|groan\w*|hum\w*|laugh\w*"
    r"|footsteps?|roar\w*|silence|testament|beauty|joy\w*|love\w*|memor\w+|dreams?|hopes?|reminder|story|stories"
    r"|tales?|sense|feel\w*|life|soul\w*|time|moment\w*|relentless\w*|mystery)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:woman|man|figure|dancer|traveller|singer|wanderer|guitarist|hiker|climber|reader|guest|pianist|rider|hero"
    r"|couple|children|figures|dancers|lovers)\b"
)
_SUNNY = re.compile(r"\b(?:sun|sun(?:light|shine|rise|ny)|noon|daylight|morning)\b", re.IGNORECASE)
_STARRY = re.compile(r"\b(?:stars?|moon\w*|night\w*|midnight|darkness)\b", re.IGNORECASE)
_NOTHING = re.compile(r"(?!)")
_WRONG_SKY = {
    "dawn": _STARRY,
    "day": _STARRY,
    "golden": _STARRY,
    "sunset": _STARRY,
    "dusk": _SUNNY,
    "night": _SUNNY,
}
_FALLING = frozenset({"rain", "snow", "storm"})
_COARSE = re.compile(
    r"\b(?:fuck\w*|shit\w*|cunt\w*|bitch\w*|whore\w*|nigg\w*|fag\w*|rape\w*|porn\w*|nude|naked|gore|corpse\w*)\b",
    re.IGNORECASE,
)
_LEAST_ENGLISH = 0.15


def complaint(text: str, *, lyrics: str, style: str, previous: Sequence[str] = ()) -> str | None:
    """What is wrong with `text` as a picture prompt for these lyrics, or None when it will do."""
    words = _words(text)
    return (
        _size(text, words)
        or _manners(text)
        or _english(words)
        or _repetition(words)
        or _echo(words, lyrics, ECHO_WORDS)
        or _about(text, words, f"{lyrics} {style}")
        or _seen_before(words, previous)
    )


def disagreement(rest: str, picture: Picture, examples: Sequence[str] = ()) -> str | None:
    """Where `rest`, the end of a sentence that began with the picture's clause, leaves that picture.

    `examples` are sentences the model was shown: what it takes from them word by word is no answer.
    """
    if _UNSEEN.search(rest):
        return "It tells of things that cannot be seen."
    found = read(rest)
    if _WRONG_SKY.get(picture.hour, _NOTHING).search(rest):
        return "It changes the hour."
    if set(found.weathers) & _FALLING - {picture.weather}:
        return "It changes the weather."
    if set(found.places) - {picture.place, "clouds", *PLACES[picture.place].relatives}:
        return "It changes the place."
    words = _words(rest)
    if set(stems(rest)) & set(stems(picture.clause)):
        return "It says the same thing twice."
    if "its" in words and (
        _PERSON.search(picture.clause) or not picture.clause.startswith(("a ", "an ", "one "))
    ):
        return "It confuses who is meant."
    return _echo(words, " / ".join(examples), EXAMPLE_WORDS)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text.replace("’", "'"))]


def _size(text: str, words: Sequence[str]) -> str | None:
    if len(words) < LEAST_WORDS:
        return f"Too short: write at least {LEAST_WORDS} words."
    if len(words) > MOST_WORDS or len(text) > MOST_CHARACTERS:
        return f"Too long: write at most {MOST_WORDS} words."
    return None


def _manners(text: str) -> str | None:
    if _MARKUP.search(text):
        return "Write plain sentences, without markup, links or lists."
    if _SPEAKING.search(text):
        return "Describe only what can be seen; speak neither to nor of anybody outside the picture."
    if _COARSE.search(text):
        return "Keep it fit for everybody to see."
    return None


def _english(words: Sequence[str]) -> str | None:
    share = sum(word in PLAIN_ENGLISH for word in words) / len(words)
    if share < _LEAST_ENGLISH or not all(word.isascii() or len(word) > 3 for word in words):
        return "Write whole sentences in English."
    return None


def _repetition(words: Sequence[str]) -> str | None:
    said = Counter(word for word in words if word not in PLAIN_ENGLISH)
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    stuttered = any(one == other for one, other in itertools.pairwise(words))
    stuttered = stuttered or any(one == other for one, other in itertools.pairwise(stems(" ".join(words))))
    if stuttered or max(said.values(), default=0) >= MOST_REPEATS or max(triples.values(), default=0) > 1:
        return "It repeats itself."
    return None


def _echo(words: Sequence[str], source: str, length: int) -> str | None:
    """A complaint when `length` words in a row are those of `source`."""
    known = set(_runs(_words(source), length))
    if any(run in known for run in _runs(words, length)):
        return "It quotes what it was given: show what the words call up instead."
    return None


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + length]) for start in range(len(words) - length + 1)]


def _about(text: str, words: Sequence[str], material: str) -> str | None:
    """It must have at least one thing in common with the lyrics or the style, in words or in pictures."""
    wanted, found = read(material), read(text)
    own = {word for word in _words(material) if len(word) > 3}
    shared = own & set(words) or {motif.key for motif in wanted.motifs} & {
        motif.key for motif in found.motifs
    }
    if own and not (shared or set(wanted.places) & set(found.places) or set(wanted.hours) & set(found.hours)):
        return "It shows nothing of the lyrics or the style: take at least one thing from them."
    return None


def _seen_before(words: Sequence[str], previous: Sequence[str]) -> str | None:
    now = set(words) - PLAIN_ENGLISH
    for text in previous:
        then = set(_words(text)) - PLAIN_ENGLISH
        if now and len(now & then) / len(now | then) > MOST_ALIKE:
            return "It is too much like an earlier scene: show something else."
    return None
