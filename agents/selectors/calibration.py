"""How honest an agent's confidence is: what people kept at each level, what other thresholds would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.models import AgentRun
from umam.jobs.models import Review
from umam.universes.models import Universe

LEVELS = 10
MOST_RUNS = 5000
DECIDED = (Review.APPROVED.value, Review.EDITED.value, Review.REJECTED.value)


@dataclass(frozen=True)
class Level:
    """Results whose confidence lay in [low, high), and what people made of those that they looked at."""

    low: float
    high: float
    made: int
    reviewed: int
    kept: int
    edited: int
    rejected: int

    @property
    def kept_share(self) -> float | None:
        """Of those reviewed: kept as they were, edits counting half; None where nobody looked."""
        return (self.kept + self.edited / 2) / self.reviewed if self.reviewed else None


@dataclass(frozen=True)
class Threshold:
    """What a threshold would have done: how many waited for a person, and how many bad ones went through."""

    value: float
    sent: int
    made: int
    rejected_caught: int
    rejected_missed: int

    @property
    def share(self) -> float:
        return self.sent / self.made if self.made else 0.0


@dataclass(frozen=True)
class Calibration:
    agent: str
    made: int
    reviewed: int
    levels: tuple[Level, ...]
    thresholds: tuple[Threshold, ...]
    # The mean distance between what was promised and what was kept, by level; None without reviews.
    error: float | None


def calibration(universe: Universe, agent: str, *, steps: int = LEVELS) -> Calibration:
    """Over the last runs of an agent in one universe. Thresholds are tried in so many steps."""
    rows = AgentRun.objects.filter(universe=universe, agent=agent, confidence__isnull=False)
    latest = rows.order_by("-created_at").values_list("confidence", "job__review")[:MOST_RUNS]
    found = [(float(score or 0.0), review) for score, review in latest]
    levels = tuple(_level(found, step) for step in range(LEVELS))
    reviewed = sum(level.reviewed for level in levels)
    return Calibration(
        agent=agent,
        made=len(found),
        reviewed=reviewed,
        levels=levels,
        thresholds=tuple(_threshold(found, step / steps) for step in range(1, steps)),
        error=_error(levels, reviewed),
    )


def _level(found: Sequence[tuple[float, str]], step: int) -> Level:
    low, high = step / LEVELS, (step + 1) / LEVELS
    inside = [review for score, review in found if low <= score < high or (step == LEVELS - 1 and score >= 1)]
    return Level(
        low=low,
        high=high,
        made=len(inside),
        reviewed=sum(1 for review in inside if review in DECIDED),
        kept=inside.count(Review.APPROVED.value),
        edited=inside.count(Review.EDITED.value),
        rejected=inside.count(Review.REJECTED.value),
    )


def _threshold(found: Sequence[tuple[float, str]], value: float) -> Threshold:
    bad = [score for score, review in found if review == Review.REJECTED.value]
    caught = sum(1 for score in bad if score < value)
    return Threshold(
        value=value,
        sent=sum(1 for score, _ in found if score < value),
        made=len(found),
        rejected_caught=caught,
        rejected_missed=len(bad) - caught,
    )


def _error(levels: Iterable[Level], reviewed: int) -> float | None:
    if not reviewed:
        return None
    off = sum(
        abs((level.low + level.high) / 2 - level.kept_share) * level.reviewed
        for level in levels
        if level.kept_share is not None
    )
    return off / reviewed
