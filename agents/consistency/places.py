"""Who is where at what time, as events and scenes tell it, and which places lie in which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from storybible.models import (
    EntityType,
    EventLink,
    EventParticipant,
    Relation,
    RowKind,
    Scene,
    SceneParticipant,
    Visibility,
)
from storybible.models.time import Dated, Precision
from storybible.selectors.scope import for_agents
from umam.universes.models import Universe

MOST_PARTS = 500
MOST_OF_ONE = 5_000
MOST_DEPTH = 6
AT_ONCE = 500
_INSIDE = ("located-in", "part-of")
_DAY = 86_400
# No shorter than the unit is in any usual calendar: what lies inside is certain then.
_UNIT = {Precision.YEAR.value: 400 * _DAY, Precision.MONTH.value: 40 * _DAY, Precision.DAY.value: 2 * _DAY}
LONGEST_DAY = 2 * _DAY
_FIELDS = ("title", "starts", "ends", "start_tick", "end_tick", "precision", "about")


@dataclass(frozen=True)
class Occasion:
    """An event or a scene in which an element takes part. `sure` is when it goes on for certain.

    A date without a clock says only that it happened some time in that day or year; of a stretch of days the
    inner part is certain.
    """

    kind: str
    id: UUID
    title: str
    start: int
    end: int
    sure: tuple[int, int] | None
    role: str = ""
    about: bool = False
    event_type: str = ""

    @property
    def is_short(self) -> bool:
        return self.end - self.start <= LONGEST_DAY

    def meets(self, other: Occasion) -> bool:
        """Whether both may go on at the same time."""
        return self.start < other.end and other.start < self.end

    def collides(self, other: Occasion) -> bool:
        """Whether both certainly go on at the same time."""
        if self.sure and other.sure and self.sure[0] < other.sure[1] and other.sure[0] < self.sure[1]:
            return True
        return _within(self, other) or _within(other, self)


def _within(inner: Occasion, outer: Occasion) -> bool:
    return (
        not inner.about
        and outer.sure is not None
        and outer.sure[0] <= inner.start
        and inner.end <= outer.sure[1]
    )


def sure_of(row: Dated | dict[str, Any]) -> tuple[int, int] | None:
    """When something dated goes on for certain; None where nobody can tell."""
    told = row if isinstance(row, dict) else {name: getattr(row, name) for name in _FIELDS[1:]}
    start, end = told["start_tick"], told["end_tick"]
    if told["about"] or start is None or end is None:
        return None
    if told["precision"] in {Precision.MINUTE, Precision.SECOND}:
        first, last = start, end if not told["ends"] or ":" in told["ends"] else end - 2 * _DAY
    elif told["ends"]:
        unit = _UNIT.get(told["precision"], 400 * _DAY)
        first, last = start + unit, end - unit
    else:
        return None
    return (first, last) if first < last else None


def participations(universe: Universe, *, scenes: bool) -> QuerySet[Any, dict[str, Any]]:
    """Who takes part in which dated events, or scenes, without secrets and the trash."""
    model, row = (SceneParticipant, "scene") if scenes else (EventParticipant, "event")
    known = {f"{row}__start_tick__isnull": False, f"{row}__end_tick__isnull": False}
    alive = {f"{row}__universe": universe, f"{row}__deleted_at": None, "element__deleted_at": None}
    rows: QuerySet[Any] = model._default_manager.filter(**alive, **known)
    for hidden in (f"{row}__visibility", "element__visibility"):
        rows = rows.exclude(**{hidden: Visibility.SECRET})
    more = () if scenes else ("role", "event__event_type")
    return rows.values("element_id", f"{row}_id", *more, *(f"{row}__{name}" for name in _FIELDS))


def occasion(row: dict[str, Any]) -> Occasion:
    """A row of `participations`."""
    kind = RowKind.EVENT if "event_id" in row else RowKind.SCENE
    told = {name: row[f"{kind.value}__{name}"] for name in _FIELDS}
    return Occasion(
        kind=kind.value,
        id=row[f"{kind.value}_id"],
        title=told["title"],
        start=told["start_tick"],
        end=told["end_tick"],
        sure=sure_of(told),
        role=row.get("role", ""),
        about=told["about"],
        event_type=row.get("event__event_type", ""),
    )


def occasions_between(
    universe: Universe, ids: Collection[UUID], start: int, end: int
) -> dict[UUID, list[Occasion]]:
    """In what the elements take part between two moments. Two queries."""
    found: dict[UUID, list[Occasion]] = defaultdict(list)
    for scenes in (False, True):
        row = "scene" if scenes else "event"
        touching = {f"{row}__start_tick__lt": end, f"{row}__end_tick__gt": start}
        rows = participations(universe, scenes=scenes).filter(element_id__in=ids, **touching)
        for one in rows.order_by(f"{row}__start_tick", "pk")[:MOST_PARTS]:
            found[one["element_id"]].append(occasion(one))
    return found


def occasions_of(universe: Universe, element: UUID) -> list[Occasion]:
    """All dated rows in which an element takes part, up to a bound. Two queries."""
    return [
        occasion(row)
        for scenes in (False, True)
        for row in participations(universe, scenes=scenes).filter(element_id=element)[:MOST_OF_ONE]
    ]


@dataclass
class Places:
    """Where occasions happen. `inside` tells for a place all that it lies in, itself too."""

    of: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    inside: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    def apart(self, one: Collection[UUID], other: Collection[UUID]) -> bool:
        """Whether both are known and no place of the one lies in or around a place of the other."""
        if not one or not other:
            return False
        return not any(self._related(here, there) for here in one for there in other)

    def _related(self, here: UUID, there: UUID) -> bool:
        return there in self.inside.get(here, {here}) or here in self.inside.get(there, {there})

    def name(self, places: Collection[UUID]) -> str:
        return " and ".join(sorted(self.names.get(place, "somewhere") for place in places))


def places_of(universe: Universe, occasions: Iterable[Occasion], also: Collection[UUID] = ()) -> Places:
    """The places of these occasions and what they lie in: a handful of queries for any number of them."""
    by_kind: dict[str, set[UUID]] = {RowKind.EVENT.value: set(), RowKind.SCENE.value: set()}
    for one in occasions:
        by_kind[one.kind].add(one.id)
    found = Places()
    at: dict[UUID, set[UUID]] = defaultdict(set)
    for event, place, name in _event_places(by_kind[RowKind.EVENT.value]):
        at[event].add(place)
        found.names[place] = name
    for scene, place, name in _scene_places(universe, by_kind[RowKind.SCENE.value]):
        at[scene].add(place)
        found.names[place] = name
    found.of = {pk: frozenset(places) for pk, places in at.items()}
    found.inside = _inside(universe, {*found.names, *also})
    return found


def _event_places(events: Collection[UUID]) -> Iterator[tuple[UUID, UUID, str]]:
    rows = EventLink.objects.filter(element__entity_subtype=EntityType.LOCATION, element__deleted_at=None)
    rows = rows.exclude(element__visibility=Visibility.SECRET)
    for some in _parts(events):
        yield from rows.filter(event__in=some).values_list("event_id", "element_id", "element__name")


def _scene_places(universe: Universe, scenes: Collection[UUID]) -> Iterator[tuple[UUID, UUID, str]]:
    rows = for_agents(Scene.objects.filter(universe=universe, location__deleted_at=None))
    rows = rows.exclude(location=None).exclude(location__visibility=Visibility.SECRET)
    for some in _parts(scenes):
        for scene, place, name in rows.filter(pk__in=some).values_list("pk", "location_id", "location__name"):
            if place is not None:
                yield scene, place, name


def _parts(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    ordered = list(ids)
    for begin in range(0, len(ordered), AT_ONCE):
        yield ordered[begin : begin + AT_ONCE]


def _inside(universe: Universe, places: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """One query a storey; a ring of places that lie in each other ends by itself."""
    up: dict[UUID, set[UUID]] = defaultdict(set)
    frontier, known = set(places), set(places)
    for _ in range(MOST_DEPTH):
        if not frontier:
            break
        rows = for_agents(Relation.objects.filter(universe=universe, type__key__in=_INSIDE))
        rows = rows.filter(source__in=list(frontier)).exclude(target__visibility=Visibility.SECRET)
        for source, target in rows.values_list("source_id", "target_id")[: AT_ONCE * 4]:
            up[source].add(target)
        frontier = {target for source in frontier for target in up[source]} - known
        known |= frontier
    return {place: _all_above(place, up) for place in places}


def _all_above(place: UUID, up: dict[UUID, set[UUID]]) -> frozenset[UUID]:
    found, waiting = {place}, [place]
    while waiting:
        for above in up.get(waiting.pop(), set()) - found:
            found.add(above)
            waiting.append(above)
    return frozenset(found)
