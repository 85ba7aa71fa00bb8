"""The ledger of language model calls: reserve before, settle after, and never pay for one answer twice.

A call is a row before it is sent, with the most it may cost. Where a universe has a budget, what is reserved
and what was spent must stay within it, checked under a lock. The answer is stored with its row: an attempt
whose worker died finds it there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from agents.llm.providers import OPENAI_URL, ProviderConfig
from agents.llm.tokens import tokens_in
from agents.llm.usage import Usage
from agents.models import Budget, CallState, LlmCall
from umam.lib.errors import JobError
from umam.lib.storable import storable
from umam.universes.models import Universe

# A reservation whose worker died holds its money no longer than this.
RESERVED_FOR = timedelta(minutes=15)
ZERO = Decimal(0)


class BudgetReached(JobError):
    """The universe's budget does not allow another call."""

    code = "budget_reached"


@dataclass(frozen=True)
class Asked:
    """Who asks what, for the books. `purpose` tells a job's questions apart."""

    universe: Universe
    agent: str
    purpose: str
    job_id: UUID | None = None
    thread_id: UUID | None = None
    user_id: UUID | None = None


def digest_of(config: ProviderConfig, question: Mapping[str, Any]) -> str:
    """Names the question and who answers it, without the key."""
    parts = {"provider": config.name, "model": config.model, "url": config.base_url, **question}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def stored_answer(asked: Asked, digest: str) -> LlmCall | None:
    """The answer that an earlier attempt of the same job paid for."""
    if asked.job_id is None:
        return None
    rows = LlmCall.objects.filter(job=asked.job_id, purpose=asked.purpose, digest=digest)
    return rows.filter(state=CallState.ANSWERED).first()


def open_call(
    asked: Asked, config: ProviderConfig, digest: str, *, prompt: str, max_tokens: int, requests: int = 1
) -> LlmCall:
    """Write down what is about to be asked and reserve the most it may cost. Raises BudgetReached.

    requests: how often it may be sent, because an answer that is no good goes back with the question.
    """
    sent, received = _most_tokens(prompt, max_tokens, requests)
    tokens, price = sent + received, most_cost(config, sent, received)
    with transaction.atomic():
        _close_abandoned(asked, digest)
        budget = Budget.objects.select_for_update().filter(universe=asked.universe).first()
        if budget is not None and not config.is_demo:
            _check(budget, asked.universe, config, price, tokens)
        return LlmCall.objects.create(
            universe=asked.universe,
            job_id=asked.job_id,
            thread_id=asked.thread_id,
            by_id=asked.user_id,
            agent=asked.agent,
            purpose=asked.purpose,
            digest=digest,
            provider=config.name,
            model=config.model,
            reserved=price or ZERO,
            reserved_tokens=0 if config.is_demo else tokens,
        )


def _most_tokens(prompt: str, max_tokens: int, requests: int) -> tuple[int, int]:
    """What may be sent and received at most: each further request carries the answers before it."""
    once = tokens_in(prompt)
    return requests * once + max_tokens * requests * (requests - 1) // 2, requests * max_tokens


def _close_abandoned(asked: Asked, digest: str) -> None:
    """The same question of the same job, left open by a worker that died: its answer is not to be had."""
    if asked.job_id is not None:
        left = LlmCall.objects.filter(job=asked.job_id, purpose=asked.purpose, state=CallState.OPEN)
        left.update(state=CallState.FAILED, reserved=0, reserved_tokens=0)


def settle(call: LlmCall, usage: Usage, answer: Any = None) -> None:
    """Write what the call did cost, and its answer; without one it failed."""
    values: dict[str, Any] = {
        "state": CallState.FAILED if answer is None else CallState.ANSWERED,
        "reserved": ZERO,
        "reserved_tokens": 0,
        "cost": usage.cost,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_tokens": usage.cache_read_tokens,
        "cache_write_tokens": usage.cache_write_tokens,
        "requests": usage.requests,
        "answer": storable(answer),
        "answered_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            LlmCall.objects.filter(pk=call.pk).update(**values)
    except IntegrityError:  # another attempt has stored its answer meanwhile: this one was paid for nothing
        LlmCall.objects.filter(pk=call.pk).update(**{**values, "state": CallState.FAILED})


def asked_in_vain(config: ProviderConfig, prompt: str) -> Usage:
    """What a question costs at least whose answer nobody waited for."""
    sent = tokens_in(prompt)
    return Usage(input_tokens=sent, requests=1, cost=most_cost(config, sent, 0))


def usage_of(call: LlmCall) -> Usage:
    return Usage(
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cache_read_tokens=call.cache_read_tokens,
        cache_write_tokens=call.cache_write_tokens,
        requests=call.requests,
        cost=call.cost,
    )


def most_cost(config: ProviderConfig, input_tokens: int, output_tokens: int) -> Decimal | None:
    """What so many tokens cost in US dollars; zero at servers of one's own, None where nobody knows."""
    if config.is_demo or (config.name == "openai" and config.base_url.rstrip("/") != OPENAI_URL):
        return ZERO
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    counted = Counted(input_tokens=input_tokens, output_tokens=output_tokens)
    try:
        return calc_price(counted, model_ref=config.model, provider_id=config.name).total_price
    except LookupError:
        return None


def start_of_day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def spent(universe: Universe, since: datetime) -> tuple[Decimal, int]:
    """US dollars and tokens since then: what was paid, and what open calls have reserved."""
    fresh = timezone.now() - RESERVED_FOR
    rows = LlmCall.objects.filter(universe=universe, created_at__gte=since).exclude(provider="local")
    held = Q(state=CallState.OPEN, created_at__gte=fresh)
    money = DecimalField(max_digits=18, decimal_places=6)
    found = rows.aggregate(
        paid=Coalesce(Sum("cost"), ZERO, output_field=money),
        reserved=Coalesce(Sum("reserved", filter=held), ZERO, output_field=money),
        tokens=Coalesce(Sum(F("input_tokens") + F("output_tokens")), 0),
        waiting=Coalesce(Sum("reserved_tokens", filter=held), 0),
    )
    return found["paid"] + found["reserved"], found["tokens"] + found["waiting"]


def _check(
    budget: Budget, universe: Universe, config: ProviderConfig, price: Decimal | None, tokens: int
) -> None:
    today = start_of_day(timezone.now())
    limits = ((budget.daily_usd, today, "day"), (budget.monthly_usd, today.replace(day=1), "month"))
    for limit, since, span in limits:
        if limit is None:
            continue
        if price is None:
            raise _unknown_price(universe, config)
        paid, _ = spent(universe, since)
        if paid + price > limit:
            raise _reached(universe, f"${limit} a {span}", f"${paid:.2f} are spent or reserved")
    if budget.daily_tokens is not None:
        _, used = spent(universe, today)
        if used + tokens > budget.daily_tokens:
            raise _reached(
                universe, f"{budget.daily_tokens:,} tokens a day", f"{used:,} are used or reserved"
            )


def _unknown_price(universe: Universe, config: ProviderConfig) -> BudgetReached:
    return BudgetReached(
        f"Nobody knows the price of “{config.model}”, and {universe.name} has a budget in dollars.",
        suggestion="Choose a model of known price, or set a budget in tokens instead.",
    )


def _reached(universe: Universe, limit: str, so_far: str) -> BudgetReached:
    return BudgetReached(
        f"{universe.name} may spend {limit} on language models, and {so_far}.",
        suggestion="Wait for the next day or month, or ask its owner to raise the budget.",
    )
