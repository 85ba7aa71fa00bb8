"""Where somebody speaks or sings: the Silero detector that comes with faster-whisper, read for songs too.

The detector learnt from speech. Over music its probability for a singer stays low for seconds, and at its
usual threshold of 0.5 it removes whole choruses. So the curve is read with hysteresis: a passage begins and
goes on at a low level, and counts only if it somewhere rises clearly above what a guitar reaches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16000
_WINDOW = 512
SILENCE = 2e-4
"""A file whose loudest sample is below this (-74 dBFS) is silent."""

Passage = tuple[float, float]


@dataclass(frozen=True)
class Ear:
    """How to read the detector's curve; times in seconds.

    low: a passage lasts while the probability is at least this. peak: what it must reach somewhere; `brief`
    passages must reach `brief_peak`, because a first chord looks like a voice for a moment. gap: shorter
    pauses do not end a passage. margin: what is added on both sides.
    """

    low: float
    peak: float
    gap: float
    margin: float
    brief: float = 0.9
    brief_peak: float = 0.6


SPEECH = Ear(low=0.35, peak=0.5, gap=0.5, margin=0.4, brief=0.3, brief_peak=0.5)
SINGING = Ear(low=0.15, peak=0.4, gap=1.5, margin=0.4)
PHRASES = Ear(low=0.35, peak=0.5, gap=0.3, margin=0.25, brief=0.0)
"""Strict and without joining: good for where a phrase begins, not for what to leave out."""


def curve_of(sound: NDArray[np.float32]) -> NDArray[Any]:
    """Return the detector's probability for every 32 ms of `sound` (16 kHz mono, -1..1); none for silence."""
    if not len(sound) or float(np.abs(sound).max()) < SILENCE:
        return np.zeros(0)
    from faster_whisper.vad import get_vad_model

    padded = np.pad(sound, (0, -len(sound) % _WINDOW))
    curve: NDArray[Any] = np.ravel(get_vad_model()(padded))
    return curve


def read_curve(curve: NDArray[Any], ear: Ear, duration: float, step: float = _WINDOW / RATE) -> list[Passage]:
    """Return the passages of a probability curve with one value every `step` seconds."""
    kept = []
    for first, after in _joined(_runs(curve >= ear.low), round(ear.gap / step)):
        peak = float(curve[first:after].max())
        brief = (after - first) * step < ear.brief
        if peak >= (ear.brief_peak if brief else ear.peak):
            kept.append((first * step, after * step))
    return _widened(kept, ear.margin, duration)


def clips(found: Iterable[Passage], longest: float = 29.0) -> list[Passage]:
    """Pack passages into clips that the model hears at once: it costs the same for 5 seconds as for 30."""
    packed: list[Passage] = []
    for start, end in found:
        if packed and end - packed[-1][0] <= longest:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed


def _runs(above: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], above.astype(np.int8), [0]))))
    return [(int(first), int(after)) for first, after in edges.reshape(-1, 2)]


def _joined(runs: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, after in runs:
        if joined and first - joined[-1][1] < gap:
            joined[-1] = (joined[-1][0], after)
        else:
            joined.append((first, after))
    return joined


def _widened(found: list[Passage], margin: float, duration: float) -> list[Passage]:
    """Add the margin on both sides; two passages that would overlap meet in the middle of their gap."""
    wide = [(max(0.0, start - margin), min(duration, end + margin)) for start, end in found]
    middles = [(left[1] + right[0]) / 2 for left, right in pairwise(found)]
    return [
        (
            max(start, middles[index - 1]) if index else start,
            min(end, middles[index]) if index < len(middles) else end,
        )
        for index, (start, end) in enumerate(wide)
    ]
