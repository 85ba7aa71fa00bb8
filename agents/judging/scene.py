"""How a scene reads: its length, its repetitions, who is in it, who speaks, how easily."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from agents.copy.prose import folded_words, holds, reading_ease, sentences, words
from agents.copy.wordlists import FUNCTION_WORDS
from agents.judging.scores import Candidate, Criterion, Score, Wish, between, unreadable

MOST_CHARACTERS = 60_000
RUN = 6
EASE = (50.0, 95.0)
DIALOGUE = (0.05, 0.65)
_QUOTES = (("“", "”"), ('"', '"'), ("«", "»"), ("「", "」"), ("„", "“"))
_SAID = re.compile("|".join(f"{begin}[^{end}\\n]{{1,2000}}{end}" for begin, end in _QUOTES))


def score_scene(candidate: Candidate, wish: Wish) -> Score:
    """By its words alone; a text without any is worth nothing."""
    text = candidate.text[:MOST_CHARACTERS]
    count = len(words(text))
    if not count:
        return unreadable(candidate, "There are no words in it.")
    criteria = [
        _length(count, wish),
        _repeated(text),
        *_named(text, wish.names),
        _dialogue(text, count),
        _ease(text),
    ]
    return Score(candidate, criteria)


def _length(count: int, wish: Wish) -> Criterion:
    low, high = wish.words
    evidence = f"It has {count} words; asked for were {low} to {high}."
    return Criterion("length", "Length", between(count, low, high, max(1.0, low * 0.8)), 2.0, evidence)


def _repeated(text: str) -> Criterion:
    """Sentences that come again, and runs of six words that do."""
    said = [" ".join(folded_words(one)) for one in sentences(text)]
    told = [one for one in said if len(one.split()) > 2]
    again = sum(count - 1 for count in Counter(told).values())
    every = folded_words(text)
    runs = Counter(tuple(every[at : at + RUN]) for at in range(len(every) - RUN + 1))
    echoes = sum(count - 1 for count in runs.values())
    share = max(again / max(1, len(told)), echoes / max(1, sum(runs.values())))
    evidence = f"{again} of {len(told)} sentences come again, and {echoes} runs of {RUN} words do."
    return Criterion("repeated", "It does not repeat itself", 1 - min(1.0, share * 4), 2.0, evidence)


def _named(text: str, names: Sequence[str]) -> list[Criterion]:
    if not names:
        return []
    missing = [name for name in names if not _is_there(text, name, names)]
    told = f"; missing: {', '.join(missing[:6])}" if missing else ""
    evidence = f"{len(names) - len(missing)} of {len(names)} asked for are named{told}."
    return [Criterion("names", "Who should be there is there", 1 - len(missing) / len(names), 2.0, evidence)]


def _is_there(text: str, name: str, names: Sequence[str]) -> bool:
    """By the whole name, or by a part of it that is nobody else's: Tamsin for Old Tamsin."""
    others = {part for one in names if one != name for part in words(one)}
    capitals = [part for part in words(name) if len(part) > 2 and part[:1].isupper()]
    parts = [one for one in capitals if one not in others and one.casefold() not in FUNCTION_WORDS]
    said = set(words(text))
    return holds(text, name) or any(
        part in said or f"{part}'s" in said or f"{part}’s" in said for part in parts
    )


def _dialogue(text: str, count: int) -> Criterion:
    said = sum(len(words(one)) for one in _SAID.findall(text))
    share = said / count
    evidence = f"{share:.0%} of its words are spoken; {DIALOGUE[0]:.0%} to {DIALOGUE[1]:.0%} is usual."
    return Criterion("dialogue", "Talk and telling", max(0.4, between(share, *DIALOGUE, 0.4)), 0.5, evidence)


def _ease(text: str) -> Criterion:
    ease = reading_ease(text)
    label = "Read with ease"
    if ease is None:
        return Criterion("ease", label, 0.5, 0.0, "Its ease was not measured: it is no English prose.")
    told = f"Its reading ease is {ease:.0f}; {EASE[0]:.0f} to {EASE[1]:.0f} is usual for stories."
    return Criterion("ease", label, between(ease, *EASE, 50.0), 1.0, told)
