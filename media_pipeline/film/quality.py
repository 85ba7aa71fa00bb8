"""The quality report of a finished film: what was asked for, what is there, in words a person reads.

The film is only demultiplexed here, which costs next to nothing; black and frozen pictures and loudness were
noticed while the pieces and the sound were encoded (`inspection_from`, `loudness_from`). A failed check is an
entry of the report, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from media_pipeline.film import wording
from media_pipeline.film.cues import MAX_ROWS, MIN_SECONDS, Cue, display_width, max_chars
from media_pipeline.film.facts import FilmFacts
from media_pipeline.film.wording import Span
from umam.lib.frames import Grid, Rate

STREAMING_LUFS = -14.0
PEAK_CEILING = -1.0
SILENCE_LUFS = -69.0
_AV_START = 0.001
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Check:
    """One line of the report. value is what was found, goal what was wanted, detail what it means."""

    key: str
    label: str
    ok: bool
    value: str
    goal: str
    detail: str = ""


@dataclass(frozen=True)
class Inspection:
    """Times (seconds) of pictures that are black or stand still for longer than they should."""

    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Inspection]) -> Inspection:
        """What was noticed in all parts of a film."""
        parts = list(parts)
        return cls(
            black=tuple(span for part in parts for span in part.black),
            frozen=tuple(span for part in parts for span in part.frozen),
        )


@dataclass(frozen=True)
class Loudness:
    """integrated in LUFS, true_peak in dBTP (both None for silence), after `gain` decibels were added."""

    integrated: float | None
    true_peak: float | None
    gain: float = 0.0


@dataclass(frozen=True)
class FilmPlan:
    """What the film should be. Frames count from 0; `still` are times when nothing is meant to move."""

    width: int
    height: int
    fps: Rate
    frames: int
    song_seconds: float
    scene_starts: tuple[int, ...] = (0,)
    cues: tuple[Cue, ...] = ()
    still: tuple[Span, ...] = ()
    target_lufs: float | None = None

    @property
    def frame_seconds(self) -> float:
        return Grid(self.fps).seconds(1)


@dataclass(frozen=True)
class Report:
    """All checks of one film, in the order to read them in."""

    checks: list[Check] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.ok]


def report(
    facts: FilmFacts | None, plan: FilmPlan, *, inspection: Inspection | None, loudness: Loudness | None
) -> Report:
    """Hold a film's facts (`facts.read_film`; None where it could not be read) against its plan."""
    lyrics = _lyrics(plan)
    if facts is None:
        return Report([Check("opens", "The film opens", False, "it cannot be read", "a film"), *lyrics])
    return Report(
        [
            _duration(facts, plan),
            _start(facts),
            _video_format(facts, plan),
            _frame_rate(facts, plan),
            _colour(facts),
            _keyframes(facts, plan),
            _scene_cuts(facts, plan),
            _audio_format(facts),
            _faststart(facts),
            *_pictures(inspection, plan),
            _loudness(loudness, plan),
            *lyrics,
        ]
    )


# What ffmpeg said while it encoded

_BLACK = re.compile(r"black_start:(-?[\d.]+) black_end:(-?[\d.]+)")
_FROZEN = re.compile(r"lavfi\.freezedetect\.freeze_(start|end): (-?[\d.]+)")
_INTEGRATED = re.compile(r"^\s*I:\s*(-?[\d.]+|-?inf|nan) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^\s*Peak:\s*(-?[\d.]+|-?inf|nan) dBFS", re.MULTILINE)


def inspection_from(said: str, *, seconds: float, offset: float = 0.0) -> Inspection:
    """What the watching filters of a run said about `seconds` of film that begin `offset` into the whole."""
    black = tuple((float(start) + offset, float(end) + offset) for start, end in _BLACK.findall(said))
    frozen: list[Span] = []
    since: float | None = None
    for edge, time in _FROZEN.findall(said):
        if edge == "start":
            since = float(time)
        elif since is not None:
            frozen.append((since + offset, float(time) + offset))
            since = None
    if since is not None:
        frozen.append((since + offset, seconds + offset))
    return Inspection(black, tuple(frozen))


def loudness_from(said: str, *, gain: float = 0.0) -> Loudness | None:
    """The loudness in what ffmpeg said, or None where it measured none."""
    integrated, peak = _last_number(_INTEGRATED, said), _last_number(_PEAK, said)
    if integrated is None:
        return None
    silent = integrated <= SILENCE_LUFS
    return Loudness(None if silent else integrated, None if silent else peak, gain)


