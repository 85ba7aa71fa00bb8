"""From when to when elements live, by births and deaths; in ticks, so that many moments can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from storybible.models import EventParticipant, EventType, TimelineEvent
from storybible.selectors.lives import whom
from storybible.selectors.scope import for_agents
from storybible.selectors.time import when_label

_KINDS = (EventType.BIRTH.value, EventType.DEATH.value)


@dataclass(frozen=True)
class Life:
    """What is known of a life. `born` is when the birth begins, `died` when the death is over."""

    born: int | None = None
    born_when: str = ""
    died: int | None = None
    died_when: str = ""
    about: bool = False

    def is_unborn(self, end: int) -> bool:
        """Whether all before `end` is before the birth."""
        return self.born is not None and end <= self.born

    def is_dead(self, start: int) -> bool:
        """Whether the death is over at `start`. Who is born after a death lives again."""
        if self.died is None or self.died > start:
            return False
        return self.born is None or self.born < self.died or self.born > start


def lives_of(ids: Collection[UUID]) -> dict[UUID, Life]:
    """The lives of those of these elements of which something is known. Two queries."""
    told = EventParticipant.objects.filter(element__in=ids, event__event_type__in=_KINDS).values("event")
    rows = for_agents(TimelineEvent.objects.filter(pk__in=told)).select_related("calendar")
    events = {event.pk: event for event in rows.order_by("start_tick", "id")}
    people: dict[UUID, list[EventParticipant]] = defaultdict(list)
    for row in EventParticipant.objects.filter(event__in=list(events)):
        people[row.event_id].append(row)
    found: dict[UUID, Life] = {}
    wanted = set(ids)
    for event in events.values():
        for pk in wanted & set(whom(event.event_type, people[event.pk])):
            found[pk] = _with(found.get(pk, Life()), event)
    return found


def _with(life: Life, event: TimelineEvent) -> Life:
    about, when = life.about or event.about, when_label(event)
    if event.event_type == EventType.DEATH:
        return Life(life.born, life.born_when, event.end_tick, when, about)
    if life.born is not None and (life.died is None or life.died > (event.start_tick or 0)):
        return life
    return Life(event.start_tick, when, life.died, life.died_when, about)
