"""What language models cost: by job, conversation, agent, model and day, and how much came from a cache."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from agents.llm.ledger import spent, start_of_day
from agents.models import Budget, CallState, LlmCall, Thread
from umam.jobs.models import Job
from umam.universes.models import Universe

DAYS = 30
_MONEY = DecimalField(max_digits=18, decimal_places=6)


@dataclass(frozen=True)
class Cost:
    """A sum over calls. `unknown` counts calls whose price nobody knows; `cost` leaves them out."""

    calls: int
    cost: Decimal
    unknown: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int

    @property
    def cached_share(self) -> float:
        """How much of what was sent came from the provider's cache."""
        return self.cache_read_tokens / self.input_tokens if self.input_tokens else 0.0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


def _sums() -> dict[str, Any]:
    return {
        "calls": Count("id"),
        "paid": Coalesce(Sum("cost"), Decimal(0), output_field=_MONEY),
        "unknown": Count("id", filter=Q(cost=None) & ~Q(state=CallState.OPEN) & Q(requests__gt=0)),
        "sent": Coalesce(Sum("input_tokens"), 0),
        "received": Coalesce(Sum("output_tokens"), 0),
        "cache_read": Coalesce(Sum("cache_read_tokens"), 0),
        "cache_write": Coalesce(Sum("cache_write_tokens"), 0),
    }


def _cost(found: dict[str, Any]) -> Cost:
    return Cost(
        calls=found["calls"],
        cost=found["paid"],
        unknown=found["unknown"],
        input_tokens=found["sent"],
        output_tokens=found["received"],
        cache_read_tokens=found["cache_read"],
        cache_write_tokens=found["cache_write"],
    )


def total(rows: QuerySet[LlmCall]) -> Cost:
    return _cost(rows.aggregate(**_sums()))


def of_job(job: Job) -> Cost:
    return total(LlmCall.objects.filter(job=job))


def of_thread(thread: Thread) -> Cost:
    return total(LlmCall.objects.filter(thread=thread))


def of_threads(threads: list[Thread]) -> dict[Any, Cost]:
    """Costs by conversation, in one query."""
    rows: Any = LlmCall.objects.filter(thread__in=threads).values("thread").order_by().annotate(**_sums())
    return {row["thread"]: _cost(row) for row in rows}


def lately(universe: Universe, days: int = DAYS) -> QuerySet[LlmCall]:
    since = start_of_day(timezone.now()) - timedelta(days=days - 1)
    return LlmCall.objects.filter(universe=universe, created_at__gte=since)


def by(column: str, universe: Universe, days: int = DAYS) -> list[tuple[str, Cost]]:
    """Sums by `agent`, `model` or `provider`, the dearest first."""
    rows = lately(universe, days).order_by().values(column).annotate(**_sums())
    found = [(str(row[column]), _cost(row)) for row in rows]
    return sorted(found, key=lambda one: (-one[1].cost, -one[1].tokens, one[0]))


def by_day(universe: Universe, days: int = DAYS) -> list[tuple[date, Cost]]:
    """Every day of the range, also those without a call."""
    rows: Any = lately(universe, days).order_by().values(day=TruncDate("created_at")).annotate(**_sums())
    known = {row["day"]: _cost(row) for row in rows}
    today = timezone.now().date()
    nothing = Cost(0, Decimal(0), 0, 0, 0, 0, 0)
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [(day, known.get(day, nothing)) for day in span]


@dataclass(frozen=True)
class Standing:
    """Where a universe stands with its budget: what is spent or reserved, of what."""

    budget: Budget | None
    day_usd: Decimal
    day_tokens: int
    month_usd: Decimal


def standing(universe: Universe) -> Standing:
    today = start_of_day(timezone.now())
    day_usd, day_tokens = spent(universe, today)
    month_usd, _ = spent(universe, today.replace(day=1))
    return Standing(Budget.objects.filter(universe=universe).first(), day_usd, day_tokens, month_usd)
