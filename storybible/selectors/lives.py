"""Who is born and who has died at a moment of the world, by the events that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from storybible.models import EventParticipant, EventType, TimelineEvent
from storybible.selectors.scope import for_agents
from storybible.selectors.time import when_label

# Roles by which a birth or a death names whom it befalls; the others are midwives and murderers.
_OWN = {
    EventType.BIRTH.value: ("born", "child", "newborn", "baby", "daughter", "son", "twin"),
    EventType.DEATH.value: ("died", "dies", "dead", "deceased", "victim", "killed", "fallen"),
}


@dataclass(frozen=True)
class Lives:
    """Elements by what is known of them at the moment, each with the date in words."""

    unborn: dict[UUID, str]
    dead: dict[UUID, str]


def lives(ids: Collection[UUID], as_of: int) -> Lives:
    """Which of these elements are born later than the moment, or died before it. Two queries.

    A birth tells of those whose role says so (born, child, ...), else of those without a role, else of its
    only participant: a mother at a birth is not born then.
    """
    kinds = list(_OWN)
    told = EventParticipant.objects.filter(element__in=ids, event__event_type__in=kinds).values("event")
    rows = for_agents(TimelineEvent.objects.filter(pk__in=told)).select_related("calendar")
    found = Lives({}, {})
    events = {event.pk: event for event in rows.order_by("start_tick", "id")}
    by_event: dict[UUID, list[EventParticipant]] = defaultdict(list)
    for row in EventParticipant.objects.filter(event__in=list(events)):
        by_event[row.event_id].append(row)
    wanted = set(ids)
    for event in events.values():
        own = wanted & set(whom(event.event_type, by_event[event.pk]))
        if event.event_type == EventType.BIRTH and (event.start_tick or 0) > as_of:
            found.unborn.update(dict.fromkeys(own, when_label(event)))
        elif event.event_type == EventType.DEATH and (event.end_tick or 0) <= as_of:
            found.dead.update(dict.fromkeys(own, when_label(event)))
    return found


def whom(kind: str, rows: Iterable[EventParticipant]) -> list[UUID]:
    """Whom it befalls: the only participant, else whose role says so, else those without a role."""
    people = list(rows)
    if len(people) == 1:
        return [people[0].element_id]
    named = [row.element_id for row in people if row.role.strip().casefold() in _OWN[kind]]
    return named or [row.element_id for row in people if not row.role.strip()]
