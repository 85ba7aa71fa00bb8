"""The timeline's questions: what is asked of it, one page of the list, and one window of the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse

from storybible.calendars.protocol import FIRST_TICK, LAST_TICK
from storybible.models import Element, EventParticipant, EventType, TimelineEvent
from storybible.selectors.scope import visible_in
from storybible.selectors.spans import during, remembered
from storybible.selectors.time import default_calendar, keeper_of, people_of_events, when_label
from umam.accounts.models import User
from umam.lib.errors import Invalid
from umam.studio.selectors import Part
from umam.universes import access
from umam.universes.models import Universe

LENGTH = 40
IN_VIEW = 300
LANDMARKS = 60
BUCKETS = 64
LANES = ("one", "participant", "type")
MOST_LANES = 10
OTHERS = "·"
TURNING_POINT = 3
STAND_IN = "stands-for-a-key"


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the timeline; unknown values are as good as none, wrong dates are told."""

    since: str = ""
    until: str = ""
    participant: Element | None = None
    type: str = ""
    text: str = ""
    first: int | None = None
    last: int | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, str], universe: Universe, user: User) -> Asked:
        values = {name: str(given.get(name, "")).strip()[:120] for name in ("since", "until", "type", "text")}
        if values["type"] not in EventType.values:
            values["type"] = ""
        wrong: dict[str, str] = {}
        first = _tick(universe, values["since"], wrong, "since")
        last = _tick(universe, values["until"], wrong, "until")
        return cls(
            **values,
            participant=_element(universe, user, str(given.get("participant", ""))[:120]),
            first=first,
            last=last,
            wrong=wrong,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.since or self.until or self.participant or self.type or self.text)


def _tick(universe: Universe, text: str, wrong: dict[str, str], name: str) -> int | None:
    """Where a typed date begins, or for `until` ends."""
    if not text:
        return None
    try:
        span = keeper_of(default_calendar(universe)).parse(text)
    except Invalid as error:
        wrong[name] = error.message
        return None
    return span.end if name == "until" else span.start


def _element(universe: Universe, user: User, key: str) -> Element | None:
    if not key:
        return None
    return visible_in(Element.objects.alive(), user, universe).filter(key=key).first()


def events(universe: Universe, user: User, asked: Asked) -> QuerySet[TimelineEvent]:
    """The events that the reader may see and asks for, in the order in which they happen."""
    rows = visible_in(TimelineEvent.objects.filter(deleted_at=None), user, universe)
    if asked.type:
        rows = rows.filter(event_type=asked.type)
    if asked.participant is not None:
        there = EventParticipant.objects.filter(event=OuterRef("pk"), element=asked.participant)
        rows = rows.filter(Exists(there))
    if asked.text:
        rows = rows.filter(Q(title__icontains=asked.text) | Q(description__icontains=asked.text))
    return between(rows, universe, asked.first, asked.last).order_by("start_tick", "id")


def between(
    rows: QuerySet[TimelineEvent], universe: Universe, first: int | None, last: int | None
) -> QuerySet[TimelineEvent]:
    """Those that touch the time from `first` to before `last`."""
    if first is None and last is None:
        return rows
    start = FIRST_TICK if first is None else first
    return during(rows, universe, start, LAST_TICK if last is None else last)


def with_people(rows: QuerySet[TimelineEvent], user: User, universe: Universe) -> QuerySet[TimelineEvent]:
    """Each with the participants that the reader may see, as `people`."""
    mine = people_of_events(hidden_too=access.can_edit(user, universe.pk))
    # One calendar object for all its events: it reads its definition once.
    return rows.prefetch_related("calendar", Prefetch("participant_rows", queryset=mine, to_attr="people"))


def extent(universe: Universe, user: User) -> tuple[int, int] | None:
    """From the first beginning to the last end of all that the reader may see."""
    rows = visible_in(TimelineEvent.objects.filter(deleted_at=None), user, universe)
    sees_all = access.can_edit(user, universe.pk)

    def ask() -> dict[str, int | None]:
        return rows.order_by().aggregate(first=Min("start_tick"), last=Max("end_tick"))

    found = remembered(universe, f"extent {sees_all}", ask)
    return None if found["first"] is None else (found["first"], found["last"])


