"""What agents are shown of a very large universe: how long it takes, and whether it keeps to its budget."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from agents.context import Context, context_for
from storybible.models import Element, TimelineEvent
from umam.studio.bench.agent_worlds import Asker
from umam.studio.bench.measure import cost_of, percentile
from umam.studio.bench.report import Row

ROUNDS = 160
LONGEST_MS = 200.0
BUDGETS = (500, 1_000, 2_000, 4_000, 8_000, 16_000, 40_000, 100_000)
SAID = "At dawn @{} went to see {} and {}, and nobody spoke of {}. " + "The rain came over the hills. " * 20


def measure(world: Asker) -> list[Row]:
    """Prompts by chance but always the same, each budget with each way of asking."""
    asking = _Questions(world)
    told: list[Context] = []
    times: list[float] = []
    for number in range(-len(BUDGETS), ROUNDS):
        cost = cost_of(partial(asking.ask(number), told))
        if number >= 0:  # the first ones find nothing warm
            times.append(1000 * (cost.cpu if connection.vendor == "sqlite" else cost.wall))
    kept = sum(1 for one in told if one.tokens <= one.budget) / len(told)
    fullest = max(one.tokens / one.budget for one in told)
    slow = percentile(times, 0.95)
    size = f"{Element.objects.filter(universe=world.universe).count():,} elements"
    return [
        Row(
            f"Context for a prompt, {size}, {connection.vendor}, p95",
            f"{slow:.0f} ms",
            f"p50 {percentile(times, 0.5):.0f} ms, {BUDGETS[0]:,} to {BUDGETS[-1]:,} tokens",
            slow,
            LONGEST_MS,
            unit="ms",
        ),
        Row(
            "Contexts within their budget of tokens",
            f"{kept:.0%}",
            f"{len(told)} contexts, the fullest at {fullest:.1%}",
            kept,
            1.0,
            at_least=True,
        ),
    ]


class _Questions:
    """Prompts with names, mentions, pins and moments of the world, in turn."""

    def __init__(self, world: Asker) -> None:
        self._world = world
        rows = Element.objects.filter(universe=world.universe)
        self._elements = list(rows.order_by("pk").values_list("key", "name")[:5_000])
        events = TimelineEvent.objects.filter(universe=world.universe).exclude(starts="")
        self._moments = list(events.order_by("start_tick").values_list("starts", flat=True)[::97])

    def ask(self, number: int) -> Callable[[list[Context]], None]:
        chance = random.Random(number)
        some = chance.sample(self._elements, 8)
        names = [name for _, name in some[:4]]
        mention = f" And so said @[somebody]({some[4][0]})." if number % 2 else ""
        asked: dict[str, Any] = {
            "text": SAID.format(*names) + mention,
            "pins": [key for key, _ in some[5:]] if number % 3 else [],
            "as_of": chance.choice(self._moments) if number % 4 == 1 else "",
            "budget": BUDGETS[number % len(BUDGETS)],
        }
        return lambda told: told.append(context_for(self._world.universe, **asked))
