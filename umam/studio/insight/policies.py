"""How each agent works in a universe, and what other thresholds would have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from agents.base import BaseAgent
from agents.models import AgentPolicy, AgentRun
from agents.registry import agents
from agents.selectors.calibration import DECIDED, Calibration, Level, Threshold, calibration
from umam.jobs.models import Review
from umam.studio.insight.charts import Bar, columns, line
from umam.universes.models import Universe

STEPS = 20
# Fewer reviews than these say little of a level, and of an agent.
FEW_AT_A_LEVEL, FEW = 5, 20


@dataclass(frozen=True)
class Row:
    """One agent with its policy here, stored or not, and how much it made."""

    agent: BaseAgent[Any, Any]
    policy: AgentPolicy
    is_own: bool
    made: int
    reviewed: int
    waiting: int


@dataclass(frozen=True)
class Shown:
    """A level as the table and the chart show it."""

    level: Level
    is_few: bool
    bar: Bar | None
    promised_y: float
    x: float

    @property
    def promised(self) -> float:
        return (self.level.low + self.level.high) / 2


def rows(universe: Universe) -> list[Row]:
    """All agents, in two queries."""
    stored = {one.agent: one for one in AgentPolicy.objects.filter(universe=universe)}
    counted = AgentRun.objects.filter(universe=universe).order_by().values("agent")
    summed = counted.annotate(
        made=Count("pk"),
        reviewed=Count("pk", filter=Q(job__review__in=DECIDED)),
        waiting=Count("pk", filter=Q(job__review=Review.PENDING)),
    )
    counts: dict[str, dict[str, Any]] = {one["agent"]: dict(one) for one in summed}
    return [_row(one, universe, stored.get(one.key), counts.get(one.key, {})) for one in agents().values()]


def _row(
    one: BaseAgent[Any, Any], universe: Universe, stored: AgentPolicy | None, counts: dict[str, Any]
) -> Row:
    policy = stored or AgentPolicy(universe=universe, agent=one.key, threshold=one.threshold)
    numbers = (counts.get(name, 0) for name in ("made", "reviewed", "waiting"))
    return Row(one, policy, stored is not None, *numbers)


def busiest(found: Sequence[Row]) -> Row:
    """The one to begin with: of which most was reviewed, else made."""
    return max(found, key=lambda row: (row.reviewed, row.made))


def insight(universe: Universe, row: Row) -> dict[str, Any]:
    """Calibration and thresholds of one agent, drawn and as tables: one query."""
    found = calibration(universe, row.agent.key, steps=STEPS)
    return {
        "calibration": found,
        "levels": levels(found.levels),
        "is_few": found.reviewed < FEW,
        "sent_area": line(_sent(found), to_floor=True),
        "sent_line": line(_sent(found)),
        "caught_line": line(_caught(found)),
        "rejected": _rejected(found.thresholds),
        "now": _nearest(found.thresholds, row.policy.threshold),
        "mark": round(100 * row.policy.threshold, 1),
    }


def levels(found: Sequence[Level]) -> list[Shown]:
    heights = [(one.kept_share or 0.0, "") for one in found]
    bars = columns(heights, 1.0)
    width = 100 / len(found)
    return [
        Shown(
            level=level,
            is_few=level.reviewed < FEW_AT_A_LEVEL,
            bar=bar if level.kept_share is not None else None,
            promised_y=round(100 - 50 * (level.low + level.high), 2),
            x=round(place * width, 2),
        )
        for place, (level, bar) in enumerate(zip(found, bars, strict=True))
    ]


def _sent(found: Calibration) -> list[tuple[float, float]]:
    if not found.made:
        return []
    return [(0.0, 0.0), *((one.value, one.share) for one in found.thresholds), (1.0, 1.0)]


def _rejected(thresholds: Sequence[Threshold]) -> int:
    return thresholds[0].rejected_caught + thresholds[0].rejected_missed if thresholds else 0


def _caught(found: Calibration) -> list[tuple[float, float]]:
    """Of what people rejected, how much would have waited for them."""
    bad = _rejected(found.thresholds)
    if not bad:
        return []
    steps = [(one.value, one.rejected_caught / bad) for one in found.thresholds]
    return [(0.0, 0.0), *steps, (1.0, 1.0)]


def _nearest(thresholds: Sequence[Threshold], value: float) -> Threshold | None:
    return min(thresholds, key=lambda one: abs(one.value - value), default=None)