def gain_for(
    loudness: Loudness | None, *, target: float = STREAMING_LUFS, ceiling: float = PEAK_CEILING
) -> float:
    """Decibels to add so that a song plays at `target` LUFS, less where its peaks would pass `ceiling` dBTP.

    Gain alone: dynamics stay as they were mixed. Silence gets none.
    """
    if loudness is None or loudness.integrated is None:
        return 0.0
    wanted = target - loudness.integrated
    if loudness.true_peak is None:
        return round(wanted, 2)
    return round(min(wanted, ceiling - loudness.true_peak), 2)


def _last_number(pattern: re.Pattern[str], said: str) -> float | None:
    found = pattern.findall(said)
    if not found or found[-1] == "nan":
        return None
    return float(found[-1])


# The checks


def _duration(facts: FilmFacts, plan: FilmPlan) -> Check:
    lengths = {"picture": facts.video_seconds, "sound": facts.audio_seconds, "song": plan.song_seconds}
    known = [seconds for seconds in lengths.values() if seconds is not None]
    off = max(known) - min(known)
    return Check(
        "duration",
        "Picture and sound are as long as the song",
        len(known) == len(lengths) and off <= plan.frame_seconds + _ROUNDING,
        ", ".join(f"{name} {wording.seconds(seconds)}" for name, seconds in lengths.items()),
        f"equal to one frame ({plan.frame_seconds * 1000:.0f} ms)",
        f"They differ by {off * 1000:.0f} ms.",
    )


def _start(facts: FilmFacts) -> Check:
    starts = (facts.video_start, facts.audio_start)
    known = [start for start in starts if start is not None]
    return Check(
        "av_start",
        "Picture and sound begin together",
        len(known) == 2 and all(abs(start) <= _AV_START for start in known),
        f"picture at {wording.milliseconds(starts[0])}, sound at {wording.milliseconds(starts[1])}",
        "both at 0 ms",
    )


def _video_format(facts: FilmFacts, plan: FilmPlan) -> Check:
    ok = (
        (facts.video_codec, facts.video_profile, facts.pixel_format) == ("h264", "High", "yuv420p")
        and (facts.width, facts.height) == (plan.width, plan.height)
        and facts.square_pixels
    )
    value = f"{facts.video_codec} {facts.video_profile} {facts.pixel_format}, {facts.width} × {facts.height}"
    return Check(
        "video_format",
        "The picture plays everywhere",
        ok,
        value + ("" if facts.square_pixels else ", pixels not square"),
        f"h264 High yuv420p, {plan.width} × {plan.height}, square pixels",
    )


def _frame_rate(facts: FilmFacts, plan: FilmPlan) -> Check:
    grid = Grid(plan.fps)
    frames = sorted(facts.frame_times)
    irregular = sum(
        abs((after - before) - plan.frame_seconds) > plan.frame_seconds * 0.01
        for before, after in pairwise(frames)
    )
    return Check(
        "frames",
        "Every frame is there, evenly spaced",
        len(frames) == plan.frames and irregular == 0,
        f"{len(frames)} frames, {irregular} uneven",
        f"{plan.frames} frames at {float(grid.exact):g} a second, none uneven",
    )


def _colour(facts: FilmFacts) -> Check:
    names = ("matrix", "primaries", "transfer")
    tags = (facts.colour_matrix, facts.colour_primaries, facts.colour_transfer)
    return Check(
        "colour",
        "Colours are described, so they look alike on every screen",
        set(tags) == {"bt709"} and facts.colour_range == "tv",
        ", ".join(f"{name} {tag or 'unknown'}" for name, tag in zip(names, tags, strict=True))
        + f", range {facts.colour_range or 'unknown'}",
        "BT.709, range tv",
    )


def _keyframes(facts: FilmFacts, plan: FilmPlan) -> Check:
    times = [*sorted(facts.keyframe_times), facts.video_seconds or 0.0]
    longest = max((after - before for before, after in pairwise(times)), default=0.0)
    return Check(
        "keyframes",
        "The film can be wound quickly",
        bool(facts.keyframe_times) and longest <= 2.0 + plan.frame_seconds,
        f"a keyframe at least every {longest:.2f} s",
        "every 2 s or less",
    )


def _scene_cuts(facts: FilmFacts, plan: FilmPlan) -> Check:
    grid = Grid(plan.fps)
    keyframes = {grid.frame(time) for time in facts.keyframe_times}
    missing = [start for start in plan.scene_starts if start not in keyframes]
    return Check(
        "scene_cuts",
        "Every scene begins on its own keyframe",
        not missing,
        f"{len(plan.scene_starts) - len(missing)} of {len(plan.scene_starts)} scenes",
        f"{len(plan.scene_starts)} of {len(plan.scene_starts)} scenes",
        wording.missing([grid.seconds(start) for start in missing]),
    )


