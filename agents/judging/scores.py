"""A score with its evidence, and an order of many that says why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

# Totals nearer than this are level: the measures are no finer.
LEVEL = 0.01


class Kind(StrEnum):
    TRACK = "track"
    CLIP = "clip"
    IMAGE = "image"
    SCENE = "scene"


@dataclass(frozen=True)
class Candidate:
    """A thing to be judged: a file at `path`, or for scenes a `text`. `label` is what people call it.

    report: the checks of a quality report that was made with it, as `{"key", "label", "ok", "value", ...}`.
    """

    id: str
    kind: Kind
    label: str = ""
    path: Path | None = None
    text: str = ""
    report: tuple[dict[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return self.label or self.id


@dataclass(frozen=True)
class Wish:
    """What was asked for. What is not set is not judged.

    palette: hex colours of the style guide. names: who should be in a scene. words: least and most of it.
    """

    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    palette: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[int, int] = (300, 1000)
    still: bool = False


@dataclass(frozen=True)
class Criterion:
    """value 0..1. One of weight 0 does not count. evidence: a sentence with the measured number."""

    key: str
    label: str
    value: float
    weight: float
    evidence: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", round(clamped(self.value), 4))


@dataclass(frozen=True)
class Score:
    """total 0..1, the weighted mean of the criteria; a gate at 0 (blank, unreadable) brings it down to 0."""

    candidate: Candidate
    criteria: list[Criterion] = field(default_factory=list)
    gates: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        counted = [one for one in self.criteria if one.weight > 0]
        whole = sum(one.weight for one in counted)
        if not whole:
            return 0.0
        gate = min((one.value for one in counted if one.key in self.gates), default=1.0)
        return round(gate * sum(one.value * one.weight for one in counted) / whole, 4)

    def of(self, key: str) -> Criterion | None:
        return next((one for one in self.criteria if one.key == key), None)

    def as_dict(self) -> dict[str, Any]:
        return {
            "candidate": self.candidate.id,
            "kind": self.candidate.kind.value,
            "label": self.candidate.name,
            "total": self.total,
            "criteria": [asdict(one) for one in self.criteria],
        }


@dataclass(frozen=True)
class Ranked:
    """place counts from 1; those that are level share one. `why` says what put it there."""

    place: int
    score: Score
    why: str


def clamped(value: float) -> float:
    return max(0.0, min(1.0, value)) if math.isfinite(value) else 0.0


def ramp(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, straight between; either may be the larger."""
    return clamped((value - none) / (full - none))


def between(value: float, low: float, high: float, slack: float) -> float:
    """1 within the two, falling to 0 at `slack` beyond either."""
    beyond = max(low - value, value - high, 0.0)
    return clamped(1 - beyond / slack)


def unreadable(candidate: Candidate, message: str) -> Score:
    """What cannot be opened is worth nothing, and says why."""
    return Score(candidate, [Criterion("opens", "It can be opened", 0.0, 1.0, message)], gates=("opens",))


def from_report(candidate: Candidate) -> Iterable[Criterion]:
    """The quality report that came with it, as one criterion."""
    checks = [one for one in candidate.report if isinstance(one.get("ok"), bool)]
    if not checks:
        return
    failed = [str(one.get("label") or one.get("key") or "a check") for one in checks if not one["ok"]]
    told = f"; failed: {', '.join(failed[:4])}" if failed else ""
    held = len(checks) - len(failed)
    evidence = f"{held} of {len(checks)} checks of its quality report held{told}."
    yield Criterion("report", "Quality report", held / len(checks), 2.0, evidence)


def rank(scores: Sequence[Score]) -> list[Ranked]:
    """The best first. Those that are level share a place and are told apart by what weighs most."""
    best_first = sorted(scores, key=lambda one: (-one.total, one.candidate.id))
    groups: list[list[Score]] = []
    for score in best_first:
        if groups and groups[-1][0].total - score.total < LEVEL:
            groups[-1].append(score)
        else:
            groups.append([score])
    ranked: list[Ranked] = []
    for group in groups:
        place = len(ranked) + 1
        ordered = sorted(group, key=_by_weight)
        for at, score in enumerate(ordered):
            before = ordered[at - 1] if at else None
            why = _level(score, before, ordered) if len(ordered) > 1 else _alone(score, ranked)
            ranked.append(Ranked(place, score, why))
    return ranked


def _by_weight(score: Score) -> tuple[Any, ...]:
    heaviest = sorted(score.criteria, key=lambda one: (-one.weight, one.key))
    return (*(-one.value for one in heaviest if one.weight > 0), score.candidate.id)


def _level(score: Score, before: Score | None, group: Sequence[Score]) -> str:
    others = ", ".join(one.candidate.name for one in group if one is not score)
    if before is None:
        return f"Level with {others} at {score.total:.2f}; named first by {_difference(score, group[1])}."
    return f"Level with {others} at {score.total:.2f}; named after by {_difference(before, score)}."


def _difference(one: Score, other: Score) -> str:
    """The heaviest criterion in which they differ."""
    for mine in sorted(one.criteria, key=lambda found: (-found.weight, found.key)):
        theirs = other.of(mine.key)
        if mine.weight > 0 and theirs is not None and abs(mine.value - theirs.value) > 1e-9:
            return f"{mine.label.lower()} ({mine.value:.2f} against {theirs.value:.2f})"
    return "the order of their ids, as nothing measured tells them apart"


def _alone(score: Score, ranked: Sequence[Ranked]) -> str:
    if not ranked:
        counted = [one for one in score.criteria if one.weight > 0]
        strong = max(counted, key=lambda one: one.value * one.weight, default=None)
        return strong.evidence if strong is not None else "Nothing could be measured."
    above = ranked[-1].score
    lost = [
        (mine.weight * (theirs.value - mine.value), mine)
        for mine in score.criteria
        if mine.weight > 0 and (theirs := above.of(mine.key)) is not None and theirs.value > mine.value
    ]
    if lost:
        worst = max(lost, key=lambda pair: pair[0])[1]
        return f"Behind {above.candidate.name} by {worst.label.lower()}: {worst.evidence}"
    weak = min((one for one in score.criteria if one.weight > 0), key=lambda one: one.value, default=None)
    return weak.evidence if weak is not None else "Nothing could be measured."
