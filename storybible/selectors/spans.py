"""Which events touch a stretch of time, quickly.

An index orders events by their start, so those that begin in a window are found at once. Those that began
before it and still last could lie anywhere earlier. Most events are short: beside the few longest, which are
remembered, nothing that began earlier than the window minus `reach` can touch it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, Q, QuerySet

from storybible.calendars.protocol import FIRST_TICK, LAST_TICK
from storybible.models import TimelineEvent
from umam.universes.models import Universe

REMEMBERED = 500
REMEMBER_SECONDS = 600


@dataclass(frozen=True)
class LongEvents:
    """The longest events as start, end and id, and how long all others last at most."""

    reach: int
    longest: tuple[tuple[int, int, UUID], ...]

    def lasting(self, start: int, end: int) -> list[tuple[int, UUID]]:
        """Those that touch the window, with their start."""
        return [(begin, pk) for begin, finish, pk in self.longest if begin < end and finish > start]


def during(
    rows: QuerySet[TimelineEvent], universe: Universe, start: int, end: int
) -> QuerySet[TimelineEvent]:
    """Those of the universe's living events that touch `start` <= t < `end`."""
    start, end = max(start, FIRST_TICK), min(end, LAST_TICK)
    rows = rows.filter(start_tick__lt=end, end_tick__gt=start)
    if start == FIRST_TICK:
        return rows
    long = long_events(universe)
    floor = start - long.reach
    early = [(begin, pk) for begin, pk in long.lasting(start, end) if begin < floor]
    if not early:
        return rows.filter(start_tick__gte=max(floor, FIRST_TICK))
    return rows.filter(start_tick__gte=min(begin for begin, _ in early)).filter(
        Q(start_tick__gte=max(floor, FIRST_TICK)) | Q(pk__in=[pk for _, pk in early])
    )


def long_events(universe: Universe) -> LongEvents:
    found: LongEvents = remembered(universe, "long", lambda: _long_events(universe))
    return found


def remembered(universe: Universe, what: str, find: Callable[[], Any]) -> Any:
    """What `find` finds, kept until an event of the universe is written: the name tells the last write."""
    name = hashlib.sha256(f"{universe.pk} {last_write(universe)} {what}".encode()).hexdigest()[:40]
    key = f"bible:events:{name}"
    found = cache.get(key)
    if found is None:
        found = find()
        cache.set(key, found, REMEMBER_SECONDS)
    return found


def last_write(universe: Universe) -> datetime | None:
    """When an event of the universe was written last, put in the trash and taken back included."""
    rows = TimelineEvent.objects.filter(universe=universe).order_by("-updated_at")
    return rows.values_list("updated_at", flat=True).first()


def _long_events(universe: Universe) -> LongEvents:
    rows = TimelineEvent.objects.filter(universe=universe, deleted_at=None)
    longest = rows.order_by(F("start_tick") - F("end_tick"))[: REMEMBERED + 1]
    found = [
        (start, end, pk)
        for start, end, pk in longest.values_list("start_tick", "end_tick", "pk")
        if start is not None and end is not None
    ]
    rest = found[REMEMBERED:]
    return LongEvents(rest[0][1] - rest[0][0] if rest else 0, tuple(found[:REMEMBERED]))
