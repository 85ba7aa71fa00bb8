"""A universe with 100,000 elements against one with 1,000: pages, API, search, time, what agents read.

`UMAM_BENCH_DATABASE_URL` names an empty PostgreSQL database to measure there; else SQLite is used. Processor
time counts, PostgreSQL's own included; where that cannot be seen, the clock does.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storybible.fill import Amounts, fill_universe
from storybible.models import Element, TimelineEvent
from storybible.selectors.context import bible_for
from storybible.selectors.search import search
from storybible.selectors.time import timeline_window
from umam.accounts.models import User, UserRole
from umam.studio.bench import exports
from umam.studio.bench.measure import cost_of, percentile
from umam.studio.bench.report import Row
from umam.studio.bench.servers import server
from umam.universes.models import Universe
from umam.universes.services import create_universe

FEW = Amounts(elements=1_000, traits=4_000, events=500, relations=2_000)
MANY = Amounts(elements=100_000, traits=400_000, events=50_000, relations=200_000)
ROUNDS = 60
LONGEST_MS, MOST_TIMES = 150.0, 2.0
FILL_SECONDS = 90.0
IN_WINDOW = 200
TYPED = ("m", "th", "lan", "lantern", "the old lan", "harbour of", "stubborn", "keeps the", "of", "xyzzy")
SAID = "At dawn @{} went to see {} and {}, and nobody spoke of {}."


@dataclass
class World:
    """A universe, somebody who reads in it, and what they ask for, by chance but always the same."""

    universe: Universe
    person: User
    client: Client
    chance: random.Random
    elements: list[tuple[str, str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def look_around(self) -> None:
        self.elements = list(Element.objects.filter(universe=self.universe).values_list("key", "name"))
        events = TimelineEvent.objects.filter(universe=self.universe).order_by("start_tick")
        self.starts = [tick for tick in events.values_list("start_tick", flat=True) if tick is not None]

    def key(self) -> str:
        return self.chance.choice(self.elements)[0]

    def names(self, count: int) -> list[str]:
        return [name for _, name in self.chance.sample(self.elements, count)]

    def window(self) -> tuple[int, int]:
        """A stretch of time with as many events in either world."""
        first = self.chance.randrange(len(self.starts) - IN_WINDOW)
        return self.starts[first], self.starts[first + IN_WINDOW]

    def get(self, path: str, **asked: Any) -> None:
        asked = {name: value for name, value in asked.items() if value}
        answer = self.client.get(path, asked)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} {asked} answered {answer.status_code}: {answer.content[:300]!r}")


def measure(runs: int) -> list[Row]:
    few, _ = pour_world("few", FEW)
    many, took = pour_world("many", MANY)
    filled = Row("Filling the large world", f"{took:.0f} s", "", took, FILL_SECONDS, unit="s")
    # What this bench keeps of its worlds is no part of a studio: the collector must not walk through it.
    gc.collect()
    gc.freeze()
    rows = [row for what, ask in _questions() for row in _compare(what, ask, few, many)]
    return [filled, *rows, *exports.rows(few.person)]


Ask = Callable[[World], object]


def _questions() -> Iterator[tuple[str, Ask]]:
    yield "Page of elements", lambda w: w.get(_page("bible-elements", w), type=w.chance.choice(_TYPES))
    yield "API list of elements", lambda w: w.get(_api("elements", w), type=w.chance.choice(_TYPES))
    yield "Page of an element", lambda w: w.get(_page("bible-element", w, w.key()))
    yield "API list of events", lambda w: w.get(_api("timeline", w), ordering="-start")
    yield "API list of relations", lambda w: w.get(_api("relations", w))
    yield f"Timeline, a window of {IN_WINDOW} events", _window
    yield "Page of the timeline", lambda w: w.get(_page("bible-timeline", w))
    yield "Map of the timeline", _map
    yield "Search", lambda w: search(w.universe, w.person, w.chance.choice(TYPED))
    yield "Search by API", lambda w: w.get(_api("search", w), text=w.chance.choice(TYPED))
    yield "What agents are told", _agents


_TYPES = ("", "", "character", "location", "species")


def _page(name: str, world: World, *more: str) -> str:
    return reverse(f"studio:{name}", args=[world.universe.slug, *more])


def _api(what: str, world: World) -> str:
    return f"/api/universes/{world.universe.pk}/{what}"


def _window(world: World) -> object:
    return timeline_window(world.universe, world.person, *world.window())


def _map(world: World) -> None:
    first, last = world.window()
    world.get(_page("bible-time-window", world), **{"from": first, "to": last})


def _agents(world: World) -> object:
    text = SAID.format(*world.names(4))
    return bible_for(world.universe, text=text, pins=[world.key()], as_of=world.window()[0])


def _compare(what: str, ask: Ask, few: World, many: World) -> list[Row]:
    queries = {world.universe.pk: _queries(world, ask) for world in (few, many)}
    times: dict[Any, list[float]] = {few.universe.pk: [], many.universe.pk: []}
    for _ in range(ROUNDS):
        for world in (few, many):
            gc.collect()  # which question pays for what earlier ones left would be chance
            times[world.universe.pk].append(_seconds(partial(ask, world)))
    quick, slow = (percentile(times[world.universe.pk], 0.95) * 1000 for world in (few, many))
    few_rows = f"{FEW.elements:,} elements"
    asked = queries[many.universe.pk]
    return [
        Row(f"{what}, p95", f"{slow:.0f} ms", "", slow, LONGEST_MS, unit="ms"),
        Row(f"{what}, growth", f"{slow:.0f} ms", f"{few_rows}, {quick:.0f} ms", slow / quick, MOST_TIMES),
        Row(
            f"{what}, queries",
            str(asked),
            f"{few_rows}, {queries[few.universe.pk]}",
            asked / max(1, queries[few.universe.pk]),
            1.0,
        ),
    ]


def _seconds(work: Callable[[], object]) -> float:
    database = server()
    if database is None:
        return cost_of(work).wall
    before = database.cpu()
    return cost_of(work).cpu + database.cpu() - before


def _queries(world: World, ask: Ask) -> int:
    """How many queries a question takes at most: what was asked for differs, a list's length must not."""
    ask(world)
    counts = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as seen:
            ask(world)
        counts.append(len(seen))
    return max(counts)


def pour_world(name: str, amounts: Amounts) -> tuple[World, float]:
    person = User.objects.create_user(f"bible-{name}@bench.local", None, role=UserRole.CREATOR)
    universe = create_universe(by=person, name=f"World of {amounts.elements:,} elements")
    took = _seconds(partial(fill_universe, universe=universe, amounts=amounts))
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    world = World(universe, person, client, random.Random(name))
    world.look_around()
    return world, took
