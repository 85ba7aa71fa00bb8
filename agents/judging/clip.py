"""How good a clip is: is there a picture, does it move, is it sharp, is it as long as asked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from agents.judging import pictures
from agents.judging.frames import Frames, sample_frames
from agents.judging.scores import Candidate, Criterion, Score, Wish, between, from_report, ramp, unreadable
from umam.lib.errors import UmamError
from umam.lib.probe import MediaInfo, probe

# Mean difference of luma between two samples below which nothing moved: noise of coding stays under it.
FROZEN = 0.6


def score_clip(candidate: Candidate, wish: Wish) -> Score:
    """Judged by at most 24 small frames, evenly spread."""
    if candidate.path is None:
        return unreadable(candidate, "There is no file to look at.")
    try:
        info = probe(candidate.path, name=candidate.name)
        if not info.has_video:
            return unreadable(candidate, f"{candidate.name} has no picture.")
        frames = sample_frames(candidate.path, info.duration or 0.0)
    except (UmamError, OSError) as error:
        return unreadable(candidate, str(error))
    if not frames.pixels:
        return unreadable(candidate, f"Of {candidate.name} no frame could be decoded.")
    seen = [pictures.look(pixels, wish.palette) for pixels in frames.pixels]
    criteria = [
        _black(seen),
        *_moving(frames, wish),
        pictures.sharp(float(np.median([one.sharpness for one in seen]))),
        pictures.contrasted(float(np.median([one.contrast for one in seen]))),
        *pictures.coloured(_mean([one.distance for one in seen])),
        *pictures.sized(info.width or 0, info.height or 0, wish),
        *_duration(info, wish),
        *from_report(candidate),
    ]
    if not frames.whole:
        told = (
            f"Only its beginning was looked at: {len(frames.pixels)} frames up to {frames.times[-1]:.1f} s."
        )
        criteria.append(Criterion("looked", "How much was looked at", 0.5, 0.0, told))
    return Score(candidate, criteria, gates=("black",))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _black(seen: Sequence[pictures.Look]) -> Criterion:
    empty = sum(one.is_dark or one.is_blank for one in seen)
    evidence = f"{empty} of {len(seen)} frames are black or empty."
    return Criterion("black", "There is a picture", 1 - empty / len(seen), 3.0, evidence)


def _moving(frames: Frames, wish: Wish) -> list[Criterion]:
    steps = [
        float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())
        for one, other in pairwise(frames.pixels)
    ]
    if not steps:
        told = "There is a single frame: nothing can move."
        return [Criterion("frozen", "It does not stand still", 1.0 if wish.still else 0.0, 2.0, told)]
    still = sum(step < FROZEN for step in steps)
    motion = float(np.median(steps))
    if wish.still:
        value = 1 - ramp(motion, 2.0, 20.0)
        return [
            Criterion(
                "motion", "It stands still, as asked", value, 2.0, f"Pictures differ by {motion:.1f} of 255."
            )
        ]
    told = f"{still} of {len(steps)} steps show no movement."
    return [
        Criterion("frozen", "It does not stand still", 1 - still / len(steps), 2.0, told),
        Criterion(
            "motion", "Movement", min(ramp(motion, 0.3, 4.0), 1 - 0.5 * ramp(motion, 45.0, 80.0)), 1.0,
            f"Pictures differ by {motion:.1f} of 255 from one sample to the next; 4 to 45 is lively.",
        ),
    ]  # fmt: skip


def _duration(info: MediaInfo, wish: Wish) -> list[Criterion]:
    return length(info.duration, wish.seconds)


def length(seconds: float | None, wished: float | None) -> list[Criterion]:
    """As long as asked: a twentieth off is no fault, half is."""
    if not wished:
        return []
    if seconds is None:
        return [Criterion("duration", "Length", 0.0, 1.5, "Its length is not known.")]
    off = abs(seconds - wished) / wished
    told = f"It lasts {seconds:.1f} s, asked for were {wished:.1f} s."
    return [Criterion("duration", "Length", between(off, 0.0, 0.05, 0.45), 1.5, told)]
