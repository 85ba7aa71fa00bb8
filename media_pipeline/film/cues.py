"""Who stands on the screen when: timed words become cues of one or two rows."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

MAX_ROWS = 2
MAX_CHARS_LANDSCAPE = 42
MAX_CHARS_PORTRAIT = 24
MIN_SECONDS = 0.7
LEAD_SECONDS = 0.6
TAIL_SECONDS = 0.5
_SHORTEST_WORD = 0.01

Timed = Mapping[str, Any]


@dataclass(frozen=True)
class Word:
    """One sung word, times in seconds from the beginning of the song."""

    start: float
    end: float
    text: str


Row = tuple[Word, ...]


@dataclass(frozen=True)
class Cue:
    """One or two rows of words that are on the screen from `start` to `end` (seconds)."""

    start: float
    end: float
    rows: tuple[Row, ...]

    @property
    def words(self) -> Row:
        return tuple(word for row in self.rows for word in row)

    @property
    def lines(self) -> list[str]:
        """The text of each row."""
        return [row_text(row) for row in self.rows]


def is_portrait(width: int, height: int) -> bool:
    """Whether a picture is too narrow for rows of 42 characters."""
    return width < height * 1.2


def max_chars(width: int, height: int) -> int:
    """The most characters in a row of a picture of this size."""
    return MAX_CHARS_PORTRAIT if is_portrait(width, height) else MAX_CHARS_LANDSCAPE


def arrange(lines: Iterable[Sequence[Timed]], *, width: int, height: int, duration: float) -> list[Cue]:
    """Lay out the lines of a song for a picture of this size and a song of `duration` seconds.

    Each line is a list of words `{"start", "end", "word"}`. The cues come in order, do not overlap, have at
    most two rows, and stay at least 0.7 s (where the song lasts that long). Words keep their times, except
    that overlapping or backward ones are put right.
    """
    limit = max_chars(width, height)
    blocks = [
        tuple(rows[index : index + MAX_ROWS])
        for line in _clean(lines, duration)
        for rows in [_wrap(line, limit)]
        for index in range(0, len(rows), MAX_ROWS)
    ]
    return _timed(_merged(blocks, limit), duration)


def window(cues: Sequence[Cue], start: float, end: float) -> list[Cue]:
    """The cues that are on the screen at some time from `start` to `end`, at their times in the song.

    Arrange the whole song first and take its windows then: a cue's time depends on its neighbours.
    """
    return [cue for cue in cues if cue.start < end and cue.end > start]


def row_text(words: Sequence[Word]) -> str:
    """Words joined as their script does it: with spaces, without in Chinese and Japanese."""
    return "".join(space_before(words, index) + word.text for index, word in enumerate(words))


# Words and rows


def _clean(lines: Iterable[Sequence[Timed]], duration: float) -> list[list[Word]]:
    """Words in order, inside the song, none empty, none over another."""
    cleaned: list[list[Word]] = []
    clock = 0.0
    for line in sorted((list(line) for line in lines if line), key=lambda line: float(line[0]["start"])):
        words: list[Word] = []
        for timed in line:
            text = one_line(str(timed["word"]))
            start = max(clock, float(timed["start"]))
            if not text or start >= duration:
                continue
            clock = min(duration, max(float(timed["end"]), start + _SHORTEST_WORD))
            words.append(Word(start, clock, text))
        if words:
            cleaned.append(words)
    return cleaned


def one_line(text: str) -> str:
    """Text without line breaks and control characters, its white space made single."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    return " ".join(visible.split())


def _wrap(words: Sequence[Word], limit: int) -> list[Row]:
    """As few rows of at most `limit` characters as hold the words, of about equal length."""
    pieces = [piece for word in words for piece in _split_long(word, limit)]
    count = len(_fill(pieces, limit))
    if count > 1:
        for narrower in range(math.ceil(display_width(row_text(pieces)) / count), limit):
            balanced = _fill(pieces, narrower)
            if len(balanced) == count:
                return balanced
    return _fill(pieces, limit)


def _fill(words: Sequence[Word], limit: int) -> list[Row]:
    rows: list[list[Word]] = []
    for word in words:
        if rows and display_width(row_text([*rows[-1], word])) <= limit:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [tuple(row) for row in rows]


