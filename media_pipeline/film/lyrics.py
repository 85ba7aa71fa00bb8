"""The lines of a song: as they were heard, or as they were written and matched onto what was heard.

Known lyrics are not transcribed but aligned: their spelling and line breaks, the recognised times. Words that
were not heard get times between their neighbours; words that were heard but not written (ad-libs) go. When
almost nothing fits, the written text belongs to another song and the heard words stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

# Below this share of written words found, the text is taken for that of another song.
LEAST_MATCH = 0.3
# Heard words make a new line after a pause, or when the line is full.
PAUSE = 0.7
MOST_CHARS = 42
SECONDS_A_WORD = 0.35
SHORTEST_WORD = 0.05
# How alike two words must be to count as the same one misheard.
LIKENESS = 0.6

Timed = dict[str, Any]


@dataclass(frozen=True)
class Settled:
    """`lines` of `{"start", "end", "text", "words": [{"start", "end", "word", "probability"}]}`, in seconds.

    `matched` is the share (0..1) of written words that were heard, None without written lyrics.
    """

    lines: list[Timed]
    note: str
    matched: float | None = None


def settle(segments: Sequence[Mapping[str, Any]], text: str, *, duration: float) -> Settled:
    """The lines of a song from the heard `segments` (each with `words`) and the written `text`, if any."""
    heard = _heard(segments, duration)
    written = _written(text)
    if not written:
        lines = _split_heard(segments, duration)
        return Settled(lines, "Lyrics as they were heard." if lines else "No words were heard.")
    if not heard:
        return Settled([], "No words were heard, so the lyrics given could not be placed.", 0.0)
    pairs = _pairs([word for line in written for word in line], heard)
    share = len(pairs) / max(1, sum(len(line) for line in written))
    if share < LEAST_MATCH:
        note = f"The lyrics given do not fit what was heard ({share:.0%} of the words); shown as heard."
        return Settled(_split_heard(segments, duration), note, share)
    lines = _timed_lines(written, heard, pairs, duration)
    return Settled(
        lines, f"Lyrics as given, matched onto the song: {share:.0%} of the words were heard.", share
    )


def _heard(segments: Sequence[Mapping[str, Any]], duration: float) -> list[Timed]:
    words = [_word(word) for segment in segments for word in segment["words"]]
    return [word for word in words if word["word"] and word["start"] < duration]


def _word(word: Mapping[str, Any]) -> Timed:
    return {
        "start": float(word["start"]),
        "end": float(word["end"]),
        "word": str(word["word"]).strip(),
        "probability": float(word.get("probability", 1.0)),
    }


def _line(words: list[Timed]) -> Timed:
    text = " ".join(word["word"] for word in words)
    return {"start": words[0]["start"], "end": words[-1]["end"], "text": text, "words": words}


# Heard only


def _split_heard(segments: Sequence[Mapping[str, Any]], duration: float) -> list[Timed]:
    """A phrase is a line; long ones are split at pauses and where a line is full."""
    lines: list[list[Timed]] = []
    for segment in segments:
        words = _heard([segment], duration)
        lines += _phrases(words)
    return [_line(words) for words in lines if words]


def _phrases(words: list[Timed]) -> Iterable[list[Timed]]:
    current: list[Timed] = []
    for word in words:
        if current and (_full(current, word) or word["start"] - current[-1]["end"] >= PAUSE):
            yield current
            current = []
        current.append(word)
    if current:
        yield current


def _full(words: list[Timed], further: Timed) -> bool:
    return sum(len(word["word"]) + 1 for word in words) + len(further["word"]) > MOST_CHARS


# Written and matched


def _written(text: str) -> list[list[str]]:
    """The words of each line. Marks like [Chorus] or (x2) on lines of their own are no lyrics."""
    lines = []
    for raw in text.splitlines():
        line = raw.strip()
        if re.fullmatch(r"\[[^\]]*\]|\(\s*(?:x\s*\d+|\d+\s*x)\s*\)|[\W_]+", line):
            continue
        words = line.split()
        if words:
            lines.append(words)
    return lines


def plain(word: str) -> str:
    """A word without case, accents and punctuation, for comparing."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if char.isalnum())