def page_of(rows: QuerySet[TimelineEvent], cursor: str) -> Part:
    """One page of the list after the cursor, which names the last event before it."""
    tick, _, last = cursor.partition("_")
    try:
        after = (int(tick), UUID(last)) if cursor else None
    except ValueError:
        after = None
    if after is not None:
        rows = rows.filter(Q(start_tick__gt=after[0]) | Q(start_tick=after[0], pk__gt=after[1]))
    found = list(rows[: LENGTH + 1])
    following = ""
    if len(found) > LENGTH:
        found.pop()
        following = f"{found[-1].start_tick}_{found[-1].pk}"
    return Part(found, following)


def neighbours(rows: QuerySet[TimelineEvent], event: TimelineEvent) -> dict[str, TimelineEvent | None]:
    """The events just before and after one."""
    tick, pk = event.start_tick, event.pk
    earlier = rows.filter(Q(start_tick__lt=tick) | Q(start_tick=tick, pk__lt=pk))
    later = rows.filter(Q(start_tick__gt=tick) | Q(start_tick=tick, pk__gt=pk))
    return {"before": earlier.order_by("-start_tick", "-id").first(), "after": later.first()}


# The map


def window(
    universe: Universe, user: User, asked: Asked, *, first: int, last: int, lanes: str
) -> dict[str, Any]:
    """What the map shows between two ticks: events, and crowds of them where there are too many to draw.

    A small world is given as a whole. In a crowd the turning points stay events of their own.
    """
    first, last = max(first, FIRST_TICK), min(max(last, first + 1), LAST_TICK)
    rows = events(universe, user, asked)
    total = _total(rows, universe, user, asked)
    whole = total <= IN_VIEW
    seen = rows if whole else between(rows, universe, first, last)
    crowds: list[dict[str, Any]] = []
    if whole or seen.order_by()[: IN_VIEW + 1].count() <= IN_VIEW:
        shown = list(with_people(seen, user, universe))
        names = _lanes_of(shown, lanes)
    else:
        names = _lanes_in(seen, user, universe, lanes)
        ids = [one["id"] for one in names]
        shown, crowds = _crowded(seen, user, universe, first=first, last=last, lanes=lanes, named=ids)
    addresses = Addresses(universe)
    return {
        "from": first,
        "to": last,
        "total": total,
        "all": whole,
        "events": [as_json(event, addresses) for event in shown],
        "crowds": crowds,
        "lanes": [{"key": one["key"], "label": one["label"]} for one in names],
    }


def _total(rows: QuerySet[TimelineEvent], universe: Universe, user: User, asked: Asked) -> int:
    if asked.is_filtered:
        return rows.count()
    found: int = remembered(universe, f"total {access.can_edit(user, universe.pk)}", rows.count)
    return found


class Addresses:
    """Pages of events. Looking one up takes longer than all else told of an event, so it is done once."""

    def __init__(self, universe: Universe) -> None:
        place = [universe.slug, STAND_IN]
        names = {"url": "studio:bible-event", "move_url": "studio:bible-event-move"}
        self._parts = {kind: reverse(name, args=place).rpartition(STAND_IN) for kind, name in names.items()}

    def of(self, key: str) -> dict[str, str]:
        key = quote(key)
        return {kind: f"{before}{key}{after}" for kind, (before, _, after) in self._parts.items()}


def as_json(event: TimelineEvent, addresses: Addresses) -> dict[str, Any]:
    """An event as the map knows it. `event` comes from `with_people`."""
    people: list[EventParticipant] = event.people  # type: ignore[attr-defined]
    return {
        "id": str(event.pk),
        "key": event.key,
        "title": event.title,
        "type": event.event_type,
        "type_label": event.get_event_type_display(),
        "importance": event.importance,
        "start": event.start_tick,
        "end": event.end_tick,
        "ranged": bool(event.ends),
        "precision": event.precision,
        "about": event.about,
        "label": when_label(event),
        "revision": event.revision,
        **addresses.of(event.key),
        "people": [{"key": one.element.key, "name": one.element.name} for one in people],
    }


def _lanes_of(shown: Sequence[TimelineEvent], lanes: str) -> list[dict[str, Any]]:
    if lanes == "type":
        used = {event.event_type for event in shown}
        return _type_lanes(used)
    if lanes != "participant":
        return []
    people = [row.element for event in shown for row in event.people]  # type: ignore[attr-defined]
    named = {element.pk: element for element in people}
    most = Counter(element.pk for element in people).most_common()
    most.sort(key=lambda one: (-one[1], named[one[0]].name))
    return [_person(named[pk]) for pk, _ in most[:MOST_LANES]]


