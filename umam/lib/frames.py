"""The frame grid: every time in a film is a whole number of frames from its beginning.

Durations are never added up: each frame number is computed from the audio clock, so no error grows with the
length of the film.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

Rate = int | float | str | Fraction


def rate(fps: Rate) -> Fraction:
    """A frame rate as an exact fraction: 30, "30000/1001", 29.97 (read as 30000/1001), 23.976."""
    if isinstance(fps, float):
        for whole in (24, 30, 48, 60, 120):
            if abs(fps - whole * 1000 / 1001) < 0.005:
                return Fraction(whole * 1000, 1001)
        exact = Fraction(fps).limit_denominator(1001)
    else:
        exact = Fraction(fps)
    if exact <= 0:
        raise ValueError(f"A frame rate must be positive, not {fps}.")
    return exact


@dataclass(frozen=True)
class Grid:
    """Frames on a clock of `fps` frames a second."""

    fps: Rate
    exact: Fraction = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact", rate(self.fps))

    def frame(self, seconds: float) -> int:
        """The frame that is nearest to a time (a half goes up)."""
        return math.floor(Fraction(seconds) * self.exact + Fraction(1, 2))

    def seconds(self, frame: int) -> float:
        """When a frame starts."""
        return float(Fraction(frame) / self.exact)

    def snap(self, seconds: float) -> float:
        """The nearest time that is on the grid."""
        return self.seconds(self.frame(seconds))

    def cuts(self, boundaries: Iterable[float], end: float, *, shortest: int = 1) -> list[int]:
        """Frame numbers where scenes start, first 0, each at least `shortest` frames after the one before.

        `boundaries` are times in seconds in any order; those too near to a neighbour or to the end are left
        out. The number of frames of the film is `frame(end)`.
        """
        last = self.frame(end)
        starts = [0]
        for wanted in sorted(self.frame(time) for time in boundaries):
            if wanted - starts[-1] >= shortest and last - wanted >= shortest:
                starts.append(wanted)
        return starts

    def spans(self, starts: list[int], end: int) -> list[tuple[int, int]]:
        """(first frame, number of frames) of each scene; scenes start at `starts`, the last ends at `end`."""
        return [(first, after - first) for first, after in zip(starts, [*starts[1:], end], strict=True)]

    @property
    def timescale(self) -> int:
        """A track timescale in which every frame lasts a whole number of ticks (and sound fits well)."""
        return self.exact.numerator * max(1, 90000 // self.exact.numerator)

    def __str__(self) -> str:
        """As ffmpeg writes it: 30 or 30000/1001."""
        return str(self.exact)
