"""How a quality report writes times, lengths and spans."""

from __future__ import annotations

from collections.abc import Sequence

from media_pipeline.film.cues import Cue

Span = tuple[float, float]


def missing(times: Sequence[float]) -> str:
    return "Missing at " + ", ".join(clock(time) for time in times[:5]) + "." if times else ""


def at(cues: Sequence[Cue]) -> str:
    return "At " + ", ".join(clock(cue.start) for cue in cues[:5]) + "." if cues else ""


def spans(spans: Sequence[Span]) -> str:
    if not spans:
        return "none"
    shown = ", ".join(f"{clock(start)} to {clock(end)}" for start, end in spans[:4])
    return shown + (f" and {len(spans) - 4} more" if len(spans) > 4 else "")


def seconds(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds:.3f} s"


def milliseconds(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds * 1000:.0f} ms"


def clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:05.2f}"