def _audio_format(facts: FilmFacts) -> Check:
    return Check(
        "audio_format",
        "The sound plays everywhere",
        (facts.audio_codec, facts.audio_profile, facts.sample_rate, facts.channels)
        == ("aac", "LC", 48_000, 2),
        f"{facts.audio_codec or 'none'} {facts.audio_profile or ''} "
        f"{(facts.sample_rate or 0) / 1000:g} kHz, {facts.channels or 0} channels",
        "aac LC 48 kHz, 2 channels",
    )


def _faststart(facts: FilmFacts) -> Check:
    order = [box for box in facts.boxes if box in ("ftyp", "moov", "mdat")]
    return Check(
        "faststart",
        "It starts to play before it is loaded",
        order[:3] == ["ftyp", "moov", "mdat"],
        " ".join(facts.boxes) or "unknown",
        "ftyp moov mdat",
    )


def _pictures(inspection: Inspection | None, plan: FilmPlan) -> list[Check]:
    unseen = "not looked at"
    found = inspection or Inspection()
    frozen = [span for span in found.frozen if not any(a <= span[0] and span[1] <= b for a, b in plan.still)]
    return [
        Check(
            "black",
            "No black pictures",
            inspection is not None and not found.black,
            unseen if inspection is None else wording.spans(found.black),
            "none",
        ),
        Check(
            "frozen",
            "Nothing stands still that should move",
            inspection is not None and not frozen,
            unseen if inspection is None else wording.spans(frozen),
            "none longer than 1 s",
        ),
    ]


def _loudness(loudness: Loudness | None, plan: FilmPlan) -> Check:
    label = "Loudness"
    goal = (
        "as the song was mixed"
        if plan.target_lufs is None
        else f"{plan.target_lufs:g} LUFS, peaks under -1 dBTP"
    )
    if loudness is None:
        return Check("loudness", label, False, "not measured", goal)
    if loudness.integrated is None:
        return Check("loudness", label, True, "silence", goal, "There is nothing to hear in this song.")
    peak = "unknown" if loudness.true_peak is None else f"{loudness.true_peak:.1f} dBTP"
    value = f"{loudness.integrated:.1f} LUFS, peak {peak}"
    if plan.target_lufs is None:
        difference = loudness.integrated - STREAMING_LUFS
        words = f"{abs(difference):.1f} dB {'louder' if difference > 0 else 'quieter'}"
        detail = f"That is {words} than streaming services play it."
        return Check("loudness", label, True, value, goal, detail)
    return _normalised(loudness, plan.target_lufs, value, goal)


def _normalised(loudness: Loudness, target: float, value: str, goal: str) -> Check:
    assert loudness.integrated is not None
    peak = loudness.true_peak if loudness.true_peak is not None else -99.0
    near = abs(loudness.integrated - target) <= 1.0
    held_back = loudness.integrated < target and peak >= PEAK_CEILING - 0.3
    detail = f"Changed by {loudness.gain:+.1f} dB."
    if held_back and not near:
        detail += " More would clip its peaks, and its dynamics were not to be touched."
    return Check(
        "loudness", "Loudness", (near or held_back) and peak <= PEAK_CEILING + 0.2, value, goal, detail
    )


def _lyrics(plan: FilmPlan) -> list[Check]:
    overlaps = [after for before, after in pairwise(plan.cues) if after.start < before.end - _ROUNDING]
    limit = max_chars(plan.width, plan.height)
    shortest = max(0.0, min(MIN_SECONDS, plan.song_seconds) - plan.frame_seconds)
    hurried = [cue for cue in plan.cues if cue.end - cue.start < shortest]
    crowded = [
        cue
        for cue in plan.cues
        if len(cue.rows) > MAX_ROWS or any(display_width(line) > limit for line in cue.lines)
    ]
    bad = [*hurried, *crowded]
    return [
        Check(
            "lyric_overlap",
            "Lyrics never lie over each other",
            not overlaps,
            f"{len(overlaps)} of {len(plan.cues)} lines overlap",
            "none",
            wording.at(overlaps),
        ),
        Check(
            "lyric_reading",
            "Lyrics can be read",
            not bad,
            f"{len(hurried)} too short to read, {len(crowded)} too long",
            f"at least {MIN_SECONDS:g} s, {MAX_ROWS} rows of at most {limit} characters",
            wording.at(bad),
        ),
    ]
