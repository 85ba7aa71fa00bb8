"""What language models cost in a universe, as its page tells it; and the ledger as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from agents.models import Thread
from agents.registry import agents
from agents.selectors import costs
from agents.selectors.costs import Cost, Standing
from umam.studio.insight.charts import columns, nice_top
from umam.universes.models import Universe

RANGES = (7, 30, 90, 365)
THREADS = 20
MONEY, TOKENS = "money", "tokens"
HEAD = (
    "time", "agent", "purpose", "provider", "model", "state", "conversation", "job", "by", "requests",
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cost_usd",
)  # fmt: skip
CHUNK = 1000


@dataclass(frozen=True)
class Line:
    """One row of a table of costs. `share` is its part of the largest one, for its bar."""

    label: str
    cost: Cost
    share: float
    url_id: str = ""
    icon: str = ""


def days_in(asked: Any) -> int:
    raw = str(asked.get("days", ""))
    return int(raw) if raw in {str(one) for one in RANGES} else costs.DAYS


def costs_page(universe: Universe, days: int, of: str) -> dict[str, Any]:
    """The same queries however much there is."""
    total = costs.total(costs.lately(universe, days))
    measure = of if of in (MONEY, TOKENS) else (MONEY if total.cost else TOKENS)
    by_day = costs.by_day(universe, days)
    return {
        "days": days,
        "ranges": RANGES,
        "measure": measure,
        "total": total,
        **_chart(by_day, measure),
        "busy_days": [(day, cost) for day, cost in reversed(by_day) if cost.calls],
        "by_agent": [_agent(*one) for one in _lines(costs.by("agent", universe, days), measure)],
        "by_model": [Line(name, cost, share) for name, cost, share in _model_lines(universe, days, measure)],
        "by_thread": _threads(universe, days, measure),
        "bars": standing_bars(costs.standing(universe)),
    }


def _amount(cost: Cost, measure: str) -> float:
    return float(cost.cost) if measure == MONEY else float(cost.tokens)


def _chart(by_day: list[tuple[date, Cost]], measure: str) -> dict[str, Any]:
    most = max((_amount(cost, measure) for _, cost in by_day), default=0.0)
    top = nice_top(most)
    values = [(_amount(cost, measure), _said(day, cost)) for day, cost in by_day]
    return {
        "chart": columns(values, top),
        "top": top,
        "half": top / 2,
        "first_day": by_day[0][0],
        "last_day": by_day[-1][0],
    }


def _said(day: date, cost: Cost) -> str:
    unknown = f", {cost.unknown} without a known price" if cost.unknown else ""
    return f"{day:%-d %b %Y}: ${cost.cost:.4f}, {cost.tokens:,} tokens, {cost.calls} calls{unknown}"


def _lines(found: Iterable[tuple[str, Cost]], measure: str) -> list[tuple[str, Cost, float]]:
    rows = sorted(found, key=lambda one: -_amount(one[1], measure))
    most = max((_amount(cost, measure) for _, cost in rows), default=0.0)
    return [(name, cost, _amount(cost, measure) / most if most else 0.0) for name, cost in rows]


def _model_lines(universe: Universe, days: int, measure: str) -> list[tuple[str, Cost, float]]:
    return _lines(costs.by("model", universe, days), measure)


def _agent(key: str, cost: Cost, share: float) -> Line:
    known = agents().get(key)
    return Line(known.label if known else key, cost, share, icon=known.icon if known else "zap")


def _threads(universe: Universe, days: int, measure: str) -> list[Line]:
    """The dearest conversations. What belongs to none is a line of its own."""
    found = _lines(costs.by("thread", universe, days), measure)[:THREADS]
    ids = [name for name, _, _ in found if name != "None"]
    named = {str(one.pk): one for one in Thread.objects.filter(pk__in=ids, universe=universe)}
    return [_thread(named.get(name), cost, share) for name, cost, share in found]


def _thread(thread: Thread | None, cost: Cost, share: float) -> Line:
    if thread is None:
        return Line("Without a conversation", cost, share)
    return Line(str(thread), cost, share, url_id="" if thread.deleted_at else str(thread.pk))


@dataclass(frozen=True)
class Gauge:
    """One limit of the budget and where it stands. `limit` None: there is none."""

    label: str
    name: str
    used: Decimal | int
    limit: Decimal | int | None
    is_money: bool

    @property
    def share(self) -> float:
        if self.limit is None:
            return 0.0
        return min(1.0, float(self.used) / float(self.limit)) if self.limit else 1.0

    @property
    def state(self) -> str:
        return "full" if self.share >= 1 else "high" if self.share >= 0.8 else ""


def standing_bars(found: Standing) -> list[Gauge]:
    limits = found.budget
    return [
        Gauge("Today", "daily_usd", found.day_usd, limits.daily_usd if limits else None, True),
        Gauge("This month", "monthly_usd", found.month_usd, limits.monthly_usd if limits else None, True),
        Gauge(
            "Tokens today", "daily_tokens", found.day_tokens, limits.daily_tokens if limits else None, False
        ),
    ]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def ledger(universe: Universe, days: int) -> Iterator[str]:
    """The calls of a universe as lines of CSV, the newest first, however many there are."""
    writer = csv.writer(_Echo())
    yield writer.writerow(HEAD)
    for row in _calls(universe, days).iterator(chunk_size=CHUNK):
        yield writer.writerow([_cell(value) for value in row])


def _calls(universe: Universe, days: int) -> QuerySet[Any, Any]:
    return costs.lately(universe, days).order_by("-created_at", "-id").values_list(
        "created_at", "agent", "purpose", "provider", "model", "state", "thread__title", "job_id", "by__name",
        "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cost",
    )  # fmt: skip


def _cell(value: Any) -> str:
    """A value that a table program reads as what it is, and never as a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, int | Decimal | UUID):
        return str(value)
    text = " ".join(str(value).split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