def _pairs(written: list[str], heard: list[Timed]) -> dict[int, int]:
    """Which written word is which heard one, by position, rising on both sides.

    Runs of equal words are found first; what lies between two runs is paired by likeness, in order.
    """
    ours = [plain(word) for word in written]
    theirs = [plain(word["word"]) for word in heard]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    pairs: dict[int, int] = {}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs |= {a + n: c + n for n in range(b - a)}
        elif tag == "replace":
            pairs |= _alike(ours, theirs, (a, b), (c, d))
    return pairs


def _alike(
    ours: list[str], theirs: list[str], mine: tuple[int, int], their: tuple[int, int]
) -> dict[int, int]:
    """Misheard words between two runs of equal ones."""
    pairs: dict[int, int] = {}
    free = their[0]
    for n in range(*mine):
        for m in range(free, their[1]):
            if SequenceMatcher(None, ours[n], theirs[m], autojunk=False).ratio() >= LIKENESS:
                pairs[n] = m
                free = m + 1
                break
    return pairs


def _timed_lines(
    written: list[list[str]], heard: list[Timed], pairs: dict[int, int], duration: float
) -> list[Timed]:
    flat = [word for line in written for word in line]
    times = _times(len(flat), heard, pairs, duration)
    lines, at = [], 0
    for line in written:
        words = [
            {"start": times[n][0], "end": times[n][1], "word": flat[n], "probability": times[n][2]}
            for n in range(at, at + len(line))
        ]
        at += len(line)
        lines.append(_line(words))
    return [line for line in lines if line["end"] > line["start"]]


def _times(
    count: int, heard: list[Timed], pairs: dict[int, int], duration: float
) -> list[tuple[float, float, float]]:
    """Start, end and probability of each written word: as heard, or shared out between heard neighbours."""
    times: list[tuple[float, float, float] | None] = [None] * count
    for n, m in pairs.items():
        times[n] = (heard[m]["start"], heard[m]["end"], heard[m]["probability"])
    known = [-1, *sorted(pairs), count]
    for before, after in pairwise(known):
        missing = range(before + 1, after)
        if missing:
            start, end = _room(times, before, after, duration)
            _share_out(times, missing, start, end)
    return _in_order([time for time in times if time is not None])


def _room(
    times: Sequence[tuple[float, float, float] | None], before: int, after: int, duration: float
) -> tuple[float, float]:
    """Where words that were not heard may stand: close to a heard neighbour, not spread over a long break."""
    need = (after - before - 1) * SECONDS_A_WORD
    left = times[before] if before >= 0 else None
    right = times[after] if after < len(times) else None
    if left is None and right is not None:
        return max(0.0, right[0] - need), right[0]
    if left is not None and right is None:
        return left[1], min(duration, left[1] + need)
    if left is not None and right is not None:
        return left[1], max(left[1], min(right[0], left[1] + 2 * need))
    return 0.0, min(duration, need)


def _share_out(
    times: list[tuple[float, float, float] | None], missing: range, start: float, end: float
) -> None:
    step = (end - start) / len(missing)
    for place, n in enumerate(missing):
        times[n] = (start + step * place, start + step * (place + 1), 0.0)


def _in_order(times: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """No word begins before the one before it, or ends before it begins."""
    clock = 0.0
    ordered = []
    for start, end, probability in times:
        begin = max(start, clock)
        finish = max(end, begin + SHORTEST_WORD)
        ordered.append((round(begin, 3), round(finish, 3), probability))
        clock = begin + min(SHORTEST_WORD, finish - begin)
    return [
        (start, max(start + 0.01, min(end, after[0])), probability)
        for (start, end, probability), after in zip(ordered, [*ordered[1:], (float("inf"),)], strict=True)
    ]
