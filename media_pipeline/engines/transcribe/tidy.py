"""What comes out of the model, put in order: no word ends before it starts, none overlaps its neighbour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from media_pipeline.engines.transcribe.contract import Segment, Word

SHORTEST_WORD = 0.05
"""Seconds. The model sometimes gives words no length at all."""

NO_SPEECH = 0.6
LEAST_LOGPROB = -1.0
_LOOP_RATIO = 2.4
_LOOP_WORDS = 5
_LATE_START = 0.15


@dataclass(frozen=True)
class Phrase:
    """One segment as the model gave it, as plain floats. Times in seconds of the whole file."""

    start: float
    end: float
    text: str
    logprob: float
    no_speech: float
    compression: float
    words: tuple[Word, ...]


def phrase(raw: Any, offset: float = 0.0) -> Phrase:
    """Read a faster-whisper segment; `offset` is where its piece of sound begins in the file."""
    words = tuple(
        Word(
            float(word.start) + offset,
            float(word.end) + offset,
            str(word.word).strip(),
            float(word.probability),
        )
        for word in raw.words or ()
        if str(word.word).strip()
    )
    return Phrase(
        start=float(raw.start) + offset,
        end=float(raw.end) + offset,
        text=str(raw.text).strip(),
        logprob=float(raw.avg_logprob),
        no_speech=float(raw.no_speech_prob),
        compression=float(raw.compression_ratio),
        words=words,
    )


def segments(
    phrases: Iterable[Phrase], duration: float, voices: Sequence[tuple[float, float]] = ()
) -> tuple[Segment, ...]:
    """Return clean segments in order.

    A phrase is left out only when the model thinks both that nobody speaks and that its guess is bad, or when
    it holds no letter at all. Doubtful ones are kept and flagged: a chorus may well repeat itself.
    """
    kept = [one for one in phrases if _is_heard(one)]
    timed = tidy([_onset(word, voices) for one in kept for word in one.words], duration)
    found: list[Segment] = []
    at = 0
    for one in kept:
        words = tuple(timed[at : at + len(one.words)])
        at += len(words)
        limit = timed[at].start if at < len(timed) else duration
        start, end = (words[0].start, words[-1].end) if words else _within(one, found, limit)
        if end > start:
            confidence = round(min(1.0, math.exp(one.logprob)), 4)
            found.append(Segment(start, end, one.text, confidence, words, _flags(one)))
    return tuple(found)


def tidy(words: Sequence[Word], duration: float) -> list[Word]:
    """Return the same words with times inside 0..duration, each longer than nothing, none overlapping.

    Rounded to milliseconds. Where there is no room, a word takes some from its neighbours.
    """
    if not words:
        return []
    least = max(0.001, min(SHORTEST_WORD, math.floor(1000 * duration / len(words)) / 1000))
    starts, ends = [], []
    floor = 0.0
    for word in words:
        start = max(_number(word.start), floor)
        floor = max(_number(word.end, start), start + least)
        starts.append(start)
        ends.append(floor)
    ceiling = duration
    for index in range(len(words) - 1, -1, -1):
        ends[index] = min(ends[index], ceiling)
        starts[index] = max(0.0, min(starts[index], ends[index] - least))
        ceiling = starts[index]
    return [_rounded(word, start, end) for word, start, end in zip(words, starts, ends, strict=True)]


def _rounded(word: Word, start: float, end: float) -> Word:
    begin = math.ceil(start * 1000 - 1e-6) / 1000
    stop = max(math.floor(end * 1000 + 1e-6) / 1000, begin + 0.001)
    probability = round(min(1.0, max(0.0, _number(word.probability))), 4)
    return replace(word, start=begin, end=stop, probability=probability)


def _number(value: float, instead: float = 0.0) -> float:
    return float(value) if math.isfinite(value) else instead


def _is_heard(one: Phrase) -> bool:
    silent = one.no_speech > NO_SPEECH and one.logprob < LEAST_LOGPROB
    return not silent and any(letter.isalnum() for letter in one.text)


def _onset(word: Word, voices: Sequence[tuple[float, float]]) -> Word:
    """A word that seems to begin in a pause begins where the voice does."""
    if any(start - _LATE_START <= word.start <= end for start, end in voices):
        return word
    for start, end in voices:
        if word.start < start and start + SHORTEST_WORD < word.end <= end:
            return replace(word, start=start)
    return word


def _within(one: Phrase, before: Sequence[Segment], limit: float) -> tuple[float, float]:
    """Where a phrase without words stands: after the one before it, and not beyond the next word."""
    start = max(_number(one.start), before[-1].end if before else 0.0)
    return start, min(_number(one.end, start), limit)


def _flags(one: Phrase) -> tuple[str, ...]:
    """What a person should look at: "loop", "no_length" (words without length), "unsure"."""
    runs = (len(list(same)) for _, same in groupby(word.word.casefold() for word in one.words))
    loop = one.compression > _LOOP_RATIO or max(runs, default=0) >= _LOOP_WORDS
    no_length = any(word.end <= word.start for word in one.words)
    unsure = one.logprob < LEAST_LOGPROB or one.no_speech > NO_SPEECH
    named = (("loop", loop), ("no_length", no_length), ("unsure", unsure))
    return tuple(name for name, is_so in named if is_so)