def _lanes_in(
    rows: QuerySet[TimelineEvent], user: User, universe: Universe, lanes: str
) -> list[dict[str, Any]]:
    if lanes == "type":
        return _type_lanes(rows.order_by().values_list("event_type", flat=True).distinct())
    if lanes != "participant":
        return []
    there = EventParticipant.objects.filter(event__in=rows.order_by())
    most = there.values("element").annotate(count=Count("pk")).order_by("-count", "element")
    # Whom the reader may not see is left out after counting: before, every participant would be looked up.
    wanted = most[: 3 * MOST_LANES]
    ids: list[UUID] = remembered(universe, f"most {most.query}", lambda: [one["element"] for one in wanted])
    seen = visible_in(Element.objects.alive(), user, universe).in_bulk(ids)
    return [_person(seen[one]) for one in ids if one in seen][:MOST_LANES]


def _type_lanes(used: Iterable[str]) -> list[dict[str, Any]]:
    mine = set(used)
    return [{"id": key, "key": key, "label": label} for key, label in EventType.choices if key in mine]


def _person(element: Element) -> dict[str, Any]:
    return {"id": element.pk, "key": element.key, "label": element.name}


def _crowded(
    rows: QuerySet[TimelineEvent],
    user: User,
    universe: Universe,
    *,
    first: int,
    last: int,
    lanes: str,
    named: list[Any],
) -> tuple[list[TimelineEvent], list[dict[str, Any]]]:
    """The turning points and the lonely ones as events, all others as crowds."""
    turning = list(with_people(rows.filter(importance=TURNING_POINT), user, universe)[: LANDMARKS + 1])
    rest = rows
    if len(turning) <= LANDMARKS:
        rest = rows.exclude(importance=TURNING_POINT)
    else:
        turning = []
    crowds: list[dict[str, Any]] = []
    lonely: set[int] = set()
    for lane, part, by in _parts(rest, lanes, named):
        for found in _buckets(part, first, last, by):
            if found["count"] == 1 and len(lonely) < IN_VIEW:
                lonely.add(found["start"])
                continue
            mine = lane if by is None else str(found[by])
            crowds.append(
                {"start": found["start"], "end": found["end"], "count": found["count"], "lane": mine or ""}
            )
    if lonely:
        turning += with_people(rest.filter(start_tick__in=lonely), user, universe)[:IN_VIEW]
    if lanes == "participant":
        keys = dict(Element.objects.filter(pk__in=named).values_list("pk", "key"))
        for crowd in crowds:
            crowd["lane"] = OTHERS if crowd["lane"] == OTHERS else keys[UUID(crowd["lane"])]
    return turning, crowds


def _parts(
    rows: QuerySet[TimelineEvent], lanes: str, named: list[Any]
) -> Iterable[tuple[str | None, QuerySet[TimelineEvent], str | None]]:
    """What is counted together: lane (None is the only one), rows, and the column that tells the lane."""
    if lanes == "type":
        return [(None, rows, "event_type")]
    if lanes != "participant":
        return [(None, rows, None)]
    there = EventParticipant.objects.filter(element__in=named)
    with_them = rows.filter(participant_rows__element__in=named)
    without = rows.exclude(pk__in=there.values("event"))
    return [(None, with_them, "participant_rows__element"), (OTHERS, without, None)]


def _buckets(
    rows: QuerySet[TimelineEvent], first: int, last: int, by: str | None
) -> Iterable[dict[str, Any]]:
    """How many events lie in each of equal stretches of the window, those before it in its first.

    The stretches begin at multiples of their width: so they stay where they are while the map is moved, and
    no difference of two ticks is too large for a database.
    """
    width = max(1, (last - first) // BUCKETS)
    # The very first tick would be written to PostgreSQL as minus a number that is too large for a tick.
    inside = Greatest(F("start_tick"), Value(max(first, FIRST_TICK + 1)))
    columns = ["bucket", *([by] if by else [])]
    return (  # type: ignore[no-any-return,unused-ignore]
        rows.order_by()
        .annotate(bucket=inside / Value(width))
        .values(*columns)
        .annotate(count=Count("pk"), start=Min("start_tick"), end=Max("start_tick"))
        .order_by(*columns)
    )
