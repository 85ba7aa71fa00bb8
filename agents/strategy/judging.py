"""What makes three takes of a wish good: the right moves, enough and not too much said, three that differ."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Protocol

from agents.imagery.reading import stems

LEAST_WORDS, MOST_WORDS = 40, 110
# Two prompts that share more of their words than this would give the same film.
MOST_ALIKE = 0.6
MOST_PHRASE = 4

_MARKUP = re.compile(r"[<>{}\[\]|#*_`\\]|https?:|www\.|\n")
_SPEAKING = re.compile(
    r"\b(?:i|i'm|i'll|me|my|mine|we|us|our|you|your|prompt|instructions?|assistant|language model|sorry"
    r"|cannot)\b",
    re.IGNORECASE,
)
# Words of film making: no thing of the world that a film shows.
FILMING = re.compile(
    r"\b(?:camera\w*|lens\w*|drone\w*|fpv|zoom\w*|doll(?:y|ies)|cranes?|jib|gimbal|handheld|tripod|film\w*"
    r"|cinema\w*|anamorphic|shots?|frames?|focus|bokeh|macro|mm|bullet|slow[- ]motion|close[- ]up|steadicam"
    r"|time[- ]lapse|footage|video\w*|movie\w*|\d+k)\b",
    re.IGNORECASE,
)


class Told(Protocol):
    """A take as anybody may have it."""

    @property
    def camera_move(self) -> str: ...
    @property
    def prompt(self) -> str: ...


def word_count(text: str) -> int:
    return len(text.split())


def likeness(one: str, other: str) -> float:
    """The share of the meaningful words that two prompts have in common."""
    left, right = set(stems(one)), set(stems(other))
    return len(left & right) / len(left | right) if left | right else 1.0


def most_alike(prompts: Sequence[str]) -> float:
    return max((likeness(one, other) for one, other in itertools.combinations(prompts, 2)), default=0.0)


def complaint(takes: Sequence[Told], moves: Sequence[str], unwanted: Sequence[str] = ()) -> str | None:
    """What is wrong with the takes, in words that whoever wrote them can act on; None when they will do."""
    found = sorted(take.camera_move for take in takes)
    if found != sorted(moves):
        return f"Write one variation for each of these camera moves and no other: {', '.join(moves)}."
    for take in takes:
        wrong = _prompt_complaint(take.prompt, unwanted)
        if wrong is not None:
            return f"{take.camera_move}: {wrong}"
    if most_alike([take.prompt for take in takes]) > MOST_ALIKE:
        return "Two variations are nearly the same. Let place, moment, distance and light differ."
    return None


def _prompt_complaint(text: str, unwanted: Sequence[str]) -> str | None:
    count = word_count(text)
    if not LEAST_WORDS <= count <= MOST_WORDS:
        return f"the prompt has {count} words; write {LEAST_WORDS} to {MOST_WORDS}."
    if _MARKUP.search(text):
        return "write plain sentences, without markup, links or lists."
    if _SPEAKING.search(text):
        return "describe only what is to be seen; speak neither to nor of anybody outside the picture."
    shown = next((phrase for phrase in unwanted if shows(text, phrase)), None)
    return f"the style guide never shows {shown}." if shown else None


def shows(text: str, phrase: str) -> bool:
    """Whether a text shows what a short phrase names; long phrases are left to people."""
    wanted = set(stems(phrase))
    return bool(wanted) and len(wanted) <= MOST_PHRASE and wanted <= set(stems(text))