def _split_long(word: Word, limit: int) -> list[Word]:
    """A word that is longer than a row, cut into pieces that share its time."""
    if display_width(word.text) <= limit:
        return [word]
    count = math.ceil(display_width(word.text) / (limit - 1))
    size = math.ceil(len(word.text) / count)
    texts = [word.text[at : at + size] for at in range(0, len(word.text), size)]
    texts[:-1] = [text + "-" for text in texts[:-1]]
    step = (word.end - word.start) / len(texts)
    edges = [*(word.start + index * step for index in range(len(texts))), word.end]
    return [Word(start, end, text) for text, (start, end) in zip(texts, pairwise(edges), strict=True)]


def display_width(text: str) -> int:
    """Characters as wide as Latin ones: Chinese, Japanese and Korean ones count twice, accents not at all."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def space_before(words: Sequence[Word], index: int) -> str:
    """What stands between a word and the one before it in the row: a space or nothing."""
    if index == 0:
        return ""
    before, after = words[index - 1].text[-1], words[index].text[0]
    return "" if _writes_no_spaces(before) and _writes_no_spaces(after) else " "


def _writes_no_spaces(char: str) -> bool:
    return "぀" <= char <= "ヿ" or "㐀" <= char <= "鿿" or "　" <= char <= "〿" or "\uff01" <= char <= "\uff60"


# Time on the screen


def _merged(blocks: Sequence[tuple[Row, ...]], limit: int) -> list[tuple[Row, ...]]:
    """Put a block that would flash by together with the next one, where both fit on two rows."""
    merged: list[tuple[Row, ...]] = []
    for block in blocks:
        if merged and block[0][0].start - merged[-1][0][0].start < MIN_SECONDS:
            together = _fill([word for row in (*merged[-1], *block) for word in row], limit)
            if len(merged[-1]) + len(block) <= MAX_ROWS:
                merged[-1] = (*merged[-1], *block)
                continue
            if len(together) <= MAX_ROWS:
                merged[-1] = tuple(together)
                continue
        merged.append(block)
    return merged


def _timed(blocks: Sequence[tuple[Row, ...]], duration: float) -> list[Cue]:
    cues = [Cue(rows[0][0].start, rows[-1][-1].end, rows) for rows in blocks]
    cues = _spread(cues, duration)
    return _lengthened(cues, duration)


def _spread(cues: list[Cue], duration: float) -> list[Cue]:
    """Share the silence between two cues: the next shows before it is sung, the last stays a little."""
    begins = [max(0.0, cue.start - LEAD_SECONDS) for cue in cues]
    ends = [min(duration, cue.end + TAIL_SECONDS) for cue in cues]
    for index, (cue, after) in enumerate(pairwise(cues)):
        if ends[index] > begins[index + 1]:
            gap = after.start - cue.end
            border = cue.end + gap * TAIL_SECONDS / (TAIL_SECONDS + LEAD_SECONDS)
            ends[index] = begins[index + 1] = border
    return [replace(cue, start=begin, end=end) for cue, begin, end in zip(cues, begins, ends, strict=True)]


def _lengthened(cues: list[Cue], duration: float) -> list[Cue]:
    """Let each cue stay for MIN_SECONDS; where the next is sung before that, it shows a little later."""
    out: list[Cue] = []
    for cue in cues:
        start = max(cue.start, out[-1].end if out else 0.0)
        out.append(replace(cue, start=start, end=min(duration, max(cue.end, start + MIN_SECONDS))))
    return _squeezed_back(out)


def _squeezed_back(cues: list[Cue]) -> list[Cue]:
    """Where the song's end cut a cue short, begin it (and if need be those before it) earlier."""
    latest = math.inf
    for index in range(len(cues) - 1, -1, -1):
        cue = cues[index]
        end = min(cue.end, latest)
        start = min(cue.start, max(0.0, end - MIN_SECONDS))
        cues[index] = replace(cue, start=start, end=end)
        latest = start
        if index and cues[index - 1].end <= latest:
            break
    return [cue for cue in cues if cue.end > cue.start]
