"""Where a film is cut: about fifty words a scene, never inside a line, on the beat, on whole frames.

Passages without words get scenes of their own (intro, break, outro), and a song without any words is cut like
one long instrumental. All times are seconds of the song; frames are counted from its beginning, so that
rounding never adds up.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from umam.lib.frames import Grid

Kind = Literal["intro", "lyrics", "break", "outro", "instrumental"]

TARGET_WORDS = 50
SHORTEST = 2.5
LONGEST = 24.0
# A song of half a minute gets about six scenes.
SCENES_OF_A_SHORT_SONG = 6
LIVELY = 4.0
# A pause this long is a scene of its own; in short songs, which have shorter scenes, less is enough.
GAP = 4.0
# How far a cut may move to meet a beat, and how long before its first word a scene likes to begin.
SNAP = 0.6
LEAD = 0.25
# A single short line takes so much of the pause before it that its scene is no flicker.
BRIEFEST = 1.5


@dataclass(frozen=True)
class Cut:
    """One scene: frames `start_frame` up to, not including, `end_frame`; `start`, `end` are seconds."""

    index: int
    kind: Kind
    start_frame: int
    end_frame: int
    start: float
    end: float
    text: str


@dataclass(frozen=True)
class _Line:
    start: float
    end: float
    text: str
    words: int


@dataclass(frozen=True)
class _Part:
    """A scene to be: what is in it lies between `start` and `end`; its cuts lie outside of that."""

    kind: Kind
    start: float
    end: float
    lines: tuple[_Line, ...] = ()


def plan_scenes(
    *,
    lines: Sequence[Mapping[str, Any]],
    duration: float,
    beats: Sequence[float] = (),
    fps: int = 30,
    target_words: int = TARGET_WORDS,
    longest: float | None = None,
) -> list[Cut]:
    """Cut a song of `duration` seconds into scenes that cover each of its frames exactly once.

    lines: `{"start", "end", "text"}` in order, not overlapping. beats: seconds. longest: how long a scene
    should be at most; by default shorter for short songs. A single line that is longer stays whole.
    """
    limit = longest or min(LONGEST, max(LIVELY, duration / SCENES_OF_A_SHORT_SONG))
    sung = _lines(lines, duration)
    parts = _parts(sung, duration, target_words, limit)
    grid = Grid(fps)
    total = max(1, grid.frame(duration))
    cuts = _cut_frames(parts, sorted(beats), grid, total)
    return [
        Cut(
            index=index,
            kind=part.kind,
            start_frame=first,
            end_frame=last,
            start=grid.seconds(first),
            end=grid.seconds(last),
            text="\n".join(line.text for line in part.lines),
        )
        for index, (part, (first, last)) in enumerate(zip(parts, pairwise(cuts), strict=True))
    ]


def _lines(lines: Sequence[Mapping[str, Any]], duration: float) -> list[_Line]:
    """The lines within the song, put right where one begins before the one before it ends."""
    clean: list[_Line] = []
    clock = 0.0
    for line in lines:
        start = min(max(float(line["start"]), clock), duration)
        end = min(max(float(line["end"]), start), duration)
        text = str(line["text"]).strip()
        if text and end > start:
            clean.append(_Line(start, end, text, len(text.split())))
            clock = end
    return clean


# Which scenes there are


def _parts(sung: list[_Line], duration: float, target_words: int, limit: float) -> list[_Part]:
    if not sung:
        return _split_silence("instrumental", 0.0, duration, limit)
    parts: list[_Part] = []
    edge, gap = min(SHORTEST, max(1.5, 0.3 * limit)), min(GAP, max(2.0, 0.45 * limit))
    if sung[0].start >= edge:
        parts += _split_silence("intro", 0.0, sung[0].start, limit)
    for run, after in _runs(sung, gap):
        parts += _split_run(run, target_words, limit)
        if after is not None:
            parts += _split_silence("break", run[-1].end, after, limit)
    if duration - sung[-1].end >= edge:
        parts += _split_silence("outro", sung[-1].end, duration, limit)
    return parts


def _runs(sung: list[_Line], gap: float) -> list[tuple[list[_Line], float | None]]:
    """Lines between pauses of `gap` seconds, each with the moment at which singing goes on after it."""
    runs: list[tuple[list[_Line], float | None]] = []
    current = [sung[0]]
    for before, line in pairwise(sung):
        if line.start - before.end >= gap:
            runs.append((current, line.start))
            current = []
        current.append(line)
    return [*runs, (current, None)]


def _split_silence(kind: Kind, start: float, end: float, limit: float) -> list[_Part]:
    """One scene, or several of the same length where one would be too long."""
    count = max(1, math.ceil((end - start) / (limit * 1.25)))
    step = (end - start) / count
    return [_Part(kind, start + step * n, start + step * (n + 1)) for n in range(count)]


def _split_run(run: list[_Line], target_words: int, limit: float) -> list[_Part]:
    """Groups of whole lines: as many as words and length ask for, as even as lines allow."""
    span = run[-1].end - run[0].start
    words = sum(line.words for line in run)
    count = max(math.ceil(span / (limit * 1.15)), round(words / target_words), 1)
    count = min(count, len(run), max(1, int(span / SHORTEST)))
    edges = [run[0].start + span * n / count for n in range(1, count)]
    starts = {0}
    for edge in edges:
        fitting = [n for n in range(1, len(run)) if n not in starts]
        starts.add(min(fitting, key=lambda n: abs(run[n].start - edge)))
    order = [*sorted(starts), len(run)]
    groups = [run[first:last] for first, last in pairwise(order)]
    return [_Part("lyrics", group[0].start, group[-1].end, tuple(group)) for group in _long_enough(groups)]


def _long_enough(groups: list[list[_Line]]) -> list[list[_Line]]:
    """Too short groups join the shorter neighbour."""
    kept = list(groups)
    while len(kept) > 1:
        lengths = [group[-1].end - group[0].start for group in kept]
        n = min(range(len(kept)), key=lengths.__getitem__)
        if lengths[n] >= SHORTEST * 0.6:
            break
        left = n - 1 if n and (n + 1 == len(kept) or lengths[n - 1] <= lengths[n + 1]) else n
        kept[left : left + 2] = [[*kept[left], *kept[left + 1]]]
    return kept


# Where they are cut


def _cut_frames(parts: list[_Part], beats: list[float], grid: Grid, total: int) -> list[int]:
    """The first frame of each part and the end of the last one: strictly rising, 0 to `total`."""
    cuts = [0]
    for number, (before, after) in enumerate(pairwise(parts), start=1):
        frame = _cut(before, after, beats, grid)
        left = len(parts) - number
        cuts.append(min(max(frame, cuts[-1] + 1), max(cuts[-1] + 1, total - left)))
    return [*cuts, max(total, cuts[-1] + 1)]


def _cut(before: _Part, after: _Part, beats: list[float], grid: Grid) -> int:
    """The frame between two parts: in the pause between their words, on a beat if there is one near."""
    least, most = before.end, after.start
    if before.lines and after.lines:
        wish = max(least, most - LEAD)
    elif after.lines:
        lead = max(LEAD, BRIEFEST - (after.end - after.start))
        least, wish = max(before.start, most - lead - SNAP), most - lead
    elif before.lines:
        most, wish = min(after.end, least + 2 * SNAP), least + LEAD
    else:
        least, most, wish = least - SNAP, most + SNAP, most
    moment = _near_beat(beats, wish, least, most)
    first, last = math.ceil(least * grid.exact - 1e-9), math.floor(most * grid.exact + 1e-9)
    frame = grid.frame(moment)
    return min(max(frame, first), last) if first <= last else frame


def _near_beat(beats: list[float], wish: float, least: float, most: float) -> float:
    place = bisect_left(beats, wish)
    near = [beat for beat in beats[max(0, place - 1) : place + 1] if least <= beat <= most]
    near = [beat for beat in near if abs(beat - wish) <= SNAP]
    return min(near, key=lambda beat: abs(beat - wish), default=min(max(wish, least), most))
