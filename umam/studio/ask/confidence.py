"""How sure an agent is, as its page tells it: a score, and each reason with what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agents.models import AgentRun


@dataclass(frozen=True)
class Reason:
    """One signal in words. `share` is its part of the mean; `holds` that its cap decided the score."""

    label: str
    value: float
    evidence: str
    share: float
    cap: float
    holds: bool

    @property
    def level(self) -> str:
        return level_of(self.value)


@dataclass(frozen=True)
class Confidence:
    score: float
    threshold: float
    is_demo: bool
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        return level_of(self.score)

    @property
    def waits(self) -> bool:
        """True where the agent was less sure than this universe wants."""
        return self.score < self.threshold


def level_of(value: float) -> str:
    if value >= 0.75:
        return "high"
    return "middle" if value >= 0.45 else "low"


def confidence_of(run: AgentRun | None, *, with_reasons: bool = False) -> Confidence | None:
    """None where nothing was judged. The reasons are for editors: their sentences name what is hidden."""
    if run is None or run.confidence is None:
        return None
    told = run.signals if with_reasons else []
    total = sum(float(one.get("weight", 1)) for one in told)
    reasons = tuple(_reason(one, total, run.confidence) for one in told)
    return Confidence(run.confidence, run.threshold, run.is_demo, reasons)


def _reason(signal: Mapping[str, Any], total: float, score: float) -> Reason:
    cap = float(signal.get("cap", 1))
    return Reason(
        label=str(signal.get("label", "")),
        value=float(signal.get("value", 0)),
        evidence=str(signal.get("evidence", "")),
        share=float(signal.get("weight", 1)) / total if total else 0.0,
        cap=cap,
        holds=cap < 1 and abs(cap - score) < 0.001,
    )
