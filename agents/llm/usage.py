"""What a call of a language model used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Usage:
    """Tokens and money of one call, its retries included.

    `input_tokens` counts everything sent, also what came from the provider's cache (`cache_read_tokens`) or
    went into it (`cache_write_tokens`). `cost` is in US dollars; None means unknown, zero means free.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    requests: int = 0
    cost: Decimal | None = None

    def counters(self) -> dict[str, Any]:
        """JSON-ready numbers to keep with a job, which adds them up; an unknown cost is left out.

        Exact amounts are in the ledger.
        """
        counted: dict[str, Any] = {
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cache_read_tokens": self.cache_read_tokens,
            "cache_write_tokens": self.cache_write_tokens,
            "requests": self.requests,
        }
        if self.cost is not None:
            counted["cost_usd"] = round(float(self.cost), 6)
        return counted

    def __add__(self, other: Usage) -> Usage:
        known = [part.cost for part in (self, other) if part.requests or part.cost is not None]
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cache_read_tokens=self.cache_read_tokens + other.cache_read_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            requests=self.requests + other.requests,
            cost=_sum(known),
        )


def _sum(costs: list[Decimal | None]) -> Decimal | None:
    """The sum, or None as soon as one part is unknown (or there is none)."""
    if not costs:
        return None
    total = Decimal(0)
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return total
